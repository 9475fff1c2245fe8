internal import Glibc
internal import Synchronization

/// Lists the serial ports again only when something has been plugged in or out.
///
/// libserialport opens each port of the machine to describe it, which moves its modem lines; the
/// names below `/sys/class/tty` cost nothing to look at every second.
public final class PortWatch: Sendable {
    private struct Known {
        var entries: [String]?
        var ports: [SerialPort] = []
    }

    private static let folder = "/sys/class/tty"
    private static let prefixes = ["ttyUSB", "ttyACM", "ttyS", "ttyAMA", "rfcomm"]
    private let known = Mutex(Known())

    /// A watch that has not looked yet.
    public init() {}

    /// The ports there are now.
    /// - Throws: ``LineError`` when the system's list cannot be read.
    public func ports() throws(LineError) -> [SerialPort] {
        let entries = Self.entries()
        if let ports = known.withLock({ $0.entries == entries ? $0.ports : nil }) { return ports }
        let ports = try SerialPort.list()
        known.withLock { $0 = Known(entries: entries, ports: ports) }
        return ports
    }

    /// The paths where the system itself talks.
    public static func consoles() -> Set<String> {
        guard let stream = fopen("\(folder)/console/active", "re") else { return [] }
        defer { fclose(stream) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, fgets(base, Int32(buffer.count), stream) != nil
            else { return [] }
            let names = String(cString: base).split { $0 == " " || $0.isNewline }
            return Set(names.map { "/dev/\($0)" })
        }
    }

    /// A path with its links resolved; nil where nothing is.
    public static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Names with their inodes: a port that was plugged in again has another one.
    private static func entries() -> [String] {
        FolderNames.inside(folder).filter { name in prefixes.contains { name.hasPrefix($0) } }
            .sorted().map { name in
                var information = stat()
                guard lstat("\(folder)/\(name)", &information) == 0 else { return name }
                return "\(name):\(information.st_ino)"
            }
    }
}
