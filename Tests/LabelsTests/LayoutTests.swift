import DeviceProtocols
import DotMatrix
import Testing

@testable import Labels

@Suite struct LayoutTests {
    private func layouts(
        _ text: String, _ fields: [String: LabelValue]? = nil
    ) throws -> (labels: [LabelLayout], findings: [LabelFinding]) {
        let template = try LabelTemplate.parse(text, file: "t.yaml")
        var composer = LabelComposer(
            template: template, fields: fields ?? template.sample,
            printer: try #require(try Fixtures.printer("zpl").printer),
            artist: try Fixtures.artist.get())
        return (try composer.compose(), composer.findings)
    }

    private func texts(_ layout: LabelLayout) -> [(text: String, x: Int, y: Int)] {
        layout.pieces.compactMap { piece in
            guard case .text(let text) = piece else { return nil }
            return (text.text, text.place.bounds.x, text.place.bounds.y)
        }
    }

    private static let list = """
        title: t
        MEDIUM
        fields:
          - name: items
            meaning: m
            rows: [{name: what, meaning: m}]
            sample: [{what: a}, {what: b}, {what: c}]
        elements:
          - {text: "{page}/{pages}", at: [1, 1], width: 20, height: 3}
          - {rows: items, MOSTat: [1, 5], width: 20, height: 4.1, elements: [
              {text: "{what}", at: [0, 0.5], width: 20, height: 3}]}
          - {text: end, at: [1, 20], width: 20, height: 3}
        """

    @Test func rowsThatDoNotFitGoOnTheNextLabel() throws {
        let text = Self.list.replacing("MEDIUM", with: "size: {width: 30, height: 30}")
            .replacing("MOST", with: "most: 2, ")
        let labels = try layouts(text).labels.map { texts($0).map(\.text) }
        #expect(labels == [["1/2", "a", "b", "end"], ["2/2", "c", "end"]])
        let none = try layouts(text, ["items": .rows([])]).labels.map { texts($0).map(\.text) }
        #expect(none == [["1/1", "end"]])
        let many = LabelValue.rows(Array(repeating: ["what": "x"], count: 201))
        #expect(throws: LabelError.tooLong) { try layouts(text, ["items": many]) }
    }

