import CountyProgramme
import Foundation

/// The packs of this checkout, and copies of them with something changed.
enum PackFolder {
    private static let packs: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let packs = folder.appending(path: "Sources/CountyProgramme/Packs")
            if FileManager.default.fileExists(atPath: packs.path) { return packs }
        }
        return folder
    }()

    /// The rule files of a pack and of the law, with their paths.
    static func files(_ pack: String) -> [(name: String, text: String)] {
        [pack, "law"].flatMap { part -> [(name: String, text: String)] in
            let folder = packs.appending(path: part)
            let inside = FileManager.default.enumerator(atPath: folder.path)
            let names = inside?.compactMap { $0 as? String } ?? []
            return names.sorted().compactMap { name in
                guard name.hasSuffix(".yaml"), Rulebook.reads(name),
                    let text = try? String(
                        contentsOf: folder.appending(path: name), encoding: .utf8)
                else { return nil }
                return ("\(part)/\(name)", text)
            }
        }
    }

    /// The rules of a pack, with texts replaced everywhere.
    static func rulebook(_ pack: String, _ changes: (old: String, new: String)...) throws
        -> Rulebook
    {
        try rulebook(pack, changing: changes)
    }

    static func rulebook(
        _ pack: String, changing changes: [(old: String, new: String)]
    ) throws -> Rulebook {
        try Rulebook(
            files: files(pack).map { file in
                (file.name, changes.reduce(file.text) { $0.replacing($1.old, with: $1.new) })
            })
    }

    /// The rules of a pack after somebody has ruled that its closed procedures are still open.
    static func takingCases(
        _ pack: String, changing changes: [(old: String, new: String)] = []
    ) throws -> Rulebook {
        let ruling = "closed_to_new: {is: 2030-01-01, by: 县领导小组, on: 2018-01-01, ground: 试验}"
        return try Rulebook(
            files: files(pack).map { file in
                let changed = changes.reduce(file.text) { $0.replacing($1.old, with: $1.new) }
                let lines = changed.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { $0.hasPrefix("closed_to_new:") ? ruling : String($0) }
                return (file.name, lines.joined(separator: "\n"))
            })
    }
}
