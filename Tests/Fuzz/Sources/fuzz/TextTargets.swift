import DataFolder
import DeviceProtocols
import FoundationEssentials
import Labels
import StrictYAML

/// The readers of files that people write: profiles, recordings, label templates.
struct TextTargets {
    let profiles: TextTarget
    let recordings: TextTarget
    let templates: TextTarget

    init(_ data: DataFolder) throws {
        let ids = DeviceClass.allCases.map { $0.idPrefix + "fuzz" }
        profiles = TextTarget(
            name: "profile",
            seeds: try Self.texts(
                in: data, "Devices/Scales", "Devices/Scanners", "Devices/Printers")
        ) { text in
            for id in ids { try Self.read(text) { try DeviceProfile.parse($0, file: "f", id: id) } }
        }
        recordings = TextTarget(
            name: "recording", seeds: try Self.texts(in: data, "Tests/Recordings")
        ) { text in
            guard let recording = try? Recording(text, file: "f") else { return }
            let bytes = recording.bursts(idleGapMilliseconds: 50).reduce(0) { $0 + $1.count }
            demand(bytes <= text.utf8.count, "a recording holds no more than its text")
        }
        templates = TextTarget(
            name: "label-template", seeds: try Self.texts(in: data, "Sources/Labels/Templates")
        ) { text in
            try Self.read(text) { try LabelTemplate.parse($0, file: "f") }
        }
    }

    /// Reads a text; a refusal has to name a place that is there.
    private static func read(_ text: String, _ parse: (String) throws -> some Any) throws {
        do {
            _ = try parse(text)
        } catch let error as YAMLError {
            let lines = text.utf8.count { $0 == 0x0A || $0 == 0x0D } + 2
            demand(error.file == "f" && !error.message.isEmpty, "an error says what and where")
            demand(error.line >= 0 && error.line <= lines, "line \(error.line) of \(lines)")
        }
    }

    private static func texts(in data: DataFolder, _ folders: String...) throws -> [[UInt8]] {
        try folders.flatMap { folder in
            let names = try FileManager.default.contentsOfDirectory(
                atPath: "\(data.path)/\(folder)")
            let texts = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".txt") }
            return try texts.sorted().map {
                Array(try text(of: "\(data.path)/\(folder)/\($0)").utf8)
            }
        }
    }
}

/// A reader of texts; an error it throws by design has been looked at by itself.
struct TextTarget: FuzzTarget {
    let name: String
    let seeds: [[UInt8]]
    let read: @Sendable (String) throws -> Void

    func run(_ input: [UInt8]) {
        do {
            try read(String(decoding: input, as: UTF8.self))
        } catch {
            demand(false, "only errors with a place are thrown, not \(error)")
        }
    }
}
