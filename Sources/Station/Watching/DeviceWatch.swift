import DeviceProtocols
import Identifiers
import SerialLines
import Synchronization

/// What is known of one device: written by its session, read by status, metrics and listeners.
final class DeviceWatch: Sendable {
    /// Bytes kept of the last that came.
    static let lastBytesMax = 32

    let name: String
    let profileID: String
    let deviceClass: DeviceClass
    private let feed: DeviceFeed

    private struct State {
        var status: DeviceStatus
        var lastBytes: [UInt8] = []
        /// When the last complete frame came; nil since the line was opened.
        var heardAt: Duration?
        var isAstray = false
        var testers = 0
    }

    private let state: Mutex<State>
    private let control = Mutex<ScannerControl?>(nil)
    private let testPrinting = Mutex<(@Sendable () async throws -> Void)?>(nil)

    init(name: String, profile: DeviceProfile, feed: DeviceFeed = DeviceFeed()) {
        self.name = name
        profileID = profile.id
        deviceClass = profile.deviceClass
        self.feed = feed
        let status = DeviceStatus(
            name: name, profile: profile.id, kind: profile.deviceClass.rawValue,
            since: StationClock.wall(),
            scanLatency: profile.deviceClass == .scanner ? LatencyHistogram() : nil)
        state = Mutex(State(status: status))
    }

    /// All that is known now.
    var snapshot: DeviceStatus {
        state.withLock { state in
            var status = state.status
            status.counts.lastBytes = ByteNotation.hexText(shown(state.lastBytes, raw: false))
            return status
        }
    }

    var isOpen: Bool { state.withLock { $0.status.counts.isOpen } }

    var lastHeard: Duration? { state.withLock { $0.heardAt } }

    private func shown(_ bytes: [UInt8], raw: Bool) -> [UInt8] {
        raw || deviceClass != .scanner ? bytes : PayloadMask.masked(bytes)
    }

    // MARK: What the line goes through

    func opened(_ opening: LineOpening) {
        change(to: .open) { status in
            status.counts.isOpen = true
            status.counts.reconnects = status.counts.openings
            status.counts.openings += 1
            status.why = nil
            status.whyChinese = nil
            status.port = opening.devicePath
            status.baud = opening.baud
            status.compromises = opening.compromises.map(\.description)
        }
    }

    func lost(_ loss: LineLoss) {
        change(to: .lost) { status in
            status.counts.isOpen = false
            status.why = loss.description
            status.whyChinese = loss.chinese
        }
        forget()
    }

    func unavailable(_ error: LineError) {
        change(to: .unavailable) { status in
            status.counts.isOpen = false
            status.why = error.description
            status.whyChinese = error.chinese
        }
        forget()
    }

    func fellSilent() {
        change(to: .silent) { _ in }
        forget()
    }

    /// What a silent scale said before must not pass for what lies on it now.
    private func forget() {
        state.withLock { state in
            state.heardAt = nil
            state.isAstray = false
            if state.status.last?.scale != nil {
                state.status.last = DeviceMessage(scale: .stale)
            }
        }
        if deviceClass == .scale { publish(.message) { $0.message = DeviceMessage(scale: .stale) } }
    }

    private func change(to new: DeviceState, _ body: (inout DeviceStatus) -> Void) {
        state.withLock { state in
            if state.status.state != new { state.status.since = StationClock.wall() }
            state.status.state = new
            body(&state.status)
        }
        publishStatus()
    }

    // MARK: What it brings

    func received(_ bytes: [UInt8]) {
        state.withLock { state in
            state.status.counts.bytes += bytes.count
            if bytes.count >= Self.lastBytesMax {
                state.lastBytes = Array(bytes.suffix(Self.lastBytesMax))
            } else {
                state.lastBytes = (state.lastBytes + bytes).suffix(Self.lastBytesMax)
            }
        }
        guard feed.isHeard else { return }
        publishBytes(.received, bytes)
    }

    func sent(_ bytes: [UInt8]) {
        guard feed.isHeard else { return }
        publishBytes(.sent, bytes)
    }

    /// A complete frame came at `now`.
    func heardFrame(at now: Duration) {
        state.withLock { state in
            state.status.counts.frames += 1
            if state.isAstray { state.status.counts.resyncs += 1 }
            state.isAstray = false
            state.heardAt = now
        }
    }

