internal import CurlTransport
public import DataFolder
internal import DeviceProtocols
public import DeviceSimulator
internal import Foundation
internal import Glibc

/// A county server and one station of this package's own programs on loopback, with a simulated
/// scanner, scale and label printer on pseudo-terminals.
///
/// Everything it writes is in one folder; nothing outlives it.
public final class Village {
    /// How a village differs from the usual one.
    public struct Options: Sendable {
        /// The profile of the scanner.
        public var scanner = "scanners/generic-serial"
        /// The profile of the scale.
        public var scale = "scales/yaohua-xk3190-a12e"
        /// The profile of the printer; nil for a station without one.
        public var printer: String? = "printers/generic-tspl"
        /// Scanners besides the first, each on a line of its own.
        public var moreScanners = 0
        /// What the station's configuration says of the scale besides, such as `, max: "15 kg"`.
        public var scalePlate = ""
        /// Whether the station looks for devices that nobody named, on the real ports of this
        /// machine.
        public var find = false
        /// How long the simulated devices take.
        public var timing = SimulatorTiming()
        /// Milliseconds between a scan and its upload.
        public var settle = 200
        /// Milliseconds of the first wait after a failed contact.
        public var retry = 200
        /// Seconds between two contacts when there is nothing to send.
        public var contact = 2

        /// The usual options.
        public init() {}
    }

    /// The station's id.
    public static let station = "tiepu-01"
    /// The station's name.
    public static let stationName = "铁铺镇示例村级服务点"

    /// The folder of everything.
    public let folder: String
    /// The simulated scanner.
    public let scanner: SimulatedDevice
    /// The simulated scale.
    public let scale: SimulatedDevice
    /// The simulated printer.
    public let printer: SimulatedDevice?
    private let moreScanners: [SimulatedDevice]
    /// The county server while it runs.
    public private(set) var county: ChildProgram?
    /// The station daemon while it runs.
    public private(set) var stationd: ChildProgram?

    private let programs: String
    private let data: DataFolder
    private let options: Options

