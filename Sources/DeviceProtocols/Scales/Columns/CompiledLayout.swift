/// A layout made ready for judging bytes: one bit per byte and column, maps as packed numbers.
///
/// A class, so that going through a list of them copies no tables.
final class CompiledLayout: Sendable {
    private static let blank = UInt8(ascii: " ")
    private static let printable: ClosedRange<UInt8> = 0x20...0x7E

    let length: Int
    /// Columns before the first one of the number, by which a frame is known to have begun; 0 where
    /// they say nothing.
    let headLength: Int
    /// For each byte, the columns it may stand in; bit 0 is the first column.
    private let columnsOfByte: [UInt64]
    /// The bytes that end the frame; empty where its length alone does.
    private let terminator: [UInt8]
    private let number: Range<Int>
    private let isReversed: Bool
    private let decimals: ColumnLayout.Decimals
    private let texts: [ColumnLayout.Field<ScaleState>.Meaning]
    private let sign: Int?
    private let unit: PackedField<MassUnit>?
    private let state: PackedField<ScaleState>?
    private let load: PackedField<ColumnLayout.Load>?
    private let checksum: ColumnLayout.Checksum?
    private let isUnderloadWhenNegative: Bool
    private let sentUnit: MassUnit
    private let hasOneWidth: Bool

    /// Makes a layout ready.
    /// - Parameters:
    ///   - layout: One width of a profile's layout.
    ///   - sentUnit: The unit of numbers where the device sends none.
    ///   - hasOneWidth: Whether the profile knows no other width of this layout.
    init(_ layout: ColumnLayout, unit sentUnit: MassUnit, hasOneWidth: Bool) {
        length = layout.length
        self.hasOneWidth = hasOneWidth
        number = layout.number.lowerBound - 1..<layout.number.upperBound
        headLength = Self.headLength(of: layout)
        terminator = layout.terminator
        isReversed = layout.isReversed
        decimals = layout.decimals
        texts = layout.numberTexts
        sign = layout.sign.map { $0 - 1 }
        unit = layout.unit.map { PackedField($0) }
        state = layout.state.map { PackedField($0) }
        load = layout.load.map { PackedField($0) }
        checksum = layout.checksum
        isUnderloadWhenNegative = layout.isUnderloadWhenNegative
        self.sentUnit = sentUnit
        columnsOfByte = Self.columnsOfByte(layout)
    }

    /// Whether a byte may stand in a column, counted from 0.
    @inline(__always)
    func allows(_ byte: UInt8, at column: Int) -> Bool {
        columnsOfByte[Int(byte)] >> UInt64(column) & 1 == 1
    }

    /// Whether bytes, at least as many as the frame has, may stand in its columns.
    @inline(__always)
    func fits(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard allows(bytes[length - 1], at: length - 1) else { return false }
        return matching(bytes) == length
    }

    /// Whether only its length ends the frame.
    var endIsUnmarked: Bool { terminator.isEmpty }

    /// The byte every frame ends with; nil where there are several.
    var lastByte: UInt8? {
        let last = (UInt8.min...UInt8.max).filter { allows($0, at: length - 1) }
        return last.count == 1 ? last[0] : nil
    }

    /// Whether the frame itself says if the weight is at rest.
    var saysStability: Bool { state != nil }

    /// Whether bytes begin as only a frame of this layout does.
    func begins(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        headLength > 0 && bytes.count >= headLength && allows(bytes[0], at: 0)
            && matching(bytes) == min(bytes.count, length)
    }

    /// Whether a whole frame stands at the end of a line; only where no digit can be missing.
    func ends(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard headLength == 0, hasOneWidth, line.count > length else { return false }
        return fits(UnsafeBufferPointer(rebasing: line[(line.count - length)...]))
    }

    /// How many leading bytes may stand in their columns.
    @inline(__always)
    private func matching(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let count = min(bytes.count, length)
        return columnsOfByte.withUnsafeBufferPointer { columns in
            var place = 0
            while place < count, columns[Int(bytes[place])] >> UInt64(place) & 1 == 1 {
                place += 1
            }
            return place
        }
    }
}

// MARK: - Whole frames

