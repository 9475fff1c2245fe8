import DeviceProtocols
import FoundationEssentials
import Glibc
import SerialLines

/// What worked on which port, and what a technician has pinned: `devices.json` in the state folder.
///
/// Written in one step, so that it is whole after a power cut. A missing file costs one search per
/// port, so it is no fault; a damaged one costs the pins too, and is told.
struct DeviceMemory: Codable, Hashable, Sendable {
    /// Ports remembered at most; the longest unused one is forgotten first, a pinned one never.
    static let entriesMax = 64

    /// One port.
    struct Entry: Codable, Hashable, Sendable {
        /// Its identity.
        var port: String
        /// What stands there.
        var profile: String
        /// The setting that worked; nil for the profile's usual one.
        var line: LineSetting?
        /// What it is called here.
        var name: String
        /// Said by a technician: never searched.
        var pinned: Bool
        /// The USB ids that were there, since another device may come into the same socket.
        var usb: String?
        /// When it was last taken up, in milliseconds since 1970.
        var at: Int64

        /// Whether it can have been written by this program.
        var isPlausible: Bool { PortIdentity(port) != nil && DeviceMemory.isName(name) }
    }

    /// Longest name of a device, in bytes.
    static let nameMax = 64

    /// Whether a device may be called so: it is shown on pages and terminals and written in logs.
    static func isName(_ name: String) -> Bool {
        (1...nameMax).contains(name.utf8.count) && name == name.printable
    }

    var version = 1
    private(set) var devices: [Entry] = []

    /// What is remembered of a port; nothing when another kind of adapter is there now.
    func entry(of identity: PortIdentity, usb: String?) -> Entry? {
        devices.first { $0.port == "\(identity)" && ($0.usb == nil || $0.usb == usb) }
    }

    /// Everything pinned.
    var pinned: [Entry] { devices.filter(\.pinned) }

    /// Remembers a port instead of what was remembered of it.
    ///
    /// - Returns: false when every place is taken by a pinned port, and this one is not: it is
    ///   searched again the next time.
    @discardableResult
    mutating func remember(_ entry: Entry) -> Bool {
        let others = devices.filter { $0.port != entry.port }
        guard others.count >= Self.entriesMax else {
            devices = others + [entry]
            return true
        }
        let oldest = others.enumerated().filter { !$1.pinned }.min { $0.1.at < $1.1.at }
        guard let oldest else { return false }
        devices = others + [entry]
        devices.remove(at: oldest.offset)
        return true
    }

    /// Forgets a port; false when nothing was known of it.
    mutating func forget(_ identity: PortIdentity) -> Bool {
        let count = devices.count
        devices.removeAll { $0.port == "\(identity)" }
        return devices.count < count
    }

    // MARK: The file

    static func path(in state: String) -> String { "\(state)/devices.json" }

    /// Longest file read, in bytes; 64 entries take a tenth of it.
    static let fileMax = 256 << 10

    /// What the file says, and what is wrong with it.
    struct Loaded: Sendable {
        var memory = DeviceMemory()
        /// Why the file is not used; nil where it is, or where there is none.
        var trouble: Trouble?
    }

    /// Why a file is not used; what was pinned there has to be pinned again.
    enum Trouble: Error, Hashable, Sendable, CustomStringConvertible {
        case unreadable(code: Int32)
        case tooLong
        case damaged
        case laterVersion(Int)

        var description: String {
            switch self {
            case .unreadable(let code): "cannot be read, error \(code)"
            case .tooLong: "longer than \(fileMax) bytes"
            case .damaged: "damaged"
            case .laterVersion(let version): "of version \(version), written by a later program"
            }
        }
    }

    /// Reads the file.
    ///
    /// One that cannot be used is kept beside as `devices.json.unused`, since the next device found
    /// writes the file anew.
    static func load(from state: String) -> Loaded {
        do throws(Trouble) {
            return Loaded(memory: try read(from: state))
        } catch {
            let path = path(in: state)
            _ = rename(path, "\(path).unused")
            return Loaded(trouble: error)
        }
    }

    /// Reads the file and leaves it as it is; a missing one is an empty memory.
    static func read(from state: String) throws(Trouble) -> DeviceMemory {
        guard let bytes = try contents(of: path(in: state)) else { return DeviceMemory() }
        return try decode(bytes)
    }

    private static func contents(of path: String) throws(Trouble) -> Data? {
        guard let file = fopen(path, "re") else {
            if errno == ENOENT { return nil }
            throw .unreadable(code: errno)
        }
        defer { fclose(file) }
        var bytes = Data(count: fileMax + 1)
        let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
        guard ferror(file) == 0 else { throw .unreadable(code: errno) }
        guard count <= fileMax else { throw .tooLong }
        return bytes.prefix(count)
    }

    private struct Version: Decodable {
        let version: Int
    }

    private static func decode(_ bytes: Data) throws(Trouble) -> DeviceMemory {
        guard let version = try? JSONDecoder().decode(Version.self, from: bytes) else {
            throw .damaged
        }
        guard version.version == 1 else { throw .laterVersion(version.version) }
        guard var memory = try? JSONDecoder().decode(DeviceMemory.self, from: bytes) else {
            throw .damaged
        }
        let entries = memory.devices
        memory.devices = []
        // A pinned port must not be lost to one that is only remembered.
        for entry in entries.filter(\.pinned) + entries.filter({ !$0.pinned })
        where entry.isPlausible { memory.remember(entry) }
        return memory
    }

    /// Writes the file.
    func save(to state: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try DurableFile.write(Array(try encoder.encode(self)), to: Self.path(in: state))
    }
}

extension StationConfiguration {
    /// The devices of the configuration, then those that were found or pinned, as far as the state
    /// folder can be read.
    public var knownDevices: [Device] {
        let memory = (try? DeviceMemory.read(from: state)) ?? DeviceMemory()
        let found = memory.devices.compactMap { entry in
            PortIdentity(entry.port).map { port in
                Device(
                    name: entry.name, profile: entry.profile, line: port.address,
                    baud: entry.line?.baud)
            }
        }
        return devices + found
    }
}
