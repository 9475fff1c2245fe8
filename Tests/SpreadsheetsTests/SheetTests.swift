import CommaSeparated
import SeededRandom
import Spreadsheets
import Testing

@Suite("Tables in files")
struct SheetTests {
    private static let columns: [SheetDraft.Column] = [
        .init("名称", isRequired: true), .init("数量", .count), .init("日期", .day),
        .init("类别", .choice(["甲", "乙"])),
    ]

    private static func cell(using random: inout SeededGenerator) -> SheetCell {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: .empty
        case 1: .number("\(Int.random(in: -999_999...999_999, using: &random))")
        case 2: .number("0.\(Int.random(in: 1...9_999_999, using: &random))1")
        case 3: .day(Int.random(in: -25_508...2_932_896, using: &random))
        case 4: .flag(Bool.random(using: &random))
        case 5: .text("村民甲 \(Int.random(in: 0...99, using: &random)) <&>\"'")
        default: .text("0\(Int.random(in: 1_000_000_000...9_999_999_999, using: &random))")
        }
    }

    @Test("what is written is read back with its types", arguments: 1...20)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rows = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            (0..<4).map { _ in Self.cell(using: &random) } + [.text("末")]
        }
        let draft = SheetDraft("登记", columns: Self.columns, rows: rows)
        let sheet = try Sheet.xlsx(try ScratchFile.bytes(of: [draft]))
        #expect(sheet.name == "登记")
        #expect(sheet.rows.first?.cells == Self.columns.map { .text($0.heading) })
        for (read, written) in zip(sheet.rows.dropFirst(), rows) { #expect(read.cells == written) }
        #expect(sheet.rows.map(\.number) == Array(1...rows.count + 1))
    }

    @Test("a file changed anywhere is refused or read, never a crash", arguments: 1...60)
    func damage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rows: [[SheetCell]] = (0..<20).map { [.text("甲\($0)"), .number("\($0)"), .day($0)] }
        var bytes = try ScratchFile.bytes(of: [SheetDraft("登记", columns: [], rows: rows)])
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        if Bool.random(using: &random) {
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
        }
        do {
            _ = try Sheet.xlsx(bytes)
        } catch {
            #expect(error is SheetError)
        }
    }

    @Test("more than a limit is refused and says which")
    func limits() throws {
        let rows: [[SheetCell]] = (0..<50).map { [.text("甲\($0)"), .text("乙")] }
        let bytes = try ScratchFile.bytes(of: [SheetDraft("登记", columns: [], rows: rows)])
        func refusal(_ change: (inout SheetLimits) -> Void) -> SheetError? {
            var limits = SheetLimits()
            change(&limits)
            do {
                _ = try Sheet.xlsx(bytes, limits: limits)
                return nil
            } catch {
                return error as? SheetError
            }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.file = 100 } == .tooLarge(what: .fileBytes, limit: 100))
        #expect(refusal { $0.entries = 3 } == .tooLarge(what: .entries, limit: 3))
        #expect(refusal { $0.unpacked = 1000 } == .tooLarge(what: .unpackedBytes, limit: 1000))
        #expect(refusal { $0.cells = 99 } == .tooLarge(what: .cells, limit: 99))
        #expect(refusal { $0.cells = 100 } == nil)
    }

    @Test("what is no workbook is told apart")
    func noWorkbook() {
        #expect(throws: SheetError.notAWorkbook) { try Sheet.xlsx(Array("名称,数量".utf8)) }
        #expect(throws: SheetError.notAWorkbook) { try Sheet.xlsx([]) }
        #expect(throws: SheetError.notAWorkbook) { try Sheet.xlsx(Array("PK nothing".utf8)) }
        #expect(throws: SheetError.oldOrEncrypted) {
            try Sheet.xlsx([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        }
    }

    @Test("a folder that is not there cannot be written to")
    func unwritable() {
        #expect(throws: SheetError.self) {
            try WorkbookDraft(sheets: [SheetDraft("甲", columns: [])], created: 0)
                .write(to: "/nonexistent/folder/f.xlsx")
        }
    }

    @Test("CSV: quotes, blank lines, byte order mark, and texts that look like formulas")
    func csv() throws {
        let rows = [["名称", "备注"], ["甲,乙", "说\"好\""], ["=1+1", "-5"], ["末", ""]]
        let text = Sheet.csv(of: rows)
        #expect(text.contains("\t=1+1,-5\r\n"))
        let sheet = try Sheet.csv(Array((text + "\r\n\r\n尾").utf8))
        #expect(sheet.rows.map(\.number) == [1, 2, 3, 4, 7])
        #expect(sheet.rows[1].cells == [.text("甲,乙"), .text("说\"好\"")])
        #expect(sheet.rows[2].cells == [.text("=1+1"), .text("-5")])
        #expect(sheet.rows[3].cells == [.text("末")])
    }

    @Test("CSV that is wrong is told by its line")
    func badCSV() {
        let error = SheetError.fault(CSVFault(line: 2, kind: .openQuote))
        #expect(throws: error) { try Sheet.csv(Array("a\n\"b\nc".utf8)) }
        #expect(error.chinese == "第 2 行：引号没有关闭。")
        #expect(error.english == "line 2: a quote is not closed.")
    }

    @Test("CSV in another encoding is refused")
    func encoding() {
        // 名称 in GB 18030.
        #expect(throws: SheetError.notUTF8) { try Sheet.csv([0xC3, 0xFB, 0xB3, 0xC6]) }
    }

    @Test(
        "places by letters",
        arguments: [
            ("A1", 1, 1), ("Z9", 9, 26), ("AA10", 10, 27), ("XFD1048576", 1_048_576, 16_384),
        ])
    func place(text: String, row: Int, column: Int) {
        #expect(CellPlace(text) == CellPlace(row: row, column: column))
        #expect(CellPlace(row: row, column: column).description == text)
    }

    @Test(
        "what is no place",
        arguments: ["", "A", "1", "A0", "a1", "1A", "XFE1", "A1048577", "A1A", "ZZZZZZZZZ1"])
    func noPlace(text: String) {
        #expect(CellPlace(text) == nil)
    }
}
