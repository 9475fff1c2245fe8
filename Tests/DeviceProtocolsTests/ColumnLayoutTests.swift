import DataFolder
import DeviceProtocols
import Testing

/// A profile of its own with one layout, or several.
private func profileText(_ layout: String, scale: String = "") -> String {
    let indented = layout.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    return """
        class: scale
        maker: M
        model: X
        protocol: columns
        line: {baud: [9600]}
        scale:
          unit: kg
        \(scale.isEmpty ? "  poll_beeps: false" : "  " + scale)
          layout:
        \(indented)
        evidence: datasheet
        source: s
        examples:
          - {bytes: "00", lines: ['x']}
        """
}

private func failure(_ layout: String, scale: String = "") -> String {
    parsingFailure(profileText(layout, scale: scale))
}

func columnProfile(_ layout: String, scale: String = "") throws -> DeviceProfile {
    try DeviceProfile.parse(profileText(layout, scale: scale), file: "x.yaml", id: "scales/x")
}

private func lines(_ layout: String, _ text: String) throws -> [String] {
    decodeBurst(try columnProfile(layout), Array(text.utf8))
}

private func weight(_ state: String, _ value: String, _ milligrams: Int) -> String {
    #"{"device":"scale","state":"\#(state)","value":"\#(value)","unit":"kg","#
        + #""mass_mg":\#(milligrams),"net":false}"#
}

private func fault(_ state: String) -> String {
    #"{"device":"scale","state":"\#(state)","value":null,"unit":null,"mass_mg":null,"net":false}"#
}

private func bad(_ reason: String, _ text: String) -> String {
    #"{"device":"scale","malformed":"\#(reason)","bytes":"\#(ByteNotation.hexText(text.utf8))"}"#
}

private let flagged = """
    - length: 11
      fixed: {1: "'A'", 10: CR LF}
      state: {columns: 2, map: {S: stable, U: moving, O: overload}, negative_is_underload: true}
      number: {columns: 3-9}
    """

@Suite struct ColumnLayoutTests {
    @Test(arguments: [
        "cas-22", "a-and-d", "st-gs-text", "yaohua-c602", "ohaus-ranger", "ohaus-defender", "adam",
        "dibal", "mt-sics", "sma",
    ])
    func promisedGenericProfiles(name: String) {
        #expect(CheckoutFiles.profileIDs.contains("scales/generic-\(name)"))
    }

    static let mistakes: [(String, String, String)] = [
        ("number: {columns: 3-9}", "number: {columns: 3-8}", "column 9 belongs to no field"),
        ("number: {columns: 3-9}", "number: {columns: 3-10}", "column 10 belongs to another"),
        ("number: {columns: 3-9}", "number: {columns: 3-12}", "column 12 is beyond the length 11"),
        ("number: {columns: 3-9}", "number: {columns: 9-3}", "columns are written 7 or 7-8"),
        ("number: {columns: 3-9}", "number: {columns: 0-9}", "columns are written 7 or 7-8"),
        ("number: {columns: 3-9}", "number: {colums: 3-9}", "unknown key 'colums', nearest is"),
        ("10: CR LF", "11: CR LF", "column 12 is beyond the length 11"),
        ("length: 11", "length: 65", "65 is out of range 2…64"),
        ("S: stable, ", "", "no text means stable"),
        ("U: moving, O: overload", "U: stable", "every text means stable"),
        (", O: overload", "", "negative_is_underload needs a text that means overload"),
        ("U: moving", "UU: moving", "'UU' is longer than its 1 column(s)"),
        ("U: moving", "' S': moving", "' S' is there already"),
        ("U: moving", "U: swinging", "'swinging' is not one of stable, moving, overload"),
        ("3-9}", "3-9, texts: {'': stable}}", "cannot mean stable"),
        ("3-9}", "3-9, widest: 5}", "5 is out of range 7…64"),
        ("3-9}", "3-9, decimals: 2, decimals_column: 9}", "belongs to another field"),
        (
            "fixed: {1: \"'A'\", 10: CR LF}", "any: [10-11]\n  fixed: {1: \"'A'\"}",
            "no error"
        ),
        (
            "number: {columns: 3-9}", "checksum: {kind: xor-hex, covers: 1-8, columns: 9}",
            "key 'number' is missing"
        ),
        (
            "number: {columns: 3-9}",
            "number: {columns: 3-8}\n  checksum: {kind: xor-hex, covers: 1-8, columns: 9}",
            "takes 2 column(s)"
        ),
        (
            "number: {columns: 3-9}",
            "number: {columns: 3-8}\n  checksum: {kind: xor, covers: 1-9, columns: 9}",
            "does not cover its own columns"
        ),
    ]

