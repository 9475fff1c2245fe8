import DataFolder
import DeviceProtocols
import StrictYAML
import Testing

@Suite struct TradeCheckTests {
    /// A Toledo scale in kilograms says the number.
    private func reading(_ text: String, net: Bool = false) throws -> ScaleReading {
        let profile = try CheckoutFiles.data.profile(id: "scales/generic-yaohua-a12e")
        let field = String(repeating: "0", count: max(0, 7 - text.count)) + text
        let body = (net ? "WN" : "WG") + field + "kg"
        let check = body.utf8.reduce(0 as UInt8) { $0 ^ $1 }
        let hex = ByteNotation.hexText([check]).uppercased()
        var decoder = try #require(profile.scaleDecoder())
        let frame = Array((body + hex + "\r\n").utf8)
        for case .message(let reading) in decoder.feed(frame[...]) { return reading }
        throw Missing()
    }

    private struct Missing: Error {}

    private static let limits = ScaleLimits(
        minimum: 100_000, maximum: 30_000_000, interval: 5_000)

    @Test(
        arguments: [
            ("1.250", []),
            ("0.100", []),
            ("0.095", [.belowMinimum]),
            ("0.000", [.belowMinimum]),
            ("30.000", []),
            ("30.005", [.aboveMaximum]),
            ("1.252", [.notAMultiple]),
            ("0.042", [.belowMinimum, .notAMultiple]),
        ] as [(String, [TradeRemark])])
    func judges(text: String, remarks: [TradeRemark]) throws {
        let check = TradeCheck(limits: Self.limits)
        #expect(check.remarks(on: try reading(text), today: nil) == remarks)
        #expect(check.remarks(on: try reading(text, net: true), today: nil) == remarks)
        #expect(TradeCheck().remarks(on: try reading(text), today: nil).isEmpty)
    }

    @Test func theVerificationHoldsThroughItsLastDay() throws {
        let last = try #require(CivilDate("2027-03-31"))
        let check = TradeCheck(verifiedUntil: last)
        let reading = try reading("1.250")
        #expect(check.remarks(on: reading, today: last).isEmpty)
        let after = try #require(CivilDate("2027-04-01"))
        #expect(check.remarks(on: reading, today: after) == [.verificationExpired])
        #expect(TradeRemark.verificationExpired.forbidsTrade)
        // A clock that nobody trusts can neither confirm nor deny.
        #expect(check.remarks(on: reading, today: nil) == [.verificationUnjudged])
        #expect(!TradeRemark.verificationUnjudged.forbidsTrade)
    }

    @Test func limitsAreReadExactly() throws {
        let text = "{min: \"100 g\", max: \"30 kg\", interval: \"0.005 kg\"}"
        #expect(try limits(text) == Self.limits)
        #expect(try limits("{}") == ScaleLimits())
        let station = ScaleLimits(maximum: 6_000_000)
        let both = station.completed(by: Self.limits)
        #expect(both.maximum == 6_000_000)
        #expect(both.minimum == 100_000)
    }

    @Test(arguments: [
        "{max: 30}", "{max: \"30kg\"}", "{max: \"-30 kg\"}", "{max: \"0 kg\"}", "{max: \"1 t\"}",
        "{min: \"5 kg\", max: \"3 kg\"}", "{interval: \"1 e kg\"}",
    ])
    func refusesWhatIsNoWeight(text: String) {
        #expect(throws: YAMLError.self) { try limits(text) }
    }

    private func limits(_ text: String) throws -> ScaleLimits {
        try YAMLDocument(text: text, file: "x.yaml").root.mapping { mapping in
            try ScaleLimits(reading: &mapping)
        }
    }

    @Test(arguments: [
        "2027-02-29", "2027-13-01", "2027-00-10", "2027-3-31", "27-03-31", "2027-03-32", "",
        "2027/03/31", "1899-01-01",
    ])
    func noSuchDay(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func daysAreInOrder() throws {
        let days = ["2024-02-29", "2024-03-01", "2026-12-31", "2027-01-01"].map { CivilDate($0) }
        #expect(days.compactMap(\.self).map(\.description).count == 4)
        #expect(days.compactMap(\.self).sorted() == days.compactMap(\.self))
    }
}
