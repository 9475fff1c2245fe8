import SeededRandom
import StrictYAML
import Testing

private enum Color: String, CaseIterable { case red, green }

private func root(_ text: String) throws -> YAMLNode {
    try YAMLDocument(text: text, file: "x.yaml").root
}

private func failure(_ text: String, _ body: (YAMLNode) throws -> Void) -> String {
    do {
        try body(try root(text))
        return "no error"
    } catch {
        return "\(error)"
    }
}

@Suite struct YAMLDocumentTests {
    @Test func readsWhatIsWritten() throws {
        let text = """
            name: 村站
            code: 0123
            baud: 9600
            price: -12.50
            on: true
            color: green
            tags: [a, "b: c"]
            line:
              data: 8
            """
        try root(text).mapping { m in
            #expect(try m.string("name") == "村站")
            #expect(try m.string("code") == "0123")
            #expect(try m.int("baud", in: 1...10_000) == 9600)
            #expect(try m.decimal("price") == "-12.50")
            #expect(try m.bool("on", absent: false))
            #expect(try m.choice("color", Color.self) == .green)
            #expect(try m.strings("tags") == ["a", "b: c"])
            #expect(try m.optionalString("absent") == nil)
            #expect(try m.optionalInt("absent", in: 0...1) == nil)
            let bits = try m.required("line").mapping { try $0.int("data", in: 7...8) }
            #expect(bits == 8)
        }
    }

    @Test func openMappingKeepsOrderAndPlaces() throws {
        let entries = try root("\"04\": b\n\"01\": a").entries()
        #expect(entries.map(\.key) == ["04", "01"])
        #expect(entries.map(\.keyNode.line) == [1, 2])
    }

    private static let hint =
        "; look at the indentation, and for a quote or bracket that is not closed here or further up"

    static let mistakes: [(String, String)] = [
        ("boud: 9600", "x.yaml:1:1: unknown key 'boud', nearest is 'baud'"),
        ("a: 1\nbaud: 9600\nbuad: 1", "x.yaml:1:1: unknown key 'a', known here: baud"),
        ("baud: 9600\n  \nzzzzzzzz: 1", "x.yaml:3:1: unknown key 'zzzzzzzz', known here: baud"),
        ("other: 1", "x.yaml:1:1: key 'baud' is missing"),
        (
            "baud: 0123",
            "x.yaml:1:7: '0123' has leading zeros; quote it if it is a code, not a number"
        ),
        ("baud: 12:30", "x.yaml:1:7: expected a whole number, found '12:30'"),
        (
            "baud: \"12\"",
            "x.yaml:1:7: expected a whole number without quotes, found '12' in quotes"
        ),
        ("baud: 10001", "x.yaml:1:7: 10001 is out of range 1…10000"),
        (
            "baud: 99999999999999999999",
            "x.yaml:1:7: expected a whole number, found '99999999999999999999'"
        ),
        ("baud:", "x.yaml:1:6: no value is given; write one, or leave the key out"),
        ("baud: [1]", "x.yaml:1:7: expected text, found a list"),
        ("[baud]", "x.yaml:1:1: expected keys and values, found a list"),
        ("", "x.yaml:1:1: the file is empty"),
        ("baud: 1\nbaud: 2", "x.yaml:1:1: key 'baud' is written more than once"),
        (
            "baud: &a 1",
            "x.yaml:1:7: anchors and aliases (& and *) are refused; write the value out"
        ),
        (
            "baud: !!int 1",
            "x.yaml:1:7: tags (! and !!) are refused; what a value is follows from its key"
        ),
        (
            "!x {baud: 1}",
            "x.yaml:1:1: tags (! and !!) are refused; what a value is follows from its key"
        ),
        ("baud: *a", "x.yaml:1:7: anchors and aliases (& and *) are refused; write the value out"),
        ("<<: {baud: 1}", "x.yaml:1:1: a key must be a single word or text"),
        ("baud: 1\n---\nbaud: 2", "x.yaml:2:1: not YAML: but found another document" + hint),
        ("baud: [1", "x.yaml:2:1: not YAML: did not find expected ',' or ']'" + hint),
        ("a:\n\tb: 1", "x.yaml:2:1: not YAML: the line is indented with a tab; use spaces"),
    ]

    @Test(arguments: mistakes)
    func namesThePlace(text: String, expected: String) {
        let found = failure(text) { node in
            try node.mapping { _ = try $0.int("baud", in: 1...10_000) }
        }
        #expect(found == expected)
    }

