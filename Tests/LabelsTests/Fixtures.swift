import DeviceProtocols
import Foundation
import LabelDrawing
import Labels

/// The shipped templates and the generic printer, from the checkout this file lies in.
enum Fixtures {
    static var checkout: URL {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder.deleteLastPathComponent()
            let devices = folder.appending(path: "Devices").path
            if FileManager.default.fileExists(atPath: devices) { break }
        }
        return folder
    }

    static let templateNames: [String] = {
        let folder = checkout.appending(path: "Sources/Labels/Templates").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    static func template(_ name: String) throws -> LabelTemplate {
        let file = "Sources/Labels/Templates/\(name).yaml"
        let text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
        return try LabelTemplate.parse(text, file: file)
    }

    static func profile(_ id: String) throws -> DeviceProfile {
        let parts = id.split(separator: "/")
        let file = "Devices/\(parts[0].capitalized)/\(parts[1]).yaml"
        let text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
        return try DeviceProfile.parse(text, file: file, id: id)
    }

    static func printer(
        _ language: String = "tspl", dpi: Int = 203, graphics: String? = nil,
        afterLabel: String? = nil, storesFonts: Bool = false
    ) throws -> DeviceProfile {
        let file = "Devices/Printers/generic-\(language).yaml"
        var text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
        text = text.replacing("dpi: 203", with: "dpi: \(dpi)")
        if let graphics {
            text = text.replacing("  dpi: ", with: "  graphics: \(graphics)\n  dpi: ")
        }
        if let afterLabel {
            text = text.replacing("  after_label: cut\n", with: "")
            text = text.replacing("  dpi: ", with: "  after_label: \(afterLabel)\n  dpi: ")
        }
        if storesFonts {
            let memory = "stored_fonts: {kilobytes: 4096, source: test}"
            text = text.replacing("  dpi: ", with: "  \(memory)\n  dpi: ")
        }
        if dpi > 203 { text = text.replacing("width_dots: 832", with: "width_dots: 1248") }
        return try DeviceProfile.parse(text, file: file, id: "printers/generic-\(language)")
    }

    /// The fonts of this machine; opened once, as they are large.
    static let artist = Result {
        try LabelArtist.installed(
            pictures: checkout.appending(path: "Sources/Labels/Templates/pictures").path)
    }

    static func policy() throws -> PrivacyPolicy {
        let file = "Sources/Labels/Privacy/policy.yaml"
        let text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
        return try PrivacyPolicy.parse(text, file: file)
    }

    static func renderer(
        _ template: LabelTemplate, _ profile: DeviceProfile? = nil
    ) throws -> LabelRenderer {
        try LabelRenderer(
            template, for: profile ?? printer(), artist: artist.get(), policy: policy())
    }
}
