/// A canonical JSON text taken apart into its shape and its scalar values.
///
/// Entries of one kind share a shape; their values then stand in columns, which compress to less
/// than half of what the texts would. Joining gives back the very bytes, so hashes stay true.
struct JSONShape: Hashable {
    /// Stands in `text` where an integer was.
    static let integerMark: UInt8 = 0x01
    /// Stands in `text` where a string's content was, between its quotes.
    static let stringMark: UInt8 = 0x02

    /// Values taken out of one text at most; a text with more is kept whole.
    static let valuesMax = 256

    /// The text with marks for its scalar values.
    ///
    /// JSON forbids raw control bytes, so the marks cannot be mistaken.
    let text: [UInt8]
    /// The text was kept whole: bytes in it that look like marks are its own.
    let isVerbatim: Bool

    /// The columns the shape asks for, in order.
    var marks: [UInt8] { isVerbatim ? [] : text.filter(Self.isMark) }

    static func isMark(_ byte: UInt8) -> Bool {
        byte == integerMark || byte == stringMark
    }
}

/// One scalar value taken out of a JSON text.
enum JSONScalar: Hashable {
    case integer(Int64)
    /// The bytes between the quotes, escapes and all.
    case string([UInt8])
}

/// Takes one JSON text apart.
///
/// It does not validate JSON: whatever it is given, filling the shape with its scalars gives back
/// the same bytes.
struct JSONSplitter {
    private let bytes: [UInt8]
    private var at = 0
    private var shape: [UInt8] = []
    private var scalars: [JSONScalar] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        shape.reserveCapacity(bytes.count)
    }

    static func split(_ bytes: [UInt8]) -> (shape: JSONShape, scalars: [JSONScalar]) {
        var splitter = JSONSplitter(bytes)
        guard !bytes.contains(where: JSONShape.isMark), splitter.run() else {
            return (JSONShape(text: bytes, isVerbatim: true), [])
        }
        return (JSONShape(text: splitter.shape, isVerbatim: false), splitter.scalars)
    }

    private mutating func run() -> Bool {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""): takeString()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): takeNumber()
            case let byte:
                shape.append(byte)
                at += 1
            }
        }
        return scalars.count <= JSONShape.valuesMax
    }

    private mutating func takeString() {
        let start = at + 1
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < bytes.count else {
            shape.append(contentsOf: bytes[at...])
            at = bytes.count
            return
        }
        let isKey = end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: ":")
        if isKey {
            shape.append(contentsOf: bytes[at...end])
        } else {
            shape.append(contentsOf: [UInt8(ascii: "\""), JSONShape.stringMark, UInt8(ascii: "\"")])
            scalars.append(.string(Array(bytes[start..<end])))
        }
        at = end + 1
    }

    private mutating func takeNumber() {
        var end = at + 1
        while end < bytes.count, Self.isNumeric(bytes[end]) { end += 1 }
        let text = String(decoding: bytes[at..<end], as: UTF8.self)
        // Only what prints back the same may leave the text: no leading zeros, exponents, "-0".
        if let value = Int64(text), String(value) == text {
            shape.append(JSONShape.integerMark)
            scalars.append(.integer(value))
        } else {
            shape.append(contentsOf: bytes[at..<end])
        }
        at = end
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