    @Test(arguments: mistakes)
    func strictLayouts(old: String, new: String, expected: String) {
        #expect(flagged.contains(old))
        let text = failure(flagged.replacing(old, with: new))
        #expect(text.contains(expected), "\(text)")
    }

    @Test func aLayoutBelongsToItsProtocol() {
        let text = profileText(flagged)
        let other = text.replacing("protocol: columns", with: "protocol: toledo-8217")
        #expect(parsingFailure(other).contains("unknown key 'layout'"))
        #expect(parsingFailure(text.replacing("layout:", with: "lay:")).contains("layout"))
    }

    static let open = """
        - length: 3
          number: {columns: 1-3, widest: 5}
        """

    @Test func severalWidthsNeedAnEnd() {
        #expect(failure(Self.open).contains("needs an end of the frame"))
        let many = "- {length: 5, number: {columns: 1-3, widest: 50}, fixed: {4: CR LF}}"
        #expect(failure(many).contains("48 layouts"))
    }

    static let cases: [(String, [String])] = [
        ("AS  1.250\r\n", [weight("stable", "1.250", 1_250_000)]),
        ("AU -0.450\r\n", [weight("moving", "-0.450", -450_000)]),
        ("AS  12   \r\n", [weight("stable", "12", 12_000_000)]),
        (
            "AU       \r\n",
            [
                #"{"device":"scale","state":"moving","value":null,"unit":"kg","mass_mg":null,"#
                    + #""net":false}"#
            ]
        ),
        // A fault needs no number, nor the right length.
        ("AO       \r\nAO\r\nAO -1.9\r\n", ["overload", "overload", "underload"].map(fault)),
        ("AS       \r\n", [bad("unexpected", "AS       \r\n")]),
        ("AS  1..50\r\n", [bad("unexpected", "AS  1..50\r\n")]),
        ("AS  1x250\r\n", [bad("unexpected", "AS  1x250\r\n")]),
        ("AS 1.25\r\n", [bad("length", "AS 1.25\r\n")]),
        ("AS  123.250\r\n", [bad("length", "AS  123.250\r\n")]),
        ("AX  1.250\r\n", [bad("unexpected", "AX  1.250\r\n")]),
        ("AS  1.2", [bad("no-terminator", "AS  1.2")]),
        (
            "AS  1.AS  1.250\r\n",
            [bad("unexpected", "AS  1."), weight("stable", "1.250", 1_250_000)]
        ),
        ("AS  1.AS", [bad("unexpected", "AS  1."), bad("no-terminator", "AS")]),
        (
            "\u{1}hello AS  1.250\r\n",
            [bad("unexpected", "\u{1}hello "), weight("stable", "1.250", 1_250_000)]
        ),
    ]

    @Test(arguments: cases)
    func framesAndTheirDamage(text: String, expected: [String]) throws {
        #expect(try lines(flagged, text) == expected)
    }

