import DotMatrix
import Foundation
import LabelRaster
import Testing

@testable import Labels

/// The independent readers of `Oracles/readback.py`.
struct ReadBack {
    /// A symbol as a scanner reports it; no AIM identifier where the reader knows none.
    struct Symbol: Decodable, Hashable, Comparable {
        var aim: String?
        var bytes: String

        static func < (left: Self, right: Self) -> Bool {
            (left.aim ?? "", left.bytes) < (right.aim ?? "", right.bytes)
        }
    }

    static let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"]

    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/readback-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes a picture for the readers.
    func save(_ picture: Bitmap, as name: String) throws -> String {
        let path = "\(folder)/\(name).png"
        try Data(picture.png()).write(to: URL(filePath: path))
        return path
    }

    /// One label of ZPL as zplkit draws it.
    func drawn(_ zpl: [UInt8], like picture: Bitmap) throws -> Bitmap {
        let source = folder + "/label.zpl"
        let target = folder + "/zplkit.png"
        try Data(zpl).write(to: URL(filePath: source))
        _ = try run(["draw", source, "\(picture.width)", "\(picture.height)", target])
        return try Bitmap(png: Array(Data(contentsOf: URL(filePath: target))))
    }

    /// What a reader finds in each picture.
    func symbols(_ words: [String], _ pictures: [String]) throws -> [[Symbol]] {
        try lines([Symbol].self, words + pictures).map { $0.sorted() }
    }

    /// The text tesseract reads in each picture.
    func text(_ pictures: [String]) throws -> [String] {
        try lines(String.self, ["ocr"] + pictures)
    }

    private func lines<Line: Decodable>(_ type: Line.Type, _ words: [String]) throws -> [Line] {
        try run(words).split(separator: "\n").map {
            try JSONDecoder().decode(type, from: Data($0.utf8))
        }
    }

    private func run(_ words: [String]) throws -> String {
        let process = Process()
        let script = Fixtures.checkout.appending(path: "Tests/LabelsTests/Oracles/readback.py")
        process.executableURL = URL(filePath: Self.python ?? "python3")
        process.arguments = [script.path] + words
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(words.prefix(2))")
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension LabelLayout.Symbol {
    /// What a scanner has to report of it (ISO/IEC 15424).
    var report: ReadBack.Symbol {
        let (aim, bytes): (String, [UInt8]) =
            switch symbology {
            case .code128: ("]C0", Array(content.utf8))
            case .gs1Code128: ("]C1", Self.elements(content))
            case .ean13: ("]E0", Array(content.utf8))
            case .qr: ("]Q1", Array(content.utf8))
            case .dataMatrix: ("]d1", Array(content.utf8))
            case .gs1DataMatrix: ("]d2", Self.elements(content))
            }
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return ReadBack.Symbol(aim: aim, bytes: hex)
    }

    /// `[10]ABC[21]1` as the bytes between FNC1s; only 01 of the test contents has a fixed length.
    private static func elements(_ content: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for element in content.split(separator: "[") {
            let parts = element.split(separator: "]", maxSplits: 1)
            bytes += Array((parts[0] + parts[1]).utf8)
            if parts[0] != "01" { bytes.append(0x1D) }
        }
        if bytes.last == 0x1D { bytes.removeLast() }
        return bytes
    }
}
