import DeviceProtocols
import Identifiers
import KeeperDesk
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import StationStore
import Synchronization

/// Puts one configured device together: its line, its decoder and where its messages go.
struct DeviceAssembly {
    /// A scale or printer that says nothing for so long is shown as not answering.
    static let silenceMax = Duration.seconds(3)
    /// How often a scale in command mode is asked, unless its profile wants longer gaps.
    static let weighGap = Duration.milliseconds(200)

    let device: StationConfiguration.Device
    let profile: DeviceProfile
    let watch: DeviceWatch
    let inbox: DeskInbox
    let board: KioskBoard
    let clock: StationClock
    /// Of a scale that is asked only while somebody waits for a weight.
    let demand: WeighDemand?
    let logger: Logger

    private func makeReader() -> LineReader {
        // A scale that is asked seldom is not silent between two answers: silence would make its
        // stability start afresh.
        let asked = profile.deviceClass == .scale ? profile.poll?.minimumGapMilliseconds ?? 0 : 0
        return LineReader(
            device.line, settings: profile.line, baud: device.baud,
            idleGap: .milliseconds(max(profile.idleGapMilliseconds, 2 * asked)))
    }

    /// The services that run the device, in order of dependence.
    func services(
        store: StationStore, fonts: PrinterFontsFile, press: (DeviceProfile) throws -> LabelPress
    ) throws -> [any Service] {
        if let service = listening() { return [service] }
        if let decoder = profile.printerDecoder(takesEndMarks: true) {
            return printer(
                decoder, store, source: try press(profile).source, fontsFile: fonts)
        }
        throw StationFault(
            exitCode: 78, "设备 \(device.name)：本版本不支持协议 \(profile.protocolName)",
            "device \(device.name): protocol \(profile.protocolName) is not known here")
    }

    /// The service of a device that only tells something: a scanner or a scale.
    func listening() -> (any Service)? {
        if let decoder = profile.scannerDecoder() { return scanner(decoder) }
        if let decoder = profile.scaleDecoder() { return scale(decoder) }
        return nil
    }

    private func session<Message>(
        _ decoder: any FrameDecoder<Message>, _ reader: LineReader, _ timer: PollTimer,
        silenceMax: Duration?, control: ScannerControl? = nil,
        pollGap: @escaping @Sendable () -> Duration? = { Self.weighGap },
        lineChanged: @escaping @Sendable (DeviceSession<Message>.LineChange) async -> Void,
        received: @escaping @Sendable (Message, Duration) async -> Void,
        damaged: @escaping @Sendable () async -> Void = {},
        asks: @escaping @Sendable () -> Void = {},
        hears: @escaping @Sendable (Duration) -> Bool = { _ in true }
    ) -> DeviceSession<Message> {
        DeviceSession(
            watch: watch, profile: profile, reader: reader, decoder: decoder, timer: timer,
            control: control, silenceMax: silenceMax, pollGap: pollGap,
            log: DeviceLog(logger, device: device.name, profile: profile.id),
            lineChanged: lineChanged, received: received, damaged: damaged, asks: asks,
            hears: hears)
    }

    // MARK: Scanner

    private func scanner(_ decoder: any FrameDecoder<ScannedCode>) -> any Service {
        let repeats = RepeatGate(
            windowMilliseconds: device.duplicatesMilliseconds
                ?? profile.scanner?.duplicateMilliseconds ?? 0)
        let flood = ScanFlood(DeviceLog(logger, device: device.name, profile: profile.id))
        let control = ScannerControl(profile)
        watch.setControl(control)
        return session(
            decoder, makeReader(), PollTimer(profile.poll), silenceMax: nil, control: control
        ) { change in
            await showLamp(change, board, device.name)
        } received: { code, arrival in
            // What the keeper was told of the first one stands for the repeat too.
            guard watch.isUnderTest || repeats.passes(code, from: device.name) else {
                return watch.duplicate()
            }
            let scan = ScanArrival(watch: watch, at: arrival)
            if !(await offer(code, scan, flood)) { repeats.forget() }
            watch.said(DeviceMessage(scan: ScanMessage(code)), works: true)
        } damaged: {
            // The scanner has beeped: the green of the parcel before must not stand for this one.
            guard flood.mayShowDamage(at: StationClock.monotonic()) else { return }
            _ = await offer(nil, nil, flood)
        }
    }

