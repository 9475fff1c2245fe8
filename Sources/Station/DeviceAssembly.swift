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
    let logger: Logger

    private func makeReader() -> LineReader {
        LineReader(
            device.line, settings: profile.line,
            idleGap: .milliseconds(profile.idleGapMilliseconds))
    }

    /// The services that run the device, in order of dependence.
    func services(
        store: StationStore, clock: StationClock, press: (DeviceProfile) throws -> LabelPress
    ) throws -> [any Service] {
        if let decoder = profile.scannerDecoder() { return [scanner(decoder)] }
        if let decoder = profile.scaleDecoder() { return [scale(decoder)] }
        if let decoder = profile.printerDecoder() {
            return printer(decoder, store, clock, try press(profile))
        }
        throw StationFault(
            exitCode: 78, "设备 \(device.name)：本版本不支持协议 \(profile.protocolName)",
            "device \(device.name): protocol \(profile.protocolName) is not known here")
    }

    private func session<Message>(
        _ decoder: any FrameDecoder<Message>, _ reader: LineReader, silenceMax: Duration?,
        pollGap: @escaping @Sendable () -> Duration = { Self.weighGap },
        lineChanged: @escaping @Sendable (DeviceSession<Message>.LineChange) async -> Void,
        received: @escaping @Sendable (Message) async -> Void,
        damaged: @escaping @Sendable () async -> Void = {}
    ) -> DeviceSession<Message> {
        DeviceSession(
            watch: watch, profile: profile, reader: reader, decoder: decoder,
            silenceMax: silenceMax, pollGap: pollGap, logger: logger, lineChanged: lineChanged,
            received: received, damaged: damaged)
    }

    // MARK: Scanner

    private func scanner(_ decoder: any FrameDecoder<ScannedCode>) -> any Service {
        session(decoder, makeReader(), silenceMax: nil) { change in
            await showLamp(change, board, device.name)
        } received: { code in
            await offer(code.text.map { (code.aim?.description ?? "") + $0 })
        } damaged: {
            // The scanner has beeped: the green of the parcel before must not stand for this one.
            await offer(nil)
        }
    }

    private func offer(_ code: String?) async {
        guard !inbox.offer(.code(code)) else { return }
        logger.error("scan refused, the desk is behind", metadata: ["device": "\(device.name)"])
        await board.show(.tooFast, counts: nil)
    }

    // MARK: Scale

    private func scale(_ decoder: any FrameDecoder<ScaleReading>) -> any Service {
        let last = LastReading()
        return session(decoder, makeReader(), silenceMax: Self.silenceMax) { change in
            await showLamp(change, board, device.name)
            guard case .opened = change else {
                guard last.changes(to: .fault) else { return }
                // A lost scale says nothing twice, and its last weight must not outlive it.
                while !inbox.offer(.weight(.fault)), !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(50))
                }
                return await board.change { $0.weight = WeightPanel(state: "stale", text: "--") }
            }
        } received: { reading in
            let weighing = Weighing(reading)
            guard last.changes(to: weighing) else { return }
            // A full inbox drops readings only: the scale repeats them.
            if !inbox.offer(.weight(weighing)) { last.forget() }
            await board.change { $0.weight = WeightPanel(reading) }
            let isFault = weighing == .fault
            await board.lamp(
                device.name, isFault ? .fault : .ok, KioskText.scale(reading.state.rawValue))
        }
    }

    // MARK: Printer

    private func printer(
        _ decoder: any FrameDecoder<PrinterStatus>, _ store: StationStore, _ clock: StationClock,
        _ press: LabelPress
    ) -> [any Service] {
        let reader = makeReader()
        let printer = PrinterDesk()
        let line = session(
            decoder, reader, silenceMax: Self.silenceMax, pollGap: { printer.pollGap }
        ) { change in
            switch change {
            case .opened: printer.lineIs(open: true)
            case .lost, .unavailable: printer.lineIs(open: false)
            case .silent: printer.isSilent()
            }
            await showLamp(change, board, device.name)
        } received: { status in
            printer.says(status, at: StationClock.monotonic())
            let first = status.state.first ?? .error
            let works = first == .ready || first == .printing
            await board.lamp(
                device.name, works ? .ok : .fault, KioskText.printer(first.rawValue))
        }
        let printing = PrintService(
            store: store, printer: printer, reader: reader, render: press.render, board: board,
            clock: clock, logger: logger)
        return [line, printing]
    }
}

/// Shows on the device's lamp what its line went through.
private func showLamp<Message>(
    _ change: DeviceSession<Message>.LineChange, _ board: KioskBoard, _ name: String
) async {
    switch change {
    case .opened: await board.lamp(name, .ok, KioskText.lampOK)
    case .lost: await board.lamp(name, .lost, KioskText.lampLost)
    case .unavailable: await board.lamp(name, .lost, KioskText.lampLost)
    case .silent: await board.lamp(name, .fault, KioskText.lampSilent)
    }
}

/// Passes on only readings that differ from the last: a scale repeats itself ten times a second.
private final class LastReading: Sendable {
    private let last = Mutex<Weighing?>(nil)

    func changes(to weighing: Weighing) -> Bool {
        last.withLock { last in
            defer { last = weighing }
            return last != weighing
        }
    }

    func forget() {
        last.withLock { $0 = nil }
    }
}

extension Weighing {
    /// What the desk needs of a reading; net weights and faults give no parcel weight.
    init(_ reading: ScaleReading) {
        switch (reading.state, reading.massMilligrams) {
        case (.stable, let mass?) where !reading.net: self = .stable(Mass(milligrams: mass))
        case (.moving, _): self = .moving
        default: self = .fault
        }
    }
}

extension WeightPanel {
    init(_ reading: ScaleReading) {
        state = reading.state.rawValue
        text = "\(reading.value ?? "--") \(reading.unit?.rawValue ?? "")"
    }
}
