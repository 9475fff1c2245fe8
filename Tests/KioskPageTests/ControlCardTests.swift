import Foundation
import Identifiers
import Testing

/// The control card from the printer's page to the counter: made by the program, drawn by the
/// browser, read off the picture by zxing-cpp, scanned at the kiosk.
extension KioskPageTests {
    private static let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"]

    /// What the kiosk shows for each code when nothing was begun and no label is in doubt.
    private static let answers: [ControlCode: String] = [
        .cancel: "已取消", .handOut: "出库：请报取件码", .reprint: "补打标签",
        .confirm: "没有要补打或确认的标签", .help: "怎么扫",
    ]

    @Test(
        "every code of the printed control card is read and acted on", .enabled(if: python != nil))
    func controlCard() async throws {
        let texts = try await codesOnTheCard()
        #expect(Set(texts) == Set(ControlCode.allCases.map(\.barcode)))
        #expect(texts.count == ControlCode.allCases.count)
        try await stage.takeIn()
        for text in texts {
            let found = identify("]C0" + text)
            #expect(found.kind == .control && found.error == nil, "\(text)")
            let code = try #require(ControlCode(barcode: found.payload))
            let light = try await stage.nextLight { stage.scan(text) }
            #expect(light == "amber", "\(text)")
            let answer = try #require(Self.answers[code])
            #expect(try await page.text("scan-title").contains(answer), "\(text)")
            #expect(try await stage.misfits() == [], "\(text)")
        }
    }

    @Test("after the code for a hand-out a typed pickup code hands the parcel out, else not")
    func spokenCode() async throws {
        let (_, code) = try await stage.takeIn()
        let asked = try await stage.count("handed-out")
        #expect(try await stage.nextLight { stage.scan(code) } == "amber")
        #expect(try await stage.count("handed-out") == asked)
        try await stage.nextLight { stage.scan(ControlCode.handOut.barcode) }
        #expect(try await stage.nextLight { stage.scan(code) } == "green")
        #expect(try await page.text("scan-title").contains("已出库"))
        #expect(try await stage.count("handed-out") == asked.map { $0 + 1 })
    }

    /// The texts of the symbols on the card, as they are found on the page.
    private func codesOnTheCard() async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "control-card-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (card, picture) = (
            folder.appending(path: "card.html"), folder.appending(path: "card.png")
        )
        _ = try run("\(Stage.programs)/stationctl", ["sheet", "-o", card.path], input: "")
        // A4 at 96 dots per inch, drawn at 192 as a coarse office printer would.
        let sheet = try await Page(stage.browser, card.absoluteString, width: 794, height: 1123)
        try await sheet.resize(794, 1123, scale: 2)
        #expect(
            try await sheet.read("document.documentElement.scrollHeight <= innerHeight") == true)
        let data = try #require(Data(base64Encoded: try await sheet.picture()))
        try data.write(to: picture)
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../SymbolTests/Oracles/symbols.py").standardizedFileURL
        let answer = try run(
            try #require(Self.python), [script.path], input: "{\"png\":\"\(picture.path)\"}\n")
        let found = try JSONDecoder().decode([[String]].self, from: answer)
        return found.map { symbol in
            #expect(symbol[0] == "]C0")
            let digits = symbol[1].compactMap(\.hexDigitValue)
            return String(
                decoding: stride(from: 0, to: digits.count, by: 2).map { place in
                    UInt8(digits[place] * 16 + digits[place + 1])
                }, as: UTF8.self)
        }
    }

    /// What a program writes to standard output.
    func run(_ program: String, _ arguments: [String], input: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let (question, answer) = (Pipe(), Pipe())
        process.standardInput = question
        process.standardOutput = answer
        try process.run()
        question.fileHandleForWriting.write(Data(input.utf8))
        try question.fileHandleForWriting.close()
        let output = answer.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(program)")
        return output
    }
}
