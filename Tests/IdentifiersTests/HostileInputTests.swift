import Foundation
import Identifiers
import SeededRandom
import Testing

@Suite struct HostileInputTests {
    static let pieces = [
        "]C1", "]E0", "]Q3", "\u{1D}", "(01)", "(10)", "[21]", "01", "02", "00", "10", "21", "17",
        "3103", "37",
        "09501101530003", "123456789012345675", "https://a/", "/01/", "/10/", "?17=", "&", "%41",
        "%", "%zz", "#",
        "CZP-", "CZC-", "CZT-", "CZD-", "3-2-0017", "-K", "JDV", "SF", "RB", "GB", "村民甲", "\u{0}",
        "\\", "\"", "\n",
        "\u{301}", "\u{202E}", "😀", " ", "-", "7", "1240921381750",
    ]

    @Test(arguments: UInt64(0)..<8)
    func randomBytesNeverCrash(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            try check(String(decoding: bytes, as: UTF8.self), seed)
        }
    }

    @Test(arguments: UInt64(100)..<108)
    func randomPiecesNeverCrash(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let count = Int.random(in: 1...8, using: &random)
            try check(
                (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined(),
                seed)
        }
    }

    /// The line is JSON with exactly the promised keys, and the input comes back from it.
    private func check(_ text: String, _ seed: UInt64) throws {
        let found = identify(text)
        let line = found.jsonLine
        #expect(!line.utf8.contains { $0 < 0x20 }, "seed \(seed): \(line)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            "seed \(seed): \(line)")
        #expect(Set(object.keys) == ["input", "kind", "elements", "candidates", "error"])
        let input = try #require(object["input"] as? String)
        #expect(Array(input.utf8) == Array(text.utf8), "seed \(seed): \(line)")
        if let at = found.error?.at {
            #expect(at >= 0 && at <= text.utf8.count, "seed \(seed): \(line)")
        }
        #expect(found.candidates.map(\.rank) == (0..<found.candidates.count).map { $0 + 1 })
        _ = (Mask.name(text), Mask.phone(text), Mask.waybill(text), Mask.address(text))
        _ = (PickupCode(text), TraceCode(text), DivisionCode(text), S10(text), AIMIdentifier(text))
    }

    /// What is read again and again in a long input would take hours here, not seconds.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            "0", "(", "(01)", "(01)09501101530003", "]C1", "\u{1D}", "10A\u{1D}", "/01/",
            "https://a/01/", "%41", "&17=1",
            "村", "\u{301}", "-", "CZP-", "😀", "JD", " ", "\r\n", "]",
        ])
    func longInputIsReadOnce(_ piece: String) {
        let count = 400_000 / piece.utf8.count
        for start in ["", "]C1", "(01)", "https://a/"] {
            let text = start + String(repeating: piece, count: count)
            let found = identify(text)
            #expect(found.elements.count < 5000)
            #expect(found.candidates.isEmpty)
        }
        let text = String(repeating: piece, count: count)
        _ = (Mask.name(text), Mask.phone(text), Mask.waybill(text), Mask.address(text))
        _ = (
            PickupCode(text), PickupCode(barcode: text), TraceCode(text), DivisionCode(text),
            S10(text)
        )
        _ = (
            CheckDigits.isValidGS1(text), CheckDigits.gs1(of: text), CheckDigits.mod37_36(of: text)
        )
    }
}