    /// False when the desk did not take it.
    private func offer(
        _ code: ScannedCode?, _ arrival: ScanArrival?, _ flood: ScanFlood
    ) async -> Bool {
        guard !watch.isUnderTest else {
            await board.show(.scannerUnderTest, counts: nil)
            return true
        }
        let text = code?.text.map { (code?.aim?.description ?? "") + $0 }
        if inbox.offer(.code(text, arrival), from: device.name) {
            if code != nil { flood.sawGoodScan() }
            return true
        }
        guard flood.mayShowRefusal(at: StationClock.monotonic()) else { return false }
        flood.log.note(.error, "refused", "scan refused, the desk is behind")
        await board.show(.tooFast, counts: nil)
        return false
    }

    // MARK: Scale

    /// What the station knows of its own scale, and what it does not, from the profile.
    var tradeCheck: TradeCheck {
        TradeCheck(
            limits: device.limits.completed(by: profile.scale?.limits ?? ScaleLimits()),
            verifiedUntil: device.verifiedUntil)
    }

    private func scale(_ decoder: any FrameDecoder<ScaleReading>) -> any Service {
        let last = LastReading()
        let timer = PollTimer(profile.poll)
        demand?.onChange { timer.wake() }
        return session(
            decoder, makeReader(), timer, silenceMax: scaleSilenceMax,
            pollGap: { [demand] in demand?.isWanted == false ? nil : Self.weighGap }
        ) { change in
            await showLamp(change, board, device.name)
            guard case .opened = change else {
                if last.changes(to: WeightPanel.stale) { await board.change { $0.weight = .stale } }
                // A lost scale says nothing twice, and its last weight must not outlive it.
                guard last.changes(to: Weighing.fault) else { return }
                while !inbox.offer(.weight(.fault), from: device.name), !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(50))
                }
                return
            }
        } received: { reading, _ in
            await take(reading, last)
        }
    }

    /// A scale that is asked seldom answers seldom; one that answers new weights only says nothing
    /// for hours.
    private var scaleSilenceMax: Duration? {
        if profile.scale?.answersNewWeightsOnly == true { return nil }
        let gap = Duration.milliseconds(profile.poll?.minimumGapMilliseconds ?? 0)
        return max(Self.silenceMax, gap * 2 + .seconds(1))
    }

    private func take(_ reading: ScaleReading, _ last: LastReading) async {
        let check = tradeCheck
        let today = check.verifiedUntil.flatMap { _ in clock.today() }
        let remarks = check.remarks(on: reading, today: today)
        let answersOnce = profile.scale?.answersNewWeightsOnly == true
        let weighing = Weighing(reading, answersOnce: answersOnce)
        let isFault = reading.state.isFault
        watch.said(
            DeviceMessage(scale: ScaleMessage(reading, remarks: remarks)), works: !isFault)
        // A full inbox drops readings only: the scale repeats them.
        // Two loads of the same weight are two answers.
        if last.changes(to: weighing) || answersOnce,
            !inbox.offer(.weight(weighing), from: device.name)
        {
            last.forget()
        }
        let panel = WeightPanel(
            reading, remarks: remarks, interval: check.limits.interval, today: today)
        guard last.changes(to: panel) || demand != nil else { return }
        await board.change { $0.weight = panel }
        await board.lamp(
            device.name, isFault ? .fault : .ok, KioskText.scale(reading.state.rawValue))
    }

    // MARK: Printer

    /// The services of a printer: its line, and the labels that follow the store's jobs.
    func printer(
        _ decoder: any FrameDecoder<PrinterStatus>, _ store: StationStore, source: LabelSource,
        fontsFile: PrinterFontsFile
    ) -> [any Service] {
        let ports = PortWatch()
        let fonts = FontShelf(
            profile,
            printer: { [line = device.line] in
                FlashLedgerFile.device(at: line) { try ports.ports() }
            },
            file: fontsFile, logger: logger, areCurrent: source.fontsAreCurrent)
        let reader = makeReader()
        let timer = PollTimer(profile.poll)
        let printer = PrinterDesk(profile, timer: timer)
        let line = session(
            decoder, reader, timer,
            // Who is not asked has nothing to answer.
            silenceMax: profile.poll == nil ? nil : Self.silenceMax,
            pollGap: { printer.pollGap }
        ) { change in
            fonts?.mayHaveChanged()
            switch change {
            case .opened: printer.lineIs(open: true)
            case .lost, .unavailable: printer.lineIs(open: false)
            // One that tells changes by itself does not answer while it is offline.
            case .silent where profile.printer?.statusReply == .automatic && printer.isInTrouble:
                return
            case .silent: printer.isSilent()
            }
            await showLamp(change, board, device.name)
            await showPrinterLamp(change)
        } received: { status, _ in
            if status.isDirectory {
                fonts?.heard(ZPLDirectory(status.bytes))
                return printer.wake()
            }
            printer.says(status, at: StationClock.monotonic())
            guard !status.isEndMark else { return }
            let first = status.state.first ?? .error
            let works = first == .ready || first == .printing
            watch.said(DeviceMessage(printer: status.state.map(\.rawValue)), works: works)
            await board.lamp(
                device.name, works ? .ok : .fault, KioskText.printer(first.rawValue))
        } asks: {
            printer.asks()
        } hears: { now in
            printer.hears(at: now)
        }
        watch.setTestPrint {
            try await TestPrint(
                store: store, printer: printer, reader: reader, source: source, fonts: fonts
            ).run()
        }
        let printing = PrintService(
            store: store, printer: printer, reader: reader,
            baud: device.baud ?? profile.line.bauds[0], source: source, fonts: fonts, board: board,
            clock: clock, logger: logger)
        return [line, printing]
    }

    /// What a printer's silence means is its maker's word; one that never answers says nothing of
    /// itself.
    private func showPrinterLamp(_ change: DeviceSession<PrinterStatus>.LineChange) async {
        switch change {
        case .silent where profile.printer?.silence == .fault:
            await board.lamp(device.name, .fault, KioskText.lampSilentPrinter)
        case .opened where profile.poll == nil:
            await board.lamp(device.name, .ok, KioskText.lampUnasked)
        default: break
        }
    }
}

