import CountyProgramme
import Foundation

/// The packs of this checkout, and copies of them with something changed.
enum RuleFiles {
    typealias File = (name: String, text: String)

    private static let packs: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let packs = folder.appending(path: "Sources/CountyProgramme/Packs")
            if FileManager.default.fileExists(atPath: packs.path) { return packs }
        }
        return folder
    }()

    /// The rule files of every pack and of the law, read once.
    private static let folders: [String: [File]] = Dictionary(
        uniqueKeysWithValues: ["luoshan", "xixian", "wuhua", "gengma", "xinhe", "law"].map {
            ($0, read($0))
        })

    private static func read(_ part: String) -> [File] {
        let folder = packs.appending(path: part)
        let inside = FileManager.default.enumerator(atPath: folder.path)
        let names = inside?.compactMap { $0 as? String } ?? []
        return names.sorted().compactMap { name in
            guard name.hasSuffix(".yaml"), Rulebook.reads(name),
                let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
            else { return nil }
            return ("\(part)/\(name)", text)
        }
    }

    static let names = ["luoshan", "xixian", "wuhua", "gengma", "xinhe"]

    /// The rule files of a pack with the law's.
    static func files(_ pack: String) -> [File] {
        (folders[pack] ?? []) + (folders["law"] ?? [])
    }

    /// The rules of a pack.
    static func rulebook(_ pack: String) throws -> Rulebook {
        try Rulebook(files: files(pack))
    }

    /// The rules of a pack after somebody has ruled that its procedures take cases.
    static func takingCases(_ pack: String) throws -> Rulebook {
        try Rulebook(files: files(pack).map(takingCases))
    }

    static func takingCases(_ file: File) -> File {
        let ruling = "closed_to_new: {is: 2030-01-01, by: 县领导小组, on: 2018-01-01, ground: 试验}"
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("closed_to_new:") ? ruling : String($0) }
        return (file.name, lines.joined(separator: "\n"))
    }

    /// The files of a pack that a part of it needs: those whose name ends so, and the clocks.
    static func files(_ pack: String, only ending: String) -> [File] {
        files(pack).filter { $0.name.hasSuffix(ending) || $0.name.hasSuffix("/clocks.yaml") }
    }

    /// The file of one kind that carries a ledger row, alone.
    static func files(_ pack: String, kind: String, row: String) -> [File] {
        (folders[pack] ?? []).filter { $0.name.contains(kind) && $0.text.contains(row) }
    }

    static func replacing(_ old: String, in files: [File]) -> [File] {
        files.map { ($0.name, $0.text.replacing(old, with: "某事")) }
    }

    /// Texts in which every open value has been decided to be one, or true.
    ///
    /// Of the weights of a sheet the first is one and the others are none, since they add up to one.
    static func decided(_ files: [File]) -> [File] {
        files.map { file in
            var isFirstWeight = true
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { line -> String in
                    if line.hasPrefix("  - id:") { isFirstWeight = true }
                    guard let start = line.firstRange(of: "{is: unknown"),
                        let end = line[start.lowerBound...].firstIndex(of: "}")
                    else { return String(line) }
                    var value = line.contains("counts_while_appealed") ? "true" : "1"
                    if line.contains("weight:") {
                        value = isFirstWeight ? "1" : "0"
                        isFirstWeight = false
                    }
                    return line[..<start.lowerBound]
                        + "{is: \(value), by: 县领导小组, on: 2018-01-01, ground: 试验}"
                        + line[line.index(after: end)...]
                }
            return (file.name, lines.joined(separator: "\n"))
        }
    }
}
