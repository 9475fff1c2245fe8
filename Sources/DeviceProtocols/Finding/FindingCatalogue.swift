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

        /// Whether a device of the other profile would be read as it should be by this one: all of
        /// its examples mean the same here, its faults too.
        func reads(likeA other: Entry) -> Bool {
            isLike(other)
                || other.profile.examples.allSatisfy {
                    messages(in: $0.bytes) == other.messages(in: $0.bytes)
                }
        }

        private func messages(in bytes: [UInt8]) -> [String] {
            // Damaged bytes are told by the word that says so; what else they are does not matter.
            decodeBurst(profile, bytes).filter { !$0.contains(#""malformed":"#) }
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
