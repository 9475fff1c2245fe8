public import DeviceProtocols
public import SerialLines
internal import StationJournal

/// The file in which flash writes are counted: one line per device, in JSON.
public struct FlashLedgerFile: Sendable {
    private let document: StateDocument<FlashLedger>

    /// A file at a path; it need not exist yet.
    public init(path: String) {
        document = StateDocument(path: path)
    }

    /// The file.
    public var path: String { document.path }

    /// The file of a terminal: in its state folder.
    public init(_ configuration: StationConfiguration) {
        self.init(path: "\(configuration.state)/flash-writes.json")
    }

    /// The file of a person who works without a terminal's configuration (XDG base directories).
    ///
    /// - Parameter environment: The process's environment.
    public init(environment: [String: String]) {
        self.init(path: "\(Self.folder(environment: environment))/flash-writes.json")
    }

    /// Where such a person's files are kept.
    static func folder(environment: [String: String]) -> String {
        let home = environment["HOME"] ?? "/tmp"
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return "\(state ?? "\(home)/.local/state")/cunzhan"
    }

    /// Now, on the day in China that flash writes count for.
    public static func now() -> FlashLedger.Moment {
        let now = StationClock().now()
        return FlashLedger.Moment(
            date: ChinaTime.date(now.wall), wall: now.wall, boot: "\(now.boot)", up: now.up)
    }

    /// What is noted; an empty ledger when there is no file.
    ///
    /// - Throws: `StationFault` 74 or 77 when it cannot be read.
    public func read() throws -> FlashLedger {
        try document.read { _ in
            true
        } damaged: {
            StationFault(
                exitCode: 74, "\($0) 已损坏。请删除它；今天的闪存写入次数从零算起，请勿多次写入。",
                "\($0) is damaged; delete it, and write sparingly today: its count starts at zero"
            )
        } ?? FlashLedger()
    }

    /// Reads, changes and writes it.
    ///
    /// - Parameter body: The change; one that changes nothing still proves that it can be written.
    /// - Throws: `StationFault` when it cannot be read or written.
    public func update(_ body: (inout FlashLedger) -> Void) throws {
        var ledger = try read()
        body(&ledger)
        try document.write(ledger)
    }

    /// The name a device goes by: what stays the same of it when it is plugged in elsewhere, else
    /// its line as written.
    ///
    /// - Parameters:
    ///   - address: Where its line is.
    ///   - list: The ports there are. A port of the machine itself that somebody holds is not among
    ///     them, and goes by its path.
    /// - Returns: The name.
    public static func device(
        at address: LineAddress, among list: () throws -> [SerialPort] = { try SerialPort.list() }
    ) -> String {
        guard case .serial(let path) = address, let resolved = PortWatch.resolved(path) else {
            return "\(address)"
        }
        let ports = (try? list()) ?? []
        let port = ports.first { $0.path == resolved }
        return port.map { "\(PortIdentity($0, among: ports))" } ?? resolved
    }
}
