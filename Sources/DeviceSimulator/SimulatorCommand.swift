internal import DeviceProtocols

/// What a simulated device can be told to do.
public enum SimulatorCommand: Sendable, Equatable {
    /// A scanner reads a code with this content.
    case scan([UInt8])
    /// A scanner reads several codes at one pull of its trigger.
    case scanSeveral([[UInt8]])
    /// A code is laid in front of a scanner, which reads it when it is started over the line.
    case present([UInt8])
    /// A weight in the profile's unit is laid on the scale; it moves a little, then rests.
    case weigh(String)
    /// The scale keeps moving.
    case moving
    /// Too much lies on the scale.
    case overload
    /// The scale's plate was taken off.
    case underload
    /// The scale was switched on with a load and cannot find its zero.
    case zeroNeeded
    /// The device stops answering and sending until it is told to do something else.
    case mute
    /// The printer's paper ends; a label being printed is stopped and kept.
    case paperOut
    /// There is paper again; what was kept is printed from its beginning.
    case paperOK
    /// Labels of this size, in millimetres, are put into the printer; it has not measured them.
    case paper(width: Int, height: Int)
    /// The printer's cover is opened.
    case coverOpen
    /// The printer's cover is closed.
    case coverClosed
    /// The printer's ribbon ends.
    case ribbonOut
    /// There is ribbon again.
    case ribbonOK
    /// The print head is too hot.
    case overheated
    /// The print head has cooled down.
    case cooled
    /// The cable is pulled: the line hangs up and the link is gone.
    case unplug
    /// The cable is put back: a new line at the same link.
    case plug
    /// The device is switched off and on; the line stays.
    case power
    /// How the device takes being told its settings from now on.
    case settings(SettingsTemper)
    /// Somebody changes a setting at the device itself.
    case settingsSet(key: String, value: String)
    /// Bytes appear on the line as they are.
    case noise([UInt8])
    /// What a recording's device sent is sent again, at its pace.
    case replay(file: String)
    /// The simulator ends.
    case quit
}

/// A line that is no command.
public struct SimulatorCommandError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what is allowed.
    public let description: String
}

extension SimulatorCommand {
    /// The longest line of a command, in bytes.
    public static let longestLine = 65_536

    private static let plain: [String: SimulatorCommand] = [
        "moving": .moving, "overload": .overload, "underload": .underload,
        "zero-needed": .zeroNeeded, "mute": .mute, "paper-out": .paperOut, "paper-ok": .paperOK,
        "cover-open": .coverOpen, "cover-closed": .coverClosed, "ribbon-out": .ribbonOut,
        "ribbon-ok": .ribbonOK, "overheated": .overheated, "cooled": .cooled,
        "unplug": .unplug, "plug": .plug, "power": .power, "quit": .quit,
        "settings-ok": .settings(.ok), "settings-refuse": .settings(.refuse),
        "settings-ignore": .settings(.ignore), "settings-garble": .settings(.garble),
        "settings-mute": .settings(.mute),
    ]

    /// Reads a command such as `scan 6901234567892`, `scan-hex 5d4331`, `weigh 1.250`, `noise ff00`.
    public init(line: String) throws(SimulatorCommandError) {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let word = parts.first.map(String.init) ?? ""
        let rest = parts.count == 2 ? String(parts[1]) : nil
        if rest == nil, let command = Self.plain[word] {
            self = command
            return
        }
        guard line.utf8.count <= Self.longestLine else {
            throw SimulatorCommandError(
                description: "a command has at most \(Self.longestLine) bytes")
        }
        guard let rest, !rest.isEmpty else {
            throw SimulatorCommandError(description: Self.explain(word))
        }
        switch word {
        case "scan": self = .scan(Array(rest.utf8))
        case "scan-hex": self = .scan(try Self.bytes(rest, of: word))
        case "scan-several": self = .scanSeveral(rest.split(separator: " ").map { Array($0.utf8) })
        case "present": self = .present(Array(rest.utf8))
        case "noise": self = .noise(try Self.bytes(rest, of: word))
        case "replay": self = .replay(file: rest)
        case "settings-set": self = try Self.settingsSet(rest)
        case "paper": self = try Self.paper(rest)
        case "weigh":
            guard DecimalWeight(rest) != nil else {
                throw SimulatorCommandError(
                    description: "'\(rest)' is no weight with at most three decimals, as in 1.250")
            }
            self = .weigh(rest)
        default: throw SimulatorCommandError(description: Self.explain(word))
        }
    }

