import ArgumentParser
import DataFolder
import DeviceProtocols
import Foundation
import SerialLines
import Station

struct WatchDevices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows live how the daemon's devices stand and what they say.",
        discussion: """
            One line a device, drawn again and again on a terminal. What scanners read is hidden
            but for its form; --raw shows it as it is, which the daemon writes into its log.
            """)

    @Argument(help: "A device's name in the configuration; all without it.")
    var name: String?

    @Flag(help: "Every event as a line of JSON.")
    var json = false

    @Flag(help: "Every chunk of bytes too.")
    var bytes = false

    @Flag(help: "Bytes of scanners as they are: personal data.")
    var raw = false

    @Option(name: .customLong("for"), help: "Seconds after which it ends by itself.")
    var seconds: Int?

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let daemon = try DaemonClient(start.loadConfiguration())
            let events = daemon.watch(device: name, bytes: bytes || raw, raw: raw)
            var screen = DeviceScreen(isTerminal: isatty(STDOUT_FILENO) == 1)
            let end = seconds.map { ContinuousClock.now + .seconds($0) }
            for try await event in events {
                if json {
                    try Output.json(event)
                } else {
                    screen.show(event)
                }
                Output.flush()
                if let end, ContinuousClock.now >= end { return }
            }
        }
    }
}

/// One line a device on a terminal; elsewhere a line whenever one changes.
private struct DeviceScreen {
    let isTerminal: Bool
    private var names: [String] = []
    private var statuses: [String: DeviceStatus] = [:]
    private var shown: [String: String] = [:]
    private var linesDrawn = 0

    init(isTerminal: Bool) {
        self.isTerminal = isTerminal
    }

    mutating func show(_ event: DeviceEvent) {
        guard event.event != .missed else { return }
        if statuses[event.device] == nil { names.append(event.device) }
        if let status = event.status { statuses[event.device] = status }
        if let message = event.message { statuses[event.device]?.last = message }
        if let bytes = event.bytes.flatMap({ ByteNotation.hex($0) }) {
            showBytes(event, ByteNotation.text(bytes))
        }
        isTerminal ? redraw() : showChanges(of: event.device)
    }

    private mutating func showBytes(_ event: DeviceEvent, _ text: String) {
        let sign =
            switch event.event {
            case .received: "<"
            case .sent: ">"
            default: "✗ \(event.reason ?? "")"
            }
        if isTerminal, linesDrawn > 0 { Output.line("\u{1B}[\(linesDrawn)A\u{1B}[J", end: "") }
        linesDrawn = 0
        Output.line("\(event.device) \(sign) \(text)")
    }

    private mutating func redraw() {
        var text = linesDrawn > 0 ? "\u{1B}[\(linesDrawn)A\u{1B}[J" : ""
        for name in names {
            guard let status = statuses[name] else { continue }
            text += Self.line(status) + Self.figures(status) + "\n"
        }
        linesDrawn = names.count
        Output.line(text, end: "")
    }

    private mutating func showChanges(of name: String) {
        guard let status = statuses[name] else { return }
        let line = Self.line(status)
        guard shown[name] != line else { return }
        shown[name] = line
        Output.line(line + Self.figures(status))
    }

    private static func line(_ status: DeviceStatus) -> String {
        var parts = [status.name, status.kind, status.words]
        if let scale = status.last?.scale {
            parts.append("\(scale.value ?? "--") \(scale.unit ?? "") \(scale.state)")
            if !scale.remarks.isEmpty {
                let words = scale.remarks.joined(separator: ", ")
                let isBarred = scale.remarks.contains {
                    TradeRemark(rawValue: $0)?.forbidsTrade == true
                }
                parts.append(isBarred ? "不可用于结算 not for trade: \(words)" : words)
            }
        }
        if let scan = status.last?.scan {
            parts.append("\(scan.aim ?? "") \(scan.masked) \(scan.kind)")
        }
        if let printer = status.last?.printer { parts.append(printer.joined(separator: ", ")) }
        parts += status.compromises
        return parts.joined(separator: "  ")
    }

    private static func figures(_ status: DeviceStatus) -> String {
        let counts = status.counts
        let malformed = counts.malformed.sorted { $0.key < $1.key }
            .map { "\($0) \($1)" }.joined(separator: ", ")
        var text = "  | 帧 frames \(counts.frames), 坏 malformed [\(malformed)]"
        text += ", 重同步 resyncs \(counts.resyncs), 重连 reconnects \(counts.reconnects)"
        if status.kind == "scanner" { text += ", 重复 duplicates \(counts.duplicates)" }
        if let latency = status.scanLatency?.bound(ofShare: 0.99) {
            text += ", p99 ≤ \(latency) µs"
        }
        return text + ", \(status.port ?? "-") \(status.baud.map(String.init) ?? "")"
    }
}

