internal import Deflate
internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// The picture of a `^GF` command (source: Zebra's ZPL II programming guide, ^GF and the alternative
/// data compression scheme).
struct ZPLGraphic {
    /// Largest picture, in bytes.
    static let largest = 1 << 20

    let picture: Bitmap

    /// Reads `a,b,c,d,data`: the kind, bytes sent, bytes in all, bytes in a row.
    init(_ parameters: [UInt8]) throws(DrawingProblem) {
        let fields = parameters.split(
            separator: UInt8(ascii: ","), maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, let kind = fields[0].first, fields[0].count == 1,
            let total = Self.number(fields[2]), let row = Self.number(fields[3]), total > 0,
            row > 0, total <= Self.largest
        else { throw DrawingProblem(message: "^GF with impossible numbers") }
        let data = Array(fields[4])
        let bytes: [UInt8]
        switch kind {
        case UInt8(ascii: "A"): bytes = try Self.ascii(data, total: total, row: row)
        case UInt8(ascii: "B"): bytes = data
        // Form C is compressed by a way Zebra describes nowhere.
        default: throw DrawingProblem(message: "^GF: only forms A and B are simulated")
        }
        let height = (total + row - 1) / row
        let padded = bytes.prefix(total) + [UInt8](repeating: 0, count: row * height)
        guard
            let picture = Bitmap(
                width: row * 8, height: height, bytes: padded.prefix(row * height))
        else { throw DrawingProblem(message: "^GF: the picture is too large") }
        self.picture = picture
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.count <= 7 ? Int(String(decoding: bytes, as: UTF8.self)) : nil
    }

    private static func ascii(
        _ data: [UInt8], total: Int, row: Int
    ) throws(DrawingProblem) -> [UInt8] {
        guard data.first == UInt8(ascii: ":") else {
            return try Compressed(row: row, total: total).bytes(of: data)
        }
        let parts = data.dropFirst().split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isDeflated = parts[0].elementsEqual("Z64".utf8)
        guard parts.count == 3, isDeflated || parts[0].elementsEqual("B64".utf8) else {
            throw DrawingProblem(message: "^GF: the encoded forms are B64 and Z64")
        }
        guard ByteNotation.hex(String(decoding: parts[2], as: UTF8.self)) == checksum(parts[1])
        else { throw DrawingProblem(message: "^GF: the data's checksum is wrong") }
        guard let bytes = base64(parts[1]) else {
            throw DrawingProblem(message: "^GF: the data is no base64")
        }
        if !isDeflated { return bytes }
        do throws(DeflateError) {
            return try Deflate.expand(bytes, limit: largest)
        } catch {
            throw DrawingProblem(message: "^GF: the data does not inflate")
        }
    }

    /// CRC-16 with polynomial 1021, starting from 0, over the base64 text.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var sum: UInt16 = 0
        for byte in bytes {
            sum ^= UInt16(byte) << 8
            for _ in 0..<8 { sum = sum & 0x8000 != 0 ? sum << 1 ^ 0x1021 : sum << 1 }
        }
        return [UInt8(sum >> 8), UInt8(sum & 0xFF)]
    }

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        let digits = text.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        guard text.count.isMultiple(of: 4), text.count - digits.count <= 2 else { return nil }
        for digit in digits {
            guard let value = values[Int(digit)] else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}

/// Hexadecimal digits with letters that say how often the next one comes.
private struct Compressed {
    let row: Int
    let total: Int
    private var digits: [UInt8] = []

    init(row: Int, total: Int) {
        self.row = row
        self.total = total
    }

    private var rowDigits: Int { row * 2 }

    /// Digits of the row under way.
    private var inRow: Int { digits.count % rowDigits }

    func bytes(of data: [UInt8]) throws(DrawingProblem) -> [UInt8] {
        var reader = self
        try reader.read(data)
        return stride(from: 0, to: reader.digits.count - 1, by: 2).map {
            reader.digits[$0] << 4 | reader.digits[$0 + 1]
        }
    }

    private mutating func read(_ data: [UInt8]) throws(DrawingProblem) {
        var count = 0
        for byte in data {
            switch byte {
            case UInt8(ascii: "G")...UInt8(ascii: "Y"): count += Int(byte - UInt8(ascii: "F"))
            case UInt8(ascii: "g")...UInt8(ascii: "z"):
                count += 20 * Int(byte - UInt8(ascii: "f"))
            case UInt8(ascii: ","): fill(with: 0)
            case UInt8(ascii: "!"): fill(with: 15)
            case UInt8(ascii: ":"): repeatRow()
            default:
                guard let digit = UInt8(String(decoding: [byte], as: UTF8.self), radix: 16) else {
                    throw DrawingProblem(message: "^GF: the data is not hexadecimal")
                }
                add(digit, times: max(1, count))
                count = 0
            }
        }
    }

    private mutating func add(_ digit: UInt8, times count: Int) {
        let room = max(0, total * 2 - digits.count)
        digits += [UInt8](repeating: digit, count: min(count, room))
    }

    /// At the start of a row the whole row is meant.
    private mutating func fill(with digit: UInt8) { add(digit, times: rowDigits - inRow) }

    private mutating func repeatRow() {
        guard digits.count >= rowDigits, inRow == 0 else { return fill(with: 0) }
        let last = digits.suffix(rowDigits)
        digits += last.prefix(max(0, total * 2 - digits.count))
    }
}