    /// The command's first word.
    var word: String {
        switch self {
        case .scan: "scan"
        case .scanSeveral: "scan-several"
        case .present: "present"
        case .weigh: "weigh"
        case .noise: "noise"
        case .replay: "replay"
        case .settingsSet: "settings-set"
        case .paper: "paper"
        default: Self.plain.first { $0.value == self }?.key ?? ""
        }
    }

    private static func settingsSet(
        _ rest: String
    ) throws(SimulatorCommandError) -> SimulatorCommand {
        let parts = rest.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else {
            throw SimulatorCommandError(description: explain("settings-set"))
        }
        return .settingsSet(key: String(parts[0]), value: String(parts[1]))
    }

    private static func paper(_ rest: String) throws(SimulatorCommandError) -> SimulatorCommand {
        let sides = rest.split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy((1...1_000).contains) else {
            throw SimulatorCommandError(
                description: "paper wants width and height in millimetres, as in paper 60x40")
        }
        return .paper(width: sides[0], height: sides[1])
    }

    private static func bytes(
        _ text: String, of word: String
    ) throws(SimulatorCommandError) -> [UInt8] {
        guard let bytes = ByteNotation.hex(text.filter { $0 != " " }), !bytes.isEmpty else {
            throw SimulatorCommandError(
                description: "\(word) wants hexadecimal bytes: \(word) 0d0a")
        }
        return bytes
    }

    private static func explain(_ word: String) -> String {
        switch word {
        case "scan", "scan-hex", "scan-several", "present", "weigh", "noise", "replay",
            "paper":
            "\(word) wants a value after a space"
        case "settings-set": "settings-set wants a setting's key and a value"
        default:
            "unknown command '\(word)'; known: scan TEXT, scan-hex HEX, scan-several TEXT TEXT…, "
                + "present TEXT, weigh N, noise HEX, replay FILE, paper WIDTHxHEIGHT, settings-set KEY VALUE, "
                + plain.keys.sorted().joined(separator: ", ")
        }
    }
}

/// A step of a script: a command, or waiting.
public enum SimulatorStep: Sendable, Equatable {
    /// Does something.
    case command(SimulatorCommand)
    /// Does nothing for so many milliseconds.
    case wait(milliseconds: Int)

    private static let longestWait = 86_400_000

    /// Reads `wait SECONDS` or a command.
    public init(line: String) throws(SimulatorCommandError) {
        guard line.hasPrefix("wait ") else {
            self = .command(try SimulatorCommand(line: line))
            return
        }
        guard let time = DecimalWeight(String(line.dropFirst(5))),
            (0...Self.longestWait).contains(time.thousandths)
        else {
            throw SimulatorCommandError(description: "wait wants seconds, as in wait 0.5")
        }
        self = .wait(milliseconds: time.thousandths)
    }

    /// Reads a script; empty lines and lines that begin with `#` are left out.
    /// - Throws: for the first line not understood, named by file and number.
    public static func script(
        _ text: String, file: String
    ) throws(SimulatorCommandError) -> [SimulatorStep] {
        var steps: [SimulatorStep] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            do throws(SimulatorCommandError) {
                steps.append(try SimulatorStep(line: String(line)))
            } catch {
                throw SimulatorCommandError(
                    description: "\(file):\(index + 1): \(error.description)")
            }
        }
        return steps
    }
}
