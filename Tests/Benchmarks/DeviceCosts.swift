import DataFolder
import DeviceSimulator
import Foundation
import Glibc
import Rehearsal

/// What eight open lines cost the real daemon, and how soon a scan is answered.
///
/// Six scanners, a scale that pushes ten readings a second and a printer that is polled; a kiosk
/// page listens.
struct DeviceCosts {
    static let idle = Duration.seconds(20)
    static let processorMax = 1.0
    static let residentMax = 45.0
    static let anonymousMax = 15.0
    static let scans = 1_000
    /// Within so many seconds, as a bound of the daemon's own histogram, this percentage is.
    static let promptBound = "0.002"
    static let promptMin = 99.0
    static let starts = 5
    static let readyMax = 500.0

    let folder: Folder
    let programs: String
    let data: DataFolder

    func measure() async throws -> [Measurement] {
        var options = Village.Options()
        options.moreScanners = 5
        options.contact = 300
        options.timing.frame = 100
        let village = try Village(
            folder: folder.file("village"), programs: programs, data: data, options: options)
        defer { village.abandon() }
        try await village.startCounty()
        try await village.enrol([])
        try await village.startStation()
        guard let pid = village.stationd?.pid else { return [] }
        let page = try KioskStream(url: village.kioskURL)
        // What comes once, such as the first contact with the county, is over by then.
        try await Task.sleep(for: .seconds(5))
        let share = try await processorShare(of: pid)
        let memory = try Memory(of: pid)
        let times = try await answers(village, page)
        let prompt = try await promptShare(village)
        try await village.stopStation()
        try await village.stopCounty()
        let ready = try await readyWhileFinding()
        return Self.rows(share, memory, prompt, times, ready)
    }

    /// Milliseconds to readiness of a station that looks for devices besides its own.
    ///
    /// It ends before it opens a port of this machine: a port has to settle first.
    private func readyWhileFinding() async throws -> Times {
        var options = Village.Options()
        options.moreScanners = 5
        options.find = true
        let village = try Village(
            folder: folder.file("finding"), programs: programs, data: data, options: options)
        defer { village.abandon() }
        try await village.startCounty()
        try await village.enrol([])
        var times = Times()
        for _ in 0..<Self.starts {
            let start = ContinuousClock.now
            try await village.startStation()
            times.add(ContinuousClock.now - start)
            try await village.stopStation()
        }
        try await village.stopCounty()
        return times
    }

    private static func rows(
        _ share: Double, _ memory: Memory, _ prompt: Double, _ times: Times, _ ready: Times
    ) -> [Measurement] {
        [
            Measurement(
                name: "8 open lines, 10 readings/s, share of a core", figure: share, unit: "%",
                limit: .figure(processorMax)),
            Measurement(
                name: "8 open lines, resident", figure: memory.resident, unit: "MB",
                limit: .figure(residentMax)),
            Measurement(
                name: "8 open lines, anonymous", figure: memory.anonymous, unit: "MB",
                limit: .figure(anonymousMax)),
            Measurement(
                name: "scans at the desk within \(promptBound) s of the last byte", figure: prompt,
                unit: "%", limit: .atLeast(promptMin)),
            Measurement(
                name: "last byte of a scan → kiosk page, p50", figure: times.percentile(0.5) / 1000,
                unit: "ms"),
            Measurement(
                name: "last byte of a scan → kiosk page, p99",
                figure: times.percentile(0.99) / 1000, unit: "ms"),
            Measurement(
                name: "8 open lines, others looked for: ready, worst of \(starts) starts",
                figure: ready.percentile(1) / 1000, unit: "ms", limit: .figure(readyMax)),
        ]
    }

    /// Percent of one core's time that a process used (proc(5), stat, fields 14 and 15).
    private func processorShare(of pid: pid_t) async throws -> Double {
        func ticks() throws -> Double {
            let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            // The second field is the name in brackets, which may hold spaces.
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
            else { throw BareError(description: "/proc/\(pid)/stat is not understood") }
            return user + system
        }
        let before = try ticks()
        let start = ContinuousClock.now
        try await Task.sleep(for: Self.idle)
        let used = (try ticks() - before) / Double(sysconf(Int32(_SC_CLK_TCK)))
        return 100 * used / (ContinuousClock.now - start).seconds
    }

    /// The daemon's own measure, from the read that brought the last byte to the desk.
    private func promptShare(_ village: Village) async throws -> Double {
        let text = try await PageReader().get(village.kioskURL + "/metrics").body
        let prefix = "cunzhan_scan_latency_seconds"
        func value(_ name: String, _ label: String) throws -> Double {
            let line = text.split(separator: "\n").first {
                $0.hasPrefix(prefix + name + "{") && $0.contains("\"scanner\"")
                    && (label.isEmpty || $0.contains(label))
            }
            guard let value = line?.split(separator: " ").last.flatMap({ Double($0) }) else {
                throw BareError(description: "/metrics has no \(prefix)\(name) \(label)")
            }
            return value
        }
        let all = try value("_count", "")
        guard all >= Double(Self.scans) else {
            throw BareError(description: "\(all) scans were measured of \(Self.scans)")
        }
        return try 100 * value("_bucket", "le=\"\(Self.promptBound)\"") / all
    }

    /// From the order to the simulated scanner to the event in the kiosk page's stream: more than
    /// from the byte to the desk, which lies between.
    private func answers(_ village: Village, _ page: KioskStream) async throws -> Times {
        var times = Times()
        var last = try page.next(after: -1)
        for index in 0..<Self.scans {
            let code = Array("UNKNOWN-\(index)".utf8)
            let start = ContinuousClock.now
            village.scanner.perform(.scan(code))
            last = try page.next(after: last)
            times.add(ContinuousClock.now - start)
            try await Task.sleep(for: .milliseconds(5))
        }
        return times
    }
}

/// The stream of states as a kiosk page listens to it, read with as little as possible in between.
private final class KioskStream {
    private static let patience = 20
    private let descriptor: CInt
    private var received: [UInt8] = []

    init(url: String) throws {
        guard let port = URL(string: url)?.port.flatMap(UInt16.init(exactly:)) else {
            throw BareError(description: "no port in \(url)")
        }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let request = Array("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        guard connected == 0, write(descriptor, request, request.count) == request.count else {
            throw BareError(description: "the kiosk page cannot be reached at \(url)")
        }
    }

    deinit { close(descriptor) }

    /// Waits for a state whose scan is another, and gives its number.
    func next(after last: Int64) throws -> Int64 {
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &room, room.count)
            guard count > 0 else { throw BareError(description: "the kiosk's stream has ended") }
            received += room[..<count]
            while let state = takeState() {
                let screen = try JSONDecoder().decode(KioskScreen.self, from: Data(state))
                if screen.scan.id != last { return screen.scan.id }
            }
        }
    }

    /// The next whole event's text.
    private func takeState() -> [UInt8]? {
        guard let start = received.firstRange(of: Array("data: ".utf8)),
            let end = received[start.upperBound...].firstRange(of: Array("\n\n".utf8))
        else { return nil }
        defer { received.removeFirst(end.upperBound) }
        return Array(received[start.upperBound..<end.lowerBound])
    }
}
