import DataFolder
import DeviceProtocols
import Testing

@Suite struct ProfileCheckTests {
    /// A new model whose file is complete.
    private static let complete = """
        class: scale
        maker: Maker 厂
        model: X1
        protocol: toledo-8217
        line: {baud: [19200], data_bits: 7, parity: even}
        evidence: datasheet
        source: manual of the Maker X1, page 12
        examples:
          - bytes: "STX '01.250' CR"
            lines:
              - '{"device":"scale","state":"stable","value":"1.250","unit":"kg","mass_mg":1250000,"net":false}'
          - bytes: "55"
            lines: ['{"device":"scale","malformed":"unexpected","bytes":"55"}']
        """

    private static func check(_ text: String, name: String = "maker-x1") throws -> [ProfileFinding]
    {
        try DeviceProfile.parse(text, file: "x", name: name)
            .check(among: CheckoutFiles.profiles.get())
    }

    @Test func aCompleteFileHasNoFindings() throws {
        #expect(try Self.check(Self.complete) == [])
    }

    static let flaws: [(String, String, String, String)] = [
        ("1.250\",\"unit", "1.251\",\"unit", "examples", "example 1, line 1 differs"),
        ("bytes: \"55\"", "bytes: \"55 56\"", "examples", "5556"),
        ("manual of the Maker X1, page 12", "manual", "source", "too short"),
        ("evidence: datasheet", "evidence: recorded", "evidence", "recording of a real device"),
        ("maker: Maker", "maker: Other", "maker", "begins with 'other-'"),
        ("maker: Maker 厂", "maker: Generic", "maker", "'generic-' is for protocols"),
        (
            "maker: Maker 厂\nmodel: X1", "maker: Mettler-Toledo\nmodel: Ariva-S", "model",
            "is in scales/mettler-toledo-ariva already"
        ),
    ]

    @Test(arguments: flaws)
    func everyFlawIsTold(old: String, new: String, key: String, words: String) throws {
        #expect(Self.complete.contains(old))
        let findings = try Self.check(Self.complete.replacing(old, with: new))
        #expect(findings.contains { $0.key == key && $0.english.contains(words) }, "\(findings)")
        #expect(findings.allSatisfy { !$0.chinese.isEmpty })
    }

    @Test func oneExampleIsTooFew() throws {
        let end = try #require(Self.complete.firstRange(of: "  - bytes: \"55\""))
        let findings = try Self.check(String(Self.complete[..<end.lowerBound]))
        #expect(findings.map(\.key) == ["examples"])
    }

    @Test func namesOfFiles() throws {
        #expect(try Self.check(Self.complete, name: "maker_x1").map(\.key) == ["class"])
        #expect(try Self.check(Self.complete, name: "x1").map(\.key) == ["maker"])
        #expect(try Self.check(Self.complete, name: "generic-x1") == [])
    }

    @Test func aTwinIsAnAlias() throws {
        let twin = try DeviceProfile.parse(Self.complete, file: "x", name: "maker-x0")
        let other = try DeviceProfile.parse(
            Self.complete.replacing("model: X1", with: "model: X2"), file: "x", name: "maker-x2")
        let findings = other.check(among: [twin])
        #expect(findings.map(\.key) == ["model"])
        #expect(findings.first?.english.contains("scales/maker-x0") == true)
    }

    @Test func theClassIsReadFromTheFile() throws {
        let profile = try DeviceProfile.parse(Self.complete, file: "x", name: "Maker-X1")
        #expect(profile.id == "scales/maker-x1")
        #expect(throws: (any Error).self) {
            try DeviceProfile.parse("klass: scale", file: "x", name: "x")
        }
    }

    // MARK: What is shipped

    @Test(arguments: CheckoutFiles.profileIDs)
    func shippedProfilesAreComplete(id: String) throws {
        let profiles = try CheckoutFiles.profiles.get()
        let profile = try #require(profiles.first { $0.id == id })
        for finding in profile.check(among: profiles) {
            Issue.record("\(id): \(finding.key): \(finding.english)")
        }
    }

    @Test func everyProtocolHasAGenericProfile() throws {
        let generic = try CheckoutFiles.profiles.get().filter(\.isGeneric)
        for deviceClass in DeviceClass.allCases {
            let spoken = generic.filter { $0.deviceClass == deviceClass }.map(\.protocolName)
            #expect(Set(spoken) == Set(DeviceProfile.protocolNames(of: deviceClass)))
        }
    }

    @Test func fortyModelsDiffer() throws {
        let models = try CheckoutFiles.profiles.get().filter { !$0.isGeneric }
        #expect(models.count >= 40)
    }
}
