import DeviceProtocols
import DotMatrix
import Labels
import Testing

@testable import DeviceSimulator

/// Fonts of ours in a printer's memory: from the bytes alone the print is its preview, dot by dot.
@Suite struct StoredFontTests {
    /// A printer to which all fonts of its plan were sent.
    private struct Furnished {
        var bench: PrinterBench
        let profile: DeviceProfile
        let plan: StoredFontPlan

        // With little memory there is little to draw.
        init(_ id: String, kilobytes: Int = 1_536) throws {
            let text = try Fixtures.profileText(id)
                .replacing("kilobytes: 1536", with: "kilobytes: \(kilobytes)")
            profile = try DeviceProfile.parse(text, file: id, id: id)
            let printer = try #require(profile.printer)
            plan = try #require(StoredFontPlan(for: printer, artist: Fixtures.artist.get()))
            bench = try PrinterBench(profile, labelTime: 0)
            for font in plan.fonts {
                let effects = bench.send(font.command + ZPLDirectory.question)
                try #require(PrinterBench.errors(effects) == [], "\(font.name)")
            }
            try #require(bench.finish().isEmpty)
        }

        /// The fonts it lists.
        mutating func list() -> ZPLDirectory {
            ZPLDirectory(PrinterBench.sent(bench.send(ZPLDirectory.question)))
        }
    }

    /// Sends a label; whether it came out as its preview.
    private func isPreviewed(
        _ label: RenderedLabel, _ previews: [Bitmap], _ printer: inout Furnished
    ) throws -> Bool {
        let head = try #require(printer.profile.printer).widthDots
        let effects = printer.bench.send(label.bytes)
        #expect(effects == [])
        let drawn = printer.bench.finish()
        try #require(drawn.count == previews.count)
        return try zip(drawn, previews).allSatisfy { drawn, preview in
            var paper = try #require(Bitmap(width: preview.width, height: preview.height))
            paper.draw(drawn.picture, x: max(0, (preview.width - head) / 2), y: 0)
            return paper == preview && drawn.picture.blackDots == preview.blackDots
        }
    }

    @Test func templatesComeOutAsTheirPreviews() throws {
        var printer = try Furnished("printers/zebra-gk420d")
        let list = printer.list()
        #expect(list.fonts == Set(printer.plan.fonts.map(\.name)))
        let stored = StoredFonts(names: list.fonts)
        var halved = 0
        for name in Fixtures.templateNames {
            let template = try Fixtures.template(name)
            let renderer = try Fixtures.renderer(template, printer.profile)
            let label = try renderer.render(template.sample, storedFonts: stored)
            let usual = try renderer.render(template.sample)
            #expect(label.bytes.count <= usual.bytes.count, "\(name)")
            if label.bytes.count * 2 < usual.bytes.count { halved += 1 }
            // 9600 baud are 960 bytes a second.
            #expect(name != "waybill-76x130" || label.bytes.count < 5 * 960)
            let isSame = try isPreviewed(label, renderer.preview(template.sample), &printer)
            #expect(isSame, "\(name)")
        }
        #expect(halved * 2 > Fixtures.templateNames.count)
        try drawsOtherCharacters(&printer, stored)
    }

    /// Characters of other levels and planes, of no font, and what would break out of a field.
    private static let awkward = [
        "㛃𠮷", "村𠮷甲", "乙㛃", "^XA^FDx~JA", "_5E\\&\"", "ABC~", "\u{1B}A\u{0}",
        "jjj", "ÀÉ", "甲 乙  丙", "☃", "，。、",
    ]

    private func drawsOtherCharacters(_ printer: inout Furnished, _ stored: StoredFonts) throws {
        let template = try Fixtures.template("pickup-60x40")
        let renderer = try Fixtures.renderer(template, printer.profile)
        for text in Self.awkward {
            var data = template.sample
            for field in ["pickup_code", "station", "courier", "waybill_tail"] {
                data[field] = .text(text)
            }
            let label = try renderer.render(data, storedFonts: stored)
            let isSame = try isPreviewed(label, renderer.preview(data), &printer)
            #expect(isSame, "\(text.debugDescription)")
        }
    }

    @Test func finerPrintersToo() throws {
        var printer = try Furnished("printers/zebra-gx430t", kilobytes: 384)
        let stored = StoredFonts(names: printer.list().fonts)
        for name in ["enrolment-100x150", "pickup-60x40"] {
            let template = try Fixtures.template(name)
            let renderer = try Fixtures.renderer(template, printer.profile)
            let label = try renderer.render(template.sample, storedFonts: stored)
            #expect(try label.bytes.count < renderer.render(template.sample).bytes.count)
            let isSame = try isPreviewed(label, renderer.preview(template.sample), &printer)
            #expect(isSame, "\(name)")
        }
    }

