import CountyProgramme
import Foundation

/// The plans of the packs of this checkout.
enum PlanPacks {
    /// The five plans.
    static let ids = ["gengma", "luoshan", "wuhua", "xinhe", "xixian"]

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CountyProgramme/Packs")

    /// All files of a pack, folders included.
    static func files(_ id: String) throws -> [PackFile] {
        let folder = root.appending(path: id)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return PackFile(name: name, text: text)
        }
    }

    static func pack(_ id: String) throws -> ProgrammePack {
        try ProgrammePack(id: id, files: try files(id))
    }

    /// The check as the command runs it, with the packs it names beside.
    static func report(_ id: String) throws -> CheckReport {
        let pack = try pack(id)
        return pack.check(beside: try sisters(of: pack))
    }

    /// The packs that a pack is compared with.
    static func sisters(of pack: ProgrammePack) throws -> [ProgrammePack] {
        try pack.sisters.map { try self.pack($0) }
    }
}
