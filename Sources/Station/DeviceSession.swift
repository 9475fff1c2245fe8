import DeviceProtocols
import FailPoints
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import Synchronization

/// When a device is asked for its state: a ``PollMachine`` and the wait that it decides.
final class PollTimer: Sendable {
    private let machine: Mutex<PollMachine?>
    private let wait = WakeableWait()

    init(_ poll: PollCommand?) {
        machine = Mutex(poll.map { PollMachine($0) })
    }

    /// The wanted gap has changed.
    func wake() { wait.wake() }

    func opened() {
        machine.withLock { $0?.opened() }
        wake()
    }

    func closed() {
        machine.withLock { $0?.closed() }
    }

    func heard(_ bytes: [UInt8]) {
        if machine.withLock({ $0?.heard(bytes) }) == true { wake() }
    }

    /// Waits until a poll is due and gives its bytes; nil when the device is never polled, or the
    /// task is cancelled.
    func next(wantedGap: () -> Duration?) async -> [UInt8]? {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let now = StationClock.precise()
            let gap = wantedGap()
            switch machine.withLock({ $0?.step(wantedGap: gap, now: now) }) {
            case nil: return nil
            case .send(let bytes): return bytes
            case .wait(let until): await wait.wait(for: until.map { $0 - now })
            }
        }
        return nil
    }

    var abandonedRounds: Int { machine.withLock { $0?.abandonedRounds } ?? 0 }
}

/// Runs one device: its line, its decoder, its polling; hands on what the device says.
struct DeviceSession<Message: Sendable & Equatable>: Service {
    /// What the line of a device went through.
    enum LineChange: Sendable {
        case opened
        case lost
        case unavailable(LineError)
        /// It is open but has not sent one frame for `silenceMax`.
        case silent
    }

    let watch: DeviceWatch
    let profile: DeviceProfile
    let reader: LineReader
    let decoder: any FrameDecoder<Message>
    let timer: PollTimer
    /// How it is told to do things; nil where it takes no commands.
    let control: ScannerControl?
    /// A device of this kind that says nothing for so long is not working; nil for scanners.
    let silenceMax: Duration?
    /// The wait between two polls now; nil while the device is not to be asked.
    let pollGap: @Sendable () -> Duration?
    let log: DeviceLog
    let lineChanged: @Sendable (LineChange) async -> Void
    /// A message, and when the bytes that completed it came (``StationClock/precise()``).
    let received: @Sendable (Message, Duration) async -> Void
    /// Something came that is no message, or was lost on the way; never told of bare line ends, nor
    /// of what the device has sent again in time.
    let damaged: @Sendable () async -> Void
    /// The device is asked now.
    var asks: @Sendable () -> Void = {}
    /// Whether it can have heard a question by now: before, its silence says nothing.
    var hears: @Sendable (_ now: Duration) -> Bool = { _ in true }
    let grace = ResendGrace()

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await reader.run() }
                group.addTask { await poll() }
                group.addTask { await watchSilence() }
                group.addTask { await obey() }
                group.addTask { while await grace.expired() { await damaged() } }
                // The events end when the reader was stopped or its task cancelled.
                await follow()
                control?.closed()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            reader.stop()
        }
    }

    private func follow() async {
        var decoder = decoder
        for await event in reader.events {
            switch event {
            case .opened(let opening):
                note(opening)
                await lineChanged(.opened)
            case .bytes(let bytes):
                passHop(.h1Before)
                let arrival = reader.arrival
                watch.received(bytes)
                timer.heard(bytes)
                control?.heard(bytes)
                await take(decoder.feed(bytes[...]), arrival, mayRepeat: decoder.expectsRepeat)
                await send(decoder.takeReplies())
            case .idle:
                let now = StationClock.precise()
                await take(decoder.idle(), now, mayRepeat: decoder.expectsRepeat)
                await send(decoder.takeReplies())
            case .dropped(let count):
                watch.dropped(count)
                log.note(.error, "dropped", "bytes lost, too slow", ["count": "\(count)"])
                await damaged()
            case .lost(let loss):
                timer.closed()
                control?.closed()
                grace.ended()
                watch.lost(loss)
                log.note(.warning, "lost", "line lost", ["why": "\(loss)"])
                decoder = self.decoder
                await lineChanged(.lost)
            case .unavailable(let error):
                watch.unavailable(error)
                log.note(.warning, "unavailable", "\(error)")
                await lineChanged(.unavailable(error))
            }
        }
    }

    private func note(_ opening: LineOpening) {
        watch.opened(opening)
        log.setPort(opening.devicePath)
        timer.opened()
        control?.opened()
        var metadata: Logger.Metadata = [:]
        if !opening.compromises.isEmpty {
            let list = opening.compromises.map(\.description).joined(separator: ", ")
            metadata["compromises"] = "\(list)"
        }
        log.note(.info, "open", "line open", metadata)
    }

    /// The first hop is a scan's: answers of a scale or printer come all the time, also before the
    /// program is ready.
    private func passHop(_ hop: FailPoint) {
        if profile.deviceClass == .scanner { failPoint(hop) }
    }

    private func take(
        _ decoded: [Decoded<Message>], _ arrival: Duration, mayRepeat: Bool
    ) async {
        for item in decoded {
            switch item {
            case .message(let message):
                grace.ended()
                watch.heardFrame(at: StationClock.monotonic())
                passHop(.h1After)
                await received(message, arrival)
            case .malformed(let malformed):
                watch.malformed(malformed)
                log.note(
                    .notice, "malformed", "bytes belong to no frame",
                    [
                        "malformed": "\(malformed.reason.rawValue)",
                        "count": "\(malformed.bytes.count)",
                    ])
                if mayRepeat {
                    grace.damaged(at: arrival)
                } else if malformed.bytes.contains(where: { $0 > 0x20 }) {
                    await damaged()
                }
            }
        }
    }

    /// Writes what the protocol asks for; a line that takes nothing is noticed elsewhere.
    private func send(_ bytes: [UInt8]) async {
        guard !bytes.isEmpty,
            (try? await reader.write(bytes, within: .seconds(2))) != nil
        else { return }
        watch.sent(bytes)
    }

    private func poll() async {
        while let bytes = await timer.next(wantedGap: pollGap) {
            asks()
            await send(bytes)
            watch.abandonedPolls(timer.abandonedRounds)
        }
    }

    /// Sends what somebody has the device do.
    private func obey() async {
        while let bytes = await control?.next() { await send(bytes) }
    }

    private func watchSilence() async {
        guard let silenceMax else { return }
        var listeningSince: Duration?
        var isSilent = false
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            try? await Task.sleep(for: .milliseconds(500))
            let now = StationClock.monotonic()
            guard watch.isOpen, hears(now), profile.poll == nil || pollGap() != nil else {
                (listeningSince, isSilent) = (nil, false)
                continue
            }
            let since = listeningSince ?? now
            listeningSince = since
            let heard = max(watch.lastHeard ?? since, since)
            let wasSilent = isSilent
            isSilent = now - heard > silenceMax
            guard isSilent, !wasSilent else { continue }
            watch.fellSilent()
            log.note(.warning, "silent", "the device says nothing")
            await lineChanged(.silent)
        }
    }
}
