import DeviceProtocols
import Testing

@testable import Labels

@Suite("Paper")
struct LabelMediumTests {
    @Test(
        "the text of paper is read back",
        arguments: ["60x40+2", "40x30+2.5", "76x130+3", "80", "57.5"])
    func text(text: String) {
        #expect(LabelMedium(text)?.description == text)
    }

    @Test(
        "what is no paper is none",
        arguments: ["", "60x40", "60+2", "60x40+", "x+", "60x40x2+1", "60x40+2+2", "-1", "六十", "x"])
    func noText(text: String) {
        #expect(LabelMedium(text) == nil)
    }

    @Test("labels of another size or gap never go on it, a narrower roll's do")
    func takes() throws {
        let paper = try ["60x40+2", "60x40+3", "40x60+2", "80", "58"].map {
            try #require(LabelMedium($0))
        }
        for (index, one) in paper.enumerated() {
            for (other, two) in paper.enumerated() {
                #expect(one.takes(two) == (index == other || (index == 3 && other == 4)))
            }
        }
    }

    @Test(
        "each language measures paper with gaps its own way",
        arguments: [
            ("tspl", "SIZE 76 mm,130 mm\r\nGAP 3 mm,0 mm\r\nGAPDETECT 1040,24\r\n"),
            ("zpl", "~JC\r\n"),
            (
                "cpcl",
                "! UTILITIES\r\nGAP-SENSE\r\nPRINT\r\n! 0 200 200 1 1\r\nFORM\r\nPRINT\r\n"
            ), ("escpos", ""),
        ])
    func calibration(language: String, bytes: String) throws {
        let printer = try #require(try Fixtures.printer(language).printer)
        let paper = try #require(LabelMedium("76x130+3"))
        #expect(String(decoding: printer.calibration(for: paper), as: UTF8.self) == bytes)
        let roll = try #require(LabelMedium("80"))
        #expect(printer.calibration(for: roll) == [])
    }

    @Test("a template without a mark for reprints gets one in its corner, others stay as they are")
    func reprints() throws {
        let bare = try LabelTemplate.parse(
            """
            title: 货架
            size: {width: 60, height: 40}
            fields: [{name: shelf, meaning: 货架, sample: "1"}]
            elements: [{text: "{shelf}", at: [2, 20], width: 40, height: 9}]
            """, file: "shelf.yaml")
        let marked = bare.markingReprints
        #expect(marked.paper == bare.paper && marked.name == "shelf")
        #expect(marked.markingReprints == marked)
        let (renderer, plain) = (try Fixtures.renderer(marked), try Fixtures.renderer(bare))
        #expect(try renderer.preview(["shelf": "1"]) == plain.preview(["shelf": "1"]))
        let second = try renderer.preview(["shelf": "1", "reprint": true])
        #expect(try second != plain.preview(["shelf": "1"]))
        #expect(renderer.check().isEmpty)
    }
}
