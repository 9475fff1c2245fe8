internal import DeviceProtocols
internal import Glibc

/// Opens the slave side of a pseudo-terminal with plain termios: libserialport cannot, because it
/// wants an entry below /sys/class/tty and modem lines.
enum PseudoTerminal {
    /// Opens, locks and configures the terminal.
    static func open(
        _ address: LineAddress, _ node: DevicePath, settings: LineSettings
    ) throws(LineError) -> SerialLine {
        let slave: Descriptor
        do throws(LineError) {
            slave = try Descriptor(locking: node.resolved)
        } catch .system(_, _, EIO) {
            // The other side has closed and the name lingers for a moment.
            throw .notFound(node.asked)
        }
        try configure(slave.number, node.resolved, settings)
        // No TIOCEXCL: a pseudo-terminal keeps that mark after we are gone, for as long as its
        // other side lives, and nobody but root could open it again after a crash.
        let opening = LineOpening(
            address: address, devicePath: node.resolved, baud: nil,
            compromises: compromises(for: settings))
        let number = slave.number
        return SerialLine(
            opening: opening, path: node, descriptor: number, owned: slave, port: nil)
    }

    /// Linux refuses 7 bits and parity on a pseudo-terminal (EINVAL), and nothing is lost: the
    /// other side sends bytes, not levels on a wire.
    private static func configure(
        _ slave: Int32, _ path: String, _ settings: LineSettings
    ) throws(LineError) {
        var terminal = termios()
        guard tcgetattr(slave, &terminal) == 0 else { throw LineError.opening(path, code: errno) }
        cfmakeraw(&terminal)
        terminal.c_cflag |= tcflag_t(CREAD | CLOCAL)
        if settings.flow == .xonxoff { terminal.c_iflag |= tcflag_t(IXON | IXOFF) }
        TerminalSettings.waitForOneByte(&terminal)
        guard tcsetattr(slave, TCSANOW, &terminal) == 0 else {
            throw LineError.opening(path, code: errno)
        }
    }

    private static func compromises(for settings: LineSettings) -> [LineCompromise] {
        var found: [LineCompromise] = []
        if settings.dataBits != 8 || settings.parity != .none {
            found.append(.framing(asked: settings.framing, got: "8N1"))
        }
        if settings.flow == .rtscts {
            found.append(.flowControl(asked: settings.flow.rawValue))
        }
        return found
    }
}

/// Reads and writes single entries of a termios.
enum TerminalSettings {
    /// VMIN 1, VTIME 0: together with O_NONBLOCK an empty line gives EAGAIN.
    static func waitForOneByte(_ terminal: inout termios) {
        withUnsafeMutableBytes(of: &terminal.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
    }

    /// 5 to 8.
    static func dataBits(of terminal: termios) -> Int {
        switch terminal.c_cflag & tcflag_t(CSIZE) {
        case tcflag_t(CS5): 5
        case tcflag_t(CS6): 6
        case tcflag_t(CS7): 7
        default: 8
        }
    }

    /// Whether a parity bit is sent and checked.
    static func hasParity(_ terminal: termios) -> Bool {
        terminal.c_cflag & tcflag_t(PARENB) != 0
    }
}
