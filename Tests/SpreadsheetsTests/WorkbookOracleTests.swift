import Foundation
import Spreadsheets
import Testing

/// Workbooks made and read by openpyxl, when CUNZHAN_PYTHON names a Python that has it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] != nil))
struct WorkbookOracleTests {
    private static func python(_ words: [String], input: Data = Data()) throws -> Data {
        let process = Process()
        let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] ?? "python3"
        process.executableURL = URL(filePath: python)
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        process.arguments = [folder.appending(path: "Oracles/workbook.py").path] + words
        let (source, sink) = (Pipe(), Pipe())
        process.standardInput = source
        process.standardOutput = sink
        try process.run()
        try source.fileHandleForWriting.write(contentsOf: input)
        try source.fileHandleForWriting.close()
        let output = sink.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return output
    }

    private static func made(_ sheets: [[String: Any]]) throws -> [UInt8] {
        let file = ScratchFile()
        let input = try JSONSerialization.data(withJSONObject: sheets)
        _ = try python(["make", file.path], input: input)
        return try file.bytes()
    }

    @Test("text, numbers, days, moments, formulas and errors of another program")
    func types() throws {
        let cells: [String: Any] = [
            "A1": "名称", "B1": "12位代码", "A3": "  甲\n乙 ", "B3": 411_521_000_000, "C3": 12.35,
            "D3": ["day": "2020-08-31"], "E3": ["moment": "2020-08-31T14:30:00"], "F3": true,
            "G3": "=1+1", "H3": "#REF!", "J3": "隔一格", "A4": -0.1, "B4": 1e-7,
            "C4": 0.30000000000000004,
            "D4": 43_000, "E4": 911_305_300_000_000_000, "F4": ["day": "1900-01-31"], "G4": 2.5,
        ]
        let sheet = try Sheet.xlsx(
            try Self.made([
                ["name": "藏", "state": "hidden", "cells": ["A1": "不读"]],
                [
                    "name": "表", "cells": cells,
                    "formats": ["D4": "yyyy\"年\"m\"月\"d\"日\"", "G4": "0.0\"d\""],
                ],
            ]))
        #expect(sheet.name == "表")
        #expect(sheet.rows.map(\.number) == [1, 3, 4])
        #expect(sheet.rows[0].cells == [.text("名称"), .text("12位代码")])
        #expect(
            sheet.rows[1].cells == [
                .text("  甲\n乙 "), .number("411521000000"), .number("12.35"), .day(18_505),
                .moment(day: 18_505, second: 52_200), .flag(true), .fault(.notComputed),
                .fault(.errorValue("#REF!")), .empty, .text("隔一格"),
            ])
        #expect(
            sheet.rows[2].cells == [
                .number("-0.1"), .number("0.0000001"), .number("0.3"), .day(17_431),
                .fault(.digitsLost("911305300000000000")), .day(-25_537), .number("2.5"),
            ])
    }

    @Test("days counted from 1904")
    func epoch() throws {
        let sheet = try Sheet.xlsx(
            try Self.made([
                ["name": "表", "epoch": 1904, "cells": ["A1": ["day": "2020-08-31"]]]
            ]))
        #expect(sheet.rows.first?.cells == [.day(18_505)])
    }

    @Test("a sheet by name; the names there are when it is not there")
    func byName() throws {
        let bytes = try Self.made([
            ["name": "一", "cells": ["A1": 1]], ["name": "二", "cells": ["A1": 2]],
        ])
        #expect(try Sheet.xlsx(bytes, sheet: "二").rows.first?.cells == [.number("2")])
        #expect(throws: SheetError.noSheet("三", known: ["一", "二"])) {
            try Sheet.xlsx(bytes, sheet: "三")
        }
    }

    private struct Read: Decodable {
        let name: String
        let state: String
        let frozen: String?
        let notes: [String: String]
        let rules: [String: [String?]]
        let formats: [String: String]
    }

    @Test("a form of ours as another program sees it: headings, notes, rules, formats")
    func form() throws {
        let file = ScratchFile()
        let draft = SheetDraft(
            "登记",
            columns: [
                .init("名称", note: "必填", isRequired: true), .init("数量", .count), .init("日期", .day),
                .init("类别", .choice(["甲", "乙", "丙"])),
            ], rows: [[.text("001"), .number("5"), .day(18_505), .text("乙")]], blankRows: 10)
        try WorkbookDraft(sheets: [draft], created: 1_577_836_800).write(to: file.path)
        let read = try JSONDecoder().decode(
            [Read].self, from: try Self.python(["read", file.path]))
        #expect(read.map(\.name) == ["登记", "代码"])
        #expect(read.map(\.state) == ["visible", "hidden"])
        #expect(read[0].frozen == "A2")
        #expect(read[0].notes == ["A1": "必填"])
        #expect(
            read[0].rules == [
                "B2:B12": ["whole", "0"], "C2:C12": ["date", "367"],
                "D2:D12": ["list", "'代码'!$A$1:$A$3"],
            ])
        #expect(read[0].formats["A2"] == "@")
        #expect(read[0].formats["C2"] == "yyyy-mm-dd")
    }
}
