import DeviceSimulator
import Foundation
import Glibc

/// A program's side of a simulated device's line: plain blocking reads and writes.
final class Client {
    private let descriptor: Int32

    /// Opens the line as a program does that sets nothing: the line must be raw by itself.
    init?(_ link: String) {
        descriptor = open(link, O_RDWR | O_NOCTTY)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    func send(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The next bytes, exactly so many; fewer when the line hangs up or is silent for 10 seconds.
    func receive(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, 10_000) > 0 else { break }
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let got = read(descriptor, &buffer, buffer.count)
            if got <= 0 { break }
            bytes += buffer[..<got]
        }
        return bytes
    }

    /// Whether the device's side is gone, within 10 seconds.
    func hangsUp() -> Bool {
        var request = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&request, 1, 10_000) > 0 && request.revents & Int16(POLLHUP) != 0
    }
}

/// A device with a link of its own in a new folder, and its events one by one.
final class Bench {
    let device: SimulatedDevice
    let folder: String
    private var iterator: AsyncStream<SimulatorEvent>.Iterator

    var link: String { folder + "/line" }

    init(_ profile: String, timing: SimulatorTiming = SimulatorTiming()) throws {
        folder =
            FileManager.default.temporaryDirectory
            .appending(path: "simulator-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        device = try SimulatedDevice(
            profile: Fixtures.profile(profile), link: folder + "/line", output: folder,
            timing: timing)
        iterator = device.events.makeAsyncIterator()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Waits for the first event that fits; nil when the device ended before.
    func next<Value>(_ match: (SimulatorEvent) -> Value?) async -> Value? {
        while let event = await iterator.next(isolation: nil) {
            if let value = match(event) { return value }
        }
        return nil
    }

    func wait(for event: SimulatorEvent) async -> Bool {
        await next { $0 == event ? true : nil } ?? false
    }

    func label() async -> DrawnLabel? {
        await next { if case .label(let label) = $0 { label } else { nil } }
    }

    func error() async -> String? {
        await next { if case .error(let message) = $0 { message } else { nil } }
    }

    /// Writes a recording of a scanner with these events; gives its path.
    func recording(_ events: String, expecting line: String) throws -> String {
        let text = """
            # profile: scanners/generic-serial
            # device: made up
            # origin: this test
            # date: 2026-11-21
            \(events)
            ---
            \(line)
            """
        let file = folder + "/recording.txt"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    func quit() async {
        device.perform(.quit)
        _ = await next { _ in Bool?.none }
    }
}