extension CompiledLayout {
    /// The frame that stands here, or nil when its columns hold something else than they should.
    func read(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ColumnReading>? {
        guard hasRightCheck(bytes) else { return nil }
        let found = state?.value(in: bytes)
        guard state == nil || found != nil else { return nil }
        if let found, found.isFault { return .frame(fault(found, bytes), length: length) }
        let shown = load?.value(in: bytes)
        guard load == nil || shown != nil else { return nil }
        if shown == .skip { return .filler(length: length) }
        guard let reading = weight(bytes, state: found, net: shown == .net) else { return nil }
        return .frame(
            ColumnReading(reading: reading, saysStability: state != nil), length: length)
    }

    private func weight(
        _ bytes: UnsafeBufferPointer<UInt8>, state: ScaleState?, net: Bool
    ) -> ScaleReading? {
        let unit = unit.map { $0.value(in: bytes) } ?? sentUnit
        let text = trimmed(bytes)
        if let meaning = textMeaning(bytes, text) {
            return ScaleReading(without: meaning, unit: unit ?? sentUnit, net: net)
        }
        guard let unit else { return nil }
        if text.isEmpty {
            guard state == .moving else { return nil }
            return ScaleReading(without: .moving, unit: unit, net: net)
        }
        guard let number = sentNumber(bytes, text) else { return nil }
        return ScaleReading(state: state ?? .moving, number: number, unit: unit, net: net)
    }

    private func sentNumber(
        _ bytes: UnsafeBufferPointer<UInt8>, _ text: Range<Int>
    ) -> SentNumber? {
        let places: Int?
        switch decimals {
        case .text: places = nil
        case .always(let count): places = count
        case .column(let column): places = Int(bytes[column - 1]) - 0x30
        }
        let isNegative = sign.map { bytes[$0] == UInt8(ascii: "-") }
        guard isReversed else {
            return SentNumber(bytes[text], decimals: places, isNegative: isNegative)
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { turned in
            _ = turned.initialize(from: bytes[text].reversed())
            return SentNumber(
                UnsafeBufferPointer(turned)[...], decimals: places, isNegative: isNegative)
        }
    }

    /// The columns of the number without the blanks around it.
    private func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var start = number.lowerBound
        var end = number.upperBound
        while start < end, bytes[end - 1] == Self.blank { end -= 1 }
        while start < end, bytes[start] == Self.blank { start += 1 }
        return start..<end
    }

    private func textMeaning(
        _ bytes: UnsafeBufferPointer<UInt8>, _ text: Range<Int>
    ) -> ScaleState? {
        for meaning in texts where meaning.text.count == text.count {
            if bytes[text].elementsEqual(meaning.text) { return meaning.value }
        }
        return nil
    }

    private func fault(
        _ state: ScaleState, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> ColumnReading {
        var state = state
        if isUnderloadWhenNegative, state == .overload {
            let minus = UInt8(ascii: "-")
            let columns = sign.map { $0..<($0 + 1) } ?? number
            if bytes[columns.clamped(to: 0..<bytes.count)].contains(minus) { state = .underload }
        }
        var net = false
        // A fault's line may end before its columns do.
        if let load, load.columns.upperBound <= bytes.count {
            net = load.value(in: bytes) == .net
        }
        return ColumnReading(
            reading: ScaleReading(without: state, unit: sentUnit, net: net), saysStability: true)
    }

    private func hasRightCheck(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let checksum else { return true }
        let covered = bytes[checksum.covered.lowerBound - 1..<checksum.covered.upperBound]
        let first = bytes[checksum.columns.lowerBound - 1]
        switch checksum.kind {
        case .xor: return covered.reduce(0, ^) == first
        case .sum7: return (covered.reduce(first, &+) & 0x7F) == 0
        case .xorHex:
            guard let high = Self.hexDigit(first),
                let low = Self.hexDigit(bytes[checksum.columns.upperBound - 1])
            else { return false }
            return covered.reduce(0, ^) == high << 4 | low
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x3F: byte - 0x30
        case 0x41...0x46: byte - 0x37
        default: nil
        }
    }
}

// MARK: - Unfinished and broken frames

extension CompiledLayout {
    /// What a place says that holds no good whole frame.
    /// - Parameters:
    ///   - bytes: The place and what follows.
    ///   - starts: Bytes that begin a frame of any layout.
    ///   - longest: The most bytes that may be waited for.
    /// - Returns: The verdict, as far as this layout alone can tell.
    func judge(
        _ bytes: UnsafeBufferPointer<UInt8>, starts: ByteSet, longest: Int
    ) -> FrameVerdict<ColumnReading> {
        let matched = matching(bytes)
        if matched == length {
            if let verdict = read(bytes) { return verdict }
            return .refused(hasRightCheck(bytes) ? .unexpected : .checksum, length: length)
        }
        if matched == bytes.count { return .incomplete }
        guard !terminator.isEmpty, hasBegun(bytes, matched) else { return .none }
        let state = faultInHead(bytes, matched)
        let start = min(matched, length - terminator.count)
        switch endOfLine(bytes, from: start, starts: state == nil ? starts : nil) {
        case .none: return .none
        case .unfinished: return bytes.count < longest ? .incomplete : .none
        case .end(let end):
            guard end <= longest else { return .none }
            if let state {
                let line = UnsafeBufferPointer(rebasing: bytes[..<end])
                return .frame(fault(state, line), length: end)
            }
            return .refused(end == length ? .unexpected : .length, length: end)
        }
    }

    private enum LineEnd {
        case none, unfinished
        case end(Int)
    }

    /// Where the line ends that the frame broke in; `none` where something else begins before.
    private func endOfLine(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, starts: ByteSet?
    ) -> LineEnd {
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if byte == terminator[0] {
                let end = place + terminator.count
                let seen = bytes[place..<min(end, bytes.count)]
                guard terminator.starts(with: seen) else { return .none }
                return end <= bytes.count ? .end(end) : .unfinished
            }
            if headLength > 0, byte < Self.blank || starts?.contains(byte) == true {
                return .none
            }
            place += 1
        }
        return .unfinished
    }

    /// Whether bytes that are no frame begin as only a frame does.
    private func hasBegun(_ bytes: UnsafeBufferPointer<UInt8>, _ matched: Int) -> Bool {
        if headLength > 0 { return matched >= headLength }
        return bytes[..<matched].contains { (0x30...0x39).contains($0) }
    }

    /// The fault that the head of a frame tells: it needs no columns behind it.
    private func faultInHead(
        _ bytes: UnsafeBufferPointer<UInt8>, _ matched: Int
    ) -> ScaleState? {
        guard let state, state.columns.upperBound <= min(matched, headLength),
            let found = state.value(in: bytes), found.isFault
        else { return nil }
        return found
    }
}

// MARK: - Compiling

extension CompiledLayout {
    private static func headLength(of layout: ColumnLayout) -> Int {
        let head = 1..<min(layout.number.lowerBound, layout.sign ?? layout.number.lowerBound)
        let says = head.contains { column in !layout.any.contains { $0.contains(column) } }
        return says ? head.count : 0
    }

