import DeviceProtocols
import SeededRandom
import Testing

@testable import Labels

@Suite struct PrinterTextTests {
    /// Content as it never should be, and seeded mixtures of it.
    static let hostile: [String] = {
        var generator = SeededGenerator(seed: 20_261_121)
        let pieces = [
            "\"", "\\", "\\[\"]", "\r\n", "\n", "\0", "\u{1B}!R", "\u{1B}!?", "PRINT 9,9", "CLS",
            "乗", "乗[\"]", "㛃", "𠮷", "村民甲", "]", "[", ",", "\u{7F}", "\u{85}", "\u{2028}",
            "\u{202E}", "\u{E000}", "~!T", "👵🏽", "é", "…", "　",
        ]
        return pieces
            + (0..<300).map { _ in
                (0..<Int.random(in: 1...8, using: &generator))
                    .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            }
    }()

    /// By number: the contents themselves would spoil the test's output.
    @Test(arguments: hostile.indices)
    func nothingBreaksOutOfAString(number: Int) throws {
        let content = Self.hostile[number]
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        for field in ["pickup_code", "station", "receiver", "phone_tail", "courier", "date"] {
            data[field] = .text(content)
        }
        let label = try template.render(fields: data, for: try Fixtures.printer())
        let lines = label.bytes.split(separator: 0x0A, omittingEmptySubsequences: true)
        for line in lines {
            #expect(line.last == 0x0D)
            #expect(line.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7F })
            let known = ["SIZE", "GAP", "DIRECTION", "REFERENCE", "CLS", "TEXT", "BAR", "PRINT"]
            #expect(known.contains { line.starts(with: $0.utf8) })
            let quotes = line.count { $0 == 0x22 }
            #expect(quotes == (line.starts(with: "TEXT".utf8) ? 4 : quotes))
            // Neither an escape nor an escaped closing quote for printers that look at single bytes.
            for (byte, next) in zip(line, line.dropFirst()) where byte == 0x5C {
                #expect(next != 0x5B && next != 0x22)
            }
        }
        #expect(lines.count { $0.starts(with: "PRINT".utf8) } == 1)
    }

    @Test(arguments: [
        ("村民甲", "村民甲", false, 0), ("a\"b", "a”b", true, 0), ("a\\b", "a＼b", true, 0),
        ("a\r\nb", "a b", true, 0), ("㛃", "〓", false, 1), ("𠮷x", "〓x", false, 1),
        ("乗", "乗 ", false, 0), ("乗[", "乗［", false, 0), ("", "", false, 0),
    ])
    func charactersOfPrinterFonts(raw: String, text: String, replaced: Bool, missing: Int) {
        let clean = PrinterText(raw, encoding: .gb18030)
        #expect(clean.text == text)
        #expect(clean.wasReplaced == replaced)
        #expect(clean.missing.count == missing)
    }

    @Test(arguments: ["a\"b", "a\\b", "村", "a\nb", "", String(repeating: "1", count: 81)])
    func symbolsRefuseWhatTheyCannotHold(content: String) throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["pickup_barcode"] = .text(content)
        #expect(throws: LabelError.symbolContent(element: 9)) {
            try template.render(fields: data, for: try Fixtures.printer())
        }
    }
}