    @Test(arguments: ["NO", "yes", "on", "True", "1"])
    func boolsAreNeverGuessed(word: String) {
        #expect(
            failure("a: \(word)") { try $0.mapping { _ = try $0.bool("a", absent: true) } }
                == "x.yaml:1:4: expected true or false, found '\(word)'")
    }

    @Test(arguments: ["1.", ".5", "1e3", "01.5", "0x1", "1_000", "1.5.2", "--1", "1:30"])
    func decimalsAreStrict(word: String) {
        #expect(
            failure("a: \(word)") { try $0.mapping { _ = try $0.decimal("a") } }
                == "x.yaml:1:4: expected a decimal number such as 12.50, found '\(word)'")
    }

    @Test func choiceListsAllWords() {
        #expect(
            failure("a: blue") { try $0.mapping { _ = try $0.choice("a", Color.self) } }
                == "x.yaml:1:4: 'blue' is not one of red, green")
    }

    @Test func innermostUnknownKeyIsNamed() {
        let found = failure("line:\n  boud: 1\nsettle: 2") { node in
            try node.mapping { m in
                try m.required("line").mapping { _ = try $0.int("baud", in: 1...9) }
                _ = try m.optionalInt("settle", in: 1...9)
            }
        }
        #expect(found == "x.yaml:2:3: unknown key 'boud', nearest is 'baud'")
    }

    @Test(arguments: ["a: 'text *x'", "# see *x\na: 1", "a: 5 *3", "a: [\"*x\"]"])
    func starsInTextAreNoAliases(text: String) throws {
        _ = try root(text)
    }

    @Test func depthIsBounded() {
        for (open, close) in [("[", "]"), ("- ", ""), ("{a: ", "}")] {
            for depth in [30, 900, 5_000, 100_000] {
                let text =
                    String(repeating: open, count: depth) + "1"
                    + String(repeating: close, count: depth)
                #expect(throws: YAMLError.self) { try YAMLDocument(text: text, file: "x") }
            }
        }
    }

    @Test func aliasBombEndsAtOnce() {
        var text = "a0: &a0 [1, 1]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? [*a40]\n: 1\n"
        #expect(throws: YAMLError.self) { try YAMLDocument(text: text, file: "x") }
    }

    /// The aliases stand in a line that begins inside quotes opened on the line before.
    @Test func aliasBombBehindQuotesEndsAtOnce() {
        var text = "a0: [&a0 [1, 1], \"\n'\", '\"']\n"
        for level in 1...40 {
            let below = "*a\(level - 1)"
            text += "a\(level): [\"\n'\", &a\(level) [\(below), \(below)], \"'\"]\n"
        }
        text += "b: [\"\n'\", {? [*a40] : 1, ? [*a40, 1] : 2}, \"'\"]\n"
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(text: text, file: "x") }
        #expect(error?.description.contains("anchors and aliases") == true)
    }

    @Test(arguments: [
        "a: \"\n'\"\nb: *x", "a: \"x\n  y\"\nb: [\"\n '\", *x, \"'\"]", "? *x\n: 1", "- - *x",
        "a: !!str *x", "{*x : 1}",
    ])
    func aliasesAreFoundWhereverTheyStand(text: String) {
        let found = failure(text) { _ in }
        #expect(found.contains("anchors and aliases") || found.contains("not YAML"), "\(found)")
        #expect(!found.contains("undefined alias"), "\(found)")
    }

    @Test(arguments: ["a: \"x\n *y\"", "a: >\n  see\n  *y", "a: |\n  - *y\n", "a: 'x\n  *y'"])
    func starsInLongTextsAreNoAliases(text: String) throws {
        _ = try root(text)
    }

    @Test func sizeIsBounded() {
        let text = "a: " + String(repeating: "x", count: YAMLDocument.longestText)
        #expect(throws: YAMLError.self) { try YAMLDocument(text: text, file: "x") }
    }

    @Test func mutilatedTextNeverCrashes() {
        let text =
            "a: {b: [1, \"x\", 'y'], ? c : |\n  text\n}\n- &x !!str z\n%YAML 1.1\n---\n\u{0}é村"
        var random = SeededGenerator(seed: 20_261_121)
        for _ in 0..<3_000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] = UInt8.random(in: 0...127, using: &random)
            }
            let mutilated = String(decoding: bytes, as: UTF8.self)
            _ = try? YAMLDocument(text: mutilated, file: "x")
        }
    }
}
