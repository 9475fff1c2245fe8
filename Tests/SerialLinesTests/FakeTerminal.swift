import Dispatch
import Glibc

@testable import SerialLines

/// The device's side of a pseudo-terminal, with a link to the other side as a device has one.
final class FakeTerminal {
    /// The slave's own name, such as /dev/pts/3.
    let slavePath: String
    private var master: Int32

    init() throws {
        var slave: Int32 = -1
        var raw = termios()
        cfmakeraw(&raw)
        raw.c_cflag |= tcflag_t(CREAD | CS8)
        var master: Int32 = -1
        guard openpty(&master, &slave, nil, &raw, nil) == 0 else { throw Failure("openpty") }
        slavePath = String(cString: ttyname(slave))
        close(slave)
        self.master = master
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit { hangUp() }

    /// Closes the device's side, as pulling the plug does.
    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    /// Sends all the bytes, waiting for room.
    func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try await wait(for: POLLOUT)
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) }
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Takes exactly so many bytes.
    func receive(_ count: Int) async throws -> [UInt8] {
        var got: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while got.count < count {
            try await wait(for: POLLIN)
            let length = read(master, &buffer, min(buffer.count, count - got.count))
            if length > 0 { got += buffer[..<length] }
        }
        return got
    }

    private func wait(for events: Int32) async throws {
        guard await isReady(master, for: events) else {
            throw Failure("the line took or sent nothing")
        }
    }
}

/// Waits on a thread of its own, so that no other test is held up.
func isReady(
    _ descriptor: Int32, for events: Int32, milliseconds: Int32 = 5000
) async -> Bool {
    await withCheckedContinuation { continuation in
        DispatchQueue(label: "wait").async {
            var waits = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            continuation.resume(returning: poll(&waits, 1, milliseconds) == 1)
        }
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A folder that is removed with everything in it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/cunzhan-lines-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Failure("mkdtemp") }
        path = String(cString: made)
    }

    deinit {
        unlink("\(path)/line")
        rmdir(path)
    }

    /// Makes `line` in the folder lead to `target`, in one step.
    func link(to target: String) throws -> String {
        let link = "\(path)/line"
        symlink(target, "\(link).new")
        guard rename("\(link).new", link) == 0 else { throw Failure("rename") }
        return link
    }

    func removeLink() { unlink("\(path)/line") }
}

/// Follows a reader's events one at a time.
final class Follower {
    private var iterator: AsyncStream<LineEvent>.Iterator

    init(_ reader: LineReader) { iterator = reader.events.makeAsyncIterator() }

    /// The next event, whatever it is.
    func next() async throws -> LineEvent {
        guard let event = await iterator.next(isolation: #isolation) else {
            throw Failure("the events ended")
        }
        return event
    }

    /// The first event for which `pick` gives something.
    func first<Value>(_ pick: (LineEvent) -> Value?) async throws -> Value {
        while true {
            if let value = pick(try await next()) { return value }
        }
    }

    func opened() async throws -> LineOpening {
        try await first { if case .opened(let opening) = $0 { opening } else { nil } }
    }

    func lost() async throws -> LineLoss {
        try await first { if case .lost(let loss) = $0 { loss } else { nil } }
    }

    func unavailable() async throws -> LineError {
        try await first { if case .unavailable(let error) = $0 { error } else { nil } }
    }

    /// So many bytes, whatever the chunks.
    func bytes(_ count: Int) async throws -> [UInt8] {
        var got: [UInt8] = []
        while got.count < count {
            got += try await first { if case .bytes(let bytes) = $0 { bytes } else { nil } }
        }
        return got
    }
}

/// Runs the reader around `body` and stops it afterwards.
func running(
    _ reader: LineReader, _ body: (Follower) async throws -> Void
) async throws {
    async let run: Void = reader.run()
    do {
        try await body(Follower(reader))
    } catch {
        reader.stop()
        await run
        throw error
    }
    reader.stop()
    await run
}

/// Seeded bytes (SplitMix64).
func seededBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
    }
}
