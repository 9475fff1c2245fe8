internal import Glibc

/// The file in which is noted what fonts the station's printers hold: `printer-fonts.json` in the
/// state folder.
///
/// What is noted is not believed: a printer is asked each time it comes back.
public struct PrinterFontsFile: Sendable {
    /// What is noted of one printer.
    struct Record: Codable, Sendable, Hashable {
        /// The names of the fonts it listed after it got them.
        var fonts: [String] = []
        /// Whether it got all that it should; else none is used.
        var isComplete = false
    }

    private struct Contents: Codable, Sendable {
        var version = 1
        var printers: [String: Record] = [:]
    }

    private let document: StateDocument<Contents>

    /// The file of a terminal: in its state folder.
    public init(_ configuration: StationConfiguration) {
        self.init(state: configuration.state)
    }

    init(state: String) {
        document = StateDocument(path: "\(state)/printer-fonts.json")
    }

    /// The file of a person who works without a terminal's configuration (XDG base directories).
    ///
    /// - Parameter environment: The process's environment.
    public init(environment: [String: String]) {
        self.init(state: FlashLedgerFile.folder(environment: environment))
    }

    /// Whether anything is noted of any printer.
    ///
    /// - Throws: As ``record(of:)`` does.
    func isEmpty() throws -> Bool {
        try contents().printers.isEmpty
    }

    /// Demands that what this process notes can be read by who reads it: the folder's owner.
    ///
    /// - Throws: `StationFault` 77 when the folder belongs to another user.
    func demandOwnFolder() throws {
        let folder = document.folder
        var information = stat()
        // One that is not there yet will be this user's.
        guard stat(folder, &information) == 0, information.st_uid != geteuid() else { return }
        throw StationFault(
            exitCode: 77,
            "\(folder) 属于另一个用户，守护程序会读不到这里记下的内容。请用它的用户运行：sudo -u cunzhan-station stationctl …",
            "\(folder) belongs to another user, and stationd could not read what is noted there; "
                + "run this as its user: sudo -u cunzhan-station stationctl …")
    }

    /// What is noted of a printer; nil for nothing.
    ///
    /// - Throws: `StationFault` 74 or 77 when the file cannot be read.
    func record(of printer: String) throws -> Record? {
        try contents().printers[printer]
    }

    /// Notes something of a printer, or that nothing is known of it.
    ///
    /// - Throws: `StationFault` when the file cannot be read or written.
    func note(_ record: Record?, of printer: String) throws {
        var contents = try contents()
        contents.printers[printer] = record
        try document.write(contents)
    }

    private func contents() throws -> Contents {
        try document.read {
            $0.version == 1
        } damaged: {
            StationFault(
                exitCode: 74, "\($0) 已损坏。请删除它，再运行：stationctl label fonts install",
                "\($0) is damaged; delete it and run: stationctl label fonts install")
        } ?? Contents()
    }
}
