import DataFolder
import DeviceProtocols
import Testing

private func bad(_ reason: String, _ text: String) -> String {
    #"{"device":"scale","malformed":"\#(reason)","bytes":"\#(ByteNotation.hexText(text.utf8))"}"#
}

private func malformed(_ id: String, _ text: String) throws -> [String] {
    let profile = try CheckoutFiles.data.profile(id: id)
    return decodeBurst(profile, Array(text.utf8)).filter { $0.contains("malformed") }
}

@Suite struct BalanceFormatTests {
    static let balance: [(String, [String])] = [
        ("S S 1.25 xx\r\n", [bad("unexpected", "S S 1.25 xx\r\n")]),
        ("S S 1.25 mg\r\n", [bad("unexpected", "S S 1.25 mg\r\n")]),
        ("S S      1.25\r\n", [bad("length", "S S      1.25\r\n")]),
        ("S S\r\n", [bad("length", "S S\r\n")]),
        ("S S1.25 g\r\n", [bad("unexpected", "S S1.25 g\r\n")]),
        ("S S 1.25g\r\n", [bad("unexpected", "S S 1.25g\r\n")]),
        ("S X 1.25 g\r\n", [bad("unexpected", "S X 1.25 g\r\n")]),
        ("hello\r\n", [bad("unexpected", "hello\r\n")]),
        ("S S  1.2S S  1.25 g\r\n", [bad("unexpected", "S S  1.2")]),
        ("S S  1.2S S  1", [bad("unexpected", "S S  1.2"), bad("no-terminator", "S S  1")]),
        ("E", [bad("no-terminator", "E")]),
        ("I4 A \"00", [bad("no-terminator", "I4 A \"00")]),
        ("I4 A \"0000000001\"\r\nTA A 0.00 g\r\nZ A\r\nI2 A \"AT201 210.1 g\"\r\n", []),
    ]

    @Test(arguments: balance)
    func brokenAnswersOfABalance(text: String, expected: [String]) throws {
        #expect(try malformed("scales/generic-mt-sics", text) == expected)
    }

    @Test(arguments: ["ES", "ET", "EL"])
    func errorsAreFaults(code: String) throws {
        let profile = try CheckoutFiles.data.profile(id: "scales/generic-mt-sics")
        let lines = decodeBurst(profile, Array("\(code)\r\n".utf8))
        #expect(lines.count == 1 && lines[0].contains(#""state":"fault","value":null"#))
    }

    @Test func anEndlessAnswerIsBounded() throws {
        let profile = try CheckoutFiles.data.profile(id: "scales/generic-mt-sics")
        var decoder = try #require(profile.scaleDecoder())
        let noise = Array("I4 A \"".utf8) + [UInt8](repeating: 0x49, count: 100_000)
        for item in decoder.feed(noise[...]) {
            guard case .malformed(let malformed) = item else {
                Issue.record("a weight out of noise")
                return
            }
            #expect(malformed.bytes.count <= 256)
        }
        let after = decoder.feed(Array("\r\nS S 1.25 g\r\n".utf8)[...])
        #expect(after.contains { if case .message = $0 { true } else { false } })
    }

    static let standard: [(String, [String])] = [
        ("\n 1G   1.2kg \r", [bad("length", "\n 1G   1.2kg \r")]),
        (
            "\n 1G       1234567.125kg \r",
            [bad("length", "\n 1G       1234567.125kg \r")]
        ),
        ("\n 1G       5x025kg \r", [bad("unexpected", "\n 1G       5x025kg \r")]),
        ("\n 1G       5.025st \r", [bad("unexpected", "\n 1G       5.025st \r")]),
        ("\n 1G  ----------kg \r", [bad("unexpected", "\n 1G  ----------kg \r")]),
        ("\n 1X       5.025kg \r", [bad("unexpected", "\n 1X       5.025kg \r")]),
        ("\n 1G   5.0\n 1G       5.025kg \r", [bad("unexpected", "\n 1G   5.0")]),
        ("\nMFG:Sartorius\r\nTYP:S\r\nSN_:148388723\r\nEND:\r", []),
        ("\nMFG", [bad("no-terminator", "\nMFG")]),
        ("\nMFG=x\r", [bad("unexpected", "\nMFG=x\r")]),
        ("\n\n?\r", [bad("unexpected", "\n")]),
    ]

    @Test(arguments: standard)
    func brokenAnswersOfTheStandard(text: String, expected: [String]) throws {
        #expect(try malformed("scales/generic-sma", text) == expected)
    }
}
