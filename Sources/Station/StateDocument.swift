internal import FoundationEssentials
internal import Glibc

/// A file of a program's own state: one JSON value, replaced as a whole.
struct StateDocument<Contents: Codable & Sendable>: Sendable {
    /// Where it is; it need not exist yet.
    let path: String

    /// The folder it is in.
    var folder: String { DurableFile.parent(of: path) }

    /// Reads what it holds.
    ///
    /// - Parameters:
    ///   - isKnown: Whether this program knows how to read what was decoded.
    ///   - damaged: The fault of a file, named by its path, that is no such value.
    /// - Returns: What it holds; nil when there is no file.
    /// - Throws: `damaged`, or `StationFault` 74 or 77 when the file cannot be read.
    func read(
        _ isKnown: (Contents) -> Bool, damaged: (String) -> StationFault
    ) throws -> Contents? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StationFault.notReadable(path, code: errno)
        }
        guard let contents = try? JSONDecoder().decode(Contents.self, from: data), isKnown(contents)
        else { throw damaged(path) }
        return contents
    }

    /// Replaces what it holds; a folder that is missing is made, for this user alone.
    ///
    /// - Throws: `StationFault` when the file cannot be written.
    func write(_ contents: Contents) throws {
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try DurableFile.write(Array(try encoder.encode(contents)), to: path)
    }
}
