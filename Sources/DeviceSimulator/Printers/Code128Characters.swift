internal import DotMatrix

/// The characters of a Code 128 symbol, chosen one by one as printers' commands do it
/// (source: ISO/IEC 15417 for the bars and values).
struct Code128Characters {
    /// A code set.
    enum CodeSet: Int {
        case a, b, c
    }

    /// The longest symbol, in characters.
    static let most = 256

    private static let shift = 98
    private static let fnc1 = 102
    private static let stop = 106

    /// What a scanner reads; FNC1 is GS, as scanners report it.
    private(set) var text = ""
    private var values: [Int] = []
    private var set = CodeSet.b
    private var isShifted = false
    /// The first of two digits in set C.
    private var firstDigit: Int?

    /// The bars of the symbol with its start, check and stop characters; nil for an empty one.
    var modules: Bitmap? {
        guard values.count > 1, values.count <= Self.most, firstDigit == nil else { return nil }
        let sum = values.enumerated().reduce(0) { $0 + $1.element * max(1, $1.offset) }
        let widths = (values + [sum % 103, Self.stop]).flatMap { Self.widths($0) }
        guard var row = Bitmap(width: widths.reduce(0, +), height: 1) else { return nil }
        var x = 0
        for (index, width) in widths.enumerated() {
            if index % 2 == 0 { row.fill(x: x, y: 0, width: width, height: 1) }
            x += width
        }
        return row
    }

    /// Widths of bars and spaces, from the table.
    private static func widths(_ value: Int) -> [Int] {
        let digits = value == stop ? 7 : 6
        return Array(patterns[value * 6..<value * 6 + digits]).map { Int($0) - 0x30 }
    }

    /// Starts the symbol in a set, or changes to one.
    mutating func choose(_ new: CodeSet) {
        if values.isEmpty {
            values.append(103 + new.rawValue)
        } else if new != set {
            // Values 99, 100 and 101 lead to C, B and A.
            values.append(101 - new.rawValue)
        }
        set = new
    }

    mutating func addFNC1() {
        startIfNeeded()
        values.append(Self.fnc1)
        if values.count > 2 { text += "\u{1D}" }
    }

    /// FNC2, FNC3, FNC4 and other characters without text, by their value.
    mutating func addFunction(_ value: Int) {
        startIfNeeded()
        values.append(value)
    }

    /// The next character is of the other of sets A and B.
    mutating func addShift() {
        startIfNeeded()
        values.append(Self.shift)
        isShifted = true
    }

    /// Two digits in set C.
    mutating func add(pair: Int) throws(DrawingProblem) {
        guard set == .c, (0...99).contains(pair) else {
            throw DrawingProblem(message: "Code 128: no pair of digits")
        }
        startIfNeeded()
        values.append(pair)
        text += (pair < 10 ? "0" : "") + String(pair)
    }

    /// A character in the set under way; in set C digits come in twos.
    mutating func add(_ byte: UInt8) throws(DrawingProblem) {
        guard values.count <= Self.most else {
            throw DrawingProblem(message: "Code 128: too long")
        }
        if set == .c {
            guard (0x30...0x39).contains(byte) else {
                throw DrawingProblem(message: "Code 128: set C holds digits only")
            }
            let digit = Int(byte) - 0x30
            guard let first = firstDigit else { return firstDigit = digit }
            firstDigit = nil
            return try add(pair: first * 10 + digit)
        }
        startIfNeeded()
        let isInA = (set == .a) != isShifted
        isShifted = false
        let value: Int
        switch byte {
        case 0x20...0x5F: value = Int(byte) - 0x20
        case 0x60...0x7F where !isInA: value = Int(byte) - 0x20
        case 0x00...0x1F where isInA: value = Int(byte) + 0x40
        default: throw DrawingProblem(message: "Code 128: a character is not in its code set")
        }
        values.append(value)
        text.unicodeScalars.append(Unicode.Scalar(byte))
    }

    private mutating func startIfNeeded() {
        if values.isEmpty { values.append(103 + set.rawValue) }
    }

    /// Widths of bars and spaces of the values 0 to 106, six digits each; the stop has a seventh.
    private static let patterns = Array(
        """
        212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231\
        113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211\
        212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131\
        113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111\
        314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211\
        241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141\
        214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214\
        2112322331112
        """.utf8)
}
