internal import DeviceProtocols
public import DotMatrix

/// A label that came out of a simulated printer.
public struct DrawnLabel: Sendable, Equatable {
    /// Its number since the simulator began, from 1.
    public let number: Int
    /// The PNG file it was written to, or nil.
    public let file: String?
    /// The texts drawn, in the order of their commands; one struck twice for boldness counts once.
    public let text: [String]
    /// The contents of the symbols drawn.
    public let symbols: [String]
    /// The label.
    public let picture: Bitmap
}

/// What a simulated device received and did.
public enum SimulatorEvent: Sendable, Equatable {
    /// The line stands at the link.
    case ready(link: String)
    /// A program opened the line.
    case opened
    /// No program has the line open any more.
    case closed
    /// Bytes came from the program.
    case received([UInt8])
    /// Bytes were given to the line; the steady stream of a scale is not told.
    case sent([UInt8])
    /// A label came out.
    case label(DrawnLabel)
    /// A label was stopped half way; it will be printed again from its beginning.
    case interrupted
    /// A scanner beeped because it was told to.
    case beeped
    /// The cable was pulled.
    case unplugged
    /// The cable was put back.
    case plugged(link: String)
    /// A command was obeyed that shows in no other event; for `replay`, the recording is over.
    case done(command: String)
    /// Whoever reads these events was too slow: so many are missing here.
    case missed(Int)
    /// Something was understood and not drawn, for the simulator cannot draw it.
    case ignored(String)
    /// Something was not understood or could not be done.
    case error(String)

    /// The event as one line of JSON.
    public var json: String {
        switch self {
        case .ready(let link): Self.object("ready", ["link": Self.quoted(link)])
        case .opened: Self.object("opened")
        case .closed: Self.object("closed")
        case .received(let bytes): Self.object("received", ["hex": Self.hex(bytes)])
        case .sent(let bytes): Self.object("sent", ["hex": Self.hex(bytes)])
        case .label(let label):
            Self.object(
                "label",
                [
                    "file": label.file.map(Self.quoted) ?? "null",
                    "text": Self.list(label.text), "symbols": Self.list(label.symbols),
                ])
        case .interrupted: Self.object("interrupted")
        case .beeped: Self.object("beeped")
        case .unplugged: Self.object("unplugged")
        case .plugged(let link): Self.object("plugged", ["link": Self.quoted(link)])
        case .done(let command): Self.object("done", ["command": Self.quoted(command)])
        case .missed(let count): Self.object("missed", ["count": "\(count)"])
        case .ignored(let what): Self.object("ignored", ["what": Self.quoted(what)])
        case .error(let message): Self.object("error", ["message": Self.quoted(message)])
        }
    }

    private static func object(_ name: String, _ members: KeyValuePairs<String, String> = [:])
        -> String
    {
        let rest = members.map { ",\"\($0.key)\":\($0.value)" }.joined()
        return "{\"event\":\"\(name)\"\(rest)}"
    }

    private static func hex(_ bytes: [UInt8]) -> String { "\"\(ByteNotation.hexText(bytes))\"" }

    private static func list(_ texts: [String]) -> String {
        "[" + texts.map(quoted).joined(separator: ",") + "]"
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                out += "\\u00" + ByteNotation.hexText([UInt8(scalar.value)])
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
