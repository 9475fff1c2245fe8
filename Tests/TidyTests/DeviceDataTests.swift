import Testing

@Suite("Device profiles and recordings")
struct DeviceDataTests {
    private static let classes = ["Printers": "printer", "Scales": "scale", "Scanners": "scanner"]
    private static let profiles = Checkout.files(under: "Devices")
    private static let recordings = Checkout.files(under: "Tests/Recordings")

    /// The value of a line `key: value` that is not indented.
    private static func value(of key: String, in path: String) -> String? {
        for line in Checkout.lines(path) where line.hasPrefix("\(key):") {
            return line.dropFirst(key.count + 1).split(separator: " ").first.map(String.init)
        }
        return nil
    }

    /// `Devices/Scales/x.yaml` is `scales/x`.
    private static func id(of path: String) -> String {
        path.dropFirst("Devices/".count).dropLast(".yaml".count).lowercased()
    }

    private static func profile(of recording: String) -> String? {
        value(of: "# profile", in: recording)
    }

    @Test("a profile stands in the folder of its class under a plain name", arguments: profiles)
    func places(profile: String) {
        let parts = profile.split(separator: "/").map(String.init)
        #expect(parts.count == 3)
        #expect(Self.classes[parts[1]] == Self.value(of: "class", in: profile))
        let name = parts[2]
        let isPlain = name.dropLast(5).utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        #expect(name.hasSuffix(".yaml") && isPlain, "\(name)")
    }

    @Test("a profile is used: it carries examples that the decoder tests play", arguments: profiles)
    func examples(profile: String) {
        let lines = Checkout.lines(profile)
        let start = lines.firstIndex { $0.hasPrefix("examples:") }
        let count = lines[(start ?? lines.endIndex)...].count { $0.contains("- bytes:") }
        #expect(count > 0, "\(profile) has no examples")
        for key in ["evidence", "source", "protocol"] {
            #expect(Self.value(of: key, in: profile) != nil, "\(profile) says no \(key)")
        }
    }

    @Test("a recording is used: it names a profile that is there", arguments: recordings)
    func recordingsAreUsed(recording: String) {
        #expect(recording.hasSuffix(".txt"), "only .txt files are played")
        let ids = Set(Self.profiles.map(Self.id))
        #expect(Self.profile(of: recording).map(ids.contains) == true)
    }

    /// What needs a recording of its own: a protocol, or, where the profile describes the frames
    /// itself, the profile.
    private static func speech(of profile: String) -> String {
        let name = value(of: "protocol", in: profile) ?? ""
        return name == "columns" ? id(of: profile) : name
    }

    @Test("every protocol has a generic profile, and each of these a recording")
    func protocols() {
        let protocols = Dictionary(
            uniqueKeysWithValues: Self.profiles.map {
                (Self.id(of: $0), Self.value(of: "protocol", in: $0) ?? "")
            })
        let spoken = Set(protocols.values)
        let generic = Set(protocols.filter { $0.key.contains("/generic-") }.values)
        #expect(spoken.count >= 4)
        #expect(spoken == generic, "protocols without a generic profile")
        let recordedIDs = Set(Self.recordings.compactMap(Self.profile))
        let recorded = Set(
            Self.profiles.filter { recordedIDs.contains(Self.id(of: $0)) }.map(Self.speech))
        for profile in Self.profiles where Self.id(of: profile).contains("/generic-") {
            #expect(recorded.contains(Self.speech(of: profile)), "\(profile) has no recording")
        }
    }
}
