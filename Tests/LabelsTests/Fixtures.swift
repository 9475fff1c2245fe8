import DeviceProtocols
import Foundation
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

    static let templateNames = ["pickup-60x40", "pickup-40x30"]

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

    static func printer(dpi: Int = 203) throws -> DeviceProfile {
        let file = "Devices/Printers/generic-tspl.yaml"
        var text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
        text = text.replacing("dpi: 203", with: "dpi: \(dpi)")
        return try DeviceProfile.parse(text, file: file, id: "printers/generic-tspl")
    }
}
