internal import Deflate
internal import DotMatrix

/// Pictures in the compressed forms of ZPL's ^GF (source: Zebra ZPL II programming guide,
/// "Alternative data compression scheme" and "ZB64 encoding and compression").
enum ZPLGraphics {
    private static let hex = Array("0123456789ABCDEF".utf8)

    /// Run lengths by letters: any ZPL printer reads them.
    ///
    /// `G` to `Y` repeat the next digit 1 to 19 times, `g` to `z` 20 to 400 times; a comma fills the
    /// row with zeros, an exclamation mark with ones, and a colon repeats the row above.
    static func runs(_ dots: Bitmap) -> [UInt8] {
        var output: [UInt8] = []
        var above: ArraySlice<UInt8>?
        for y in 0..<dots.height {
            let row = dots.row(y)
            if let above, above.elementsEqual(row) {
                output.append(UInt8(ascii: ":"))
            } else {
                append(row, to: &output)
            }
            above = row
        }
        return output
    }

    private static func append(_ row: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var digits: [UInt8] = []
        for byte in row { digits += [byte >> 4, byte & 0x0F] }
        var end = digits.count
        var filler: UInt8?
        if digits.last == 0 { filler = UInt8(ascii: ",") }
        if digits.last == 0x0F { filler = UInt8(ascii: "!") }
        if filler != nil {
            let last = digits[digits.count - 1]
            while end > 0, digits[end - 1] == last { end -= 1 }
        }
        var index = 0
        while index < end {
            let digit = digits[index]
            var count = 1
            while index + count < end, digits[index + count] == digit { count += 1 }
            append(count, of: digit, to: &output)
            index += count
        }
        if let filler { output.append(filler) }
    }

    private static func append(_ count: Int, of digit: UInt8, to output: inout [UInt8]) {
        var left = count
        while left >= 20 {
            let twenties = min(left / 20, 20)
            output.append(UInt8(ascii: "g") + UInt8(twenties - 1))
            left -= twenties * 20
            // A count of twenties alone already names its digit; what is left follows it.
            if left < 20, left > 0 { output.append(UInt8(ascii: "G") + UInt8(left - 1)) }
            if left < 20 { left = 0 }
            output.append(hex[Int(digit)])
        }
        if left > 1 { output.append(UInt8(ascii: "G") + UInt8(left - 1)) }
        if left > 0 { output.append(hex[Int(digit)]) }
    }

    /// Deflated, in base 64, with a CRC-16 of the text: less than a tenth of a full label.
    static func z64(_ dots: Bitmap) -> [UInt8] {
        let text = base64(Deflate.compress(dots.bytes, level: Deflate.bestLevel))
        let crc = String(crc16(text), radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: 4 - crc.count) + crc
        return Array(":Z64:".utf8) + text + Array(":\(padded)".utf8)
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value: UInt32 = 0
            for byte in group { value = value << 8 | UInt32(byte) }
            value <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let isFilled = place <= group.count
                let digit = Int(value >> UInt32(18 - 6 * place)) & 0x3F
                output.append(isFilled ? alphabet[digit] : UInt8(ascii: "="))
            }
        }
        return output
    }

    /// CRC-16 of CCITT, polynomial 1021, starting from 0 (XMODEM).
    static func crc16(_ bytes: [UInt8]) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
        }
        return crc
    }
}
