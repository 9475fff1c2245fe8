/// What an ESC/POS printer finds in the bytes it is sent.
enum ESCPOSInput: Equatable {
    /// Printable bytes up to the end of their line.
    case text([UInt8])
    /// LF.
    case lineFeed
    /// A command and its parameters: the bytes that name it, such as `GS V`, and those behind.
    case command([UInt8], parameters: [UInt8])
    /// `GS v 0` with its picture.
    case picture(mode: UInt8, rowBytes: Int, height: Int, bytes: [UInt8])
    /// Bytes that were thrown away.
    case refused(String)
}

/// Cuts a stream of bytes into ESC/POS commands, whichever way it arrives in pieces
/// (source: Epson's command references for the lengths).
struct ESCPOSReader: PrinterReader {
    /// Longest run of text without a line end, in bytes.
    static let longestText = 4_096
    /// Largest picture or other data of one command, in bytes.
    static let largestData = 1 << 20

    private static let dle: UInt8 = 0x10
    private static let escape: UInt8 = 0x1B
    private static let fs: UInt8 = 0x1C
    private static let gs: UInt8 = 0x1D

    /// Parameters behind two bytes, by the second; what stands nowhere is unknown to a printer, which
    /// prints what follows as text.
    private static let escapeLengths: [Character: Int] = [
        "@": 0, "2": 0, "i": 0, "m": 0, "L": 0, "S": 0, "<": 0, "v": 0, "\u{0C}": 0, " ": 1,
        "!": 1, "%": 1, "-": 1, "3": 1, "=": 1, "?": 1, "E": 1, "G": 1, "J": 1, "K": 1, "M": 1,
        "R": 1, "T": 1, "U": 1, "V": 1, "a": 1, "d": 1, "e": 1, "r": 1, "t": 1, "u": 1, "{": 1,
        "$": 2, "\\": 2, "B": 2, "c": 2, "p": 3, "W": 8,
    ]
    private static let gsLengths: [Character: Int] = [
        ":": 0, "c": 0, "!": 1, "/": 1, "B": 1, "E": 1, "H": 1, "I": 1, "T": 1, "a": 1, "b": 1,
        "f": 1, "h": 1, "j": 1, "r": 1, "w": 1, "x": 1, "$": 2, "L": 2, "P": 2, "W": 2, "\\": 2,
        "z": 2, "^": 3,
    ]
    private static let fsLengths: [Character: Int] = [
        "&": 0, ".": 0, "!": 1, "-": 1, "C": 1, "W": 1, "S": 2, "p": 2, "2": 74,
    ]

    private enum Step {
        case unfinished
        case done(ESCPOSInput)
        /// Not a command; the first byte is thrown away.
        case unknown
    }

    private var buffer: [UInt8] = []
    private var text: [UInt8] = []
    /// How many bytes the command at the start has at least, once that is known.
    private var wanted = 0

    mutating func feed(_ bytes: [UInt8]) -> [ESCPOSInput] {
        var out: [ESCPOSInput] = []
        var rest = bytes[...]
        while let byte = rest.first {
            // Pictures are long: what is known to be missing is taken at once, but for the last byte.
            let missing = min(wanted - buffer.count - 1, rest.count)
            if !buffer.isEmpty, missing > 0 {
                buffer += rest.prefix(missing)
                rest = rest.dropFirst(missing)
            } else {
                take(byte, &out)
                rest = rest.dropFirst()
            }
        }
        return out
    }

    /// Forgets what is unfinished, as a reset does.
    mutating func reset() { self = ESCPOSReader() }

    private mutating func take(_ byte: UInt8, _ out: inout [ESCPOSInput]) {
        if buffer.isEmpty, ![Self.dle, Self.escape, Self.fs, Self.gs].contains(byte) {
            return takeText(byte, &out)
        }
        buffer.append(byte)
        guard buffer.count >= max(2, wanted) else { return }
        switch step() {
        case .unfinished: return
        case .done(let input):
            flushText(&out)
            out.append(input)
        case .unknown:
            let hex = buffer.prefix(2).map { String($0, radix: 16) }.joined(separator: " ")
            out.append(.refused("unknown command \(hex)"))
        }
        buffer.removeAll(keepingCapacity: true)
        wanted = 0
    }

    private mutating func takeText(_ byte: UInt8, _ out: inout [ESCPOSInput]) {
        switch byte {
        case 0x0A:
            flushText(&out)
            out.append(.lineFeed)
        case 0x09, 0x0C:
            flushText(&out)
            out.append(.command([byte], parameters: []))
        case 0x20...:
            text.append(byte)
            if text.count >= Self.longestText { flushText(&out) }
        default: break
        }
    }