    @Test func unstableNeverCountsAsStable() throws {
        let text = String(repeating: "AU  1.250\r\n", count: 9)
        #expect(
            try lines(flagged, text)
                == Array(repeating: weight("moving", "1.250", 1_250_000), count: 9))
    }

    @Test func aFrameWithoutStateHasToBeEqualFiveTimes() throws {
        let mixed = flagged + "\n- {length: 9, number: {columns: 1-7}, fixed: {8: CR LF}}"
        let plain = "  1.250\r\n"
        let text = String(repeating: plain, count: 4) + "AU  1.250\r\n" + plain
        #expect(try lines(mixed, text).allSatisfy { $0.contains("moving") })
        let five = String(repeating: plain, count: 5)
        #expect(try lines(mixed, five).last == weight("stable", "1.250", 1_250_000))
    }

    @Test func theRestOfABrokenNumberIsNoNumber() throws {
        let loose = "- {length: 5, number: {columns: 1-3, widest: 9}, fixed: {4: CR LF}}"
        let broken = ["1x.250\r\n", "1\u{11}2.50\r\n", "12..5\r\n", "1 2.50\r\n"]
        for text in broken { #expect(try lines(loose, text) == [bad("unexpected", text)]) }
        #expect(try lines(loose, "x12.50\r\n").last == weight("moving", "12.50", 12_500_000))
    }

    @Test func numbersInOtherShapes() throws {
        let digit = """
            - length: 8
              fixed: {1: "'='"}
              number: {columns: 2-6, decimals_column: 8}
              sign: 7
            """
        #expect(try lines(digit, "=01250-3") == [weight("moving", "-1.250", -1_250_000)])
        #expect(try lines(digit, "=0125003") == [weight("moving", "1.250", 1_250_000)])
        #expect(try lines(digit, "=01.5003").first?.contains("malformed") == true)
        let reversed = """
            - length: 9
              fixed: {1: "'='"}
              number: {columns: 2-9, reversed: true}
            """
        #expect(try lines(reversed, "=000.3000") == [weight("moving", "3.000", 3_000_000)])
        #expect(try lines(reversed, "=00.1000-") == [weight("moving", "-1.00", -1_000_000)])
    }

    static let checks: [(String, String)] = [
        ("xor, covers: 2-4, columns: 5", "=1.23"), ("sum-7, covers: 1-4, columns: 5", "=1.2\u{2E}"),
    ]

    @Test func checksums() throws {
        for (check, text) in Self.checks {
            let layout = """
                - length: 5
                  fixed: {1: "'='"}
                  number: {columns: 2-4}
                  checksum: {kind: \(check)}
                """
            var bytes = Array(text.utf8)
            let covered = check.hasPrefix("xor") ? bytes[1..<4] : bytes[0..<4]
            bytes[4] =
                check.hasPrefix("xor")
                ? covered.reduce(0, ^) : (0x80 - covered.reduce(0, &+) & 0x7F) & 0x7F
            let profile = try columnProfile(layout)
            #expect(decodeBurst(profile, bytes) == [weight("moving", "1.2", 1_200_000)])
            bytes[4] ^= 1
            #expect(decodeBurst(profile, bytes).first?.contains("checksum") == true)
        }
    }

    @Test func polls() throws {
        let profile = try columnProfile(flagged, scale: "poll: \"'P' CR LF\"")
        #expect(profile.poll?.bytes == Array("P\r\n".utf8))
        #expect(profile.poll?.onlyWhenWanted == false)
        #expect(try columnProfile(flagged).poll == nil)
        let data = CheckoutFiles.data
        let adam = try data.profile(id: "scales/adam-azextra")
        #expect(adam.poll?.onlyWhenWanted == true)
        #expect(adam.scale?.beepsWhenPolled == true)
        #expect(adam.poll?.minimumGapMilliseconds == 5000)
        #expect(try data.profile(id: "scales/generic-mt-sics").poll?.bytes == Array("SI\r\n".utf8))
        #expect(try data.profile(id: "scales/generic-sma").poll?.bytes == Array("\nW\r".utf8))
        #expect(failure(flagged, scale: "poll: \"\"").contains("a poll has 1…32 bytes"))
        // Asked so seldom that a silence lies between two answers, five in a row would never come.
        let seldom = "poll: \"'P' CR LF\"\n  poll_gap_ms: 900"
        let flagless = flagged.split(separator: "\n")
            .map { $0.contains("state:") ? "  any: [2]" : $0 }.joined(separator: "\n")
        #expect(failure(flagless, scale: seldom).contains("five equal answers"))
        #expect(failure(flagged, scale: seldom) == "no error")
        let once = seldom + "\n  answers_new_weights_only: true"
        #expect(failure(flagless, scale: once) == "no error")
    }

    /// An overload of this scale cannot be told from an empty pan: neither is ever a weight.
    @Test func falseZerosAreNoWeights() throws {
        let profile = try CheckoutFiles.data.profile(id: "scales/generic-dibal")
        for text in ["S00.000\r", "U00.000\r", "S 00.000\r"] {
            #expect(decodeBurst(profile, Array(text.utf8)) == [fault("overload")])
        }
        #expect(decodeBurst(profile, Array("S-00.000\r".utf8)) == [fault("underload")])
        let small = decodeBurst(profile, Array("S00.005\r".utf8))
        #expect(small == [weight("stable", "0.005", 5_000)])
    }
}
