/// The table of application identifiers made ready for look-up by digits.
struct AIIndex: Sendable {
    static let shared = AIIndex(AITable.rows)

    /// An identifier found at the start of some bytes.
    struct Match {
        let row: Int
        /// Digits of the identifier: 2, 3 or 4.
        let length: Int
        /// Its last digit.
        let lastDigit: Int
    }

    let rows: [ApplicationIdentifier]
    let associations: [Associations]
    /// Row by the digits of an identifier (-1 for none), one table for each number of digits.
    private let rowByNumber: [[Int16]]
    /// Digits of the identifiers that begin with these two digits; 0 where none does.
    private let lengthByPrefix: [Int]

    init(_ rows: [ApplicationIdentifier]) {
        var byNumber = [1, 10, 100, 1000, 10_000].map { [Int16](repeating: -1, count: $0) }
        var lengths = [Int](repeating: 0, count: 100)
        for (index, row) in rows.enumerated() {
            let base = Array(row.digits.utf8).decimalValue
            for last in row.lastDigit ?? 0...0 {
                let number = row.lastDigit == nil ? base : base * 10 + last
                byNumber[row.length][number] = Int16(index)
                lengths[number / [1, 1, 1, 10, 100][row.length]] = row.length
            }
        }
        self.rows = rows
        rowByNumber = byNumber
        lengthByPrefix = lengths
        associations = rows.map { Associations(of: $0, in: rows) }
    }

    /// The identifier that begins at `start`, if one does before `end`.
    func match(_ bytes: [UInt8], at start: Int, before end: Int) -> Match? {
        guard let length = length(bytes[start..<end]), length > 0, start + length <= end
        else { return nil }
        let digits = bytes[start..<(start + length)]
        guard digits.isAllDigits else { return nil }
        let row = Int(rowByNumber[length][digits.decimalValue])
        guard row >= 0 else { return nil }
        return Match(row: row, length: length, lastDigit: bytes[start + length - 1].digitValue)
    }

    /// The identifier that `digits` are.
    func match(_ digits: ArraySlice<UInt8>) -> Match? {
        let copy = Array(digits)
        guard let match = match(copy, at: 0, before: copy.count), match.length == copy.count
        else { return nil }
        return match
    }

    /// Whether digits in brackets can have been meant as an identifier.
    ///
    /// The first two digits settle how many an identifier has, so (010) is no AI but a dialling
    /// code; where nothing is assigned, two digits are taken for one.
    func looksLikeAI(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.isAllDigits, let length = length(digits) else { return false }
        return digits.count == (length == 0 ? 2 : length)
    }

    private func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        let prefix = bytes.prefix(2)
        guard prefix.count == 2, prefix.isAllDigits else { return nil }
        return lengthByPrefix[prefix.decimalValue]
    }
}
