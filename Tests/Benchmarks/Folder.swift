import Foundation
import Glibc

/// A folder on the disk that is measured, removed with everything in it at the end.
final class Folder {
    let path: String

    init(_ path: String) throws {
        self.path = path
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Copies a file that nobody has open and waits until the copy is on the disk.
    static func copy(_ file: String, to copy: String) throws {
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: file, toPath: copy)
        sync()
    }
}
