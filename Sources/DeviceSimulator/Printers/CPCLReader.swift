/// What a CPCL printer finds in the bytes it is sent.
enum CPCLInput: Equatable {
    /// A line without its end.
    case line([UInt8])
    /// `CG` with its binary picture.
    case picture(rowBytes: Int, height: Int, x: Int, y: Int, bytes: [UInt8])
    /// ESC and this letter, at the start of a line.
    case escape(UInt8)
    /// Bytes that were thrown away.
    case refused(String)
}

/// Cuts a stream of bytes into CPCL lines, whichever way it arrives in pieces.
struct CPCLReader: PrinterReader {
    /// Longest line in bytes: a label's picture in hexadecimal fits.
    static let longestLine = 4 << 20
    /// Largest binary picture, in bytes.
    static let largestPicture = 1 << 20

    private static let escape: UInt8 = 0x1B
    private static let pictureWords = [Array("CG ".utf8), Array("COMPRESSED-GRAPHICS ".utf8)]

    private enum State {
        case line
        case afterEscape
        /// A picture's bytes, of which so many are missing.
        case picture(rowBytes: Int, height: Int, x: Int, y: Int, missing: Int)
        /// The rest of a line that was too long.
        case skipping
    }

    private var state = State.line
    private var line: [UInt8] = []
    private var picture: [UInt8] = []

    mutating func feed(_ bytes: [UInt8]) -> [CPCLInput] {
        var out: [CPCLInput] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if case .picture = state {
                takePicture(&rest, &out)
            } else {
                take(byte, &out)
                rest = rest.dropFirst()
            }
        }
        return out
    }

    /// Forgets what is unfinished, as a reset does.
    mutating func reset() { self = CPCLReader() }

    private mutating func take(_ byte: UInt8, _ out: inout [CPCLInput]) {
        switch state {
        case .line: takeInLine(byte, &out)
        case .afterEscape:
            state = .line
            out.append(.escape(byte))
        case .skipping:
            if byte == 0x0D || byte == 0x0A { state = .line }
        case .picture: break
        }
    }

    private mutating func takePicture(
        _ rest: inout ArraySlice<UInt8>, _ out: inout [CPCLInput]
    ) {
        guard case .picture(let rowBytes, let height, let x, let y, let missing) = state else {
            return
        }
        let part = rest.prefix(missing)
        picture += part
        rest = rest.dropFirst(part.count)
        guard part.count == missing else {
            state = .picture(
                rowBytes: rowBytes, height: height, x: x, y: y, missing: missing - part.count)
            return
        }
        out.append(.picture(rowBytes: rowBytes, height: height, x: x, y: y, bytes: picture))
        picture.removeAll()
        state = .line
    }

    private mutating func takeInLine(_ byte: UInt8, _ out: inout [CPCLInput]) {
        switch byte {
        case 0x0D, 0x0A:
            if !line.isEmpty { out.append(.line(line)) }
            line.removeAll(keepingCapacity: true)
        case Self.escape where line.isEmpty: state = .afterEscape
        default:
            line.append(byte)
            if line.count > Self.longestLine {
                out.append(.refused("a line is longer than \(Self.longestLine) bytes"))
                line.removeAll()
                state = .skipping
            } else if byte == UInt8(ascii: " "), line.count < 64 {
                startPicture(&out)
            }
        }
    }

    /// `CG width height x y ` is followed by raw bytes.
    private mutating func startPicture(_ out: inout [CPCLInput]) {
        guard let word = Self.pictureWords.first(where: { line.starts(with: $0) }) else { return }
        let fields = line.dropFirst(word.count).split(separator: UInt8(ascii: " "))
        guard fields.count == 4 else { return }
        let numbers = fields.map { Int(parameter: $0) }
        line.removeAll(keepingCapacity: true)
        guard let rowBytes = numbers[0], let height = numbers[1], let x = numbers[2],
            let y = numbers[3], rowBytes > 0, height > 0, rowBytes * height <= Self.largestPicture
        else {
            out.append(.refused("CG with impossible numbers"))
            state = .skipping
            return
        }
        picture.removeAll()
        state = .picture(
            rowBytes: rowBytes, height: height, x: x, y: y, missing: rowBytes * height)
    }
}
