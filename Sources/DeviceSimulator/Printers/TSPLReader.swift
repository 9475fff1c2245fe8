/// What a TSPL printer finds in the bytes it is sent.
enum TSPLInput: Equatable {
    /// A command without its line end.
    case line([UInt8])
    /// `BITMAP` with its binary picture.
    case bitmap(x: Int, y: Int, rowBytes: Int, height: Int, mode: Int, bytes: [UInt8])
    /// `ESC !` and this letter.
    case immediate(UInt8)
    /// `~!` and this letter.
    case query(UInt8)
    /// Bytes that were thrown away.
    case refused(String)
}

/// Cuts a stream of bytes into TSPL commands, whichever way it arrives in pieces.
struct TSPLReader: PrinterReader {
    /// Longest command, its picture apart, in bytes.
    static let longestLine = 4_096
    /// Largest binary picture, in bytes.
    static let largestPicture = 1 << 20

    private static let escape: UInt8 = 0x1B
    private static let bitmapWord = Array("BITMAP ".utf8)

    private enum State {
        case line
        /// A picture's bytes, of which so many are missing.
        case picture(x: Int, y: Int, rowBytes: Int, height: Int, mode: Int, missing: Int)
        /// The rest of a line that was too long.
        case skipping
    }

    private var state = State.line
    private var line: [UInt8] = []
    private var picture: [UInt8] = []
    private var commas = 0
    /// How much of `ESC ! x` has come: 0 to 2 bytes.
    private var escapeBytes = 0

    mutating func feed(_ bytes: [UInt8]) -> [TSPLInput] {
        var out: [TSPLInput] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if case .picture = state {
                takePicture(&rest, &out)
                continue
            }
            rest = rest.dropFirst()
            if !takeEscape(byte, &out) { take(byte, &out) }
        }
        return out
    }

    /// Forgets what is unfinished, as a reset does.
    mutating func reset() { self = TSPLReader() }

    /// Immediate commands are obeyed in the middle of a line too, for the printer's receiver sees them.
    private mutating func takeEscape(_ byte: UInt8, _ out: inout [TSPLInput]) -> Bool {
        switch (escapeBytes, byte) {
        case (0, Self.escape), (1, UInt8(ascii: "!")):
            escapeBytes += 1
            return true
        case (0, _): return false
        case (2, _):
            escapeBytes = 0
            out.append(.immediate(byte))
            return true
        default:
            escapeBytes = 0
            take(Self.escape, &out)
            return takeEscape(byte, &out)
        }
    }

    private mutating func take(_ byte: UInt8, _ out: inout [TSPLInput]) {
        let isLineEnd = byte == 0x0D || byte == 0x0A
        if case .skipping = state {
            if isLineEnd { state = .line }
            return
        }
        if isLineEnd {
            if !line.isEmpty { out.append(.line(line)) }
            return startLine()
        }
        line.append(byte)
        if line.count == 3, line[0] == UInt8(ascii: "~"), line[1] == UInt8(ascii: "!") {
            out.append(.query(byte))
            startLine()
        } else if line.count > Self.longestLine {
            out.append(.refused("a command is longer than \(Self.longestLine) bytes"))
            startLine()
            state = .skipping
        } else if byte == UInt8(ascii: ","), line.starts(with: Self.bitmapWord) {
            commas += 1
            if commas == 5 { startPicture(&out) }
        }
    }

    private mutating func startLine() {
        line.removeAll(keepingCapacity: true)
        commas = 0
    }

    private mutating func startPicture(_ out: inout [TSPLInput]) {
        let numbers = line.dropFirst(Self.bitmapWord.count).split(
            separator: UInt8(ascii: ","), omittingEmptySubsequences: false
        ).map { Int(parameter: $0) }
        startLine()
        guard numbers.count >= 5, let x = numbers[0], let y = numbers[1], let width = numbers[2],
            let height = numbers[3], let mode = numbers[4], width > 0, height > 0,
            width * height <= Self.largestPicture
        else {
            out.append(.refused("BITMAP with impossible numbers"))
            state = .skipping
            return
        }
        picture.removeAll()
        state = .picture(
            x: x, y: y, rowBytes: width, height: height, mode: mode, missing: width * height)
    }

    private mutating func takePicture(
        _ rest: inout ArraySlice<UInt8>, _ out: inout [TSPLInput]
    ) {
        guard case .picture(let x, let y, let rowBytes, let height, let mode, let missing) = state
        else { return }
        let part = rest.prefix(missing)
        picture += part
        rest = rest.dropFirst(part.count)
        if part.count < missing {
            state = .picture(
                x: x, y: y, rowBytes: rowBytes, height: height, mode: mode,
                missing: missing - part.count)
            return
        }
        out.append(
            .bitmap(x: x, y: y, rowBytes: rowBytes, height: height, mode: mode, bytes: picture))
        picture.removeAll()
        state = .line
    }
}