    private static func columnsOfByte(_ layout: ColumnLayout) -> [UInt64] {
        var table = [UInt64](repeating: 0, count: 256)
        func allow(_ byte: UInt8, _ column: Int) {
            table[Int(byte)] |= 1 << UInt64(column - 1)
        }
        func allow(_ bytes: some Sequence<UInt8>, _ columns: ClosedRange<Int>) {
            for byte in bytes {
                for column in columns { allow(byte, column) }
            }
        }
        func allow<Value>(_ field: ColumnLayout.Field<Value>?) {
            guard let field else { return }
            for meaning in field.meanings {
                if meaning.text.count < field.columns.count { allow([blank], field.columns) }
                for start in field.columns.startsOf(meaning.text) {
                    for (offset, byte) in meaning.text.enumerated() { allow(byte, start + offset) }
                }
            }
        }
        for fixed in layout.fixed {
            for (offset, byte) in fixed.bytes.enumerated() { allow(byte, fixed.column + offset) }
        }
        for columns in layout.any { allow(UInt8.min...UInt8.max, columns) }
        allow(numberBytes(layout), layout.number)
        if case .column(let column) = layout.decimals { allow(0x30...0x36, column...column) }
        if let sign = layout.sign { allow(Array("+-0 ".utf8), sign...sign) }
        allow(layout.unit)
        allow(layout.state)
        allow(layout.load)
        if let checksum = layout.checksum { allow(UInt8.min...UInt8.max, checksum.columns) }
        if tellsFaultAfterNumber(layout) {
            allow(printable, layout.number)
            if let unit = layout.unit { allow(printable, unit.columns) }
        }
        return table
    }

    private static func numberBytes(_ layout: ColumnLayout) -> [UInt8] {
        let signs: [UInt8] = layout.sign == nil ? Array("+-".utf8) : []
        return Array("0123456789. ".utf8) + signs + layout.numberTexts.flatMap(\.text)
    }

    private static func tellsFaultAfterNumber(_ layout: ColumnLayout) -> Bool {
        guard let state = layout.state, state.columns.lowerBound > layout.number.lowerBound else {
            return false
        }
        return state.meanings.contains { $0.value.isFault }
    }
}

/// A field whose texts are compared as numbers of eight bytes.
private struct PackedField<Value: Sendable & Hashable>: Sendable {
    /// The columns, counted from 0.
    let columns: Range<Int>
    private let texts: [(packed: UInt64, value: Value)]

    init(_ field: ColumnLayout.Field<Value>) {
        columns = field.columns.lowerBound - 1..<field.columns.upperBound
        var texts: [(packed: UInt64, value: Value)] = []
        for meaning in field.meanings {
            for start in field.columns.startsOf(meaning.text) {
                let before = start - field.columns.lowerBound
                let behind = field.columns.count - before - meaning.text.count
                let blank = UInt8(ascii: " ")
                let text =
                    Array(repeating: blank, count: before) + meaning.text
                    + Array(repeating: blank, count: behind)
                texts.append((text.reduce(0) { $0 << 8 | UInt64($1) }, meaning.value))
            }
        }
        self.texts = texts
    }

    @inline(__always)
    func value(in bytes: UnsafeBufferPointer<UInt8>) -> Value? {
        var packed: UInt64 = 0
        for column in columns { packed = packed << 8 | UInt64(bytes[column]) }
        for text in texts where text.packed == packed { return text.value }
        return nil
    }
}

extension ClosedRange<Int> {
    /// Columns a text may begin in when blanks pad it on either side.
    fileprivate func startsOf(_ text: [UInt8]) -> ClosedRange<Int> {
        text.isEmpty ? lowerBound...lowerBound : lowerBound...(upperBound - text.count + 1)
    }
}

extension ScaleState {
    /// Whether it says that there is no weight at all.
    var isFault: Bool {
        switch self {
        case .stable, .moving: false
        case .overload, .underload, .zeroNeeded, .fault: true
        }
    }
}
