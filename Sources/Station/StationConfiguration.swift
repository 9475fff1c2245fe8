public import DeviceProtocols
internal import FoundationEssentials
internal import Glibc
public import KeeperDesk
public import SerialLines
internal import StrictYAML

/// A terminal's configuration: `/etc/cunzhan/station.yaml`.
///
/// ```yaml
/// state: /var/lib/cunzhan/station
/// runtime: /run/cunzhan
/// kiosk: {port: 8080}
/// devices:
///   - {name: scanner, profile: scanners/generic-serial, line: /dev/ttyUSB0}
///   - {name: scale, profile: scales/generic-yaohua-a12e, line: "usb:1a86:7523:A5069",
///      min: "100 g", max: "30 kg", interval: "5 g", verified_until: 2027-03-31}
/// find: true
/// shelves:
///   - {shelf: 1, layers: 4, capacity: 40}
/// label: pickup-60x40
/// sync: {settle_ms: 2000, contact_s: 300, retry_ms: 5000, retry_cap_s: 1800}
/// ```
public struct StationConfiguration: Sendable {
    /// Where it is looked for when nobody says otherwise.
    public static let defaultPath = "/etc/cunzhan/station.yaml"
    /// Devices on one terminal at most.
    public static let devicesMax = 16

    /// A device on a line.
    public struct Device: Sendable, Hashable {
        /// What it is called here.
        public var name: String
        /// The id of its profile.
        public var profile: String
        /// Where its line is.
        public var line: LineAddress
        /// What stands on this scale's plate; what is missing is taken from the profile.
        public var limits = ScaleLimits()
        /// The last day of this scale's verification (检定有效期).
        public var verifiedUntil: CivilDate?
        /// How long the same code of this scanner counts as the same scan, in milliseconds, where
        /// it is not the profile's time; 0 for not at all.
        public var duplicatesMilliseconds: Int?
        /// The rate to use out of those of the profile; nil for its first.
        public var baud: Int?
    }

    /// The folder of the store, the key and the enrolment; survives restarts.
    public var state: String
    /// The folder of sockets; gone after a reboot.
    public var runtime: String
    /// The kiosk page's port on 127.0.0.1; 0 lets the system choose.
    public var kioskPort: Int
    /// The devices, in order of their lamps.
    public var devices: [Device]
    /// Whether devices on other ports are looked for.
    ///
    /// Ports of `devices` and the system's console are never touched by the search.
    public var find: Bool
    /// Where parcels are put.
    public var shelves: ShelfPlan
    /// The template of pickup labels.
    public var labelTemplate: String
    let pace: UploadMachine.Pace

    /// The socket `stationctl` asks.
    public var controlSocket: String { "\(runtime)/station.sock" }
    /// The addresses in force, written once they are listened on.
    public var addressesFile: String { "\(runtime)/station-addresses.json" }

