/// A scale's frame as its profile describes it: which columns say what.
///
/// Columns are counted from 1, as the makers' tables do; every column of the frame belongs to
/// exactly one field.
public struct ColumnLayout: Sendable, Hashable {
    /// Longest frame a layout may have, in bytes.
    public static let longestFrame = 64
    /// Most columns a field with a map may have.
    public static let widestMap = 8

    /// Bytes that are always the same.
    public struct Fixed: Sendable, Hashable {
        /// Where the first of them stands.
        public let column: Int
        /// The bytes.
        public let bytes: [UInt8]

        /// The columns they take.
        public var columns: ClosedRange<Int> { column...(column + bytes.count - 1) }
    }

    /// Columns whose text stands for one of several values.
    public struct Field<Value: Sendable & Hashable>: Sendable, Hashable {
        /// A text, without the blanks around it, and what it means.
        public struct Meaning: Sendable, Hashable {
            /// The text; empty for blanks alone.
            public let text: [UInt8]
            /// What it means.
            public let value: Value
        }

        /// The columns.
        public let columns: ClosedRange<Int>
        /// All texts that are allowed there.
        public let meanings: [Meaning]
    }

    /// Which weight a frame shows.
    public enum Load: String, Sendable, Hashable, CaseIterable {
        /// All that lies on the pan.
        case gross
        /// What lies on the pan less the tare.
        case net
        /// Another weight, such as the tare itself: the frame is passed over.
        case skip
    }

    /// Where the number's decimal places are told.
    public enum Decimals: Sendable, Hashable {
        /// By a point in the text.
        case text
        /// Nowhere: always so many.
        case always(Int)
        /// By a digit in this column.
        case column(Int)
    }

    /// A check over part of the frame.
    public struct Checksum: Sendable, Hashable {
        /// How it is computed and written.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// Exclusive-or of the bytes, as one byte.
            case xor
            /// Exclusive-or of the bytes, as two hexadecimal digits; above 9 `A`–`F` or `:`–`?`.
            case xorHex = "xor-hex"
            /// Two's complement of the sum of the bytes, its low seven bits, as one byte.
            case sum7 = "sum-7"

            /// How many columns it takes.
            public var width: Int { self == .xorHex ? 2 : 1 }
        }

        /// How it is computed and written.
        public let kind: Kind
        /// The columns it covers.
        public let covered: ClosedRange<Int>
        /// The columns it stands in.
        public let columns: ClosedRange<Int>
    }

    /// Length of the frame in bytes, with the number at its narrowest.
    public let length: Int
    /// Bytes that are always the same.
    public let fixed: [Fixed]
    /// Columns that may hold anything.
    public let any: [ClosedRange<Int>]
    /// Columns of the number; blanks around it are padding.
    public let number: ClosedRange<Int>
    /// How wide the number may get; what stands behind it moves along.
    public let numberWidest: Int
    /// Whether the number's characters come in the reverse order.
    public let isReversed: Bool
    /// Where the decimal places are told.
    public let decimals: Decimals
    /// Texts that stand in the number's place and are none, such as `00.000` for overload.
    public let numberTexts: [Field<ScaleState>.Meaning]
    /// Column of the sign: `-`, or one of `+`, `0` and blank; nil where it is part of the number.
    public let sign: Int?
    /// The unit; nil where the device sends none.
    public let unit: Field<MassUnit>?
    /// The state; nil where the device sends none, so that stability has to be computed.
    public let state: Field<ScaleState>?
    /// Which weight it is; nil where the device does not say.
    public let load: Field<Load>?
    /// The check; nil where there is none.
    public let checksum: Checksum?
    /// Whether an overload with a minus sign is an underload.
    public let isUnderloadWhenNegative: Bool
    /// Bytes that may stand between frames and say nothing.
    public let filler: [UInt8]
}

extension ColumnLayout {
    /// The layout of a frame whose number is wider by some columns than in its narrowest form.
    func widened(by extra: Int) -> ColumnLayout {
        guard extra > 0 else { return self }
        let last = number.upperBound
        func moved(_ column: Int) -> Int { column > last ? column + extra : column }
        func moved(_ columns: ClosedRange<Int>) -> ClosedRange<Int> {
            let end = columns.upperBound >= last ? columns.upperBound + extra : columns.upperBound
            return moved(columns.lowerBound)...end
        }
        func moved<Value>(_ field: Field<Value>?) -> Field<Value>? {
            field.map { Field(columns: moved($0.columns), meanings: $0.meanings) }
        }
        let movedDecimals: Decimals =
            if case .column(let column) = decimals { .column(moved(column)) } else { decimals }
        return ColumnLayout(
            length: length + extra,
            fixed: fixed.map { Fixed(column: moved($0.column), bytes: $0.bytes) },
            any: any.map { moved($0) },
            number: number.lowerBound...(last + extra),
            numberWidest: number.count + extra,
            isReversed: isReversed,
            decimals: movedDecimals,
            numberTexts: numberTexts,
            sign: sign.map { moved($0) },
            unit: moved(unit),
            state: moved(state),
            load: moved(load),
            checksum: checksum.map {
                Checksum(kind: $0.kind, covered: moved($0.covered), columns: moved($0.columns))
            },
            isUnderloadWhenNegative: isUnderloadWhenNegative,
            filler: filler)
    }

    /// The fixed bytes at the very end, from their first control character on; empty where only its
    /// length ends the frame.
    var terminator: [UInt8] {
        guard let last = fixed.first(where: { $0.columns.upperBound == length }),
            let start = last.bytes.firstIndex(where: { $0 < UInt8(ascii: " ") })
        else { return [] }
        return Array(last.bytes[start...])
    }

    /// One layout for each width the number may have, the narrowest first.
    var widths: [ColumnLayout] {
        (0...(numberWidest - number.count)).map { widened(by: $0) }
    }
}
