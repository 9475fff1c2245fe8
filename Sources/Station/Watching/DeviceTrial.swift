public import DeviceProtocols
import KeeperDesk
import StationJournal

/// What a technician does to find out whether a device works, and what came of it.
///
/// Pure: fed with the device's events, it gives lines for the technician. A scanner has to read one
/// code; a scale has to show a load at rest and come back to zero; a printer has to say how it is.
public struct DeviceTrial: Sendable {
    private enum Phase {
        case begun
        /// A scale that showed its reading: something is to be put on it.
        case heard
        /// A scale with a load at rest: it is to be taken off.
        case loaded
        case done
    }

    private var phase = Phase.begun
    private var kind = ""
    private var lastReading: ScaleMessage?
    /// What the scanner can be told.
    private var commands: Set<ScannerCommand> = []
    private var wishes: [ScannerCommand] = []
    private var isStarted = false

    /// A trial that has not begun.
    public init() {}

    /// Everything was seen.
    public var isDone: Bool { phase == .done }

    /// Takes one event of the device; gives what to tell.
    public mutating func take(_ event: DeviceEvent) -> [Phrase] {
        switch event.event {
        case .status: takeStatus(event.status)
        case .message: takeMessage(event.message)
        case .malformed:
            [
                Phrase(
                    "收到无法识别的字节（\(event.reason ?? "")）",
                    "bytes that belong to no frame (\(event.reason ?? ""))")
            ]
        case .received, .sent, .duplicate, .missed: []
        }
    }

    private mutating func takeStatus(_ status: DeviceStatus?) -> [Phrase] {
        guard let status, kind.isEmpty else { return [] }
        kind = status.kind
        var lines = [
            Phrase(
                "\(status.name)：\(status.profile)，\(status.port ?? "–")，\(status.state.chinese)",
                "\(status.name): \(status.profile), \(status.port ?? "-"), \(status.state.rawValue)"
            )
        ]
        if let why = status.why { lines.append(Phrase(status.whyChinese ?? why, why)) }
        for compromise in status.compromises {
            lines.append(
                Phrase("线路做不到、但不影响使用：\(compromise)", "not on this line, which works: \(compromise)")
            )
        }
        switch kind {
        case "scanner": lines += begin(status)
        case "printer":
            if let last = status.last { lines += takeMessage(last) }
        default: break
        }
        return lines
    }

    /// A scanner that can be started is started; others wait for a hand at the trigger.
    private mutating func begin(_ status: DeviceStatus) -> [Phrase] {
        commands = Set((status.commands ?? []).compactMap { ScannerCommand(rawValue: $0) })
        if commands.contains(.start), status.counts.isOpen { wishes = [.start] }
        return [Phrase("请扫一个条码", "scan a code")]
    }

    /// Takes what the scanner shall be told now.
    public mutating func takeWishes() -> [ScannerCommand] {
        defer { wishes = [] }
        return wishes
    }

    /// Ends the trial: a scanner that was started must not go on reading.
    public mutating func end() {
        if isStarted, phase != .done { wishes = [.stop] }
    }

    /// What became of a command; gives what to tell.
    public mutating func took(
        _ command: ScannerCommand, _ outcome: ScannerRemote.Outcome
    ) -> [Phrase] {
        if command == .start { isStarted = outcome == .done || outcome == .sent }
        return [Self.phrase(command, outcome)]
    }

    /// What a person reads of a command and what became of it.
    public static func phrase(
        _ command: ScannerCommand, _ outcome: ScannerRemote.Outcome
    ) -> Phrase {
        let names = [
            ScannerCommand.start: Phrase("开始读码", "start reading"),
            .stop: Phrase("停止读码", "stop reading"), .beep: Phrase("响一声", "beep"),
            .enable: Phrase("允许读码", "enable"), .disable: Phrase("禁止读码", "disable"),
        ]
        let name = names[command] ?? Phrase(command.rawValue, command.rawValue)
        return switch outcome {
        case .sent:
            Phrase("命令“\(name.zh)”已发出（此类扫码枪不回答命令）", "told to \(name.en); it never confirms")
        case .done: Phrase("扫码枪已接受命令“\(name.zh)”", "it confirmed: \(name.en)")
        case .refused: Phrase("扫码枪拒绝命令“\(name.zh)”", "it refused: \(name.en)")
        case .unanswered:
            Phrase("扫码枪没有回答命令“\(name.zh)”", "no answer to: \(name.en)")
        }
    }