/// Whether anybody waits for a weight, for a scale that must not be asked idly: it beeps each time.
final class WeighDemand: Sendable {
    private struct State {
        var isWanted = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// A demand for the scale of this profile; nil when it may be asked all the time, or is never.
    init?(_ profile: DeviceProfile) {
        guard let scale = profile.scale, profile.poll != nil,
            scale.beepsWhenPolled || scale.answersNewWeightsOnly
        else { return nil }
    }

    var isWanted: Bool { state.withLock { $0.isWanted } }

    /// Wakes who polls.
    func onChange(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
    }

    /// True when this is another wish than before.
    func set(_ isWanted: Bool) -> Bool {
        let wake: (@Sendable () -> Void)?? = state.withLock { state in
            guard state.isWanted != isWanted else { return .none }
            state.isWanted = isWanted
            return .some(state.wake)
        }
        guard let wake else { return false }
        wake?()
        return true
    }
}

/// What the desk has to know of the scale there is now; another one may be found at any time.
final class ScaleInUse: Sendable {
    private struct State {
        var demand: WeighDemand?
        var emptyPan = Desk.emptyPan
    }

    private let state = Mutex(State())

    /// Of a scale that is asked only while somebody waits for a weight; nil for all others.
    var demand: WeighDemand? { state.withLock { $0.demand } }
    /// Below this the pan counts as empty.
    var emptyPan: Mass { state.withLock { $0.emptyPan } }

    /// This scale is in use now, or none.
    func change(to assembly: DeviceAssembly?) {
        let interval = assembly?.tradeCheck.limits.interval
        let emptyPan = Desk.emptyPan(interval: interval.map { Mass(milligrams: $0) })
        state.withLock { $0 = State(demand: assembly?.demand, emptyPan: emptyPan) }
    }
}

/// Drops a scan that the scanner has just sent; see ``DuplicateFilter``.
final class RepeatGate: Sendable {
    private let window: Int
    private let filter: Mutex<DuplicateFilter>

    init(windowMilliseconds: Int) {
        window = windowMilliseconds
        filter = Mutex(DuplicateFilter(windowMilliseconds: windowMilliseconds))
    }

    func passes(_ code: ScannedCode, from device: String) -> Bool {
        let now = Int(StationClock.monotonic() / .milliseconds(1))
        return filter.withLock { $0.passes(code, from: device, at: now) }
    }

