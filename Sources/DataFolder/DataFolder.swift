public import DeviceProtocols
import FoundationEssentials
import StrictYAML

/// Where device profiles, label templates and programme packs live: plain files, read afresh on every call.
public struct DataFolder: Sendable, Equatable {
    /// Longest profile or template read, in bytes.
    public static let longestFile = 256 << 10
    /// Where the package puts the data.
    public static let installed = "/usr/share/cunzhan"
    /// The environment variable that names the folder.
    public static let variable = "CUNZHAN_DATA"

    /// A label template, not yet read as one.
    public struct Template: Sendable, Equatable {
        /// The file's name without its ending.
        public let name: String
        /// The file.
        public let path: String
        /// Its text.
        public let text: String
    }

    /// The folder that holds `Devices/`.
    public let path: String

    /// Takes a folder as it is.
    public init(path: String) {
        self.path = path
    }

    /// Finds the data: the option, else `CUNZHAN_DATA`, else the folder above the program that
    /// holds `Devices/` (its own checkout), else ``installed``.
    /// - Parameters:
    ///   - option: The value of `--data`, or nil. A folder named there or in the environment that
    ///     is no data folder is an error: it is never passed over silently.
    ///   - environment: The process's environment.
    ///   - executable: The program's file, e.g. `/proc/self/exe`; links are followed.
    /// - Returns: The folder.
    /// - Throws: `DataFolderError.notFound` with the places looked at.
    public static func locate(
        option: String?, environment: [String: String], executable: String
    ) throws(DataFolderError) -> DataFolder {
        let named = option ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        if let named {
            guard holdsDevices(named) else { throw .notFound(searched: [named]) }
            return DataFolder(path: named)
        }
        let program = URL(filePath: executable).resolvingSymlinksInPath().path
        var folder = program[...]
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            folder = folder[..<slash]
            if holdsDevices(String(folder)) { return DataFolder(path: String(folder)) }
        }
        guard holdsDevices(installed) else {
            throw .notFound(searched: ["the folders above \(program)", installed])
        }
        return DataFolder(path: installed)
    }

    // MARK: Profiles

    /// The IDs of all profiles, sorted.
    /// - Throws: `DataFolderError.unreadable` when a folder is there but cannot be listed.
    public func profileIDs() throws(DataFolderError) -> [String] {
        try profileFiles().map(\.id)
    }

    /// All profiles, sorted by ID.
    /// - Throws: for the first file that cannot be read or is refused.
    public func profiles() throws(DataFolderError) -> [DeviceProfile] {
        var profiles: [DeviceProfile] = []
        for file in try profileFiles() { profiles.append(try load(file)) }
        return profiles
    }

    /// All profiles that can be read, sorted by ID.
    /// - Parameter refused: Told of each file that cannot be read or is refused.
    /// - Returns: The profiles.
    /// - Throws: `DataFolderError.unreadable` when a folder is there but cannot be listed.
    public func profiles(
        refused: (DataFolderError) -> Void
    ) throws(DataFolderError) -> [DeviceProfile] {
        var profiles: [DeviceProfile] = []
        for file in try profileFiles() {
            do {
                profiles.append(try load(file))
            } catch {
                refused(error)
            }
        }
        return profiles
    }

    /// The profile with an ID, letter case ignored.
    /// - Throws: `DataFolderError.unknownProfile` with the nearest ID, or why the file is refused.
    public func profile(id: String) throws(DataFolderError) -> DeviceProfile {
        let files = try profileFiles()
        let wanted = id.lowercased()
        guard let file = files.first(where: { $0.id == wanted }) else {
            throw .unknownProfile(
                id: id, nearest: Spelling.nearest(to: wanted, among: files.map(\.id)))
        }
        return try load(file)
    }

    private struct ProfileFile {
        let id: String
        let path: String
        /// The path below the data folder, for errors.
        let shortPath: String
    }

    private func profileFiles() throws(DataFolderError) -> [ProfileFile] {
        var files: [ProfileFile] = []
        for deviceClass in DeviceClass.allCases {
            let folder = "Devices/" + deviceClass.folder
            for name in try yamlNames(in: path + "/" + folder) {
                files.append(
                    ProfileFile(
                        id: deviceClass.idPrefix + name.dropLast(5).lowercased(),
                        path: "\(path)/\(folder)/\(name)", shortPath: "\(folder)/\(name)"))
            }
        }
        return files.sorted { $0.id < $1.id }
    }

    private func load(_ file: ProfileFile) throws(DataFolderError) -> DeviceProfile {
        let text = try Self.text(of: file.path)
        do {
            return try DeviceProfile.parse(text, file: file.shortPath, id: file.id)
        } catch let error as YAMLError {
            throw .invalid(error)
        } catch {
            throw .unreadable(path: file.path, reason: "\(error)")
        }
    }

    // MARK: Templates

    /// All label templates, sorted by name.
    /// - Throws: for the first file that cannot be read.
    public func templates() throws(DataFolderError) -> [Template] {
        var templates: [Template] = []
        for name in try templateNames() { templates.append(try template(name: name)) }
        return templates
    }

    /// The names of all label templates, sorted.
    /// - Throws: `DataFolderError.unreadable` when the folder is there but cannot be listed.
    public func templateNames() throws(DataFolderError) -> [String] {
        try yamlNames(in: templateFolder).map { String($0.dropLast(5)) }.sorted()
    }

    /// The label template with a name.
    /// - Throws: `DataFolderError.unknownTemplate` with the nearest name, or why it is unreadable.
    public func template(name: String) throws(DataFolderError) -> Template {
        let names = try templateNames()
        guard names.contains(name) else {
            throw .unknownTemplate(name: name, nearest: Spelling.nearest(to: name, among: names))
        }
        let path = "\(templateFolder)/\(name).yaml"
        return Template(name: name, path: path, text: try Self.text(of: path))
    }

    /// What must be hidden of people's data on labels.
    /// - Throws: `DataFolderError.unreadable` when it is not there or cannot be read.
    public func privacyPolicy() throws(DataFolderError) -> Template {
        let path = "\(labelFolder)/Privacy/policy.yaml"
        return Template(name: "policy", path: path, text: try Self.text(of: path))
    }

    /// The folder of the pictures on labels.
    public var labelPictures: String { labelFolder + "/Templates/pictures" }

    private var templateFolder: String { labelFolder + "/Templates" }

    /// In a checkout beside the module that reads them, else under `Labels/`.
    private var labelFolder: String {
        let inCheckout = path + "/Sources/Labels"
        return Self.isFolder(inCheckout) ? inCheckout : path + "/Labels"
    }

    // MARK: Programme packs

    /// Longest file of a programme pack read, in bytes.
    public static let longestPackFile = 8 << 20

    /// One file of a programme pack, not yet read as one.
    public struct PackFile: Sendable, Equatable {
        /// Its path below the pack's folder.
        public let name: String
        /// Its text.
        public let text: String
    }

    /// The names of all programme packs, sorted.
    /// - Throws: `DataFolderError.unreadable` when the folder is there but cannot be listed.
    public func packNames() throws(DataFolderError) -> [String] {
        guard Self.isFolder(packFolder) else { return [] }
        return try Self.names(in: packFolder)
            .filter { Self.isFile("\(packFolder)/\($0)/pack.yaml") }.sorted()
    }

    /// The folder of one of ``packNames()``; a folder here that holds a `pack.yaml` goes before.
    /// - Throws: `DataFolderError.unknownPack` with the nearest name.
    public func packFolder(_ name: String) throws(DataFolderError) -> String {
        if Self.isFile(name + "/pack.yaml") { return name }
        let names = try packNames()
        guard names.contains(name) else {
            throw .unknownPack(name: name, nearest: Spelling.nearest(to: name, among: names))
        }
        return "\(packFolder)/\(name)"
    }

    /// The files of the law that all packs share; none when there are none.
    /// - Throws: `DataFolderError.unreadable` when one cannot be read.
    public func lawFiles() throws(DataFolderError) -> [PackFile] {
        let law = "\(packFolder)/law"
        return Self.isFolder(law) ? try Self.packFiles(in: law) : []
    }

    /// All YAML files of a programme pack, one level of folders included, sorted by name.
    /// - Throws: `DataFolderError.unreadable` when one cannot be read.
    public static func packFiles(in folder: String) throws(DataFolderError) -> [PackFile] {
        guard isFolder(folder) else {
            throw .unreadable(path: folder, reason: "it is no folder")
        }
        var files: [PackFile] = []
        for name in try names(in: folder) {
            if isFolder("\(folder)/\(name)") {
                for inner in try names(in: "\(folder)/\(name)") where inner.hasSuffix(".yaml") {
                    files.append(try packFile("\(name)/\(inner)", in: folder))
                }
            } else if name.hasSuffix(".yaml") {
                files.append(try packFile(name, in: folder))
            }
        }
        return files.sorted { $0.name < $1.name }
    }

    private static func packFile(
        _ name: String, in folder: String
    ) throws(DataFolderError) -> PackFile {
        let text = try text(of: "\(folder)/\(name)", limit: longestPackFile)
        return PackFile(name: name, text: text)
    }

    /// In a checkout beside the module that reads them, else under `Programme/`.
    private var packFolder: String {
        let inCheckout = path + "/Sources/CountyProgramme/Packs"
        return Self.isFolder(inCheckout) ? inCheckout : path + "/Programme"
    }

    // MARK: Files

    /// Names ending in `.yaml`, hidden ones apart; none when the folder is absent.
    private func yamlNames(in folder: String) throws(DataFolderError) -> [String] {
        guard Self.isFolder(folder) else { return [] }
        return try Self.names(in: folder).filter { $0.hasSuffix(".yaml") }
    }

    /// Names in a folder, hidden ones apart.
    private static func names(in folder: String) throws(DataFolderError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { !$0.hasPrefix(".") }
        } catch {
            throw .unreadable(path: folder, reason: "the folder cannot be listed")
        }
    }

    private static func text(
        of path: String, limit: Int = longestFile
    ) throws(DataFolderError) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let size = attributes?[.size] as? UInt64, size > UInt64(limit) {
            throw .unreadable(path: path, reason: "it is longer than \(limit) bytes")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path, reason: "the file cannot be opened")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .unreadable(path: path, reason: "it is not UTF-8 text")
        }
        return text
    }

    private static func isFile(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path) && !isFolder(path)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory
    }

    private static func holdsDevices(_ path: String) -> Bool { isFolder(path + "/Devices") }
}
