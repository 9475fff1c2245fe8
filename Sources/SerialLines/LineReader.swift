public import DeviceProtocols
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Keeps one line open and hands out what comes, whatever the kind of line: a serial port, a
/// pseudo-terminal or a TCP device server.
///
/// The blocking work is done on a thread of its own. A lost line is noticed within 2 s, and opened
/// again within 2 s after it is back.
///
/// ```swift
/// let reader = LineReader(address, settings: profile.line, idleGap: .milliseconds(50))
/// async let running: Void = reader.run()
/// for await event in reader.events { … }
/// ```
public final class LineReader: Sendable {
    /// Where the line is.
    public let address: LineAddress
    /// What the line has to tell, for one follower.
    ///
    /// Ends after ``stop()``. A follower that is too slow finds ``LineEvent/dropped(byteCount:)``
    /// where bytes are missing.
    public let events: AsyncStream<LineEvent>

    /// When the bytes of the event taken last came off the line, on the clock CLOCK_MONOTONIC; of
    /// chunks that were joined while they waited, the first.
    public var arrival: Duration { queue.arrival }

    private struct Shared {
        var isOpen = false
        var isStopping = false
        var isRunning = false
        var lastWrite: UInt64 = 0
        var writes: WriteQueue
    }

    private let settings: LineSettings
    private let baud: Int?
    private let idleGap: Duration?
    private let reopens: Bool
    private let queue = EventQueue()
    private let wake = WakeSignal()
    private let shared: Mutex<Shared>

    /// A reader that does nothing until ``run()``.
    /// - Parameters:
    ///   - address: where the line is.
    ///   - settings: the line settings of the device's profile.
    ///   - baud: the rate to use out of those of the profile; nil for its first.
    ///   - idleGap: the silence after bytes that gives a ``LineEvent/idle``; nil for none.
    ///   - reopens: false to end at the first failure or loss, for probing.
    public init(
        _ address: LineAddress, settings: LineSettings, baud: Int? = nil,
        idleGap: Duration? = nil, reopens: Bool = true
    ) {
        self.address = address
        self.settings = settings
        self.baud = baud
        self.idleGap = idleGap
        self.reopens = reopens
        events = queue.stream()
        shared = Mutex(Shared(writes: WriteQueue(place: "\(address)")))
    }

    /// Keeps the line until ``stop()``, or until the task is cancelled.
    ///
    /// Call it once.
    public func run() async {
        shared.withLock { shared in
            precondition(!shared.isRunning, "a line reader runs once")
            shared.isRunning = true
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A private serial queue has a thread of its own while it is busy.
                DispatchQueue(label: "line \(address)").async {
                    self.keepLine()
                    continuation.resume()
                }
            }
        } onCancel: {
            stop()
        }
    }

    /// Ends the reader at once; writes that wait end with ``LineError/writeInterrupted``.
    ///
    /// Only the look-up of a device server's name, if one is going on, is waited for.
    public func stop() {
        shared.withLock { $0.isStopping = true }
        wake.raise()
    }

    /// Writes bytes after those of earlier calls.
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - limit: the longest wait, including that for earlier calls.
    /// - Throws: ``LineError/notOpen(_:)`` or ``LineError/writeQueueFull(_:limit:)`` when nothing
    ///   was written; ``LineError/writeTimedOut(_:written:total:)``,
    ///   ``LineError/writeInterrupted(_:written:total:)`` or
    ///   ``LineError/cancelled(_:written:total:)`` with the number of bytes that were handed to
    ///   the system and may have reached the device.
    public func write(
        _ bytes: [UInt8], within limit: Duration = .seconds(5)
    ) async throws(LineError) {
        guard !bytes.isEmpty else { return }
        let id = shared.withLock { shared in
            shared.lastWrite += 1
            return shared.lastWrite
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                enqueue(bytes, id: id, deadline: monotonicNow() + limit, caller: caller)
            }
        } onCancel: {
            shared.withLock { $0.writes.cancel(id) }.forEach { $0.tell() }
        }
        try result.get()
    }

    private func enqueue(
        _ bytes: [UInt8], id: UInt64, deadline: Duration, caller: WriteQueue.Caller
    ) {
        let ended: WriteQueue.Ended? = shared.withLock { shared in
            guard shared.isOpen, !shared.isStopping else {
                return .init(caller: caller, result: .failure(.notOpen("\(address)")))
            }
            return shared.writes.add(bytes, id: id, deadline: deadline, caller: caller)
        }
        if let ended { ended.tell() } else { wake.raise() }
    }
}

