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
        for field in ["pickup_code", "station", "phone_tail", "courier", "date"] {
            data[field] = .text(content)
        }
        data["receiver"] = .text(content + "*")
        let label = try Fixtures.renderer(template).render(data)
        let lines = CommandLines(label.bytes).commands
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
        let lines = CommandLines(label.bytes)
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
        #expect(CommandLines(label.bytes).commands.allSatisfy { !$0.starts(with: "BARCODE".utf8) })
    }

    @Test(arguments: ["村", "", String(repeating: "1", count: 400)])
    func symbolsRefuseWhatTheyCannotHold(content: String) throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["pickup_barcode"] = .text(content)
        #expect(throws: LabelError.self) { try Fixtures.renderer(template).render(data) }
    }

    /// Names, places and remarks no form expects, a thousand of them from a seed.
    private static let awkward: [[String: LabelValue]] = {
        var random = SeededGenerator(seed: 4)
        let pieces =
            hostile.prefix(24) + [
                "^XZ^XA^FDx^FS", "~JA", "^", "_", "! 0 200 200 10 1", "PRINT", "ENDQR", "\u{1D}V0",
                "欧阳", "买买提·艾力", "Müller", "…", String(repeating: "很长", count: 30), "", " ",
            ]
        return (0..<1_000).map { _ in
            func content() -> LabelValue {
                .text(
                    (0..<Int.random(in: 0...4, using: &random))
                        .compactMap { _ in pieces.randomElement(using: &random) }.joined())
            }
            return [
                "station": content(), "courier": content(), "waybill_tail": content(),
                "date": content(),
            ]
        }
    }()

    @Test(
        "a thousand awkward labels break no language and inject no command",
        arguments: [
            "tspl", "zpl", "cpcl", "escpos",
        ])
    func thousand(language: String) throws {
        let template = try Fixtures.template("pickup-60x40")
        let renderer = try Fixtures.renderer(template, Fixtures.printer(language))
        let plain = Self.shape(try renderer.render(template.sample).bytes, language)
        for (number, content) in Self.awkward.enumerated() {
            let data = template.sample.merging(content) { _, new in new }
            let shape = Self.shape(try renderer.render(data).bytes, language)
            #expect(shape.verbs.isSubset(of: plain.verbs.union(Self.pictures)), "\(number)")
            #expect(shape.labels == 1, "\(number)")
        }
    }

    /// Commands a picture needs, whether or not the plain label has one.
    private static let pictures: Set<String> = ["BITMAP", "^GFA", "CG", "GS v", "ESC J"]

    /// The commands in some bytes, and how many labels they print: taken apart by the languages' own
    /// rules, pictures by their lengths.
    private static func shape(_ bytes: [UInt8], _ language: String) -> (
        verbs: Set<String>, labels: Int
    ) {
        switch language {
        case "zpl":
            let text = String(decoding: bytes, as: UTF8.self)
            let verbs = text.split { $0 == "^" || $0 == "~" }.map {
                "^" + $0.prefix($0.hasPrefix("GFA") ? 3 : 2)
            }
            return (Set(verbs), verbs.count { $0 == "^XZ" })
        case "escpos": return escpos(bytes)
        default: return lines(bytes)
        }
    }

    private static func lines(_ bytes: [UInt8]) -> (verbs: Set<String>, labels: Int) {
        var verbs: Set<String> = []
        var labels = 0
        for line in CommandLines(bytes).commands {
            let verb = String(decoding: line.prefix { $0 != 0x20 && $0 != 0x0D }, as: UTF8.self)
            verbs.insert(verb)
            if verb == "PRINT" { labels += 1 }
        }
        return (verbs, labels)
    }

    private static func escpos(_ bytes: [UInt8]) -> (verbs: Set<String>, labels: Int) {
        var verbs: Set<String> = []
        var labels = 0
        var index = 0
        while index + 1 < bytes.count {
            switch (bytes[index], bytes[index + 1]) {
            case (0x1B, 0x40):
                labels += 1
                index += 2
            case (0x1B, 0x4A): index += 3
            case (0x1D, 0x50): index += 4
            case (0x1D, 0x76):
                let width = Int(bytes[index + 4]) + Int(bytes[index + 5]) << 8
                let height = Int(bytes[index + 6]) + Int(bytes[index + 7]) << 8
                index += 8 + width * height
            default:
                verbs.insert("unknown \(bytes[index]) \(bytes[index + 1])")
                index += 2
            }
        }
        return (verbs, labels)
    }
}

/// TSPL or CPCL taken apart at its line ends, pictures by their length.
struct CommandLines {
    var commands: [ArraySlice<UInt8>] = []
    var pictures = 0

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            if let size = Self.bitmap(rest) ?? Self.graphics(rest) {
                pictures += 1
                rest = rest.dropFirst(size + 2)
                continue
            }
            commands.append(rest[...end])
            rest = rest[(end + 1)...]
        }
    }

    /// `BITMAP x,y,bytes,rows,mode,` and the rows (TSPL).
    private static func bitmap(_ command: ArraySlice<UInt8>) -> Int? {
        let parts = command.split(
            separator: UInt8(ascii: ","), maxSplits: 5, omittingEmptySubsequences: false)
        guard command.starts(with: "BITMAP".utf8), parts.count == 6 else { return nil }
        return size(parts[2], parts[3], data: parts[5], of: command)
    }

    /// `CG bytes rows x y ` and the rows (CPCL).
    private static func graphics(_ command: ArraySlice<UInt8>) -> Int? {
        let parts = command.split(separator: 0x20, maxSplits: 5, omittingEmptySubsequences: false)
        guard command.starts(with: "CG ".utf8), parts.count == 6 else { return nil }
        return size(parts[1], parts[2], data: parts[5], of: command)
    }

    private static func size(
        _ width: ArraySlice<UInt8>, _ height: ArraySlice<UInt8>, data: ArraySlice<UInt8>,
        of command: ArraySlice<UInt8>
    ) -> Int? {
        guard let width = Int(String(decoding: width, as: UTF8.self)),
            let height = Int(String(decoding: height, as: UTF8.self))
        else { return nil }
        return data.startIndex - command.startIndex + width * height
    }
}
