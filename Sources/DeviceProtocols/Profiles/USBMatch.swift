/// What USB tells of a device that a profile fits.
public struct USBMatch: Sendable, Hashable {
    /// How much a match proves.
    public enum Strength: Int, Sendable, Comparable {
        /// It is another device.
        case none
        /// Only the converter chip fits: any device may hang on it, so never claim by this alone.
        case chipOnly
        /// The vendor and the kind of product fit; the model may be a sister.
        case family
        /// Vendor and product are the device's own.
        case certain

        /// Orders by how much is proven.
        public static func < (left: Strength, right: Strength) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// Vendors of serial converter chips built into everything: QinHeng, Prolific, FTDI,
    /// Silicon Labs.
    static let chipVendors: Set<String> = ["1a86", "067b", "0403", "10c4"]

    /// Four lower-case hexadecimal digits.
    public let vendor: String
    /// Four lower-case hexadecimal digits; `?` stands for any.
    public let product: String
    /// Beginning of the serial string that makes a converter chip the device's own, or nil.
    public let serialPrefix: String?

    /// Reads `vvvv:pppp`, or nil.
    init?(_ text: String, serialPrefix: String?) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        func isHex(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
        }
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 4 }),
            parts[0].utf8.allSatisfy(isHex),
            parts[1].utf8.allSatisfy({ isHex($0) || $0 == UInt8(ascii: "?") })
        else { return nil }
        vendor = String(parts[0])
        product = String(parts[1])
        self.serialPrefix = serialPrefix
    }

    /// How well a device on the bus fits; identifiers in hexadecimal of either case.
    public func strength(vendor: String, product: String, serial: String?) -> Strength {
        let isProduct = zip(self.product, product.lowercased()).allSatisfy { $0 == "?" || $0 == $1 }
        guard vendor.lowercased() == self.vendor, product.count == 4, isProduct else {
            return .none
        }
        if let serialPrefix {
            return serial?.hasPrefix(serialPrefix) == true ? .certain : .none
        }
        if Self.chipVendors.contains(self.vendor) { return .chipOnly }
        return self.product.contains("?") ? .family : .certain
    }
}
