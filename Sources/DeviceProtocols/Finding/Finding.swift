/// What is on a port, as far as it was found out, and everything that speaks for it.
public struct Finding: Sendable, Hashable, Codable {
    /// How the search ended.
    public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        /// One profile fits, for the reason in ``Finding/proof``.
        case claimed
        /// Several profiles fit equally well and would read the bytes differently: none is taken.
        case ambiguous
        /// No profile fits.
        case unknown
        /// The port cannot be opened, or went away.
        case unavailable
    }

    /// Why a profile was taken.
    public enum Proof: String, Sendable, Hashable, Codable, CaseIterable {
        /// The device says by USB what it is.
        case usb
        /// It worked on this port before, and nothing speaks against it.
        case memory
        /// The device sends frames of this format by itself.
        case frames
        /// The device gave the one answer that was expected.
        case answer
    }

    /// A profile that may be meant.
    public struct Candidate: Sendable, Hashable, Codable {
        /// The profile's id.
        public var profile: String
        /// The setting at which its frames came.
        public var line: LineSetting
        /// Whole frames.
        public var frames: Int
        /// Bytes that belong to none.
        public var malformedBytes: Int
    }

    /// What came at one setting without being asked for.
    public struct Seen: Sendable, Hashable, Codable {
        /// The setting.
        public var line: LineSetting
        /// How many bytes came.
        public var byteCount: Int
        /// The first of them, in hex.
        public var bytes: String
    }

    /// A question and what came back.
    public struct Asked: Sendable, Hashable, Codable {
        /// The setting.
        public var line: LineSetting
        /// The question, in hex.
        public var question: String
        /// The answer, in hex; empty for none.
        public var answer: String
    }

    /// First bytes of what was seen or answered that are kept.
    public static let keptBytes = 64

    /// How the search ended.
    public var verdict: Verdict
    /// The profile's id, if one was taken.
    public var profile: String?
    /// The setting to use, if a profile was taken.
    public var line: LineSetting?
    /// Why the profile was taken.
    public var proof: Proof?
    /// The device was heard speaking as the profile says, not only believed to.
    public var isConfirmed = false
    /// The profiles that may be meant, where there are several.
    public var candidates: [Candidate] = []
    /// What came by itself, at each setting tried.
    public var seen: [Seen] = []
    /// What was asked.
    public var asked: [Asked] = []
    /// Why the port could not be used, in English.
    public var trouble: String?
    /// The same in Chinese.
    public var troubleChinese: String?

    /// A finding of one kind, to be filled in.
    public init(_ verdict: Verdict) {
        self.verdict = verdict
    }
}

/// What worked on a port before.
public struct RememberedDevice: Sendable, Hashable, Codable {
    /// The profile's id.
    public var profile: String
    /// The setting.
    public var line: LineSetting

    /// A memory of known parts.
    public init(profile: String, line: LineSetting) {
        self.profile = profile
        self.line = line
    }
}

/// What USB says of a port; all nil for a port of the machine itself.
public struct PortTraits: Sendable, Hashable {
    /// The vendor, four hexadecimal digits.
    public var vendor: String?
    /// The product, four hexadecimal digits.
    public var product: String?
    /// The serial string.
    public var serial: String?

    /// Traits of known parts.
    public init(vendor: String? = nil, product: String? = nil, serial: String? = nil) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
    }

    /// How well a profile's USB entries fit.
    func strength(of profile: DeviceProfile) -> USBMatch.Strength {
        guard let vendor, let product else { return .none }
        return profile.usb.map {
            $0.strength(vendor: vendor, product: product, serial: serial)
        }.max() ?? .none
    }
}