struct TestDevice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract:
            "Tries a device out: a scanner reads, a scale weighs and returns, a printer answers.",
        discussion: """
            While a scanner is tried out, what it reads is not taken in. One that takes commands
            is started over the line, and beeps when a code has come. Exit code 0 when all was seen;
            69 when the device said nothing; 65 when a scale did not come back to zero; 75 when
            nothing was put on it.
            """)

    @Argument(help: "The device's name in the configuration.")
    var name: String

    @Option(name: .customLong("for"), help: "Seconds it may take.")
    var seconds = 60

    @Flag(help: "Print a test label too; printers only.")
    var print = false

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let daemon = try DaemonClient(start.loadConfiguration())
            var trial = DeviceTrial()
            let end = ContinuousClock.now + .seconds(seconds)
            for try await event in daemon.watch(device: name, test: true) {
                for phrase in trial.take(event) { Output.line("\(phrase.zh)  \(phrase.en)") }
                if ContinuousClock.now >= end { trial.end() }
                for command in trial.takeWishes() {
                    let outcome = try await daemon.tell(name, command)
                    for phrase in trial.took(command, outcome) {
                        Output.line("\(phrase.zh)  \(phrase.en)")
                    }
                }
                Output.flush()
                if trial.isDone || ContinuousClock.now >= end { break }
            }
            if let missing = trial.missing { throw missing }
            guard print else { return }
            try await daemon.printTestLabel(on: name)
            Output.line("测试标签已送出，请看打印机  the test label was sent; look at the printer")
        }
    }
}

struct TellDevice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell",
        abstract: "叫扫码枪做一件事 · Has a scanner do something over its line.",
        discussion: """
            Which commands a scanner takes is in its profile; SSI scanners take all. Exit codes:
            0 taken, or sent to one that never confirms; 64 no such command; 65 refused; 69 no
            answer.
            """)

    @Argument(help: "The scanner's name in the configuration.")
    var name: String

    @Argument(help: "start, stop, enable, disable or beep.", transform: Self.command)
    var command: ScannerCommand

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let daemon = try DaemonClient(start.loadConfiguration())
            let outcome = try await daemon.tell(name, command)
            let phrase = DeviceTrial.phrase(command, outcome)
            Output.line("\(phrase.zh)  \(phrase.en)")
            switch outcome {
            case .sent, .done: break
            case .refused: throw ExitCode(65)
            case .unanswered: throw ExitCode(69)
            }
        }
    }

    @Sendable private static func command(_ word: String) throws -> ScannerCommand {
        guard let command = ScannerCommand(rawValue: word) else {
            let words = ScannerCommand.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(word)' is no command; there are: \(words)")
        }
        return command
    }
}

struct RecordDevice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Records a line, or a device of the daemon, into a file that can be replayed.",
        discussion: """
            Ends with Ctrl-C or by itself. A recording of a scanner holds what it read: use codes
            that belong to nobody.
            """)

    @Argument(
        help: "A line (/dev/…, usb:…, tcp:…, pty:…), or a device's name in the configuration.")
    var what: String

    @Option(help: "The profile; for a device of the daemon its own is the default.")
    var profile: String?

    @Option(help: "Bits per second, if not the profile's first.")
    var baud: Int?

    @Option(name: .customLong("for"), help: "Seconds after which it ends by itself.")
    var seconds = 60

    @Option(help: "Which device it is: maker, model, firmware.")
    var device: String?

    @Option(name: .shortAndLong, help: "The file; standard output without it.")
    var output: String?

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let recorder = LineRecorder(limit: .seconds(seconds))
            let line = what.contains("/") || what.contains(":") ? try LineAddress(what) : nil
            let profile = try await profileID(line, start)
            let known = try start.loadData().profile(id: profile)
            let events =
                if let line {
                    try await recorder.record(line, as: known, baud: baud)
                } else {
                    try await recorder.record(
                        device: what, of: DaemonClient(start.loadConfiguration()))
                }
            let recording = Recording(
                header: header(known, line), events: events, decodedBy: known)
            if let output {
                try Output.writePrivate(Data(recording.text.utf8), to: output)
            } else {
                Output.line(recording.text, end: "")
            }
            guard events.contains(where: { $0.direction == .fromDevice }) else {
                throw StationFault(
                    exitCode: 69, "设备什么也没有发。检查电源、线、波特率。",
                    "the device sent nothing; check its power, cable and rate")
            }
        }
    }

    private func profileID(
        _ line: LineAddress?, _ start: ProgramStart
    ) async throws -> String {
        if let profile { return profile }
        guard line == nil else {
            throw StationFault(
                exitCode: 64, "录线路要用 --profile 指定设备档案。",
                "a line needs a profile: name one with --profile")
        }
        let configuration = try start.loadConfiguration()
        let configured = configuration.devices.map { ($0.name, $0.profile) }
        // A device that was found stands in no configuration.
        let found = try? await DaemonClient(configuration).status().devices
        let devices = configured + (found ?? []).map { ($0.name, $0.profile) }
        guard let device = devices.first(where: { $0.0 == what }) else {
            throw StationFault.noSuchDevice(
                what, among: (found?.map(\.name)) ?? configured.map(\.0))
        }
        return device.1
    }

    private func header(_ profile: DeviceProfile, _ line: LineAddress?) -> [String: String] {
        [
            "profile": profile.id,
            "device": device ?? "\(profile.maker) \(profile.model), as configured",
            "origin":
                "recorded with stationctl devices record from \(line.map(\.description) ?? what)",
            "date": Date.now.formatted(.iso8601.year().month().day()),
        ]
    }
}
