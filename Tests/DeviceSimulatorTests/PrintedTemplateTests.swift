import DeviceProtocols
import DotMatrix
import Labels
import Testing

@testable import DeviceSimulator

/// Every template, from its bytes alone, as printers of each language draw it: the preview holds.
@Suite struct PrintedTemplateTests {
    /// At 300 dpi what is turned, and two with symbols as large as they get.
    static let cases: [(profile: String, templates: [String])] =
        ["tspl", "zpl", "cpcl", "escpos"].map {
            ("printers/generic-\($0)", Fixtures.templateNames)
        }
        + [("printers/hprt-tp809", Fixtures.templateNames)]
        + ["printers/tsc-ttp-345", "printers/zebra-gx430t"].map {
            ($0, ["enrolment-100x150", "pickup-60x40"])
        }

    /// Text and symbols of every kind and turn.
    private static let turned = """
        title: t
        size: {width: 70, height: 90}
        elements:
          - {text: 示例县 Az09, at: [1, 1], width: 30, height: 4, size: 3, bold: true}
          - {text: 转一次 Az, at: [62, 1], width: 5, height: 40, size: 3, turn: 90, bold: true}
          - {text: 转两次 Az, at: [30, 80], width: 30, height: 5, size: 3, turn: 180, align: right}
          - {text: 转三次 Az, at: [1, 45], width: 5, height: 40, size: 3, turn: 270, align: center}
          - {code128: TURN-1234567, at: [45, 1], width: 12, height: 42, module: 0.125, turn: 90}
          - {code128: TURN-2, at: [8, 70], width: 50, height: 8, module: 0.125, turn: 180}
          - {ean13: "6901234567892", at: [8, 30], width: 10, height: 38, module: 0.125, turn: 270}
          - {qr: "QR TURNED", at: [20, 8], width: 20, height: 20, level: Q, turn: 90}
          - {datamatrix: "DM", at: [20, 50], width: 10, height: 10, turn: 180}
          - {box: 0.5, at: [35, 50], width: 10, height: 8}
          - {line: true, at: [35, 60], width: 10, height: 0.5}
        """

    /// What a narrower head prints, back on the whole paper, which lies centred under it.
    private func onPaper(
        _ label: DrawnLabel, like preview: Bitmap, head: Int
    ) throws -> Bitmap {
        var paper = try #require(Bitmap(width: preview.width, height: preview.height))
        paper.draw(label.picture, x: max(0, (preview.width - head) / 2), y: 0)
        return paper
    }

    @Test(arguments: cases)
    func comesOutAsItsPreview(profile id: String, templates names: [String]) throws {
        let profile = try Fixtures.profile(id)
        let head = try #require(profile.printer).widthDots
        let templates =
            try names.map(Fixtures.template)
            + [LabelTemplate.parse(Self.turned, file: "turned.yaml")]
        var (printed, tooWide) = (0, 0)
        for template in templates {
            let renderer = try Fixtures.renderer(template, profile)
            guard let label = try Fixtures.rendered(renderer, template.sample) else {
                tooWide += 1
                continue
            }
            var bench = try PrinterBench(profile, labelTime: 0)
            let effects = bench.send(label.bytes)
            #expect(PrinterBench.errors(effects) == [], "\(template.name)")
            #expect(PrinterBench.ignored(effects) == [], "\(template.name)")
            let previews = try renderer.preview(template.sample)
            let drawn = bench.finish()
            try #require(drawn.count == previews.count, "\(template.name)")
            for (drawn, preview) in zip(drawn, previews) {
                let paper = try onPaper(drawn, like: preview, head: head)
                // Not compared in the expectation, which would write out all bytes.
                let isSame = paper == preview
                #expect(isSame, "\(template.name)")
                #expect(drawn.picture.blackDots == preview.blackDots, "\(template.name)")
            }
            printed += 1
        }
        #expect(printed + tooWide == templates.count)
        // A narrow head prints no wide labels.
        #expect(tooWide == 0 || head < 600 && printed >= 10)
    }

    /// What would break out of a command of one language or another.
    private static let hostile = [
        [
            "\"\r\nPRINT 9,9\r\n", "\\[\"]\r\nCLS\r\n", "^XZ~JA^XA_5E",
            "\u{1B}@\u{1D}V0\u{10}\u{14}",
        ],
        ["乗[\"]", "㛃𠮷", "ENDQR\r\nPRINT\r\n", "{B{C\u{0C}"],
        ["\u{1C}.村\u{1B}", "村^XA", "`|^~", "\0\u{18}\u{0C}"],
    ]

    @Test(arguments: [
        "generic-tspl", "generic-zpl", "generic-cpcl", "generic-escpos", "hprt-tp809",
    ])
    func hostileContentStaysContent(printer: String) throws {
        let profile = try Fixtures.profile("printers/\(printer)")
        let head = try #require(profile.printer).widthDots
        let template = try Fixtures.template("pickup-60x40")
        let renderer = try Fixtures.renderer(template, profile)
        for contents in Self.hostile {
            var data = template.sample
            for (field, content) in zip(
                ["pickup_code", "station", "courier", "waybill_tail"], contents)
            {
                data[field] = .text(content)
            }
            data["receiver"] = .text(contents[0] + "*")
            var bench = try PrinterBench(profile, labelTime: 0)
            let effects = bench.send(try renderer.render(data).bytes)
            #expect(effects == [])
            let drawn = bench.finish()
            try #require(drawn.count == 1)
            let preview = try #require(try renderer.preview(data).first)
            let isSame = try onPaper(drawn[0], like: preview, head: head) == preview
            #expect(isSame && drawn[0].picture.blackDots == preview.blackDots)
        }
    }
}
