public import DeviceProtocols
public import SerialLines

/// A serial port and what the station makes of it, for `stationctl devices list`.
public struct PortStatus: Codable, Hashable, Sendable {
    /// How far the station is with a port.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Named in the configuration: never searched.
        case configured
        /// Not the station's business: the system's console, or finding is switched off.
        case leftAlone = "left-alone"
        /// Being looked at.
        case searching
        /// In use by the station.
        case running
        /// Known, but the station has such a device already.
        case spare
        /// Several profiles fit.
        case ambiguous
        /// No profile fits.
        case unknown
        /// Another program has it, or it cannot be opened.
        case unavailable
        /// Unplugged; taken up again when it is back.
        case unplugged
    }

    /// The device node, such as `/dev/ttyUSB0`.
    public var path: String
    /// What stays the same over unplugging and renumbering.
    public var identity: String
    /// `native`, `usb` or `bluetooth`.
    public var transport: String
    /// USB vendor and product, such as `1a86:7523`.
    public var usb: String?
    /// The maker's name from the USB descriptors.
    public var manufacturer: String?
    /// The product's name from the USB descriptors.
    public var product: String?
    /// How far the station is with it; nil when no daemon was asked.
    public var state: State?
    /// The device's name here.
    public var name: String?
    /// The profile in use or remembered.
    public var profile: String?
    /// The line setting in use or remembered.
    public var line: LineSetting?
    /// Whether a technician said what it is.
    public var pinned: Bool?
    /// What the last search found.
    public var finding: Finding?

    /// A port as the system describes it, before anybody makes something of it.
    public init(_ port: SerialPort, among ports: [SerialPort]) {
        path = port.path
        identity = "\(PortIdentity(port, among: ports))"
        transport = port.transport.rawValue
        usb = port.usbIDs
        manufacturer = port.manufacturer
        product = port.productName
    }
}

/// What a technician says of a port.
public struct PinRequest: Codable, Hashable, Sendable {
    /// Path or identity.
    public var port: String
    /// The profile's id.
    public var profile: String
    /// What the device is called here; nil for the usual.
    public var name: String?

    /// A request of known parts.
    public init(port: String, profile: String, name: String?) {
        self.port = port
        self.profile = profile
        self.name = name
    }
}

extension SerialPort {
    /// USB vendor and product, such as `1a86:7523`.
    var usbIDs: String? {
        usb.map { USBIdentity(vendor: $0.vendor, product: $0.product).description }
    }
}
