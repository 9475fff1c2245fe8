import DeviceProtocols
import StrictYAML
import Testing

@testable import Labels

@Suite struct LabelTemplateTests {
    @Test(arguments: Fixtures.templateNames, [203, 300])
    func shippedTemplatesFitTheirSamples(name: String, dpi: Int) throws {
        let template = try Fixtures.template(name)
        #expect(try Fixtures.renderer(template, Fixtures.printer(dpi: dpi)).check() == [])
        #expect(template.name == name)
    }

    @Test func pickupLabelAsNativeCommands() throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["reprint"] = false
        let label = try Fixtures.renderer(template).render(data)
        let text = try #require(GB18030.decode(label.bytes))
        let expected = """
            SIZE 60 mm,40 mm
            GAP 2 mm,0 mm
            DIRECTION 1
            REFERENCE 0,0
            CLS
            TEXT 47,12,"3",0,3,3,"3-2-0017"
            TEXT 48,12,"3",0,3,3,"3-2-0017"
            BAR 16,90,448,2
            TEXT 16,96,"TSS24.BF2",0,1,1,"示例县甲镇乙村服务点"
            TEXT 16,128,"TSS24.BF2",0,1,1,"收 村*甲"
            TEXT 17,128,"TSS24.BF2",0,1,1,"收 村*甲"
            TEXT 355,128,"TSS24.BF2",0,1,1,"尾号 0017"
            TEXT 356,128,"TSS24.BF2",0,1,1,"尾号 0017"
            TEXT 16,160,"TSS24.BF2",0,1,1,"中通快递 …5896"
            TEXT 384,160,"3",0,1,1,"11-21"
            BARCODE 51,192,"128",80,0,0,2,2,"CZP-3-2-0017-G"
            TEXT 128,280,"3",0,1,1,"CZP-3-2-0017-G"
            PRINT 1,1

            """
        #expect(text.replacing("\r\n", with: "\n") == expected)
        #expect(label.findings == [])
    }

    @Test func reprintIsMarkedAndCopiesAreCounted() throws {
        let template = try Fixtures.template("pickup-60x40")
        let label = try Fixtures.renderer(template).render(template.sample, copies: 3)
        let text = try #require(GB18030.decode(label.bytes))
        #expect(text.contains("\"补打\""))
        #expect(text.hasSuffix("PRINT 3,1\r\n"))
    }

    @Test func oneJobIsBounded() throws {
        let sheet = try Fixtures.template("carrier-sheet-100x150")
        var data = sheet.sample
        let rows = try #require(
            data.first { if case .rows = $0.value { true } else { false } }?.key)
        guard case .rows(let some) = data[rows], let row = some.first else { return }
        data[rows] = .rows(Array(repeating: row, count: 100))
        let renderer = try Fixtures.renderer(sheet)
        let labels = try renderer.render(data).labels
        #expect(labels > 1 && labels < 999)
        let most = 999 / labels
        #expect(try renderer.render(data, copies: most).labels == labels * most)
        #expect(throws: LabelError.tooMany(labels: labels * (most + 1), most: 999)) {
            try renderer.render(data, copies: most + 1)
        }
        // A receipt printer is told each copy anew.
        let slip = try Fixtures.template("certificate-60x80")
        let receipts = try Fixtures.renderer(slip, Fixtures.profile("printers/generic-escpos"))
        let one = try receipts.render(slip.sample).bytes.count
        #expect(one * 999 > 16 << 20)
        #expect(throws: LabelError.tooManyBytes(most: 16 << 20)) {
            try receipts.render(slip.sample, copies: 999)
        }
        #expect(try receipts.render(slip.sample, copies: 3).bytes.count == 3 * one)
    }

    @Test func longTextIsShrunkThenCut() throws {
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        data["pickup_code"] = "999-99-9999 999-99-9999"
        data["station"] = .text(String(repeating: "村", count: 40))
        let label = try Fixtures.renderer(template).render(data)
        #expect(label.findings.map(\.kind) == [.shrunk, .cut])
        let text = try #require(GB18030.decode(label.bytes))
        #expect(text.contains("\"" + String(repeating: "村", count: 14) + "…\""))
    }

    private static let good = """
        title: t
        size: {width: 60, height: 40}
        fields:
          - {name: name, meaning: m, sample: s}
          - {name: again, meaning: m, flag: true, sample: true}
          - {name: list, meaning: m, rows: [{name: what, meaning: m}], sample: [{what: a}]}
        elements:
          - {line: true, at: [1, 1], width: 10, height: 0.25}
          - {text: "{name}", at: [1, 2], width: 10, height: 3, when: again}
          - {box: 0.25, at: [0, 0], width: 60, height: 40}
          - {qr: "{name}", at: [20, 2], width: 15, height: 15, level: M, module: 0.25}
          - {rows: list, most: 2, at: [1, 20], width: 10, height: 4, elements: [
              {text: "{what}", at: [0, 0], width: 10, height: 3, smallest: 2}]}

        """

    /// What is changed, into what, in which line the mistake is told, and a word of it.
    @Test(arguments: [
        ("size: {width: 60, height: 40}", "size: {width: 60, heigth: 40}", 2, "'height'"),
        ("size: {width: 60", "size: {width: 0", 2, "above 0"),
        ("size: {width: 60", "size: {width: -60", 2, "no length"),
        ("size: {width: 60", "size: {width: 6000", 2, "at most 1000"),
        ("size: {width: 60", "size: {width: 60mm", 2, "decimal"),
        ("title: t\n", "title: t\nroll: {width: 72}\n", 2, "not both"),
        ("title: t", "titel: t", 1, "'titel', nearest is 'title'"),
        ("fields:", "feilds:", 3, "'feilds', nearest is 'fields'"),
        ("title: t", "title: t\ntitle: u", 1, "more than once"),
        ("name: again", "name: name", 5, "more than once"),
        ("name: again", "name: Again", 5, "a-z"),
        ("name: again", "name: page", 1, "by itself"),
        ("flag: true, sample: true", "flag: true, sample: ja", 5, "true or false"),
        ("sample: s}", "sample: s, person: nmae}", 4, "name"),
        ("sample: s}", "smaple: s}", 4, "'sample'"),
        ("[{name: what, meaning: m}]", "[]", 6, "at least one"),
        (
            "[{name: what, meaning: m}]", "[{name: what, meaning: m}, {name: what, meaning: n}]", 6,
            "more than once"
        ),
        ("sample: [{what: a}]", "sample: [{waht: a}]", 6, "'what'"),
        ("{line: true", "{line: false", 8, "line: true"),
        ("{line: true", "{lien: true", 8, "'line'"),
        ("at: [1, 1]", "at: [1]", 8, "[x, y]"),
        ("at: [1, 1], width: 10", "at: [1, 1], width: 0", 8, "above 0"),
        ("height: 0.25", "height: 0.25, when: again, unless: again", 8, "not both"),
        ("height: 0.25", "height: 0.25, turn: 45", 8, "0, 90, 180"),
        ("\"{name}\", at: [1", "\"{nmae}\", at: [1", 9, "'name'"),
        ("\"{name}\", at: [1", "\"{name\", at: [1", 9, "brace"),
        ("\"{name}\", at: [1", "\"{again}\", at: [1", 9, "'again'"),
        ("when: again", "when: agian", 9, "'again'"),
        ("width: 10, height: 3, w", "width: 10.12345, height: 3, w", 9, "three decimals"),
        ("text: \"{name}\"", "text: \"{name}\", qr: \"{name}\"", 9, "exactly one"),
        ("height: 3, when", "height: 3, size: 4, when", 9, "lines do not fit"),
        ("height: 3, when", "height: 3, lines: 2, when", 9, "size"),
        ("height: 3, when", "height: 3, grow: true, when", 9, "roll"),
        ("height: 3, when", "height: 0.5, when", 9, "at least 1 mm"),
        ("height: 3, when", "height: 3, align: centre, when", 9, "center"),
        ("level: M", "level: X", 11, "L, M, Q, H"),
        ("module: 0.25", "module: 0", 11, "above 0"),
        ("rows: list, m", "rows: lsit, m", 12, "'list'"),
        ("most: 2, ", "", 12, "most"),
        ("smallest: 2", "smallest: 4", 13, "smallest"),
        ("smallest: 2", "smallest: 0", 13, "smallest"),
        ("  - {box", "\t- {box", 10, "tab"),
        ("{box: 0.25,", "{box: 0.25", 10, "not YAML"),
    ])
    func mistakesAreRefusedWithTheirPlace(
        right: String, wrong: String, line: Int, word: String
    ) throws {
        _ = try LabelTemplate.parse(Self.good, file: "t.yaml")
        let bad = Self.good.replacing(right, with: wrong)
        try #require(bad != Self.good)
        let error = try #require(
            #expect(throws: YAMLError.self) { try LabelTemplate.parse(bad, file: "t.yaml") })
        #expect(error.message.contains(word), "\(error)")
        #expect(error.file == "t.yaml" && error.line == line, "\(error)")
        #expect(error.chineseMessage.unicodeScalars.contains { $0.value > 0x3000 }, "\(error)")
    }

    /// One mistake in a template that is right otherwise, and the finding it gives.
    @Test(arguments: [
        ("text: 村民", "text: 村民村民村民村民村民村民", LabelFinding.Kind.cut),
        ("text: 村民", "text: 村民村民", .shrunk), ("text: 村民", "text: \"村民\u{10FFFD}\"", .notInFont),
        ("text: 村民", "text: \"村\\a\"", .cleaned),
        ("at: [2, 2], width: 12", "at: [50, 2], width: 12", .outside),
        ("at: [0, 0], width: 56", "at: [0, 0], width: 57", .outside),
        ("height: 3, bold: true", "height: 5, bold: true", .outside),
        ("at: [2, 8]", "at: [2, 4]", .overlap), ("at: [1, 1]", "at: [4, 1]", .overlap),
        (", when: seen", "", .unusedField),
        ("at: [20, 2]", "at: [13, 2]", .quietZone), ("at: [1, 1]", "at: [21, 1]", .quietZone),
        ("module: 0.25", "module: 1", .smallModule), ("qr: CZ", "qr: 村", .unprintable),
        ("width: 15, height: 15", "width: 2, height: 2", .unprintable),
        ("picture: certificate-mark", "picture: none", .unprintable),
        ("sample: s}", "sample: 电话12012345678}", .unprintable),
    ])
    func eachMistakeIsFound(right: String, wrong: String, kind: LabelFinding.Kind) throws {
        let good = """
            title: t
            size: {width: 60, height: 40}
            fields:
              - {name: seen, meaning: m, sample: s}
              - {name: list, meaning: m, rows: [{name: what, meaning: m}], sample: [{what: a}]}
            elements:
              - {box: 0.25, at: [1, 1], width: 58, height: 38}
              - {text: 村民, at: [2, 2], width: 12, height: 4, smallest: 2.5}
              - {line: true, at: [2, 8], width: 10, height: 0.25, when: seen}
              - {qr: CZ, at: [20, 2], width: 15, height: 15, module: 0.25}
              - {picture: certificate-mark, at: [40, 2], width: 5, height: 5}
              - {rows: list, most: 2, at: [2, 20], width: 56, height: 4, elements: [
                  {text: "{what}", at: [0, 0], width: 56, height: 3, bold: true}]}
            """
        let printer = try Fixtures.printer("zpl")
        let bad = good.replacing(right, with: wrong)
        try #require(bad != good)
        let clean = try LabelTemplate.parse(good, file: "t.yaml")
        #expect(try Fixtures.renderer(clean, printer).check() == [])
        let template = try LabelTemplate.parse(bad, file: "t.yaml")
        let findings = try Fixtures.renderer(template, printer).check()
        #expect(findings.map(\.kind).contains(kind), "\(findings)")
        #expect(findings.allSatisfy { $0.chineseMessage != $0.message })
    }

    @Test func checkFindsWhatIsWrong() throws {
        let text = """
            title: t
            size: {width: 30, height: 20}
            fields:
              - {name: a, meaning: m, sample: 一二三四五六七八九十一二}
              - {name: unused, meaning: m, sample: s}
              - {name: code, meaning: m, sample: CZP-3-2-0017-G}
            elements:
              - {text: "{a}", at: [1, 1], width: 20, height: 3}
              - {text: "{a}", at: [15, 3], width: 20, height: 3}
              - {code128: "{code}", at: [1, 10], width: 29, height: 8}
            """
        let template = try LabelTemplate.parse(text, file: "t.yaml")
        let kinds = Set(try Fixtures.renderer(template).check().map(\.kind))
        #expect(kinds == [.outside, .overlap, .unusedField, .cut, .smallModule])
    }

    @Test func missingAndMistypedDataIsRefused() throws {
        let template = try Fixtures.template("pickup-60x40")
        let renderer = try Fixtures.renderer(template)
        var data = template.sample
        data["station"] = nil
        #expect(throws: LabelError.missingField("station")) {
            try renderer.render(data)
        }
        data = template.sample
        data["reprint"] = "yes"
        #expect(throws: LabelError.wrongKind(field: "reprint")) {
            try renderer.render(data)
        }
    }
}