    @Test func rollsGrowWithTheirRows() throws {
        let text = Self.list.replacing("MEDIUM", with: "roll: {width: 30, bottom: 5}")
            .replacing("MOST", with: "")
        let one = try #require(
            try layouts(text, ["items": .rows([["what": "a"]])]).labels.first)
        let three = try #require(try layouts(text).labels.first)
        // Two more rows of 4.1 mm: rounded as one length from the first row on, not row by row.
        #expect(three.height - one.height == 65)
        #expect(texts(three).map(\.y) == [8, 44, 77, 110, 225])
        #expect(texts(one).map(\.y) == [8, 44, 160])
        #expect(one.height == 160 + 24 + 40)
    }

    @Test func textGrowsOnARollAndMovesWhatFollows() throws {
        let text = """
            title: t
            roll: {width: 20, bottom: 2}
            fields:
              - {name: a, meaning: m, sample: 一二三四五六七八九十一二}
            elements:
              - {text: "{a}", at: [0, 0], width: 15, height: 3, size: 3, grow: true}
              - {text: end, at: [0, 4], width: 15, height: 3}
            """
        let layout = try #require(try layouts(text).labels.first)
        #expect(texts(layout).map(\.text) == ["一二三四五", "六七八九十", "一二", "end"])
        #expect(texts(layout).map(\.y) == [0, 24, 48, 32 + 48])
        #expect(layout.height == 80 + 24 + 16)
        let breaks = try #require(try layouts(text, ["a": "一\n二"]).labels.first)
        #expect(texts(breaks).map(\.text) == ["一", "二", "end"])
    }

    @Test func textIsShrunkThenWrappedThenCut() throws {
        let text = """
            title: t
            size: {width: 30, height: 20}
            fields:
              - {name: a, meaning: m, sample: 一二三四五六七八九十}
            elements:
              - {text: "{a}", at: [0, 0], width: 12, height: 8, size: 4, smallest: 2, lines: 2}
            """
        let fits = try layouts(text, ["a": "一二三四五"])
        #expect(texts(fits.labels[0]).map(\.text) == ["一二三", "四五"] && fits.findings.isEmpty)
        let shrunk = try layouts(text)
        #expect(texts(shrunk.labels[0]).map(\.text) == ["一二三四五", "六七八九十"])
        #expect(shrunk.findings.map(\.kind) == [.shrunk])
        let cut = try layouts(text, ["a": .text(String(repeating: "村", count: 30))])
        #expect(texts(cut.labels[0]).map(\.text) == ["村村村村村村", "村村村村村…"])
        #expect(cut.findings.map(\.kind) == [.cut])
    }

    private static let conditionCases: [(String, [String: LabelValue], Bool)] = [
        ("when: flag", ["flag": true, "text": ""], true), ("when: flag", ["text": ""], false),
        ("unless: flag", ["flag": true, "text": ""], false), ("unless: flag", ["text": ""], true),
        ("when: text", ["text": "x"], true), ("when: text", ["text": ""], false),
        ("unless: text", ["text": ""], true),
    ]

    @Test(arguments: conditionCases)
    func conditions(condition: String, data: [String: LabelValue], isPrinted: Bool) throws {
        let text = """
            title: t
            size: {width: 30, height: 20}
            fields:
              - {name: flag, meaning: m, flag: true, sample: true}
              - {name: text, meaning: m, sample: x}
            elements:
              - {text: seen, at: [0, 0], width: 12, height: 3, \(condition)}
              - {text: "{text}", at: [0, 5], width: 12, height: 3}
            """
        let layout = try #require(try layouts(text, data).labels.first)
        #expect(texts(layout).contains { $0.text == "seen" } == isPrinted)
    }

    /// A turned element fills the same place; turning the picture back gives the unturned one.
    @Test(arguments: 0...3)
    func turnsClockwise(quarters: Int) throws {
        let size = quarters % 2 == 0 ? "width: 20, height: 5" : "width: 5, height: 20"
        let text = """
            title: t
            size: {width: 30, height: 30}
            elements:
              - {text: 甲B, at: [4, 3], \(size), size: 3, bold: true, turn: \(quarters * 90)}
            """
        let template = try LabelTemplate.parse(text, file: "t.yaml")
        let picture = try #require(
            try Fixtures.renderer(template, Fixtures.printer("zpl")).preview([:]).first)
        let place = DotRectangle(
            x: 32, y: 24, width: quarters % 2 == 0 ? 160 : 40, height: quarters % 2 == 0 ? 40 : 160)
        let part = try #require(
            picture.cropped(x: place.x, y: place.y, width: place.width, height: place.height))
        #expect(part.blackDots == picture.blackDots && part.blackDots > 100)
        let back = part.rotated(quarterTurns: 4 - quarters)
        let upright = try #require(back.ink)
        #expect(upright.x < 8 && back.width == 160)
    }

    @Test func whatTheHeadCannotReachIsRefused() throws {
        let text = """
            title: t
            size: {width: 76, height: 30}
            elements:
              - {text: a, at: [AT, 0], width: 10, height: 3}
            """
        let printer = try Fixtures.printer("cpcl")
        // The head of 72 mm lies over the middle of the label of 76 mm.
        let template = try LabelTemplate.parse(text.replacing("AT", with: "2"), file: "t.yaml")
        #expect(try Fixtures.renderer(template, printer).render([:]).findings.isEmpty)
        let picture = try #require(try Fixtures.renderer(template, printer).preview([:]).first)
        #expect(picture.width == 608 && picture.ink.map { $0.x >= 16 } == true)
        let beside = try LabelTemplate.parse(text.replacing("AT", with: "1"), file: "t.yaml")
        let renderer = try Fixtures.renderer(beside, printer)
        #expect(throws: LabelError.self) { try renderer.render([:]) }
        #expect(renderer.check().map(\.kind) == [.unprintable])
    }
}
