internal import Identifiers

/// Writes entries as canonical JSON: keys sorted, no white space, no needless escapes.
///
/// By hand, because every scan waits for it between the look-up and the commit: `JSONEncoder` gives
/// the same bytes, but nearly a tenth of that wait went into it.
struct CanonicalJSON {
    private(set) var bytes: [UInt8] = []

    init() {
        // Most entries have 150 to 250 bytes.
        bytes.reserveCapacity(320)
    }

    mutating func write(_ entry: Entry) throws {
        put("{\"data\":")
        try write(entry.fact)
        put(",\"kind\":")
        string(entry.fact.kind)
        put(",\"time\":")
        write(entry.time)
        put(",\"v\":")
        integer(Int64(Entry.version))
        put("}")
    }

    private mutating func write(_ fact: Fact) throws {
        switch fact {
        case .parcelReceived(let fact): write(fact)
        case .parcelHeld(let fact): write(fact)
        case .parcelHandedOut(let fact): write(fact)
        case .labelPrinted(let fact): write(fact)
        case .orderedLabelPrinted(let fact): write(fact)
        case .unknown(let kind):
            throw EncodingError.invalidValue(
                kind, .init(codingPath: [], debugDescription: "an unknown kind has no data here"))
        }
    }

    private mutating func write(_ fact: ParcelReceived) {
        put("{\"carrier\":")
        string(fact.carrier.rawValue)
        if let mass = fact.mass {
            put(",\"mass\":")
            integer(mass.milligrams)
        }
        put(",\"number\":")
        string(fact.number)
        put(",\"pickupCode\":")
        string(fact.pickupCode)
        put("}")
    }

    private mutating func write(_ fact: ParcelHeld) {
        put("{\"candidates\":[")
        for (index, carrier) in fact.candidates.enumerated() {
            if index > 0 { put(",") }
            string(carrier.rawValue)
        }
        put("],\"number\":")
        string(fact.number)
        put("}")
    }

    private mutating func write(_ fact: ParcelHandedOut) {
        put("{\"number\":")
        string(fact.number)
        put(",\"pickupCode\":")
        string(fact.pickupCode)
        put(",\"proof\":")
        string(fact.proof.rawValue)
        put("}")
    }

    private mutating func write(_ fact: LabelPrinted) {
        put("{\"job\":")
        integer(fact.job)
        put(",\"number\":")
        string(fact.number)
        put(",\"outcome\":")
        string(fact.outcome.rawValue)
        put(",\"reprint\":")
        put(fact.reprint ? "true" : "false")
        put("}")
    }

    private mutating func write(_ fact: OrderedLabelPrinted) {
        put("{\"copies\":")
        integer(Int64(fact.copies))
        put(",\"job\":")
        integer(fact.job)
        put(",\"outcome\":")
        string(fact.outcome.rawValue)
        put(",\"reprint\":")
        put(fact.reprint ? "true" : "false")
        put(",\"template\":")
        string(fact.template)
        put("}")
    }

    private mutating func write(_ time: EntryTime) {
        put("{\"boot\":")
        string(time.boot)
        put(",\"trust\":")
        integer(Int64(time.trust.rawValue))
        put(",\"up\":")
        integer(time.up)
        put(",\"wall\":")
        integer(time.wall)
        put("}")
    }
}

// MARK: Values

extension CanonicalJSON {
    private mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func integer(_ value: Int64) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): put("\\\"")
            case UInt8(ascii: "\\"): put("\\\\")
            case 0x08: put("\\b")
            case 0x09: put("\\t")
            case 0x0A: put("\\n")
            case 0x0C: put("\\f")
            case 0x0D: put("\\r")
            case ..<0x20:
                put("\\u00")
                bytes.append(contentsOf: [byte].hex.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
