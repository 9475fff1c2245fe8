import ArgumentParser
import DataFolder
import DeviceProtocols
import Foundation
import Station
import StrictYAML

/// `stationctl devices check FILE`: what a new profile still lacks.
struct CheckDevice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says what is missing or wrong in a device profile; exit code 65 if anything.",
        discussion: """
            A new model is one file, Devices/Scales/maker-model.yaml (or Scanners, Printers). Copy
            the file of a like device and check it until nothing is left. What a model shares with
            another in every byte is an alias in the other's file.
            """)

    /// As long as a profile may be; anything longer is no profile.
    private static let fileLengthMax = DataFolder.longestFile

    @Argument(help: "The profile's file.")
    var file: String

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let url = URL(filePath: file)
            guard file.hasSuffix(".yaml") else {
                throw StationFault(
                    exitCode: 65, "\(file) 要以 .yaml 结尾。", "\(file) has to end in .yaml")
            }
            let name = url.deletingPathExtension().lastPathComponent
            let profile = try read(name)
            let data = try start.loadData()
            var findings = placement(of: profile, in: url)
            findings += profile.check(among: try data.profiles()).map { finding in
                Finding(key: finding.key, zh: finding.chinese, en: finding.english)
            }
            for finding in findings {
                Output.line("\(file): \(finding.key): \(finding.zh)\n  \(finding.en)")
            }
            guard findings.isEmpty else { throw ExitCode(65) }
            Output.line("\(file): 完整可用 complete: \(profile.id)")
        }
    }

    private struct Finding {
        var key: String
        var zh: String
        var en: String
    }

    private func read(_ name: String) throws -> DeviceProfile {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw StationFault.unreadable(file)
        }
        guard bytes.count <= Self.fileLengthMax else {
            throw StationFault(
                exitCode: 65,
                "\(file) 有 \(bytes.count) 字节，超过上限 \(Self.fileLengthMax)：这不像设备文件。",
                "\(file) has \(bytes.count) bytes, more than \(Self.fileLengthMax): no device's file"
            )
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw StationFault(
                exitCode: 65, "\(file) 不是 UTF-8 文本。请在编辑器里另存为 UTF-8。",
                "\(file) is not UTF-8 text; save it as UTF-8 in your editor")
        }
        do {
            return try DeviceProfile.parse(text, file: file, name: name)
        } catch let error as YAMLError {
            throw fault(error, text)
        } catch {
            throw StationFault(exitCode: 65, "设备文件有误：\(error)", "\(error)")
        }
    }

    /// The error, the line it points at, and every key that is still missing.
    private func fault(_ error: YAMLError, _ text: String) -> StationFault {
        let missing = DeviceProfile.missingKeys(in: text, file: file)
        var zh = "设备文件有误：\(error.chineseDescription)"
        var en = "\(error)"
        if error.missingKey != nil, !missing.isEmpty {
            zh += missing.map { "\n  \($0.key)  \($0.chinese)" }.joined()
            en += missing.map { "\n  \($0.key)  \($0.english)" }.joined()
        } else if let line = Self.line(error.line, of: text) {
            zh += "\n  \(error.line) | \(line)"
            en += "\n  \(error.line) | \(line)"
        }
        return StationFault(exitCode: 65, zh, en)
    }

    private static func line(_ number: Int, of text: String) -> String? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.indices.contains(number - 1) else { return nil }
        return String(lines[number - 1].prefix(120))
    }

    /// A file that stands in a folder of profiles stands in that of its class.
    private func placement(of profile: DeviceProfile, in url: URL) -> [Finding] {
        let folder = url.deletingLastPathComponent()
        let isInDevices = folder.deletingLastPathComponent().lastPathComponent == "Devices"
        let wanted = profile.deviceClass.folder
        guard isInDevices, folder.lastPathComponent != wanted else { return [] }
        return [
            Finding(
                key: "class", zh: "应放在 Devices/\(wanted)/ 里。", en: "belongs in Devices/\(wanted)/")
        ]
    }
}