// MARK: - On the line's thread

extension LineReader {
    private var isStopping: Bool { shared.withLock { $0.isStopping } }

    private func keepLine() {
        var keeper = LineKeeper(
            idleGap: idleGap, watchesPath: !address.isTCP, reopens: reopens)
        var reported: LineError?
        while !isStopping {
            switch keeper.step(at: monotonicNow()) {
            case .open:
                do throws(LineError) {
                    let loss = try openAndFollow(&keeper)
                    keeper.lost(at: monotonicNow())
                    reported = nil
                    if let loss { queue.put(.lost(loss)) }
                } catch {
                    keeper.failed(at: monotonicNow())
                    if reported != error, !isStopping { queue.put(.unavailable(error)) }
                    reported = error
                }
            case .pause(let until):
                wake.wait(until: until)
            case .listen, .checkPath, .reportIdle:
                preconditionFailure("a closed line has nothing to listen to")
            case .finish:
                stop()
            }
        }
        queue.finish()
    }

    /// How the line ended, which is closed by then; nil when the reader was stopped.
    private func openAndFollow(_ keeper: inout LineKeeper) throws(LineError) -> LineLoss? {
        let line = try SerialLine.open(
            address, settings: settings, baud: baud, abandonOn: wake.descriptor)
        if line.opening.baud != nil, settings.settleMilliseconds > 0 {
            // Some devices start anew when the modem lines rise, and send rubbish meanwhile.
            wake.wait(until: monotonicNow() + .milliseconds(settings.settleMilliseconds))
            line.discardInput()
        }
        keeper.opened(at: monotonicNow())
        shared.withLock { $0.isOpen = true }
        queue.put(.opened(line.opening))
        let loss = follow(line, &keeper)
        let ended = shared.withLock { shared in
            shared.isOpen = false
            return shared.writes.interrupt()
        }
        ended.forEach { $0.tell() }
        return loss
    }

    private func follow(_ line: borrowing SerialLine, _ keeper: inout LineKeeper) -> LineLoss? {
        while !isStopping {
            switch keeper.step(at: monotonicNow()) {
            case .checkPath:
                if keeper.pathSeen(line.isPathPresent()) { return .pathGone }
            case .reportIdle:
                queue.put(.idle)
            case .listen(let until):
                if let loss = exchange(with: line, &keeper, until: until) { return loss }
            case .open, .pause, .finish:
                preconditionFailure("an open line has nothing to wait for")
            }
        }
        return nil
    }

    /// One wait for bytes to read, room to write, a wake-up or `until`.
    private func exchange(
        with line: borrowing SerialLine, _ keeper: inout LineKeeper, until: Duration
    ) -> LineLoss? {
        let (writes, deadline) = shared.withLock { (!$0.writes.isEmpty, $0.writes.firstDeadline) }
        var waits = [
            pollfd(
                fd: line.descriptor, events: Int16(writes ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let end = min(until, deadline ?? until)
        poll(&waits, 2, (end - monotonicNow()).pollMilliseconds)
        let happened = Int32(waits[0].revents)
        if waits[1].revents != 0 { wake.clear() }
        if happened & POLLIN != 0 {
            switch line.read() {
            case .bytes(let bytes):
                keeper.heard(at: monotonicNow())
                queue.put(.bytes(bytes))
            case .nothing: break
            case .lost(let loss): return loss
            }
        } else if happened & (POLLHUP | POLLERR | POLLNVAL) != 0 {
            return address.isTCP ? .closedByPeer : .hungUp
        }
        if happened & POLLOUT != 0, let loss = writeNext(to: line) { return loss }
        shared.withLock { $0.writes.expire(at: monotonicNow()) }.forEach { $0.tell() }
        return nil
    }

    /// The lock is held over the write, which does not wait, so that a cancelled call knows how
    /// many of its bytes were taken.
    private func writeNext(to line: borrowing SerialLine) -> LineLoss? {
        var loss: LineLoss?
        let ended = shared.withLock { shared -> WriteQueue.Ended? in
            guard !shared.writes.isEmpty else { return nil }
            switch line.write(shared.writes.front) {
            case .accepted(let count):
                return shared.writes.advance(by: count)
            case .lost(let reason):
                loss = reason
                return nil
            }
        }
        ended?.tell()
        return loss
    }
}

extension LineAddress {
    /// Whether the line has no path to keep an eye on.
    var isTCP: Bool {
        if case .tcp = self { true } else { false }
    }
}
