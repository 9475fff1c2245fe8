import DeviceProtocols
import FoundationEssentials
import SerialLines

/// What worked on which port, and what a technician has pinned: `devices.json` in the state folder.
///
/// Written in one step, so that it is whole after a power cut. A damaged or missing file costs one
/// search per port, so it is no fault.
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
    mutating func remember(_ entry: Entry) {
        devices.removeAll { $0.port == entry.port }
        devices.append(entry)
        while devices.count > Self.entriesMax {
            let oldest = devices.enumerated().filter { !$1.pinned }.min { $0.1.at < $1.1.at }
            devices.remove(at: oldest?.offset ?? 0)
        }
    }

    /// Forgets a port; false when nothing was known of it.
    mutating func forget(_ identity: PortIdentity) -> Bool {
        let count = devices.count
        devices.removeAll { $0.port == "\(identity)" }
        return devices.count < count
    }

    // MARK: The file

    static func path(in state: String) -> String { "\(state)/devices.json" }

    /// Reads the file; empty where there is none that can be read.
    static func load(from state: String) -> DeviceMemory {
        guard let data = FileManager.default.contents(atPath: path(in: state)),
            let memory = try? JSONDecoder().decode(DeviceMemory.self, from: data),
            memory.version == 1
        else { return DeviceMemory() }
        return memory
    }

    /// Writes the file.
    func save(to state: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try DurableFile.write(Array(try encoder.encode(self)), to: Self.path(in: state))
    }
}
