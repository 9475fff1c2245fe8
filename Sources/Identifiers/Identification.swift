/// What a scanned or typed code turned out to be.
public struct Identification: Sendable, Hashable {
    /// The text as given, an AIM identifier included.
    public let input: String
    /// The text without the AIM identifier.
    public let payload: String
    /// The first kind that fits.
    public let kind: IdentifiedKind
    /// Its GS1 element strings, as far as they could be read.
    public let elements: [ElementString]
    /// The carriers whose waybill numbers look like it, best first, whatever the kind.
    public let candidates: [CarrierCandidate]
    /// What is wrong with it; nil when nothing is.
    public let error: IdentificationError?

    /// An identification made of its parts; `payload` is `input` unless given.
    public init(
        input: String, payload: String? = nil, kind: IdentifiedKind,
        elements: [ElementString] = [], candidates: [CarrierCandidate] = [],
        error: IdentificationError? = nil
    ) {
        self.input = input
        self.payload = payload ?? input
        self.kind = kind
        self.elements = elements
        self.candidates = candidates
        self.error = error
    }

    /// The candidates ordered by what came in before, and as they were where the counts are equal.
    ///
    /// - Parameter history: Counts by carrier, of whatever the caller finds telling: this batch,
    ///   this courier's handover, numbers near this one.
    /// - Returns: The same carriers, ranked anew.
    public func candidates(rankedBy history: [Carrier: Int]) -> [CarrierCandidate] {
        CourierNumbers.ranked(candidates.map(\.carrier), history)
    }

    /// The value of an application identifier; nil when it is not there.
    public func value(of ai: String) -> String? {
        elements.first { $0.ai == ai }?.value
    }
}

/// The kinds of code, in the order in which they are tried.
public enum IdentifiedKind: String, Sendable, Hashable, CaseIterable {
    /// GS1 element strings.
    case gs1
    /// A GS1 Digital Link URI.
    case digitalLink = "digital-link"
    /// A code of the keeper's control card.
    case control
    /// A trace code of ours.
    case trace
    /// A pickup code of ours.
    case pickup
    /// A postal item number of the UPU.
    case s10
    /// A trade item number, or another EAN/UPC symbol.
    case gtin
    /// A serial shipping container code.
    case sscc
    /// A courier's waybill number.
    case waybill
    /// An administrative division with our prefix.
    case division
    /// Anything else.
    case text
}
