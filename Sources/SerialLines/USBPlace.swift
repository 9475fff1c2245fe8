/// Where a USB port is plugged in: the way from the controller through the hubs, as sysfs names it.
///
/// It stays the same when the system numbers its ports anew, and changes when the plug goes into
/// another socket.
public struct USBPlace: Sendable, Hashable, CustomStringConvertible {
    /// Bus and sockets of the device, such as `1-1.2`.
    public var device: String
    /// The interface of the device; most have one, 0.
    public var interface: Int
    /// The port of the interface; more than 0 only on adapters with several sockets.
    public var port: Int

    /// A place of known parts.
    public init(device: String, interface: Int = 0, port: Int = 0) {
        self.device = device
        self.interface = interface
        self.port = port
    }

    /// Reads `1-1.2`, `1-1.2/if02` or `1-1.2/if00-port1`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, Self.isDevice(first), parts.count <= 2 else { return nil }
        self.init(device: String(first))
        guard parts.count == 2 else { return }
        let socket = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        guard socket.count <= 2, let interface = Self.number(socket[0], after: "if") else {
            return nil
        }
        self.interface = interface
        guard socket.count == 2 else { return }
        guard let port = Self.number(socket[1], after: "port") else { return nil }
        self.port = port
    }

    /// Finds the place in a resolved path below `/sys/devices`: the innermost component such as
    /// `1-1.2:1.0` is the interface.
    init?(sysfsPath: String, port: Int) {
        for component in sysfsPath.split(separator: "/").reversed() {
            let parts = component.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, Self.isDevice(parts[0]) else { continue }
            let numbers = parts[1].split(separator: ".", omittingEmptySubsequences: false)
            guard numbers.count == 2, let interface = Int(numbers[1]) else { continue }
            self.init(device: String(parts[0]), interface: interface, port: port)
            return
        }
        return nil
    }

    /// The place as ``init(_:)`` reads it; the first port of the first interface goes without saying.
    public var description: String {
        if interface == 0 && port == 0 { return device }
        let number = interface < 10 ? "0\(interface)" : "\(interface)"
        return "\(device)/if\(number)" + (port == 0 ? "" : "-port\(port)")
    }

    private static func isDevice(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, isNumber(parts[0]) else { return false }
        return parts[1].split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { isNumber($0) }
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func number(_ text: some StringProtocol, after word: String) -> Int? {
        guard text.hasPrefix(word) else { return nil }
        let digits = text.dropFirst(word.count)
        return isNumber(digits) ? Int(digits) : nil
    }
}
