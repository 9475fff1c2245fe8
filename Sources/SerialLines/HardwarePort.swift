internal import CSerialPort
internal import DeviceProtocols
internal import Glibc

/// A real serial port, opened by libserialport and closed when it goes out of scope.
struct HardwarePort: ~Copyable {
    /// For poll(2), reading and writing; owned by libserialport.
    let descriptor: Int32
    private let port: OpaquePointer
    private let path: String

    /// Opens, locks and configures the port behind `node`.
    static func open(
        _ address: LineAddress, _ node: DevicePath, settings: LineSettings, baud: Int?
    ) throws(LineError) -> SerialLine {
        guard let baud = baud ?? settings.bauds.first else {
            throw .unsupported(node.resolved, setting: "a profile without a baud rate")
        }
        let lock = try Descriptor(locking: node.resolved)
        let port = try HardwarePort(node.resolved)
        try port.configure(settings, baud: baud)
        try port.takeUpFraming(settings)
        let opening = LineOpening(
            address: address, devicePath: node.resolved, baud: baud, compromises: [])
        return SerialLine(
            opening: opening, path: node, descriptor: port.descriptor, owned: lock, port: port)
    }

    private init(_ path: String) throws(LineError) {
        var found: OpaquePointer?
        guard sp_get_port_by_name(path, &found) == SP_OK, let found else {
            throw .unsupported(path, setting: "being opened as a serial port")
        }
        guard sp_open(found, SP_MODE_READ_WRITE) == SP_OK else {
            let code = errno
            sp_free_port(found)
            throw LineError.opening(path, code: code)
        }
        var descriptor: Int32 = -1
        sp_get_port_handle(found, &descriptor)
        // libserialport 0.1.1 lets child processes inherit the port.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        // Keeps out programs that do not look at the advisory lock.
        _ = ioctl(descriptor, UInt(TIOCEXCL), 0)
        port = found
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        _ = ioctl(descriptor, UInt(TIOCNXCL), 0)
        sp_close(port)
        sp_free_port(port)
    }

    private borrowing func configure(_ settings: LineSettings, baud: Int) throws(LineError) {
        guard let rate = Int32(exactly: baud), let dataBits = Int32(exactly: settings.dataBits),
            let stopBits = Int32(exactly: settings.stopBits)
        else { throw .unsupported(path, setting: "\(baud) baud \(settings.framing)") }
        let parity: sp_parity =
            switch settings.parity {
            case .none: SP_PARITY_NONE
            case .even: SP_PARITY_EVEN
            case .odd: SP_PARITY_ODD
            }
        let flow: sp_flowcontrol =
            switch settings.flow {
            case .none: SP_FLOWCONTROL_NONE
            case .rtscts: SP_FLOWCONTROL_RTSCTS
            case .xonxoff: SP_FLOWCONTROL_XONXOFF
            }
        try check(sp_set_baudrate(port, rate), "\(baud) baud")
        try check(sp_set_bits(port, dataBits), "\(settings.dataBits) data bits")
        try check(sp_set_parity(port, parity), "\(settings.parity) parity")
        try check(sp_set_stopbits(port, stopBits), "\(settings.stopBits) stop bits")
        try check(sp_set_flowcontrol(port, flow), "\(settings.flow) flow control")
        try check(sp_set_dtr(port, settings.dtr ? SP_DTR_ON : SP_DTR_OFF), "setting DTR")
        guard settings.flow != .rtscts else { return }
        try check(sp_set_rts(port, settings.rts ? SP_RTS_ON : SP_RTS_OFF), "setting RTS")
    }

    private borrowing func check(_ result: sp_return, _ setting: String) throws(LineError) {
        guard result == SP_OK else { throw .unsupported(path, setting: setting) }
    }

    /// Makes an empty line read as "nothing yet" instead of 0, which must mean hung up, and
    /// refuses a driver that took the settings silently without keeping them.
    private borrowing func takeUpFraming(_ settings: LineSettings) throws(LineError) {
        var terminal = termios()
        guard tcgetattr(descriptor, &terminal) == 0 else {
            throw .system(path, doing: "reading the settings back", code: errno)
        }
        TerminalSettings.waitForOneByte(&terminal)
        // Closing leaves DTR and RTS as they are: a device that starts anew when they fall would do
        // so at each setting of a search, and at each restart of the program.
        terminal.c_cflag &= ~tcflag_t(HUPCL)
        guard tcsetattr(descriptor, TCSANOW, &terminal) == 0,
            tcgetattr(descriptor, &terminal) == 0
        else { throw .system(path, doing: "setting the line", code: errno) }
        guard TerminalSettings.dataBits(of: terminal) == settings.dataBits,
            TerminalSettings.hasParity(terminal) == (settings.parity != .none)
        else { throw .unsupported(path, setting: settings.framing) }
    }
}

extension LineSettings {
    /// The usual short form, such as 7E1.
    var framing: String {
        let letter =
            switch parity {
            case .none: "N"
            case .even: "E"
            case .odd: "O"
            }
        return "\(dataBits)\(letter)\(stopBits)"
    }
}