    private mutating func flushText(_ out: inout [ESCPOSInput]) {
        if !text.isEmpty { out.append(.text(text)) }
        text.removeAll(keepingCapacity: true)
    }

    private mutating func step() -> Step {
        let second = Character(Unicode.Scalar(buffer[1]))
        switch buffer[0] {
        case Self.dle: return realTime()
        case Self.escape:
            switch second {
            case "*": return columns()
            case "D": return listed(from: 2)
            default: return known(Self.escapeLengths[second])
            }
        case Self.fs:
            return second == "(" ? counted(at: 3, bytes: 2) : known(Self.fsLengths[second])
        default: return gsStep(second)
        }
    }

    /// `DLE EOT n`, `DLE ENQ n`, and `DLE DC4` with its parameters.
    private mutating func realTime() -> Step {
        switch buffer[1] {
        case 0x04, 0x05: return fixed(1)
        case 0x14: return fixed(3)
        default: return .unknown
        }
    }

    private mutating func gsStep(_ second: Character) -> Step {
        switch second {
        case "v": return raster()
        case "k": return barcode()
        case "(": return counted(at: 3, bytes: 2)
        case "8": return counted(at: 3, bytes: 4)
        case "V": return cut()
        case "\u{0C}": return fixed(0)
        case "*": return downloaded()
        default: return known(Self.gsLengths[second])
        }
    }

    private mutating func need(_ count: Int) -> Bool {
        wanted = count
        return buffer.count >= count
    }

    private func command(_ named: Int) -> Step {
        .done(.command(Array(buffer[..<named]), parameters: Array(buffer[named...])))
    }

    private mutating func fixed(_ count: Int) -> Step {
        need(2 + count) ? command(2) : .unfinished
    }

    private mutating func known(_ count: Int?) -> Step {
        guard let count else { return .unknown }
        return fixed(count)
    }

    /// `GS * x y d…`: a picture of x times 8 columns and y bytes each.
    private mutating func downloaded() -> Step {
        guard need(4) else { return .unfinished }
        return fixed(2 + Int(buffer[2]) * Int(buffer[3]) * 8)
    }

    /// Parameters up to NUL.
    private func listed(from start: Int) -> Step {
        if buffer.count > Self.longestText { return .unknown }
        return buffer.count > start && buffer.last == 0 ? command(2) : .unfinished
    }

    /// `GS ( x pL pH …` and `GS 8 x p1 p2 p3 p4 …`: the length stands in front.
    private mutating func counted(at start: Int, bytes: Int) -> Step {
        guard need(start + bytes) else { return .unfinished }
        var length = 0
        for index in (start..<start + bytes).reversed() {
            length = length << 8 | Int(buffer[index])
        }
        guard length <= Self.largestData else { return .unknown }
        return need(start + bytes + length) ? command(3) : .unfinished
    }

    /// `GS V m`, and `GS V m n` for the forms that feed.
    private mutating func cut() -> Step {
        guard need(3) else { return .unfinished }
        let feeds = buffer[2] >= 65
        return need(feeds ? 4 : 3) ? command(2) : .unfinished
    }

    /// `GS k m d… NUL`, or `GS k m n d…` from m = 65 on.
    private mutating func barcode() -> Step {
        guard need(4) else { return .unfinished }
        if buffer[2] >= 65 { return need(4 + Int(buffer[3])) ? command(2) : .unfinished }
        return listed(from: 3)
    }

    /// `ESC * m nL nH d…`: columns of one or three bytes.
    private mutating func columns() -> Step {
        guard need(5) else { return .unfinished }
        let columns = Int(buffer[3]) | Int(buffer[4]) << 8
        return need(5 + columns * (buffer[2] >= 32 ? 3 : 1)) ? command(2) : .unfinished
    }

    /// `GS v 0 m xL xH yL yH d…`.
    private mutating func raster() -> Step {
        guard need(8) else { return .unfinished }
        let rowBytes = Int(buffer[4]) | Int(buffer[5]) << 8
        let height = Int(buffer[6]) | Int(buffer[7]) << 8
        guard buffer[2] == UInt8(ascii: "0"), rowBytes > 0, height > 0,
            rowBytes * height <= Self.largestData
        else { return .unknown }
        guard need(8 + rowBytes * height) else { return .unfinished }
        return .done(
            .picture(
                mode: buffer[3], rowBytes: rowBytes, height: height, bytes: Array(buffer[8...])))
    }
}
