import CZlib
import Spreadsheets

/// Workbooks: the file itself, or one part of a file that is right for the rest.
///
/// The first byte chooses which; made-up bytes alone would hardly ever be a ZIP file with XML in it.
struct WorkbookTarget: FuzzTarget {
    let name = "xlsx"

    /// The parts of a small workbook.
    private static let parts: [(name: String, text: String)] = [
        (
            "xl/worksheets/sheet1.xml",
            """
            <worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>43831</v></c>\
            <c r="C1" t="inlineStr"><is><t>甲</t></is></c></row><row r="3"><c r="A3" s="1"><f>1+1</f>\
            <v>43831.5</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="e"><v>#N/A</v></c></row>\
            </sheetData></worksheet>
            """
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>站点</t></si><si><r><t>a</t></r></si></sst>"),
        (
            "xl/styles.xml",
            """
            <styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m"/></numFmts>\
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>
            """
        ),
        (
            "xl/workbook.xml",
            """
            <workbook xmlns:r="r"><workbookPr date1904="0"/><sheets><sheet name="表" sheetId="1" \
            r:id="rId1"/></sheets></workbook>
            """
        ),
        (
            "xl/_rels/workbook.xml.rels",
            """
            <Relationships><Relationship Id="rId1" Type="x/worksheet" \
            Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" \
            Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" \
            Target="styles.xml"/></Relationships>
            """
        ),
        (
            "_rels/.rels",
            """
            <Relationships><Relationship Id="rId1" Type="x/officeDocument" \
            Target="xl/workbook.xml"/></Relationships>
            """
        ),
    ]

    let seeds: [[UInt8]] =
        parts.enumerated().map { [UInt8($0)] + Array($1.text.utf8) }
        + [[UInt8(parts.count)] + zipped(parts.map { ($0.name, Array($0.text.utf8)) })]

    func run(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let chosen = Int(first) % (Self.parts.count + 1)
        let bytes = Array(input.dropFirst())
        var limits = SheetLimits()
        limits.cells = 10_000
        limits.unpacked = 1 << 20
        let parts = Self.parts.enumerated().map { index, part in
            (part.name, index == chosen ? bytes : Array(part.text.utf8))
        }
        let file = chosen == Self.parts.count ? bytes : Self.zipped(parts)
        do {
            let sheet = try Sheet.xlsx(file, limits: limits)
            let count = sheet.rows.reduce(0) { $0 + $1.cells.count }
            demand(count <= CellPlace.columnMax * sheet.rows.count, "no cell is outside a sheet")
            let isTrimmed = sheet.rows.allSatisfy { $0.cells.last != .empty }
            demand(isTrimmed, "rows end with their last cell")
        } catch let error as SheetError {
            demand(!error.chinese.isEmpty && !error.english.isEmpty, "an error says what is wrong")
        } catch {
            demand(false, "only errors with a text are thrown, not \(error)")
        }
    }

    /// A ZIP file of parts that are not compressed (APPNOTE.TXT 4.3).
    private static func zipped(_ parts: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in parts {
            let sum = UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
            let size = little(UInt32(bytes.count))
            let common =
                [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + little(sum) + size + size
                + [UInt8(name.utf8.count), 0, 0, 0]
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
            directory += little(UInt32(file.count)) + Array(name.utf8)
            file += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + bytes
        }
        let count = [UInt8(parts.count), 0]
        return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
            + little(UInt32(directory.count)) + little(UInt32(file.count)) + [0, 0]
    }

    private static func little(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
