/// What a ZPL printer finds in the bytes it is sent.
enum ZPLInput: Equatable {
    /// A command that begins with `^`, such as `FO`, and its parameters.
    case format(word: String, parameters: [UInt8])
    /// A command that begins with `~`, such as `HS`.
    case control(word: String, parameters: [UInt8])
    /// A `! U1 …` line, without its end.
    case line([UInt8])
    /// Bytes that were thrown away.
    case refused(String)
}

/// Cuts a stream of bytes into ZPL commands, whichever way it arrives in pieces.
///
/// A command ends where the next one begins; those without parameters that a host waits for, such as
/// `~HS`, are given as soon as their letters are there.
struct ZPLCommandReader: PrinterReader {
    /// Longest parameters of a command, in bytes: a label's picture in hexadecimal fits.
    static let longest = 4 << 20

    /// Commands that are complete with their letters.
    private static let bare: Set<String> = [
        "~HS", "~HI", "~JA", "~PP", "~PS", "~JR", "~PH", "~HM", "~WC", "~JC", "^XA", "^XZ", "^FS",
    ]

    private enum State {
        case between
        case word
        case parameters
        /// Binary data of `^GFB` or `^GFC`, of which so many bytes are missing.
        case binary(missing: Int)
        case line
        /// The rest of something too long.
        case skipping
    }

    private var state = State.between
    private var word: [UInt8] = []
    private var parameters: [UInt8] = []

    mutating func feed(_ bytes: [UInt8]) -> [ZPLInput] {
        var out: [ZPLInput] = []
        for byte in bytes { take(byte, &out) }
        return out
    }

    /// Forgets what is unfinished, as a reset does.
    mutating func reset() { self = ZPLCommandReader() }

    private static func isPrefix(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "^") || byte == UInt8(ascii: "~")
    }

    private mutating func take(_ byte: UInt8, _ out: inout [ZPLInput]) {
        if case .binary(let missing) = state {
            parameters.append(byte)
            state = missing > 1 ? .binary(missing: missing - 1) : .parameters
            return
        }
        if case .line = state {
            guard byte == 0x0A || byte == 0x0D else { return keep(byte, &out) }
            out.append(.line(parameters))
            return begin(.between)
        }
        if Self.isPrefix(byte) {
            end(&out)
            begin(.word)
            word = [byte]
            return
        }
        switch state {
        case .between:
            if byte == UInt8(ascii: "!") {
                begin(.line)
                parameters = [byte]
            }
        case .word: takeWord(byte, &out)
        case .parameters: if byte >= 0x20 { keep(byte, &out) }
        default: break
        }
    }

    private mutating func takeWord(_ byte: UInt8, _ out: inout [ZPLInput]) {
        word.append(byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte)
        // `^A` takes the font's letter as its second.
        guard word.count == 3 else { return }
        state = .parameters
        if Self.bare.contains(String(decoding: word, as: UTF8.self)) {
            end(&out)
            begin(.between)
        }
    }

    private mutating func keep(_ byte: UInt8, _ out: inout [ZPLInput]) {
        parameters.append(byte)
        if parameters.count > Self.longest {
            out.append(.refused("a command is longer than \(Self.longest) bytes"))
            begin(.skipping)
        } else if byte == UInt8(ascii: ","), word.starts(with: "^GF".utf8) {
            expectBinary(&out)
        }
    }

    /// `^GFB,bytes,total,row,` and `^GFC,…` are followed by raw bytes.
    private mutating func expectBinary(_ out: inout [ZPLInput]) {
        let fields = parameters.split(
            separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0] != Array("A".utf8)[...],
            let count = Int(String(decoding: fields[1], as: UTF8.self))
        else { return }
        guard (1...Self.longest).contains(count) else {
            out.append(.refused("^GF with an impossible number of bytes"))
            return begin(.skipping)
        }
        state = .binary(missing: count)
    }

    private mutating func end(_ out: inout [ZPLInput]) {
        switch state {
        case .parameters:
            let letters = String(decoding: word.dropFirst(), as: UTF8.self)
            let isControl = word.first == UInt8(ascii: "~")
            out.append(
                isControl
                    ? .control(word: letters, parameters: parameters)
                    : .format(word: letters, parameters: parameters))
        case .word:
            if word.count > 1 { out.append(.refused("a command of one letter")) }
        default: break
        }
    }

    private mutating func begin(_ next: State) {
        state = next
        word.removeAll(keepingCapacity: true)
        parameters.removeAll(keepingCapacity: true)
    }
}
