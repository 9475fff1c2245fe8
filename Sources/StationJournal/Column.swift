/// How the values of one column of a batch are written.
///
/// Integers are differences to the one before. A string is its head and its trailing digits; the
/// digits of waybill numbers carry all the information and are written in as few whole bytes as
/// their count allows, or as differences where those are shorter (codes given out in order).
enum Column {
    /// The longest run of trailing digits written as a number; 10¹⁸ fits 64 bits.
    static let digitsMax = 18

    static func write(integers: [Int64], to writer: inout ByteWriter) {
        var previous: Int64 = 0
        for value in integers {
            writer.signed(value &- previous)
            previous = value
        }
    }

    static func readIntegers(
        _ count: Int, from reader: inout ByteReader
    ) throws(BatchError) -> [Int64] {
        var values: [Int64] = []
        var previous: Int64 = 0
        for _ in 0..<count {
            previous = previous &+ (try reader.signed())
            values.append(previous)
        }
        return values
    }

    static func write(strings: [[UInt8]], to writer: inout ByteWriter) {
        let parts = strings.map(split)
        for part in parts { writer.blob(part.head) }
        for part in parts { writer.count(part.digits) }
        var differences = ByteWriter()
        write(integers: parts.map { Int64($0.tail) }, to: &differences)
        var widths = ByteWriter()
        for part in parts { widths.fixed(part.tail, width: width(ofDigits: part.digits)) }
        let asDifferences = differences.bytes.count < widths.bytes.count
        writer.count(asDifferences ? 1 : 0)
        writer.bytes.append(contentsOf: asDifferences ? differences.bytes : widths.bytes)
    }

    static func readStrings(
        _ count: Int, from reader: inout ByteReader
    ) throws(BatchError) -> [[UInt8]] {
        var heads: [ArraySlice<UInt8>] = []
        for _ in 0..<count { heads.append(try reader.blob(limit: EntryBatch.bodyLengthMax)) }
        var digits: [Int] = []
        for _ in 0..<count { digits.append(try reader.count(limit: digitsMax, of: "digits")) }
        let tails: [UInt64]
        if try reader.count(limit: 1, of: "column modes") == 1 {
            tails = try readIntegers(count, from: &reader).map { UInt64(bitPattern: $0) }
        } else {
            tails = try readWidths(digits, from: &reader)
        }
        var strings: [[UInt8]] = []
        for index in 0..<count {
            strings.append(try join(heads[index], tails[index], digits: digits[index]))
        }
        return strings
    }

    private static func readWidths(
        _ digits: [Int], from reader: inout ByteReader
    ) throws(BatchError) -> [UInt64] {
        var tails: [UInt64] = []
        for count in digits { tails.append(try reader.fixed(width: width(ofDigits: count))) }
        return tails
    }

    private static func split(
        _ string: [UInt8]
    ) -> (head: ArraySlice<UInt8>, tail: UInt64, digits: Int) {
        var start = string.endIndex
        while start > 0, string.endIndex - start < digitsMax,
            (0x30...0x39).contains(string[start - 1])
        { start -= 1 }
        let tail = string[start...].reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
        return (string[..<start], tail, string.endIndex - start)
    }

    private static func join(
        _ head: ArraySlice<UInt8>, _ tail: UInt64, digits: Int
    ) throws(BatchError) -> [UInt8] {
        let text = digits == 0 ? "" : String(tail)
        guard text.utf8.count <= digits, digits > 0 || tail == 0 else {
            throw .malformed("a number longer than its digits")
        }
        return head + Array(repeating: 0x30, count: digits - text.utf8.count) + Array(text.utf8)
    }

    /// The whole bytes that hold every number of so many digits.
    private static func width(ofDigits digits: Int) -> Int {
        // ⌈digits × log₂10 ÷ 8⌉ for 0…18
        [0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8][digits]
    }
}
