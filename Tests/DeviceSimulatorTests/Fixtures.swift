import DeviceProtocols
import Foundation
import LabelDrawing
import Labels

/// Shipped profiles, from the checkout this file lies in.
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

    static func profileIDs(_ deviceClass: DeviceClass) throws -> [String] {
        let folder = checkout.appending(path: "Devices/\(deviceClass.folder)").path
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") }.map { deviceClass.idPrefix + $0.dropLast(5) }.sorted()
    }

    static func profile(_ id: String) throws -> DeviceProfile {
        try DeviceProfile.parse(profileText(id), file: profileFile(id), id: id)
    }

    static func profileText(_ id: String) throws -> String {
        try String(contentsOf: checkout.appending(path: profileFile(id)), encoding: .utf8)
    }

    private static func profileFile(_ id: String) -> String {
        let parts = id.split(separator: "/")
        return "Devices/\(parts[0].capitalized)/\(parts[1]).yaml"
    }

    static let scaleRecordings: [String] = {
        let folder = checkout.appending(path: "Tests/Recordings").path
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).filter { $0.hasPrefix("scale-") }.sorted()
    }()

    static func recording(_ name: String) throws -> Recording {
        let file = checkout.appending(path: "Tests/Recordings/\(name)")
        return try Recording(String(contentsOf: file, encoding: .utf8), file: name)
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

    /// The fonts of this machine; opened once, as they are large.
    static let artist = Result {
        try LabelArtist.installed(
            pictures: checkout.appending(path: "Sources/Labels/Templates/pictures").path)
    }

    private static let policy = Result {
        let file = "Sources/Labels/Privacy/policy.yaml"
        let text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
        return try PrivacyPolicy.parse(text, file: file)
    }

    static func renderer(_ template: LabelTemplate, _ profile: String) throws -> LabelRenderer {
        try renderer(template, self.profile(profile))
    }

    static func renderer(
        _ template: LabelTemplate, _ profile: DeviceProfile
    ) throws -> LabelRenderer {
        try LabelRenderer(template, for: profile, artist: artist.get(), policy: policy.get())
    }

    /// A label in the printer's language; nil when it is wider than the head.
    static func rendered(
        _ renderer: LabelRenderer, _ data: [String: LabelValue], fonts: StoredFonts? = nil
    ) throws -> RenderedLabel? {
        do {
            return try renderer.render(data, storedFonts: fonts)
        } catch LabelError.tooWide {
            return nil
        }
    }
}
