import CountyProgramme
import DataFolder
import Foundation

/// A pack of the checkout under an id of its own, so that no other test writes to its books.
struct PackCopy {
    let folder: String
    let pack: ProgrammePack
    let rules: Rulebook

    /// Copies a pack; `changes` are made to the text of each of its files, by name and text.
    init(
        _ name: String, as id: String, in scratch: Scratch,
        changes: (_ file: String, _ text: String) -> String = { $1 }
    ) throws {
        folder = "\(scratch.path)/\(id)"
        let packs = "\(Programs.checkout)/Sources/CountyProgramme/Packs"
        var files: [(name: String, text: String)] = []
        for file in try DataFolder.packFiles(in: "\(packs)/\(name)") {
            var text = changes(file.name, file.text)
            if file.name == "pack.yaml" {
                text = text.replacing("id: \(name)\n", with: "id: \(id)\n")
            }
            let path = URL(filePath: "\(folder)/\(file.name)")
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: path)
            files.append((file.name, text))
        }
        pack = try ProgrammePack(files: files.map { PackFile(name: $0.name, text: $0.text) })
        let law = try DataFolder.packFiles(in: "\(packs)/law").map { ("law/" + $0.name, $0.text) }
        rules = try Rulebook(files: files.filter { Rulebook.reads($0.name) } + law)
    }

    /// Runs a command of `countyctl` with the suite's daemon and this pack.
    func countyctl(_ words: [String]) async throws -> ProgramRun {
        try await CountyDaemon.countyctl(words + ["--pack", folder])
    }

    /// The same, which has to succeed; gives the JSON objects it prints.
    func answers(_ words: [String]) async throws -> [[String: Any]] {
        let run = try await countyctl(words + ["--json"])
        guard run.code == 0 else { throw Unmet("\(words): \(run.code) \(run.errors)") }
        return try run.lines.map(object)
    }
}
