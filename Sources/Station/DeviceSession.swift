import DeviceProtocols
import FailPoints
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import Synchronization

/// What a device's line has brought so far, for status, metrics and the technician.
public struct DeviceCounts: Codable, Sendable, Hashable {
    /// Bytes read.
    public var bytes = 0
    /// Complete frames.
    public var frames = 0
    /// Bursts that belong to no frame, by reason.
    public var malformed: [String: Int] = [:]
    /// How often the line was opened.
    public var openings = 0
    /// Bytes lost because the program was too slow.
    public var droppedBytes = 0
    /// The line is open now.
    public var isOpen = false
    /// The last bytes read, in hex.
    public var lastBytes = ""
}

/// A device that others ask about while its session runs.
final class DeviceWatch: Sendable {
    let name: String
    let profileID: String
    private let counts = Mutex(DeviceCounts())
    private let heardAt = Mutex<Duration?>(nil)

    init(name: String, profileID: String) {
        self.name = name
        self.profileID = profileID
    }

    var snapshot: DeviceCounts { counts.withLock { $0 } }

    /// When the last complete frame came; nil since the line was opened.
    var lastHeard: Duration? { heardAt.withLock { $0 } }

    func update(_ body: (inout DeviceCounts) -> Void) {
        counts.withLock { body(&$0) }
    }

    func heard(at time: Duration?) {
        heardAt.withLock { $0 = time }
    }
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

    /// How soon a change of the wanted gap is noticed: a printer that starts to print is asked
    /// at once, not after the long gap of an idle one.
    private static var pollTick: Duration { .milliseconds(25) }

    let watch: DeviceWatch
    let profile: DeviceProfile
    let reader: LineReader
    let decoder: any FrameDecoder<Message>
    /// A device of this kind that says nothing for so long is not working; nil for scanners.
    let silenceMax: Duration?
    /// The wait between two polls now.
    let pollGap: @Sendable () -> Duration
    let logger: Logger
    let lineChanged: @Sendable (LineChange) async -> Void
    let received: @Sendable (Message) async -> Void
    /// Something came that is no message, or was lost on the way; never told of bare line ends.
    let damaged: @Sendable () async -> Void

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await reader.run() }
                group.addTask { await poll() }
                group.addTask { await watchSilence() }
                // The events end when the reader was stopped or its task cancelled.
                await follow()
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
                failPoint(.h1Before)
                watch.update {
                    $0.bytes += bytes.count
                    $0.lastBytes = bytes.suffix(32).hex
                }
                await take(decoder.feed(bytes[...]))
            case .idle: await take(decoder.idle())
            case .dropped(let count):
                watch.update { $0.droppedBytes += count }
                await damaged()
            case .lost(let loss):
                logger.warning(
                    "line lost", metadata: ["device": "\(watch.name)", "why": "\(loss)"])
                watch.update { $0.isOpen = false }
                watch.heard(at: nil)
                decoder = self.decoder
                await lineChanged(.lost)
            case .unavailable(let error):
                logger.warning("\(error)", metadata: ["device": "\(watch.name)"])
                await lineChanged(.unavailable(error))
            }
        }
    }

    private func note(_ opening: LineOpening) {
        watch.update {
            $0.isOpen = true
            $0.openings += 1
        }
        var metadata: Logger.Metadata = [
            "device": "\(watch.name)", "path": "\(opening.devicePath)",
        ]
        if !opening.compromises.isEmpty {
            let list = opening.compromises.map(\.description).joined(separator: ", ")
            metadata["compromises"] = "\(list)"
        }
        logger.info("line open", metadata: metadata)
    }

    private func take(_ decoded: [Decoded<Message>]) async {
        for item in decoded {
            switch item {
            case .message(let message):
                watch.update { $0.frames += 1 }
                watch.heard(at: StationClock.monotonic())
                failPoint(.h1After)
                await received(message)
            case .malformed(let malformed):
                watch.update { $0.malformed[malformed.reason.rawValue, default: 0] += 1 }
                if malformed.bytes.contains(where: { $0 > 0x20 }) { await damaged() }
            }
        }
    }

    private func poll() async {
        guard let poll = profile.poll else { return }
        let shortest = Duration.milliseconds(poll.minimumGapMilliseconds)
        var polledAt = Duration.zero
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let now = StationClock.monotonic()
            if watch.snapshot.isOpen, now - polledAt >= max(shortest, pollGap()) {
                try? await reader.write(poll.bytes)
                polledAt = now
            }
            try? await Task.sleep(for: Self.pollTick)
        }
    }

    private func watchSilence() async {
        guard let silenceMax else { return }
        var openSince: Duration?
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            try? await Task.sleep(for: .milliseconds(500))
            let now = StationClock.monotonic()
            guard watch.snapshot.isOpen else {
                openSince = nil
                continue
            }
            openSince = openSince ?? now
            if now - (watch.lastHeard ?? openSince ?? now) > silenceMax {
                await lineChanged(.silent)
            }
        }
    }
}