    /// Lays out an empty village.
    ///
    /// - Parameters:
    ///   - folder: Where everything goes; emptied first.
    ///   - programs: The folder of `stationd`, `countyd` and the others.
    ///   - data: Profiles and templates.
    ///   - options: How it differs from the usual.
    /// - Throws: `SimulatorError`, `DataFolderError` or what the file system says.
    public init(
        folder: String, programs: String, data: DataFolder, options: Options = Options()
    ) throws {
        self.folder = folder
        self.programs = programs
        self.data = data
        self.options = options
        try? FileManager.default.removeItem(atPath: folder)
        for part in ["", "/labels", "/station", "/county", "/run"] {
            try FileManager.default.createDirectory(
                atPath: folder + part, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        func device(_ id: String, _ name: String) throws -> SimulatedDevice {
            try SimulatedDevice(
                profile: try data.profile(id: id), link: "\(folder)/\(name)",
                output: "\(folder)/labels", timing: options.timing)
        }
        scanner = try device(options.scanner, "scanner")
        scale = try device(options.scale, "scale")
        printer = try options.printer.map { try device($0, "printer") }
        moreScanners = try Self.names(of: options.moreScanners).map {
            try device(options.scanner, $0)
        }
        try write(countyConfiguration, to: countyFile)
        try write(stationConfiguration, to: stationFile)
    }

    // MARK: Configuration

    private var countyFile: String { "\(folder)/county.yaml" }
    private var stationFile: String { "\(folder)/station.yaml" }

    private var countyConfiguration: String {
        """
        county: 示例县
        state: \(folder)/county
        runtime: \(folder)/run
        https: "127.0.0.1:\(countyPort ?? 0)"
        public: "127.0.0.1:\(publicPort ?? 0)"
        """
    }

    private static func names(of moreScanners: Int) -> [String] {
        (0..<moreScanners).map { "scanner-\($0 + 2)" }
    }

    private var stationConfiguration: String {
        let more =
            Self.names(of: options.moreScanners).map { ($0, options.scanner) }
            + (options.printer.map { [("printer", $0)] } ?? [])
        let devices = more.map { name, profile in
            "\n  - {name: \(name), profile: \(profile), line: \"pty:\(folder)/\(name)\"}"
        }.joined()
        return """
            state: \(folder)/station
            runtime: \(folder)/run
            kiosk: {port: \(kioskPort ?? 0)}
            devices:
              - {name: scanner, profile: \(options.scanner), line: "pty:\(folder)/scanner"}
              - {name: scale, profile: \(options.scale), line: "pty:\(folder)/scale"\(options.scalePlate)}\(devices)
            find: \(options.find)
            shelves:
              - {shelf: 1, layers: 4, capacity: 30}
              - {shelf: 2, layers: 4, capacity: 30}
              - {shelf: 3, layers: 4, capacity: 30}
            sync: {settle_ms: \(options.settle), contact_s: \(options.contact), retry_ms: \(options.retry), retry_cap_s: 2}
            """
    }

    /// The port stations reach the county by.
    ///
    /// Ports stay the same over restarts, as an installed system's do.
    public private(set) var countyPort: Int?
    private var publicPort: Int?
    private var kioskPort: Int?

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}

// MARK: Running

extension Village {
    /// Starts the county server and waits until it listens.
    public func startCounty(failPoint: String? = nil) async throws {
        let file = "\(folder)/run/county-addresses.json"
        try? FileManager.default.removeItem(atPath: file)
        let child = try start("countyd", ["--config", countyFile], failPoint, "county.log")
        county = child
        let addresses = try await addresses(file, of: child, log: "county.log")
        countyPort = addresses.https.flatMap(Self.port)
        publicPort = addresses.pages.flatMap(Self.port)
        try write(countyConfiguration, to: countyFile)
    }

    /// Enrols the station with a one-time code, as a technician would.
    ///
    /// - Parameters:
    ///   - announcements: The courier's list.
    ///   - proxy: The port by which the station reaches the county; nil for the county's own.
    /// - Throws: `RehearsalFault` when a command fails.
    public func enrol(_ announcements: [Announcement], through proxy: Int? = nil) async throws {
        _ = try await countyctl(["station", "add", Self.station, "--name", Self.stationName])
        let output = try await countyctl(["station", "enrol", Self.station, "--json"])
        let code = try JSONDecoder().decode(EnrolmentSheet.self, from: output)
        let url = proxy.map { "https://127.0.0.1:\($0)" } ?? code.url
        _ = try await tool(
            "stationctl", ["enrol", url, code.code, "--pin", code.pins, "--config", stationFile])
        try await announce(announcements)
    }

    /// Gives the county a courier's list.
    public func announce(_ announcements: [Announcement]) async throws {
        let file = "\(folder)/announced.csv"
        try write(Announcement.csv(announcements), to: file)
        _ = try await countyctl(["import", "parcels", file, "--station", Self.station])
    }

    /// Starts the station daemon and waits until it listens.
    public func startStation(failPoint: String? = nil) async throws {
        let file = "\(folder)/run/station-addresses.json"
        try? FileManager.default.removeItem(atPath: file)
        let child = try start("stationd", ["--config", stationFile], failPoint, "station.log")
        stationd = child
        do {
            let addresses = try await addresses(file, of: child, log: "station.log")
            kioskPort = addresses.kiosk.flatMap(Self.port)
        } catch {
            // What waited for it may carry it over an armed point before it listens.
            guard failPoint != nil, child.poll() != nil else { throw error }
        }
        try write(stationConfiguration, to: stationFile)
    }

    /// The kiosk page's address.
    public var kioskURL: String { "http://127.0.0.1:\(kioskPort ?? 0)" }
    /// The public pages' address.
    public var publicURL: String { "http://127.0.0.1:\(publicPort ?? 0)" }
    /// The address stations use.
    public var countyURL: String { "https://127.0.0.1:\(countyPort ?? 0)" }
    /// The station's store.
    public var stationStore: String { "\(folder)/station/station-1.sqlite" }
    /// The county's state folder.
    public var countyState: String { "\(folder)/county" }

    /// Asks the station to end and waits.
    public func stopStation() async throws {
        stationd?.signal(SIGTERM)
        try await stationd?.waitForEnd()
        stationd = nil
    }

    /// Asks the county to end and waits.
    public func stopCounty() async throws {
        county?.signal(SIGTERM)
        try await county?.waitForEnd()
        county = nil
    }

    /// Ends everything at once, in whatever state it is.
    public func abandon() {
        for child in [stationd, county] { child?.signal(SIGKILL) }
        for device in [scanner, scale, printer] + moreScanners { device?.perform(.quit) }
    }

    private struct EnrolmentSheet: Decodable {
        var code: String
        var url: String
        var pins: String
    }

    private struct Addresses: Decodable {
        var https: String?
        var pages: String?
        var kiosk: String?
    }

    private static func port(_ url: String) -> Int? {
        URL(string: url)?.port
    }

    private func start(
        _ name: String, _ arguments: [String], _ failPoint: String?, _ log: String
    ) throws -> ChildProgram {
        try ChildProgram(
            "\(programs)/\(name)", arguments,
            environment: [
                "CUNZHAN_FAILPOINT": failPoint ?? "", "CUNZHAN_DATA": data.path,
                "SWIFT_BACKTRACE": "enable=no",
            ], log: "\(folder)/\(log)")
    }

    /// Waits for the file in which a program says where it listens.
    private func addresses(
        _ file: String, of child: ChildProgram, log: String
    ) async throws -> Addresses {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let data = FileManager.default.contents(atPath: file),
                let addresses = try? JSONDecoder().decode(Addresses.self, from: data)
            {
                return addresses
            }
            if let end = child.poll() {
                let text = (try? String(contentsOfFile: "\(folder)/\(log)", encoding: .utf8)) ?? ""
                throw RehearsalFault(
                    "a program ended before it was ready (\(end)):\n\(text.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw RehearsalFault("\(file) did not appear within 30 s")
    }

    private func countyctl(_ arguments: [String]) async throws -> Data {
        try await tool("countyctl", arguments + ["--socket", "\(folder)/run/county.sock"])
    }

    /// Runs one of the package's tools to its end and gives back what it printed.
    func tool(_ name: String, _ arguments: [String]) async throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "\(programs)/\(name)")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["CUNZHAN_DATA": data.path]
        ) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw RehearsalFault(
                "\(name) \(arguments.joined(separator: " ")): exit \(process.terminationStatus)\n"
                    + String(decoding: complaint, as: UTF8.self))
        }
        return text
    }
}