    private mutating func takeMessage(_ message: DeviceMessage?) -> [Phrase] {
        if let scan = message?.scan { return take(scan) }
        if let reading = message?.scale { return take(reading) }
        guard let conditions = message?.printer, phase != .done else { return [] }
        phase = .done
        let words = conditions.joined(separator: ", ")
        let meaning = KioskText.printer(conditions.first ?? "")
        return [Phrase("状态：\(words)（\(meaning.zh)）", "state: \(words)")]
    }

    private mutating func take(_ scan: ScanMessage) -> [Phrase] {
        guard phase != .done else { return [] }
        phase = .done
        wishes = [ScannerCommand.stop, .beep].filter {
            commands.contains($0) && ($0 != .stop || isStarted)
        }
        let carriers = scan.candidates.isEmpty ? "" : " " + scan.candidates.joined(separator: ", ")
        let aim = scan.aim ?? "–"
        return [
            Phrase(
                "读到：\(scan.masked)，\(scan.length) 字节，码制 \(aim)，类别 \(scan.kind)\(carriers)",
                "read: \(scan.masked), \(scan.length) bytes, symbology \(aim), kind \(scan.kind)"
                    + carriers)
        ]
    }

    private mutating func take(_ reading: ScaleMessage) -> [Phrase] {
        guard phase != .done, reading != lastReading else { return [] }
        lastReading = reading
        let value = [reading.value, reading.unit].compactMap(\.self).joined(separator: " ")
        let remarks = reading.remarks.compactMap { TradeRemark(rawValue: $0) }.map(KioskText.trade)
        let zh = (["读数 \(value) \(reading.state)"] + remarks.map(\.zh)).joined(separator: "，")
        let en = (["reading \(value) \(reading.state)"] + remarks.map(\.en)).joined(separator: ", ")
        return [Phrase(zh, en)] + proceed(reading)
    }

    private mutating func proceed(_ reading: ScaleMessage) -> [Phrase] {
        let weight = reading.state == "stable" ? reading.mass : nil
        let isEmpty = weight.map { $0.magnitude < Desk.emptyPan.milligrams.magnitude }
        switch phase {
        case .begun:
            phase = isEmpty == false ? .loaded : .heard
            return [
                isEmpty == false
                    ? Phrase("请拿走秤上的东西", "take everything off the scale")
                    : Phrase("请放一件东西，等它稳定", "put something on it and wait until it is at rest")
            ]
        case .heard where isEmpty == false:
            phase = .loaded
            return [Phrase("稳定。请拿走", "at rest; take it off")]
        case .loaded where isEmpty == true:
            phase = .done
            return [Phrase("已归零", "back at zero")]
        case .heard, .loaded, .done: return []
        }
    }

    /// What was not seen when the time was over; nil when all was.
    public var missing: StationFault? {
        switch (phase, kind) {
        case (.done, _): nil
        case (.begun, "scanner"):
            StationFault(
                exitCode: 69, "没有读到条码。检查扫码枪的接口、波特率和后缀。",
                "no code came; check the scanner's interface, rate and suffix")
        case (.begun, _):
            StationFault(
                exitCode: 69, "设备没有说话。检查电源、线和设备档案。",
                "the device said nothing; check its power, cable and profile")
        case (.heard, _):
            StationFault(
                exitCode: 75, "有读数，但没有放东西，归零没有测到。请再试一次。",
                "readings came, but no load at rest was seen; try again")
        case (.loaded, _):
            StationFault(
                exitCode: 65, "拿走后没有回到零。请清零或校准。",
                "it did not come back to zero; zero or calibrate it")
        }
    }
}
