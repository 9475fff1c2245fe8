/// The profiles a port may turn out to be, made ready for the search once.
public struct FindingCatalogue: Sendable {
    /// A profile and how much a frame of its format proves.
    struct Entry: Sendable {
        let profile: DeviceProfile
        let strength: FormatStrength

        var isGeneric: Bool {
            profile.id.hasPrefix(profile.deviceClass.idPrefix + "generic-")
        }

        /// Whether both would be driven and read in the same way.
        func isLike(_ other: Entry) -> Bool {
            profile.protocolName == other.profile.protocolName
                && profile.options == other.profile.options
        }
    }

    let entries: [Entry]

    /// Takes the profiles; measures each format by its examples, which takes milliseconds in all.
    public init(_ profiles: [DeviceProfile]) {
        entries = profiles.sorted { $0.id < $1.id }.map {
            Entry(profile: $0, strength: FormatStrength(of: $0))
        }
    }

    /// A profile by its id.
    public func profile(id: String) -> DeviceProfile? {
        entries.first { $0.profile.id == id }?.profile
    }

    func entry(id: String) -> Entry? {
        entries.first { $0.profile.id == id }
    }
}