    /// Makes the state and runtime folders if they are missing, for this user only.
    ///
    /// - Throws: `StationFault` naming the folder.
    public func makeFolders() throws {
        for folder in [state, runtime] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                if (error as? CocoaError)?.code == .fileWriteNoPermission {
                    throw StationFault.cannotWrite(folder, code: EACCES)
                }
                throw StationFault(
                    exitCode: 73, "无法创建文件夹 \(folder)。请检查路径和权限。",
                    "cannot create the folder \(folder); check the path and permissions")
            }
        }
    }

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - text: The YAML text.
    ///   - file: What errors call it.
    /// - Throws: `YAMLError` naming file, line and key.
    public init(_ text: String, file: String) throws {
        self = try YAMLDocument(text: text, file: file).root.mapping { root in
            try StationConfiguration(&root)
        }
    }

    private init(_ root: inout YAMLMapping) throws {
        state = try root.optionalString("state") ?? "/var/lib/cunzhan/station"
        runtime = try root.optionalString("runtime") ?? "/run/cunzhan"
        kioskPort =
            try root.optional("kiosk")?.mapping { kiosk in
                try kiosk.int("port", in: 0...65_535)
            } ?? 8080
        devices = try root.list("devices").map(Self.device)
        find = try root.bool("find", absent: true)
        let shelfNode = try root.required("shelves")
        guard let plan = ShelfPlan(layers: try shelfNode.list().flatMap(Self.layers)) else {
            throw shelfNode.error(
                "at least one shelf is needed",
                chinese: "至少要写一个货架")
        }
        shelves = plan
        labelTemplate = try root.optionalString("label") ?? "pickup-60x40"
        pace = try root.optional("sync")?.mapping(Self.pace) ?? UploadMachine.Pace()
        try Self.demandDistinctNames(devices, root.node)
    }

    private static func device(_ node: YAMLNode) throws -> Device {
        try node.mapping { device in
            let name = try device.string("name")
            let profile = try device.string("profile")
            let lineNode = try device.required("line")
            var found: Device
            do throws(LineError) {
                let line = try LineAddress((try? lineNode.string()) ?? "")
                found = Device(name: name, profile: profile, line: line)
            } catch {
                throw lineNode.error(
                    "\(error)",
                    chinese: error.chinese)
            }
            found.limits = try ScaleLimits(reading: &device)
            found.verifiedUntil = try device.optional("verified_until").map(Self.date)
            found.duplicatesMilliseconds = try device.optionalInt(
                "duplicates_ms", in: DuplicateFilter.windows)
            try demandOneClass(found, device.node)
            return found
        }
    }

    private static func date(_ node: YAMLNode) throws -> CivilDate {
        let text = try node.string()
        guard let date = CivilDate(text) else {
            throw node.error(
                "expected a day such as 2027-03-31, found '\(text)'",
                chinese: "要写日期，如 2027-03-31，写的是 '\(text)'")
        }
        return date
    }

    /// What is said of a scale has no meaning for another device.
    private static func demandOneClass(_ device: Device, _ node: YAMLNode) throws {
        let isWeighing = device.limits != ScaleLimits() || device.verifiedUntil != nil
        if isWeighing, !device.profile.hasPrefix(DeviceClass.scale.idPrefix) {
            throw node.error(
                "min, max, interval and verified_until are for scales",
                chinese: "min、max、interval、verified_until 只用于秤")
        }
        let isScanner = device.profile.hasPrefix(DeviceClass.scanner.idPrefix)
        if device.duplicatesMilliseconds != nil, !isScanner {
            throw node.error(
                "duplicates_ms is for scanners",
                chinese: "duplicates_ms 只用于扫码枪")
        }
    }

    private static func demandDistinctNames(_ devices: [Device], _ node: YAMLNode) throws {
        guard devices.count <= devicesMax else {
            throw node.error(
                "\(devices.count) devices, at most \(devicesMax)",
                chinese: "写了 \(devices.count) 台设备，最多 \(devicesMax) 台")
        }
        let names = Set(devices.map(\.name))
        guard names.count == devices.count else {
            throw node.error(
                "two devices have the same name",
                chinese: "有两台设备同名")
        }
    }

    private static func layers(_ node: YAMLNode) throws -> [ShelfLayer] {
        try node.mapping { shelf in
            let number = try shelf.int("shelf", in: 1...999)
            let layers = try shelf.int("layers", in: 1...99)
            let capacity = try shelf.int("capacity", in: 1...9999)
            return (1...layers).map {
                ShelfLayer(shelf: number, layer: $0, capacity: capacity)
            }
        }
    }

    private static func pace(_ sync: inout YAMLMapping) throws -> UploadMachine.Pace {
        var pace = UploadMachine.Pace()
        if let settle = try sync.optionalInt("settle_ms", in: 0...600_000) {
            pace.settle = .milliseconds(settle)
        }
        if let contact = try sync.optionalInt("contact_s", in: 1...86_400) {
            pace.contact = .seconds(contact)
        }
        if let retry = try sync.optionalInt("retry_ms", in: 10...3_600_000) {
            pace.retryBase = .milliseconds(retry)
        }
        if let cap = try sync.optionalInt("retry_cap_s", in: 1...86_400) {
            pace.retryCap = .seconds(cap)
        }
        return pace
    }
}
