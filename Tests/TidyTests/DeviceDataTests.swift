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

    @Test("every protocol has a generic profile and a recording")
    func protocols() {
        let byID = Dictionary(
            uniqueKeysWithValues: Self.profiles.map {
                (Self.id(of: $0), Self.value(of: "protocol", in: $0) ?? "")
            })
        let recorded = Set(Self.recordings.compactMap(Self.profile).compactMap { byID[$0] })
        let generic = Set(byID.filter { $0.key.contains("/generic-") }.values)
        let spoken = Set(byID.values)
        #expect(spoken.count >= 4)
        #expect(spoken == recorded, "protocols without a recording, or the other way round")
        #expect(spoken == generic, "protocols without a generic profile")
    }
}
