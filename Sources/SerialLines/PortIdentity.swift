/// What stays the same of a port when it is unplugged, plugged in again and numbered anew.
///
/// A USB device with a serial string of its own is known by it wherever it is plugged in; one
/// without by its place; any other port by its path. Written as the ``LineAddress`` that opens it.
public struct PortIdentity: Sendable, Hashable, CustomStringConvertible {
    /// Where a line reader finds the port again.
    public let address: LineAddress

    /// Serial strings shorter than this are the same on every device of a make.
    static let serialMin = 5
    /// A descriptor's text is no longer.
    static let serialMax = 126

    /// The identity of a port among all there are now.
    ///
    /// - Parameters:
    ///   - port: the port.
    ///   - ports: all ports there are, `port` among them; where two have the same serial string,
    ///     it tells nobody apart.
    public init(_ port: SerialPort, among ports: [SerialPort]) {
        if let usb = port.usb, Self.tellsApart(usb.serial),
            ports.count(where: { $0.usb == usb }) <= 1
        {
            address = .usb(usb)
        } else if let place = port.place {
            address = .usbPlace(place)
        } else {
            address = .serial(path: port.path)
        }
    }

    /// Reads an identity as it is written; nil for what is none.
    public init?(_ text: String) {
        guard let address = try? LineAddress(text) else { return nil }
        switch address {
        case .usb(let usb) where usb.serial == nil: return nil
        case .usb, .usbPlace, .serial: self.address = address
        case .pseudoTerminal, .tcp: return nil
        }
    }

    /// The identity as ``init(_:)`` reads it.
    public var description: String { "\(address)" }

    /// Makers who do not number their devices send nothing, zeros, or `0001` on all of them.
    ///
    /// One that is not plain ASCII is no number either, and would end up on terminals and in logs.
    static func tellsApart(_ serial: String?) -> Bool {
        guard let serial, (serialMin...serialMax).contains(serial.utf8.count),
            serial.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return false }
        return Set(serial.utf8).count > 1
    }
}
