/// Where a line is: a serial port, a USB device found by what it says of itself or by its socket, a
/// pseudo-terminal, or a TCP device server.
public enum LineAddress: Sendable, Hashable {
    /// A device node or a link to one, such as `/dev/serial/by-id/…`. A path that turns out to be
    /// a pseudo-terminal is opened as one.
    case serial(path: String)
    /// The port of a USB device, wherever it was plugged in this time.
    case usb(USBIdentity)
    /// Whatever is plugged into this USB socket, however the system numbers it.
    case usbPlace(USBPlace)
    /// The slave side of a pseudo-terminal, or a link to it.
    case pseudoTerminal(path: String)
    /// A device server that hands the bytes on as they are, without Telnet or RFC 2217.
    case tcp(host: String, port: UInt16)

    /// Reads an address as people write it.
    ///
    /// `/dev/ttyUSB0`, `usb:1a86:7523`, `usb:1a86:7523:A5069`, `usb-place:1-1.2`,
    /// `usb-place:1-1.2/if02`, `pty:/tmp/scale`, `tcp:192.168.1.20:4001`, `tcp:[fe80::1]:4001`.
    /// - Throws: ``LineError/badAddress(_:reason:)``.
    public init(_ text: String) throws(LineError) {
        func bad(_ reason: String) -> LineError { .badAddress(text, reason: reason) }

        if text.hasPrefix("/") {
            self = .serial(path: text)
        } else if text.hasPrefix("pty:") {
            let path = String(text.dropFirst(4))
            guard path.hasPrefix("/") else { throw bad("the path after pty: must begin with /") }
            self = .pseudoTerminal(path: path)
        } else if text.hasPrefix("usb:") {
            guard let identity = USBIdentity(text.dropFirst(4)) else {
                throw bad("expected usb:VVVV:PPPP or usb:VVVV:PPPP:SERIAL, ids as 4 hex digits")
            }
            self = .usb(identity)
        } else if text.hasPrefix("usb-place:") {
            guard let place = USBPlace(text.dropFirst(10)) else {
                throw bad("expected usb-place:BUS-SOCKET such as usb-place:1-1.2")
            }
            self = .usbPlace(place)
        } else if text.hasPrefix("tcp:") {
            guard let (host, port) = Self.hostAndPort(text.dropFirst(4)) else {
                throw bad("expected tcp:HOST:PORT, port 1 to 65535")
            }
            self = .tcp(host: host, port: port)
        } else {
            throw bad("expected /dev/…, usb:…, usb-place:…, pty:/… or tcp:HOST:PORT")
        }
        guard !text.utf8.contains(0) else { throw bad("it holds a NUL") }
    }

    private static func hostAndPort(_ text: Substring) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty ? nil : (String(host), port)
    }
}

extension LineAddress: CustomStringConvertible {
    /// The address as ``init(_:)`` reads it.
    public var description: String {
        switch self {
        case .serial(let path): path
        case .usb(let identity): "usb:\(identity)"
        case .usbPlace(let place): "usb-place:\(place)"
        case .pseudoTerminal(let path): "pty:\(path)"
        case .tcp(let host, let port):
            host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        }
    }
}

/// What a USB device says of itself in its descriptors.
public struct USBIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The vendor id of the USB Implementers Forum.
    public var vendor: UInt16
    /// The vendor's product id.
    public var product: UInt16
    /// The device's serial string; nil fits any, and many cheap adapters have none.
    public var serial: String?

    /// An identity of known parts.
    public init(vendor: UInt16, product: UInt16, serial: String? = nil) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
    }

    /// Reads `1a86:7523` or `1a86:7523:A5069`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let vendor = Self.id(parts[0]), let product = Self.id(parts[1])
        else { return nil }
        guard parts.count == 2 || !parts[2].isEmpty else { return nil }
        self.init(
            vendor: vendor, product: product, serial: parts.count == 3 ? String(parts[2]) : nil)
    }

    private static func id(_ text: some StringProtocol) -> UInt16? {
        guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit) else { return nil }
        return UInt16(text, radix: 16)
    }

    /// The identity as ``init(_:)`` reads it.
    public var description: String {
        let ids = "\(Self.hex(vendor)):\(Self.hex(product))"
        return serial.map { "\(ids):\($0)" } ?? ids
    }

    private static func hex(_ id: UInt16) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Whether a port with the identity `other` is meant by this one.
    public func fits(_ other: USBIdentity) -> Bool {
        vendor == other.vendor && product == other.product
            && (serial == nil || serial == other.serial)
    }
}
