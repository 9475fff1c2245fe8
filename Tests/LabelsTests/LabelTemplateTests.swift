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

    @Test(arguments: [
        ("size: {width: 60, height: 40}", "size: {width: 60, heigth: 40}", "heigth"),
        ("{line: true", "{line: false", "line: true"),
        ("\"{name}\"", "\"{nmae}\"", "nmae"),
        ("\"{name}\"", "\"{name\"", "brace"),
        ("when: again", "when: agian", "agian"),
        ("width: 10, height: 3", "width: 10.12345, height: 3", "length"),
        ("text: \"{name}\"", "text: \"{name}\", qr: \"{name}\"", "exactly one"),
    ])
    func mistakesAreRefusedWithTheirPlace(right: String, wrong: String, word: String) throws {
        let good = """
            title: t
            size: {width: 60, height: 40}
            fields:
              - {name: name, meaning: m, sample: s}
              - {name: again, meaning: m, flag: true, sample: true}
            elements:
              - {line: true, at: [1, 1], width: 10, height: 0.25}
              - {text: "{name}", at: [1, 2], width: 10, height: 3, when: again}
            """
        _ = try LabelTemplate.parse(good, file: "t.yaml")
        let bad = good.replacing(right, with: wrong)
        #expect(bad != good)
        let error = #expect(throws: YAMLError.self) {
            try LabelTemplate.parse(bad, file: "t.yaml")
        }
        #expect(error?.description.contains(word) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("t.yaml:") == true)
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
