import DataFolder
import FoundationEssentials

/// The profiles of this checkout.
enum Checkout {
    static let data: DataFolder = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let devices = folder.appending(path: "Devices").path
            if FileManager.default.fileExists(atPath: devices) { break }
        }
        return DataFolder(path: folder.path)
    }()
}