    func malformed(_ malformed: Malformed) {
        state.withLock { state in
            state.status.counts.malformed[malformed.reason.rawValue, default: 0] += 1
            state.isAstray = true
        }
        guard feed.isHeard else { return }
        let (masked, raw) = (shown(malformed.bytes, raw: false), malformed.bytes)
        feed.publish(from: name) { wish in
            var event = makeEvent(.malformed)
            event.reason = malformed.reason.rawValue
            event.bytes = ByteNotation.hexText(wish.raw ? raw : masked)
            return event
        }
    }

    func dropped(_ count: Int) {
        state.withLock { $0.status.counts.droppedBytes += count }
    }

    func abandonedPolls(_ count: Int) {
        state.withLock { $0.status.counts.abandonedPolls = count }
    }

    func duplicate() {
        state.withLock { $0.status.counts.duplicates += 1 }
        publish(.duplicate) { _ in }
    }

    /// The device said something; `works` is what that says of the device itself.
    func said(_ message: DeviceMessage, works: Bool) {
        let isNews = state.withLock { state in
            let new: DeviceState = works ? .open : .fault
            let isNews = state.status.state != new
            if isNews { state.status.since = StationClock.wall() }
            state.status.state = new
            state.status.last = message
            state.status.lastAt = StationClock.wall()
            return isNews
        }
        if isNews { publishStatus() }
        publish(.message) { $0.message = message }
    }

    /// A scan was taken up by the desk so long after its last byte came.
    func reachedDesk(after duration: Duration) {
        state.withLock { $0.status.scanLatency?.add(duration) }
    }

    // MARK: Trying a scanner out

    /// While a technician tries a scanner out, what it reads goes to no desk.
    var isUnderTest: Bool { state.withLock { $0.testers > 0 } }

    func test(begins: Bool) {
        state.withLock { $0.testers += begins ? 1 : -1 }
    }

    /// Prints a test label; nil where there is no printer.
    var testPrint: (@Sendable () async throws -> Void)? { testPrinting.withLock { $0 } }

    func setTestPrint(_ print: @escaping @Sendable () async throws -> Void) {
        testPrinting.withLock { $0 = print }
    }

    /// How the scanner is told to do things; nil where it takes no commands.
    var scannerControl: ScannerControl? { control.withLock { $0 } }

    func setControl(_ new: ScannerControl?) {
        control.withLock { $0 = new }
        let commands = new.map { $0.commands.map(\.rawValue).sorted() }
        state.withLock { $0.status.commands = commands }
    }

    // MARK: Listeners

    /// The event every listener gets first.
    var statusEvent: DeviceEvent {
        var event = makeEvent(.status)
        event.status = snapshot
        return event
    }

    private func publishStatus() {
        guard feed.isHeard else { return }
        let event = statusEvent
        feed.publish(from: name) { _ in event }
    }

    private func publish(_ kind: DeviceEvent.Kind, _ body: (inout DeviceEvent) -> Void) {
        guard feed.isHeard else { return }
        var event = makeEvent(kind)
        body(&event)
        feed.publish(from: name) { _ in event }
    }

    private func publishBytes(_ kind: DeviceEvent.Kind, _ bytes: [UInt8]) {
        feed.publish(from: name) { wish in
            guard wish.bytes else { return nil }
            var event = makeEvent(kind)
            event.bytes = ByteNotation.hexText(shown(bytes, raw: wish.raw))
            return event
        }
    }

    private func makeEvent(_ kind: DeviceEvent.Kind) -> DeviceEvent {
        let up = StationClock.monotonic() / .milliseconds(1)
        return DeviceEvent(event: kind, device: name, wall: StationClock.wall(), up: Int64(up))
    }
}

// MARK: Messages

extension ScaleMessage {
    init(_ reading: ScaleReading, remarks: [TradeRemark]) {
        self.init(
            state: reading.state.rawValue, value: reading.value, unit: reading.unit?.rawValue,
            mass: reading.massMilligrams, net: reading.net, remarks: remarks.map(\.rawValue),
            forTrade: reading.state == .stable && !remarks.contains(where: \.forbidsTrade))
    }
}

extension ScanMessage {
    init(_ code: ScannedCode) {
        let text = code.text
        let found = text.map { identify((code.aim?.description ?? "") + $0) }
        self.init(
            kind: found?.kind.rawValue ?? "unreadable",
            candidates: found?.candidates.map(\.carrier.rawValue) ?? [],
            aim: code.aim?.description, length: code.bytes.count,
            masked: Mask.waybill(text ?? ""))
    }
}