/// One command of TSPL, taken apart.
struct TSPLLine: Equatable {
    enum Argument: Equatable {
        /// Between quotes, escapes undone.
        case quoted([UInt8])
        /// Anything else, without the spaces around it.
        case bare([UInt8])
    }

    /// The command's word in upper case.
    let word: String
    /// What follows, between commas.
    let arguments: [Argument]

    /// Takes a line apart; nil when a quoted string has no end or bytes follow one.
    init?(_ line: [UInt8]) {
        let wordBytes = line.prefix { $0 != 0x20 }
        word = String(decoding: wordBytes, as: UTF8.self).uppercased()
        guard let arguments = Self.arguments(line.dropFirst(wordBytes.count)) else { return nil }
        self.arguments = arguments
    }

    /// An argument as a whole number; nil for one that is missing, quoted or none.
    func number(_ index: Int) -> Int? {
        guard arguments.indices.contains(index), case .bare(let bytes) = arguments[index] else {
            return nil
        }
        return Int(parameter: bytes)
    }

    func text(_ index: Int) -> String? {
        guard arguments.indices.contains(index), case .bare(let bytes) = arguments[index] else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }

    func quoted(_ index: Int) -> [UInt8]? {
        guard arguments.indices.contains(index), case .quoted(let bytes) = arguments[index] else {
            return nil
        }
        return bytes
    }

    private static func arguments(_ bytes: ArraySlice<UInt8>) -> [Argument]? {
        var result: [Argument] = []
        var rest = bytes.drop { $0 == 0x20 }
        while !rest.isEmpty {
            if rest.first == UInt8(ascii: "\"") {
                guard let content = string(&rest) else { return nil }
                result.append(.quoted(content))
                rest = rest.drop { $0 == 0x20 }
                guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
            } else {
                let content = rest.prefix { $0 != UInt8(ascii: ",") }
                rest = rest.dropFirst(content.count)
                result.append(.bare(Array(content.trimmed)))
            }
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst().drop { $0 == 0x20 }
        }
        return result
    }

    /// A quoted string; `\["]`, `\[R]` and `\[L]` stand for a quote, CR and LF.
    private static func string(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let escapes: [UInt8: UInt8] = [
            0x22: 0x22, UInt8(ascii: "R"): 0x0D, UInt8(ascii: "L"): 0x0A,
        ]
        var content: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.first {
            let next = Array(rest.prefix(4))
            if byte == 0x5C, next.count == 4, next[1] == 0x5B, next[3] == 0x5D,
                let meant = escapes[next[2]]
            {
                content.append(meant)
                rest = rest.dropFirst(4)
                continue
            }
            rest = rest.dropFirst()
            if byte == 0x22 { return content }
            content.append(byte)
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmed: ArraySlice<UInt8> {
        var slice = drop { $0 == 0x20 }
        while slice.last == 0x20 { slice.removeLast() }
        return slice
    }
}

extension Int {
    /// A parameter of a printer's command: a whole number of at most seven characters, spaces aside.
    init?(parameter bytes: some Collection<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self).filter { $0 != " " }
        guard text.utf8.count <= 7, let number = Int(text) else { return nil }
        self = number
    }
}
