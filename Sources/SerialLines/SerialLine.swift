public import DeviceProtocols
internal import Glibc

/// One open line, whatever its kind; it closes when it goes out of scope.
///
/// Neither ``read()`` nor ``write(_:)`` waits. A line belongs to one thread; ``LineReader`` runs
/// such a thread, keeps the line open over unplugging and is what most callers want.
public struct SerialLine: ~Copyable {
    /// What one attempt to read gave.
    public enum Reading: Sendable, Equatable {
        /// At least one byte.
        case bytes([UInt8])
        /// Nothing is waiting.
        case nothing
        /// The line is gone; close it.
        case lost(LineLoss)
    }

    /// What one attempt to write gave.
    public enum Writing: Sendable, Equatable {
        /// So many bytes were taken, perhaps none.
        case accepted(Int)
        /// The line is gone; close it.
        case lost(LineLoss)
    }

    /// The most bytes one ``read()`` gives.
    public static let readSize = 4096
    /// How long closing waits for bytes the adapter has not sent yet.
    static let drainMilliseconds = 300

    /// How the line was opened.
    public let opening: LineOpening
    /// For poll(2) only.
    let descriptor: Int32
    /// The node to keep an eye on; nil where the line has no path.
    let path: DevicePath?
    private let port: HardwarePort?
    private let owned: Descriptor

    /// Puts an opened line together.
    ///
    /// `owned` is the descriptor itself, or for a hardware port the one that carries the lock;
    /// `port` is what owns the descriptor of a hardware port.
    init(
        opening: LineOpening, path: DevicePath?, descriptor: Int32, owned: consuming Descriptor,
        port: consuming HardwarePort?
    ) {
        self.opening = opening
        self.path = path
        self.descriptor = descriptor
        self.port = port
        self.owned = owned
    }

    /// Opens a line.
    ///
    /// Blocks: name look-up and connecting may take seconds, the others milliseconds.
    /// - Parameters:
    ///   - address: where the line is.
    ///   - settings: the profile's line settings.
    ///   - baud: the rate to use out of those of the profile; nil for its first.
    /// - Returns: the open line.
    /// - Throws: a ``LineError`` that says what, where and what to do next.
    public static func open(
        _ address: LineAddress, settings: LineSettings, baud: Int? = nil
    ) throws(LineError) -> SerialLine {
        try open(address, settings: settings, baud: baud, abandonOn: -1)
    }

    /// Opens a line; gives up connecting as soon as the descriptor `abandonOn` becomes readable.
    static func open(
        _ address: LineAddress, settings: LineSettings, baud: Int?, abandonOn: Int32
    ) throws(LineError) -> SerialLine {
        switch address {
        case .tcp(let host, let port):
            return try DeviceServer.open(
                address, host: host, port: port, settings: settings, abandonOn: abandonOn)
        case .pseudoTerminal(let path):
            let node = try DevicePath(path)
            guard node.isPseudoTerminal else {
                throw .unsupported(path, setting: "pty:, it is no pseudo-terminal")
            }
            return try PseudoTerminal.open(address, node, settings: settings)
        case .serial(let path):
            let node = try DevicePath(path)
            guard !node.isPseudoTerminal else {
                return try PseudoTerminal.open(address, node, settings: settings)
            }
            return try HardwarePort.open(address, node, settings: settings, baud: baud)
        case .usb(let identity):
            let node = try DevicePath(SerialPort.path(of: identity))
            return try HardwarePort.open(address, node, settings: settings, baud: baud)
        case .usbPlace(let place):
            let node = try DevicePath(SerialPort.path(at: place))
            return try HardwarePort.open(address, node, settings: settings, baud: baud)
        }
    }

    /// Takes what has come, without waiting.
    public borrowing func read() -> Reading {
        let descriptor = descriptor
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.readSize) { buffer, filled in
            repeat {
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            filled = max(count, 0)
        }
        if count > 0 { return .bytes(bytes) }
        // A hung-up line reads as 0 again and again: it must be closed, never polled on.
        if count == 0 { return .lost(path == nil ? .closedByPeer : .hungUp) }
        return errno == EAGAIN ? .nothing : .lost(loss(for: errno))
    }

    /// Hands over as many of the bytes as the system takes, without waiting.
    public borrowing func write(_ bytes: ArraySlice<UInt8>) -> Writing {
        let descriptor = descriptor
        let isSocket = path == nil
        let count = bytes.withUnsafeBytes { buffer in
            var count = 0
            repeat {
                count =
                    isSocket
                    ? send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                    : Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            return count
        }
        if count >= 0 { return .accepted(count) }
        return errno == EAGAIN ? .accepted(0) : .lost(loss(for: errno))
    }

    private borrowing func loss(for code: Int32) -> LineLoss {
        switch code {
        case EIO, ENODEV, ENXIO: .hungUp
        case EPIPE, ECONNRESET: .closedByPeer
        default: .failed(code: code)
        }
    }

    /// Throws away what has come so far.
    borrowing func discardInput() {
        if path != nil { tcflush(descriptor, TCIFLUSH) }
    }

    /// Whether the path still names the device this line was opened on.
    public borrowing func isPathPresent() -> Bool {
        path?.isPresent ?? true
    }

    deinit {
        if path != nil { Self.drain(descriptor) }
    }

    /// Gives the adapter a moment for its last bytes.
    ///
    /// Whatever is left is thrown away, since
    /// close(2) would otherwise wait up to 30 s for a device that holds up its flow control.
    private static func drain(_ descriptor: Int32) {
        for _ in 0..<(drainMilliseconds / 10) {
            var waiting: Int32 = 0
            guard ioctl(descriptor, UInt(TIOCOUTQ), &waiting) == 0, waiting > 0 else { return }
            poll(nil, 0, 10)
        }
        tcflush(descriptor, TCOFLUSH)
    }
}
