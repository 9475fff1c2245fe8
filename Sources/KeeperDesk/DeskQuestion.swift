public import Identifiers

/// What has to be looked up in the store before the desk can decide on a scanned code.
public enum DeskQuestion: Hashable, Sendable {
    /// What is known of the parcel with this number?
    case parcel(number: String)
    /// Which parcel lies, or lay, under this code?
    case pickup(PickupCode)
    /// Nothing needs to be looked up.
    case nothing

    /// The question a scanned code raises.
    ///
    /// Everything that could stand on a waybill is looked up, whatever kind it looks like: one in
    /// ten 13-digit waybill numbers has the check digit of a trade item by chance.
    public init(about code: Identification) {
        switch code.kind {
        case .pickup:
            self = PickupCode(barcode: code.payload).map(Self.pickup) ?? .nothing
        case .control, .trace, .division, .digitalLink:
            self = .nothing
        case .text where PickupCode(code.payload) != nil:
            // Typed as it is spoken, after the control code for a hand-out.
            self = PickupCode(code.payload).map(Self.pickup) ?? .nothing
        case .gs1, .s10, .gtin, .sscc, .waybill, .text:
            self = .parcel(number: code.payload)
        }
    }
}
