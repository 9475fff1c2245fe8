public import DeviceProtocols
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Finds out what is on one port: carries out a ``DeviceProtocols/DeviceSearch`` on the real line.
///
/// The blocking work is done on a thread of its own. The port is held, and locked, only as long as
/// the search needs it.
public final class PortSearch: Sendable {
    /// Where the port is.
    public let address: LineAddress
    private let wake = WakeSignal()
    private let isStopping = Mutex(false)

    /// A search that has not begun.
    public init(_ address: LineAddress) {
        self.address = address
    }

    /// Searches until something is found or nothing can be, seconds up to a minute.
    ///
    /// - Parameter search: what to try.
    /// - Returns: what was found; `unavailable` when the port cannot be used, went away, or
    ///   ``stop()`` was called or the task cancelled.
    public func run(_ search: DeviceSearch) async -> Finding {
        await run { search }
    }

    /// Searches as ``run(_:)`` does for what is made on the search's own thread.
    ///
    /// - Parameter search: makes what to try, such as from files that take a while to read.
    /// - Returns: what was found.
    public func run(_ search: @escaping @Sendable () -> DeviceSearch) async -> Finding {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "search \(address)").async {
                    continuation.resume(returning: self.carryOut(search()))
                }
            }
        } onCancel: {
            stop()
        }
    }

    /// Ends the search at once and lets go of the port.
    public func stop() {
        isStopping.withLock { $0 = true }
        wake.raise()
    }

    // MARK: On the search's thread

    private func carryOut(_ search: DeviceSearch) -> Finding {
        var search = search
        var step = search.step(at: monotonicNow())
        while true {
            switch step {
            case .finish(let finding):
                return finding
            case .open(let settings):
                do throws(LineError) {
                    guard !isStopping.withLock({ $0 }) else { throw .notOpen("\(address)") }
                    let line = try SerialLine.open(
                        address, settings: settings, baud: settings.bauds.first,
                        abandonOn: wake.descriptor)
                    line.discardInput()
                    search.opened(at: monotonicNow())
                    step = follow(line, &search)
                } catch {
                    search.failed(error.searchFailure)
                    step = search.step(at: monotonicNow())
                }
            case .write, .wait:
                // Only an open line is written to or listened to.
                search.failed(stopped)
                step = search.step(at: monotonicNow())
            }
        }
    }

    /// Does what is asked of an open line; gives back the step that needs another one, or none.
    private func follow(
        _ line: borrowing SerialLine, _ search: inout DeviceSearch
    ) -> DeviceSearch.Step {
        while true {
            let step = search.step(at: monotonicNow())
            let failure: DeviceSearch.Failure?
            switch step {
            case .finish, .open: return step
            case .write(let bytes): failure = write(bytes, to: line)
            case .wait(let until): failure = listen(to: line, until: until, &search)
            }
            guard let failure else { continue }
            search.failed(failure)
            return search.step(at: monotonicNow())
        }
    }

    private func write(
        _ bytes: [UInt8], to line: borrowing SerialLine
    ) -> DeviceSearch.Failure? {
        var rest = bytes[...]
        let deadline = monotonicNow() + .seconds(1)
        while !rest.isEmpty {
            guard !isStopping.withLock({ $0 }) else { return stopped }
            switch line.write(rest) {
            case .lost(let loss): return failure(loss)
            case .accepted(let count): rest = rest.dropFirst(count)
            }
            guard !rest.isEmpty else { return nil }
            // A device that holds up its flow control simply does not get the question.
            guard monotonicNow() < deadline else { return nil }
            wait(for: POLLOUT, on: line, until: deadline)
        }
        return nil
    }

    private func listen(
        to line: borrowing SerialLine, until: Duration, _ search: inout DeviceSearch
    ) -> DeviceSearch.Failure? {
        guard !isStopping.withLock({ $0 }) else { return stopped }
        let happened = wait(for: POLLIN, on: line, until: until)
        guard happened & POLLIN != 0 else {
            let isLost = happened & (POLLHUP | POLLERR | POLLNVAL) != 0
            return isLost ? failure(.hungUp) : nil
        }
        switch line.read() {
        case .bytes(let bytes): search.heard(bytes, at: monotonicNow())
        case .nothing: break
        case .lost(let loss): return failure(loss)
        }
        return nil
    }

    private var stopped: DeviceSearch.Failure { LineError.notOpen("\(address)").searchFailure }

    private func failure(_ loss: LineLoss) -> DeviceSearch.Failure {
        .unavailable("\(address): \(loss)", chinese: "\(address)：\(loss.chinese)")
    }

    @discardableResult
    private func wait(for events: Int32, on line: borrowing SerialLine, until: Duration) -> Int32 {
        var waits = [
            pollfd(fd: line.descriptor, events: Int16(events), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&waits, 2, (until - monotonicNow()).pollMilliseconds)
        return Int32(waits[0].revents)
    }
}

extension LineError {
    /// What the error means for a search that may go on with other settings.
    fileprivate var searchFailure: DeviceSearch.Failure {
        if case .unsupported = self {
            .settingRefused
        } else {
            .unavailable("\(self)", chinese: chinese)
        }
    }
}

extension SerialPort {
    /// What USB says of the port, for the search.
    public var traits: PortTraits {
        guard let usb else { return PortTraits() }
        let ids = USBIdentity(vendor: usb.vendor, product: usb.product).description
            .split(separator: ":")
        return PortTraits(
            vendor: ids.first.map(String.init), product: ids.last.map(String.init),
            serial: usb.serial)
    }
}
