import DeviceProtocols
import SeededRandom
import Testing

@testable import Labels

@Suite struct AwkwardTextTests {
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
        let label = try Fixtures.renderer(template).render(data)
        let lines = TSPLLines(label.bytes).commands
        for line in lines {
            #expect(line.suffix(2) == [0x0D, 0x0A])
            #expect(line.dropLast(2).allSatisfy { $0 >= 0x20 && $0 != 0x7F })
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
        ("村民甲", true, false), ("a\"b", true, true), ("a\\b", true, true), ("a^b~_", true, true),
        ("㛃", true, true), ("𠮷x", true, true), ("乗", true, true), ("a\nb", true, false),
        ("ABC-1", true, false), ("\u{10FFFD}", false, false),
    ])
    func whatPrintersCannotDrawIsSentAsAPicture(
        text: String, isPrinted: Bool, isPicture: Bool
    ) throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["station"] = .text(text)
        let label = try Fixtures.renderer(template).render(data)
        let lines = TSPLLines(label.bytes)
        #expect(lines.pictures == (isPicture ? 1 : 0))
        #expect(label.findings.contains { $0.kind == .notInFont } == !isPrinted)
    }

    @Test(arguments: ["a\"b", "a\\b", "a\nb", "a>b", "a^b"])
    func symbolsThatPrintersCouldMisreadAreDrawn(content: String) throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["pickup_barcode"] = .text(content)
        let label = try Fixtures.renderer(template).render(data)
        #expect(!label.bytes.starts(with: "BARCODE".utf8))
        #expect(TSPLLines(label.bytes).commands.allSatisfy { !$0.starts(with: "BARCODE".utf8) })
    }

    @Test(arguments: ["村", "", String(repeating: "1", count: 400)])
    func symbolsRefuseWhatTheyCannotHold(content: String) throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["pickup_barcode"] = .text(content)
        #expect(throws: LabelError.self) { try Fixtures.renderer(template).render(data) }
    }
}

/// TSPL taken apart at its line ends, pictures by their length.
struct TSPLLines {
    var commands: [ArraySlice<UInt8>] = []
    var pictures = 0

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            if rest.starts(with: "BITMAP".utf8), let size = Self.size(of: rest) {
                pictures += 1
                rest = rest.dropFirst(size + 2)
                continue
            }
            commands.append(rest[...end])
            rest = rest[(end + 1)...]
        }
    }

    /// `BITMAP x,y,bytes,rows,mode,` and the rows.
    private static func size(of command: ArraySlice<UInt8>) -> Int? {
        let parts = command.split(
            separator: UInt8(ascii: ","), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, let width = Int(String(decoding: parts[2], as: UTF8.self)),
            let height = Int(String(decoding: parts[3], as: UTF8.self))
        else { return nil }
        return parts[5].startIndex - command.startIndex + width * height
    }
}
