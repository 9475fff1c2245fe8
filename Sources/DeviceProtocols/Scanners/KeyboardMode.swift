/// How a scanner shows on USB while it types its codes as a keyboard would, and how to change that.
///
/// Such a scanner has no serial port: its codes end up in whatever window has the focus.
public struct KeyboardMode: Sendable, Hashable {
    /// The USB ids of the scanner in that mode.
    public let usb: [USBMatch]
    /// How to switch it to a serial port, in Chinese.
    public let hintChinese: String
    /// How to switch it to a serial port, in English.
    public let hintEnglish: String

    /// Makes a description.
    public init(usb: [USBMatch], hintChinese: String, hintEnglish: String) {
        self.usb = usb
        self.hintChinese = hintChinese
        self.hintEnglish = hintEnglish
    }
}

/// A scanner on the bus that types like a keyboard.
public struct KeyboardScanner: Sendable, Hashable {
    /// The USB vendor and product, four hexadecimal digits each in lower case.
    public let vendor: String
    /// The USB product.
    public let product: String
    /// The profile that names this id best.
    public let profileID: String
    /// The maker's name, and the model where the id is the model's own.
    public let name: String
    /// How to switch it to a serial port, in Chinese.
    public let hintChinese: String
    /// How to switch it to a serial port, in English.
    public let hintEnglish: String

    /// The scanners among USB devices that are in keyboard mode.
    /// - Parameters:
    ///   - devices: Vendor and product of every device on the bus, hexadecimal of either case.
    ///   - profiles: All profiles.
    /// - Returns: One for each device that fits, in the order of the devices. Where several profiles
    ///   fit, that with the exact id counts before those with a pattern, then the first by ID.
    public static func find(
        among devices: [(vendor: String, product: String)], profiles: [DeviceProfile]
    ) -> [KeyboardScanner] {
        let known = profiles.sorted { $0.id < $1.id }.compactMap { profile in
            profile.scanner?.keyboardMode.map { (profile, $0) }
        }
        return devices.compactMap { device in
            var best: (strength: USBMatch.Strength, profile: DeviceProfile, mode: KeyboardMode)?
            for (profile, mode) in known {
                let strengths = mode.usb.map {
                    $0.strength(vendor: device.vendor, product: device.product, serial: nil)
                }
                let strength = strengths.max() ?? .none
                if strength > (best?.strength ?? .chipOnly) { best = (strength, profile, mode) }
            }
            return best.map { KeyboardScanner(device, $0.strength, $0.profile, $0.mode) }
        }
    }

    private init(
        _ device: (vendor: String, product: String), _ strength: USBMatch.Strength,
        _ profile: DeviceProfile, _ mode: KeyboardMode
    ) {
        vendor = device.vendor.lowercased()
        product = device.product.lowercased()
        profileID = profile.id
        name = strength == .certain ? "\(profile.maker) \(profile.model)" : profile.maker
        hintChinese = mode.hintChinese
        hintEnglish = mode.hintEnglish
    }
}
