internal import CSerialPort
internal import Glibc

/// A serial port of this machine, as the system describes it.
public struct SerialPort: Sendable, Equatable {
    /// How the port is attached.
    public enum Transport: String, Sendable {
        /// A port of the machine itself.
        case native
        /// A USB adapter, or a device with USB of its own.
        case usb
        /// A Bluetooth serial line.
        case bluetooth
    }

    /// The device node, such as `/dev/ttyUSB0`; it may differ after the next plugging.
    public var path: String
    /// How the port is attached.
    public var transport: Transport
    /// What the USB device says of itself; nil for other ports.
    public var usb: USBIdentity?
    /// The maker's name from the USB descriptors.
    public var manufacturer: String?
    /// The product's name from the USB descriptors.
    public var productName: String?
    /// The socket of a USB port; nil for other ports.
    public var place: USBPlace?

    /// A port of known parts, for whoever lists ports in another way.
    public init(
        path: String, transport: Transport = .native, usb: USBIdentity? = nil,
        manufacturer: String? = nil, productName: String? = nil, place: USBPlace? = nil
    ) {
        self.path = path
        self.transport = transport
        self.usb = usb
        self.manufacturer = manufacturer
        self.productName = productName
        self.place = place
    }

    /// The ports there are now, by path.
    /// - Throws: ``LineError/system(_:doing:code:)`` when the system's list cannot be read.
    public static func list() throws(LineError) -> [SerialPort] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        guard sp_list_ports(&list) == SP_OK, let list else {
            let code = errno
            // libserialport fails instead of giving an empty list when there is no tty class.
            guard access("/sys/class/tty", F_OK) == 0 else { return [] }
            throw .system("/sys/class/tty", doing: "listing the serial ports", code: code)
        }
        defer { sp_free_port_list(list) }
        var ports: [SerialPort] = []
        var next = list
        while let port = next.pointee {
            ports.append(SerialPort(port))
            next += 1
        }
        return ports.sorted { $0.path < $1.path }
    }

    /// The program that has the port open, such as `tio (1234)`, as far as this user may see.
    ///
    /// - Parameter processes: where the system shows its processes.
    /// - Returns: the program, or nil if none is visible.
    public func holder(processes: String = "/proc") -> String? {
        PortHolder.find(path, processes: processes)
    }

    private init(_ port: OpaquePointer) {
        path = Self.text(sp_get_port_name(port)) ?? ""
        transport =
            switch sp_get_port_transport(port) {
            case SP_TRANSPORT_USB: .usb
            case SP_TRANSPORT_BLUETOOTH: .bluetooth
            default: .native
            }
        manufacturer = Self.shownText(sp_get_port_usb_manufacturer(port))
        productName = Self.shownText(sp_get_port_usb_product(port))
        place = Self.place(of: path)
        var vendor: Int32 = 0
        var product: Int32 = 0
        guard sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK,
            let vendor = UInt16(exactly: vendor), let product = UInt16(exactly: product)
        else { return }
        usb = USBIdentity(
            vendor: vendor, product: product, serial: Self.text(sp_get_port_usb_serial(port)))
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer, pointer.pointee != 0 else { return nil }
        return String(cString: pointer)
    }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        text(pointer.map { UnsafePointer($0) })
    }

    /// A descriptor's text fit to be shown; nil where nothing of it is.
    private static func shownText(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        let text = text(pointer).map { String($0.printable.prefix(textMax)) }
        return text?.isEmpty == true ? nil : text
    }

    /// Characters of a descriptor's text at most: its length is one byte.
    private static let textMax = 126

    private static func place(of path: String) -> USBPlace? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let device = "/sys/class/tty/\(path[path.index(after: slash)...])/device"
        guard let resolved = realpath(device, nil) else { return nil }
        defer { free(resolved) }
        return USBPlace(
            sysfsPath: String(cString: resolved), port: number(in: "\(device)/port_number") ?? 0)
    }

    private static func number(in file: String) -> Int? {
        guard let stream = fopen(file, "re") else { return nil }
        defer { fclose(stream) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { buffer in
            guard let base = buffer.baseAddress, fgets(base, Int32(buffer.count), stream) != nil
            else { return nil }
            return Int(String(cString: base).prefix { $0.isASCII && $0.isNumber })
        }
    }

    /// The one port at a place.
    static func path(at place: USBPlace) throws(LineError) -> String {
        let name = "usb-place:\(place)"
        let fitting = try list().filter { $0.place == place }
        guard let port = fitting.first else { throw .notFound(name) }
        guard fitting.count == 1 else { throw .ambiguous(name, paths: fitting.map(\.path)) }
        return port.path
    }

    /// The one port whose USB device fits.
    static func path(of identity: USBIdentity) throws(LineError) -> String {
        let fitting = try list().filter { $0.usb.map(identity.fits) ?? false }
        guard let port = fitting.first else { throw .notFound("usb:\(identity)") }
        guard fitting.count == 1 else {
            throw .ambiguous("usb:\(identity)", paths: fitting.map(\.path))
        }
        return port.path
    }
}
