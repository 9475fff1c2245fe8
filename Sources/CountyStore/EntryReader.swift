internal import Identifiers
internal import StationJournal

/// Reads an entry's bytes, in a hurry where they are canonical.
///
/// A county takes in hundreds of thousands of entries a night; a general JSON decoder would be the
/// slowest part of it. The fast way reads only what `Entry.encoded()` writes for plain ASCII values;
/// anything else goes the general way, so both always agree.
enum EntryReader {
    static func read(_ body: [UInt8]) -> Entry? {
        let quick = body.withUnsafeBufferPointer { bytes in
            var scanner = CanonicalScanner(bytes)
            return scanner.entry()
        }
        return quick ?? (try? Entry(decoding: body))
    }
}

/// Walks the canonical text; nil means "read it the general way", not "it is wrong".
private struct CanonicalScanner {
    private enum Value {
        case string(Range<Int>)
        case integer(Int64)
        case bool(Bool)
        case strings([Range<Int>])
    }
    private static let digitsMax = 18

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var names: [Range<Int>] = []
    private var values: [Value] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func entry() -> Entry? {
        guard take("{\"data\":{"), fields(), take(",\"kind\":"), let kind = string(),
            let fact = fact(kind), take(",\"time\":{\"boot\":"), let boot = string(),
            take(",\"trust\":"), let trust = integer(),
            let level = Int(exactly: trust).flatMap(ClockTrust.init),
            take(",\"up\":"), let up = integer(), take(",\"wall\":"), let wall = integer(),
            take("},\"v\":1}"), at == bytes.count
        else { return nil }
        return Entry(fact, at: EntryTime(wall: wall, boot: text(boot), up: up, trust: level))
    }

    private mutating func take(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard length <= bytes.count - at else { return false }
        for index in 0..<length where bytes[at + index] != literal.utf8Start[index] { return false }
        at += length
        return true
    }

    /// A string of printable ASCII without escapes.
    private mutating func string() -> Range<Int>? {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
        var end = at + 1
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                defer { at = end + 1 }
                return at + 1..<end
            case UInt8(ascii: "\\"), 0x00..<0x20, 0x7F...0xFF: return nil
            default: end += 1
            }
        }
        return nil
    }

    private mutating func integer() -> Int64? {
        let start = at
        var negative = false
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") {
            negative = true
            at += 1
        }
        let first = at
        var value: Int64 = 0
        while at < bytes.count, at - first <= Self.digitsMax, bytes[at] &- 0x30 < 10 {
            value = value &* 10 &+ Int64(bytes[at] - 0x30)
            at += 1
        }
        let digits = at - first
        guard (1...Self.digitsMax).contains(digits), digits == 1 || bytes[first] != 0x30,
            !negative || value != 0
        else {
            at = start
            return nil
        }
        return negative ? -value : value
    }

    /// The members of `data`, their names strictly ascending, and the closing brace.
    private mutating func fields() -> Bool {
        if take("}") { return true }
        repeat {
            guard let name = string(), take(":"), let value = value() else { return false }
            if let last = names.last, !bytes[last].lexicographicallyPrecedes(bytes[name]) {
                return false
            }
            names.append(name)
            values.append(value)
        } while take(",")
        return take("}")
    }

    private mutating func value() -> Value? {
        if let range = string() { return .string(range) }
        if let integer = integer() { return .integer(integer) }
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        guard take("[") else { return nil }
        var ranges: [Range<Int>] = []
        if take("]") { return .strings(ranges) }
        repeat {
            guard let range = string() else { return nil }
            ranges.append(range)
        } while take(",")
        return take("]") ? .strings(ranges) : nil
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func isEqual(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        for (offset, index) in range.enumerated() where bytes[index] != literal.utf8Start[offset] {
            return false
        }
        return true
    }

    private func value(_ name: StaticString, at index: Int) -> Value? {
        index < names.count && isEqual(names[index], name) ? values[index] : nil
    }

    private func string(_ name: StaticString, at index: Int) -> String? {
        guard case .string(let range)? = value(name, at: index) else { return nil }
        return text(range)
    }

    private func fact(_ kind: Range<Int>) -> Fact? {
        if isEqual(kind, "parcel-received") { return received() }
        if isEqual(kind, "parcel-held") { return held() }
        if isEqual(kind, "parcel-handed-out") { return handedOut() }
        if isEqual(kind, "label-printed") { return printed() }
        if isEqual(kind, "ordered-label-printed") { return orderedPrinted() }
        return nil
    }

    private func received() -> Fact? {
        guard let carrier = string("carrier", at: 0).flatMap(Carrier.init(rawValue:)) else {
            return nil
        }
        var mass: Mass?
        if case .integer(let milligrams)? = value("mass", at: 1) {
            mass = Mass(milligrams: milligrams)
        }
        let next = mass == nil ? 1 : 2
        guard names.count == next + 2, let number = string("number", at: next),
            let code = string("pickupCode", at: next + 1)
        else { return nil }
        return .parcelReceived(
            ParcelReceived(number: number, carrier: carrier, pickupCode: code, mass: mass))
    }

    private func held() -> Fact? {
        guard names.count == 2, case .strings(let ranges)? = value("candidates", at: 0),
            let number = string("number", at: 1)
        else { return nil }
        let candidates = ranges.compactMap { Carrier(rawValue: text($0)) }
        guard candidates.count == ranges.count else { return nil }
        return .parcelHeld(ParcelHeld(number: number, candidates: candidates))
    }

    private func handedOut() -> Fact? {
        guard names.count == 3, let number = string("number", at: 0),
            let code = string("pickupCode", at: 1),
            let proof = string("proof", at: 2).flatMap(HandOutProof.init)
        else { return nil }
        return .parcelHandedOut(ParcelHandedOut(number: number, pickupCode: code, proof: proof))
    }

    private func printed() -> Fact? {
        guard names.count == 4, case .integer(let job)? = value("job", at: 0),
            let number = string("number", at: 1),
            let outcome = string("outcome", at: 2).flatMap(PrintOutcome.init),
            case .bool(let reprint)? = value("reprint", at: 3)
        else { return nil }
        return .labelPrinted(
            LabelPrinted(number: number, job: job, outcome: outcome, reprint: reprint))
    }

    private func orderedPrinted() -> Fact? {
        guard names.count == 5, case .integer(let copies)? = value("copies", at: 0),
            let copies = Int(exactly: copies), case .integer(let job)? = value("job", at: 1),
            let outcome = string("outcome", at: 2).flatMap(PrintOutcome.init),
            case .bool(let reprint)? = value("reprint", at: 3),
            let template = string("template", at: 4)
        else { return nil }
        return .orderedLabelPrinted(
            OrderedLabelPrinted(
                template: template, job: job, copies: copies, outcome: outcome, reprint: reprint))
    }
}