    /// The last scan was refused: scanned again it is no repeat.
    func forget() {
        filter.withLock { $0 = DuplicateFilter(windowMilliseconds: window) }
    }
}

/// Keeps a scanner that sends without end from drowning the screen and the journal.
final class ScanFlood: Sendable {
    /// Time between two things shown that are no scan; a person sees them as one.
    static let showGap = Duration.milliseconds(200)

    private struct State {
        var damageAt: Duration?
        var refusalAt: Duration?
    }

    let log: DeviceLog
    private let state = Mutex(State())

    init(_ log: DeviceLog) {
        self.log = log
    }

    /// Whether damaged bytes are to be shown; always after a good scan, whose green must not stand.
    func mayShowDamage(at now: Duration) -> Bool {
        state.withLock { Self.isDue(&$0.damageAt, now) }
    }

    /// Whether a refused scan is to be shown.
    func mayShowRefusal(at now: Duration) -> Bool {
        state.withLock { Self.isDue(&$0.refusalAt, now) }
    }

    func sawGoodScan() {
        state.withLock { $0 = State() }
    }

    private static func isDue(_ last: inout Duration?, _ now: Duration) -> Bool {
        if let last, now - last < showGap { return false }
        last = now
        return true
    }
}

/// When the byte that completed a scan came, for the time it takes to the desk.
struct ScanArrival: Sendable {
    let watch: DeviceWatch
    let at: Duration

    /// The desk takes the scan up now.
    func reachedDesk() {
        watch.reachedDesk(after: StationClock.precise() - at)
    }
}

/// Shows on the device's lamp what its line went through.
private func showLamp<Message>(
    _ change: DeviceSession<Message>.LineChange, _ board: KioskBoard, _ name: String
) async {
    switch change {
    case .opened: await board.lamp(name, .ok, KioskText.lampOK)
    case .lost: await board.lamp(name, .lost, KioskText.lampLost)
    case .unavailable(let error): await board.lamp(name, .lost, KioskText.unavailable(error))
    case .silent: await board.lamp(name, .fault, KioskText.lampSilent)
    }
}

/// Passes on only what differs from the last: a scale repeats itself ten times a second.
final class LastReading: Sendable {
    private let weighing = Mutex<Weighing?>(nil)
    private let panel = Mutex<WeightPanel?>(nil)

    func changes(to new: Weighing) -> Bool { Self.changes(weighing, to: new) }

    func changes(to new: WeightPanel) -> Bool { Self.changes(panel, to: new) }

    private static func changes<Value: Equatable & Sendable>(
        _ last: borrowing Mutex<Value?>, to new: Value
    ) -> Bool {
        last.withLock { last in
            defer { last = new }
            return last != new
        }
    }

    /// The desk did not get it: the next reading is news, whatever it says.
    func forget() {
        weighing.withLock { $0 = nil }
    }
}

extension Weighing {
    /// What the desk needs of a reading; net weights and faults give no parcel weight.
    init(_ reading: ScaleReading, answersOnce: Bool = false) {
        switch (reading.state, reading.massMilligrams) {
        case (.stable, let mass?) where !reading.net && answersOnce:
            self = .anew(Mass(milligrams: mass))
        case (.stable, let mass?) where !reading.net: self = .stable(Mass(milligrams: mass))
        case (.moving, _): self = .moving
        default: self = .fault
        }
    }
}

extension ScaleState {
    /// The scale says that it cannot weigh.
    var isFault: Bool { self != .stable && self != .moving }
}

extension WeightPanel {
    /// What stands for a scale that says nothing: never a number.
    static let stale = WeightPanel(state: "stale", text: "--")

    /// Remarks are shown of a weight at rest, and not of an empty pan: there is nothing to trade.
    init(
        _ reading: ScaleReading, remarks: [TradeRemark], interval: Int64?, today: CivilDate?
    ) {
        state = reading.state.rawValue
        text = "\(reading.value ?? "--") \(reading.unit?.rawValue ?? "")"
        let mass = reading.massMilligrams?.magnitude ?? 0
        let isEmpty = mass < (interval ?? 1).magnitude
        let shown = remarks.filter { !(isEmpty && $0 == .belowMinimum) }
        if reading.state == .stable, let first = shown.first {
            remark = KioskText.trade(first, on: today)
        }
    }
}