    private static let small = 96

    /// Another printer in its place: what is asked shows it, and what is printed blindly is wrong.
    @Test func anotherPrinterLacksThem() throws {
        let printer = try Furnished("printers/zebra-gk420d", kilobytes: Self.small)
        var bench = try PrinterBench(printer.profile, labelTime: 0)
        let list = ZPLDirectory(PrinterBench.sent(bench.send(ZPLDirectory.question)))
        #expect(list.fonts.isEmpty && list.bytesFree == Self.small * 1_024)
        let template = try Fixtures.template("pickup-60x40")
        let stored = StoredFonts(names: printer.plan.fonts.map(\.name))
        let label = try Fixtures.renderer(template, printer.profile)
            .render(template.sample, storedFonts: stored)
        #expect(!PrinterBench.errors(bench.send(label.bytes)).isEmpty)
    }

    @Test func theyOutliveALossOfPowerAndAreDeletedOneByOne() throws {
        var printer = try Furnished("printers/zebra-gk420d", kilobytes: Self.small)
        _ = printer.bench.perform(.power)
        #expect(printer.list().fonts.count == printer.plan.fonts.count)
        let first = try #require(printer.plan.fonts.first)
        #expect(printer.bench.send(ZPLDirectory.deletion(of: first.name)) == [])
        #expect(printer.list().fonts == Set(printer.plan.fonts.dropFirst().map(\.name)))
        #expect(printer.bench.finish().isEmpty)
    }

    @Test func aFullMemoryTakesNoMore() throws {
        var printer = try Furnished("printers/zebra-gk420d", kilobytes: Self.small)
        #expect(!printer.plan.isWhole && printer.plan.fonts.count > 3)
        #expect(printer.plan.storedBytes < Self.small * 1_024)
        let before = printer.list()
        let room = try #require(before.bytesFree)
        // More than half of what is left, in rows of a hundred bytes.
        let rows = room * 6 / 1_000
        let font = "~DBE:BIG.FNT,N,1000,1000,1,9,1,X,#0041.\(rows).800.0.0.9."
        let big = font + String(repeating: "FF", count: rows * 100)
        for (number, isTaken) in [true, false].enumerated() {
            let name = "BIG\(number)"
            let command = big.replacing("BIG", with: name)
            let errors = PrinterBench.errors(
                printer.bench.send(Array(command.utf8) + ZPLDirectory.question))
            #expect(errors.isEmpty == isTaken, "\(errors)")
            #expect(printer.list().fonts.contains(name) == isTaken)
        }
    }

    static let damaged = [
        "~DBE:A.FNT,N,2,8,1,9,1,X,", "~DBE:A.FNT,N,2,8,1,9,2,X,#0041.2.8.0.0.9.FF81",
        "~DBE:A.FNT,N,2,8,1,9,1,X,#0041.2.8.0.0.9.FF8", "~DBE:A.FNT,N,2,8,1,9,1,X,#0041.2.8.0.0.9",
        "~DBE:A.FNT,N,2,8,1,9,1,X,#110000.2.8.0.0.9.FF81",
        "~DBE:A.FNT,N,0,8,1,9,1,X,#0041.2.8.0.0.9.FF81",
        "~DBE:A.FNT,N,2,8,1,9,1,X,#D800.2.8.0.0.9.FF81",
        "~DBE:A.FNT,N,2,8,1,9,1,X,#0041.2.99999.0.0.9.FF81",
        "~DBR:A.FNT,N,2,8,1,9,1,X,#0041.2.8.0.0.9.FF81", "~DB",
        "~DBE:.FNT,N,2,8,1,9,1,X,#0041.2.8.0.0.9.FF81",
    ]

    @Test(arguments: damaged)
    func aDamagedFontIsNotStored(command: String) throws {
        var bench = try PrinterBench("printers/zebra-gk420d")
        let effects = bench.send(Array(command.utf8) + ZPLDirectory.question)
        #expect(PrinterBench.errors(effects).count == 1)
        #expect(ZPLDirectory(PrinterBench.sent(effects)).fonts.isEmpty)
        let good = "~DBE:A.FNT,N,2,8,1,9,1,X,\r\n#0041.2.8.0.0.9.\r\nFF\r\n81"
        let after = bench.send(Array(good.utf8) + ZPLDirectory.question)
        #expect(ZPLDirectory(PrinterBench.sent(after)).fonts == ["A"])
    }
}
