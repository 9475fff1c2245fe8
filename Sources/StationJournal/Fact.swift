public import Identifiers

/// A parcel taken in for a receiver the station was told to expect.
public struct ParcelReceived: Codable, Hashable, Sendable {
    /// The number on the waybill.
    public var number: String
    /// The carrier that announced it.
    public var carrier: Carrier
    /// Where it lies and what the receiver says to get it: `3-2-0017`.
    public var pickupCode: String
    /// What it weighed, where the announcement asked for it.
    public var mass: Mass?

    /// A receipt of one parcel.
    public init(number: String, carrier: Carrier, pickupCode: String, mass: Mass?) {
        self.number = number
        self.carrier = carrier
        self.pickupCode = pickupCode
        self.mass = mass
    }
}

/// A parcel nobody announced, taken into custody (待确认): it leaves only by consent or back.
public struct ParcelHeld: Codable, Hashable, Sendable {
    /// The number on the waybill.
    public var number: String
    /// The carriers its number could belong to, likeliest first.
    public var candidates: [Carrier]

    /// Custody of one parcel.
    public init(number: String, candidates: [Carrier]) {
        self.number = number
        self.candidates = candidates
    }
}

/// How the person who took a parcel proved the right to it.
public enum HandOutProof: String, Codable, Sendable {
    /// The pickup code was said or shown, and scanned from its label or typed.
    case pickupCode = "pickup-code"
}

/// A parcel handed to a person; only this may be shown as signed for (签收).
public struct ParcelHandedOut: Codable, Hashable, Sendable {
    /// The number on the waybill.
    public var number: String
    /// The code it lay under.
    public var pickupCode: String
    /// How the right to it was proved.
    public var proof: HandOutProof

    /// A hand-out of one parcel.
    public init(number: String, pickupCode: String, proof: HandOutProof) {
        self.number = number
        self.pickupCode = pickupCode
        self.proof = proof
    }
}

/// What became of one attempt to print a label.
public enum PrintOutcome: String, Codable, Sendable {
    /// The printer said it finished.
    case confirmed
    /// It was sent whole to a printer that never tells whether it printed.
    case unconfirmed
    /// Nobody knows; a person has to look.
    case unknown
}

/// A label that left the printer, or may have.
public struct LabelPrinted: Codable, Hashable, Sendable {
    /// The parcel it belongs to.
    public var number: String
    /// The print job, unique in the station's store.
    public var job: Int64
    /// What became of it.
    public var outcome: PrintOutcome
    /// Marked 补打: an earlier copy exists or may exist.
    public var reprint: Bool

    /// One printed label.
    public init(number: String, job: Int64, outcome: PrintOutcome, reprint: Bool) {
        self.number = number
        self.job = job
        self.outcome = outcome
        self.reprint = reprint
    }
}

/// A label of another template that left the printer, or may have; what stood on it is nobody's
/// business here.
public struct OrderedLabelPrinted: Codable, Hashable, Sendable {
    /// The template's name.
    public var template: String
    /// The print job, unique in the station's store.
    public var job: Int64
    /// How many of each label.
    public var copies: Int
    /// What became of it.
    public var outcome: PrintOutcome
    /// Marked 补打: an earlier copy exists or may exist.
    public var reprint: Bool

    /// One printed job.
    public init(template: String, job: Int64, copies: Int, outcome: PrintOutcome, reprint: Bool) {
        self.template = template
        self.job = job
        self.copies = copies
        self.outcome = outcome
        self.reprint = reprint
    }
}

/// What happened at a station: the payload of a journal entry.
///
/// A kind this version does not know is kept as it came, so that an old county forwards what a
/// new station records.
public enum Fact: Hashable, Sendable {
    /// `parcel-received`
    case parcelReceived(ParcelReceived)
    /// `parcel-held`
    case parcelHeld(ParcelHeld)
    /// `parcel-handed-out`
    case parcelHandedOut(ParcelHandedOut)
    /// `label-printed`
    case labelPrinted(LabelPrinted)
    /// `ordered-label-printed`
    case orderedLabelPrinted(OrderedLabelPrinted)
    /// Any other kind, by its name.
    case unknown(kind: String)

    /// The name of the kind in the journal; a name and version are never given another meaning.
    public var kind: String {
        switch self {
        case .parcelReceived: "parcel-received"
        case .parcelHeld: "parcel-held"
        case .parcelHandedOut: "parcel-handed-out"
        case .labelPrinted: "label-printed"
        case .orderedLabelPrinted: "ordered-label-printed"
        case .unknown(let kind): kind
        }
    }

    /// The waybill number the fact is about, where it is about one.
    public var parcelNumber: String? {
        switch self {
        case .parcelReceived(let fact): fact.number
        case .parcelHeld(let fact): fact.number
        case .parcelHandedOut(let fact): fact.number
        case .labelPrinted(let fact): fact.number
        case .orderedLabelPrinted, .unknown: nil
        }
    }
}
