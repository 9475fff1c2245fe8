import Foundation
import Spreadsheets

/// A file of a test's own, removed with it.
final class ScratchFile {
    let path: String

    init(_ ending: String = "xlsx") {
        let name = "sheet-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).\(ending)"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    /// The bytes of a workbook written to it.
    static func bytes(of sheets: [SheetDraft]) throws -> [UInt8] {
        let file = ScratchFile()
        try WorkbookDraft(sheets: sheets, created: 0).write(to: file.path)
        return try file.bytes()
    }
}
