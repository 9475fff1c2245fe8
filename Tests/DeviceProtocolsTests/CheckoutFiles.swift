import DataFolder
import DeviceProtocols
import FoundationEssentials

/// The profiles and recordings of this checkout.
enum CheckoutFiles {
    static let root: String = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let devices = folder.appending(path: "Devices").path
            if FileManager.default.fileExists(atPath: devices) { return folder.path }
        }
        return "/"
    }()

    static let data = DataFolder(path: root)

    /// All shipped profiles, read once: a test of each of them would read all of them each time.
    static let profiles = Result { try data.profiles() }

    static let profileIDs: [String] = (try? data.profileIDs()) ?? []

    static let recordingNames: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: root + "/Tests/Recordings")
        return (names ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }()

    static func recording(_ name: String) throws -> Recording {
        let data = try Data(contentsOf: URL(filePath: "\(root)/Tests/Recordings/\(name)"))
        return try Recording(String(decoding: data, as: UTF8.self), file: name)
    }
}
