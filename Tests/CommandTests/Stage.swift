import CurlTransport
import DataFolder
import DeviceSimulator
import Foundation
import Glibc
import Rehearsal
import SeededRandom

/// A village that was enrolled once, whose programs a test starts as it needs them.
final class Stage {
    let scratch: Scratch
    let village: Village
    let parcels: [Announcement]
    private let pages: PageReader
    private var lastID: Int64 = 0

    /// The village's own folder.
    var folder: String { village.folder }
    var state: String { "\(folder)/station" }
    var configuration: String { "\(folder)/station.yaml" }
    var store: String { village.stationStore }

    /// Announces so many parcels, waits until they are at the station, and stops both programs.
    ///
    /// `weighed` leaves the parcels that have to be weighed among the announced ones.
    init(
        parcels count: Int = 0, printer: Bool = false, weighed: Bool = false,
        scanner: String? = nil, scale: String? = nil, printerProfile: String? = nil
    ) async throws {
        scratch = try Scratch()
        var options = Village.Options()
        options.timing.label = 500
        options.timing.settle = 100
        if !printer { options.printer = nil }
        if let printerProfile { options.printer = printerProfile }
        if let scanner { options.scanner = scanner }
        if let scale { options.scale = scale }
        village = try Village(
            folder: "\(scratch.path)/village", programs: Programs.folder,
            data: DataFolder(path: Programs.checkout), options: options)
        pages = try PageReader()
        var random = SeededGenerator(seed: 2026)
        parcels = Announcement.sample(count, using: &random).map {
            var parcel = $0
            parcel.weigh = parcel.weigh && weighed
            return parcel
        }
        try await village.startCounty()
        try await village.enrol(parcels)
        try await village.startStation()
        try await until("the parcels are announced") {
            try await screen().today.expected == count
        }
    }

    deinit { village.abandon() }

    /// Stops both programs; the station then stays by itself, as in a power cut of the network.
    func stop() async throws {
        try await village.stopStation()
        try await village.stopCounty()
    }

    /// Rewrites the station's configuration.
    func configure(_ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: configuration, encoding: .utf8)
        guard text.contains(old) else { throw Unmet("'\(old)' is not in the configuration") }
        try text.replacing(old, with: new)
            .write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    // MARK: stationd by a command of the test's own

    /// Starts stationd behind other words and waits until its kiosk answers.
    func start(behind words: [String] = [], log: String = "station.log") async throws
        -> ChildProgram
    {
        let addresses = "\(folder)/run/station-addresses.json"
        try? FileManager.default.removeItem(atPath: addresses)
        let all = words + [Programs.path("stationd"), "--config", configuration]
        let child = try ChildProgram(
            all[0], Array(all.dropFirst()),
            environment: ["CUNZHAN_DATA": Programs.checkout, "SWIFT_BACKTRACE": "enable=no"],
            log: "\(folder)/\(log)")
        try await until("the kiosk listens") {
            if let end = child.poll() { throw Unmet("stationd ended (\(end)): \(text(log))") }
            return FileManager.default.fileExists(atPath: addresses)
        }
        return child
    }

    /// Runs stationd to its end, for what cannot start.
    func run(
        behind words: [String] = [], configuration file: String? = nil,
        more: [String: String?] = [:]
    ) async throws -> ProgramRun {
        try await ProgramRun.of(
            "stationd", ["--config", file ?? configuration], more: more, prefix: words)
    }

    func text(_ log: String) -> String {
        (try? String(contentsOfFile: "\(folder)/\(log)", encoding: .utf8)) ?? ""
    }

    // MARK: The screen

    func screen() async throws -> KioskScreen {
        try await pages.screen(of: village.kioskURL)
    }

    /// Scans a code and gives what the screen shows then.
    func scan(_ code: String) async throws -> KioskScreen.Scan {
        lastID = try await screen().scan.id
        village.scanner.perform(.scan(Array(code.utf8)))
        var scan: KioskScreen.Scan?
        try await until("the screen answers a scan", every: .milliseconds(2)) {
            scan = try await screen().scan
            return scan.map { $0.id > lastID } ?? false
        }
        guard let scan else { throw Unmet("no screen") }
        return scan
    }

    func lamp(_ name: String) async throws -> String? {
        try await screen().devices.first { $0.name == name }?.state
    }

    /// What `stationctl status --json` says of a device.
    func counts(_ device: String) async throws -> [String: Any] {
        let run = try await ProgramRun.of(
            "stationctl", ["status", "--json", "--config", configuration])
        let devices = try object(run.text)["devices"] as? [[String: Any]] ?? []
        let found = devices.first { $0["name"] as? String == device }
        return found?["counts"] as? [String: Any] ?? [:]
    }
}

/// One request to a loopback address.
func ask(
    _ method: String, _ url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
    pins: [String] = []
) async throws -> HTTPAnswer {
    var configuration = CurlTransport.Configuration(pins: pins)
    configuration.allowsPlainLoopback = true
    return try await CurlTransport(configuration).send(
        HTTPExchange(method: method, url: url, headers: headers, body: body))
}

/// A port of loopback that somebody else holds.
final class BusyPort {
    let number: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        self.descriptor = descriptor
        guard code else { throw Unmet("no port: \(String(cString: strerror(errno)))") }
        number = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
