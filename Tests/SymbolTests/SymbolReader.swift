import Foundation
import Testing

/// What a scanner would send of a symbol, by the reader zxing-cpp.
struct ReadSymbol: Hashable {
    let aim: String
    let bytes: [UInt8]
}

/// An independent reader of symbols; there when CUNZHAN_PYTHON names a Python that has zxing-cpp.
enum SymbolReader {
    static let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"]

    /// What is read of each symbol, in their order.
    static func read(_ symbols: [ZintSymbol]) throws -> [[ReadSymbol]] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("symbols-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (
            folder.appendingPathComponent("in"), folder.appendingPathComponent("out")
        )
        let lines = try symbols.map { symbol in
            try JSONSerialization.data(withJSONObject: ["rows": symbol.rows]) + [0x0A]
        }
        try lines.reduce(Data(), +).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = [
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Oracles/symbols.py").path
        ]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map { line in
            let found = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [[String]]
            return try #require(found).map { ReadSymbol(aim: $0[0], bytes: bytes(ofHex: $0[1])) }
        }
    }

    private static func bytes(ofHex text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }
}
