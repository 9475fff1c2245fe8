/// The bytes that wait to be written to a line, in order, each call with a deadline of its own.
///
/// It knows no clock and no descriptor; a call that ended carries what is to be told to its caller.
struct WriteQueue {
    typealias Caller = CheckedContinuation<Result<Void, LineError>, Never>

    /// A call that is over.
    struct Ended {
        let caller: Caller
        let result: Result<Void, LineError>

        /// Tells the caller; never while a lock is held.
        func tell() {
            caller.resume(returning: result)
        }
    }

    private struct Call {
        let id: UInt64
        let bytes: [UInt8]
        let deadline: Duration
        let caller: Caller
        var written = 0
    }

    /// So many bytes waiting refuse the next call.
    ///
    /// One call may be longer: a job goes out as a whole, so that nothing comes between, and its
    /// caller holds its bytes anyway.
    static let byteLimit = 1024 * 1024

    private let place: String
    private var calls: [Call] = []
    private var waitingBytes = 0

    init(place: String) {
        self.place = place
    }

    /// Whether there is anything to write.
    var isEmpty: Bool { calls.isEmpty }

    /// The bytes to write next.
    var front: ArraySlice<UInt8> {
        calls.first.map { $0.bytes[$0.written...] } ?? []
    }

    /// The moment at which the first call runs out of time.
    var firstDeadline: Duration? { calls.map(\.deadline).min() }

    /// Adds a call, or ends it at once when there is no room.
    mutating func add(
        _ bytes: [UInt8], id: UInt64, deadline: Duration, caller: Caller
    ) -> Ended? {
        guard waitingBytes < Self.byteLimit else {
            let error = LineError.writeQueueFull(place, limit: Self.byteLimit)
            return Ended(caller: caller, result: .failure(error))
        }
        waitingBytes += bytes.count
        calls.append(Call(id: id, bytes: bytes, deadline: deadline, caller: caller))
        return nil
    }

    /// So many bytes of the first call were taken.
    mutating func advance(by count: Int) -> Ended? {
        guard !calls.isEmpty else { return nil }
        calls[0].written += count
        guard calls[0].written == calls[0].bytes.count else { return nil }
        return end(at: 0) { _ in .success(()) }
    }

    /// Ends the calls whose time is up; the rest of their bytes is not written.
    mutating func expire(at now: Duration) -> [Ended] {
        endAll(where: { $0.deadline <= now }) { place, call in
            .writeTimedOut(place, written: call.written, total: call.bytes.count)
        }
    }

    /// Ends the call whose caller no longer wants it.
    mutating func cancel(_ id: UInt64) -> [Ended] {
        endAll(where: { $0.id == id }) { place, call in
            .cancelled(place, written: call.written, total: call.bytes.count)
        }
    }

    /// Ends every call, since the line is gone.
    mutating func interrupt() -> [Ended] {
        endAll(where: { _ in true }) { place, call in
            .writeInterrupted(place, written: call.written, total: call.bytes.count)
        }
    }

    private mutating func endAll(
        where applies: (Call) -> Bool, _ error: (String, Call) -> LineError
    ) -> [Ended] {
        var ended: [Ended] = []
        let place = place
        while let index = calls.firstIndex(where: applies) {
            ended.append(end(at: index) { .failure(error(place, $0)) })
        }
        return ended
    }

    private mutating func end(
        at index: Int, _ result: (Call) -> Result<Void, LineError>
    ) -> Ended {
        let call = calls.remove(at: index)
        waitingBytes -= call.bytes.count
        return Ended(caller: call.caller, result: result(call))
    }
}
