import Foundation

/// The files of this checkout, as paths from its top folder.
enum Checkout {
    static let root: String = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let manifest = folder.appending(path: "Package.swift").path
            if FileManager.default.fileExists(atPath: manifest) { return folder.path }
        }
        return "/"
    }()

    /// Every file under these folders, in order.
    static func files(under folders: String...) -> [String] {
        folders.flatMap { folder -> [String] in
            let inside = FileManager.default.enumerator(atPath: "\(root)/\(folder)")
            let paths = inside?.compactMap { $0 as? String } ?? []
            return paths.map { "\(folder)/\($0)" }.filter(isFile)
        }.sorted()
    }

    static func swiftFiles(under folders: String...) -> [String] {
        folders.flatMap { files(under: $0) }.filter { $0.hasSuffix(".swift") }
    }

    /// The folders right inside one.
    static func folders(in folder: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")
        return (names ?? []).filter { !isFile("\(folder)/\($0)") && exists("\(folder)/\($0)") }
            .sorted()
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(path)")
    }

    static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
            atPath: "\(root)/\(path)", isDirectory: &isFolder)
        return exists && !isFolder.boolValue
    }

    /// The text of a file; nil for pictures and other bytes that are no UTF-8.
    static func text(_ path: String) -> String? {
        try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    static func lines(_ path: String) -> [Substring] {
        text(path)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    }

    /// Every Swift source, read once.
    private static let sources = Dictionary(
        uniqueKeysWithValues: swiftFiles(under: "Sources", "Tests").map { path in
            (path, SwiftText(text(path) ?? ""))
        })

    /// A Swift source under `Sources` or `Tests`.
    static func source(_ path: String) -> SwiftText {
        sources[path] ?? SwiftText("")
    }

    /// What git keeps; nil where this is no git checkout.
    static let tracked: [String]? = {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z"]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0, !bytes.isEmpty else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\0").map(String.init)
    }()

    /// Everything a person wrote: sources, tests, data, documents and the files beside them.
    static let written: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: root)
        let beside = (names ?? []).filter { isFile($0) && $0 != "Package.resolved" }
        return beside + files(under: ".ci", "Devices", "Sources", "Systemd", "Tests")
    }()
}
