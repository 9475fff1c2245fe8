internal import DeviceProtocols
internal import Glibc

/// Connects to a serial line behind a TCP device server.
enum DeviceServer {
    /// The longest wait for one connection to be made.
    static let connectTimeout = Duration.seconds(3)
    /// A connection without traffic is probed after so many seconds.
    private static let probeAfterSeconds: Int32 = 4
    /// The seconds between two probes, and the number of them that may fail.
    private static let probeSeconds: Int32 = 2
    private static let probeCount: Int32 = 3
    /// Unacknowledged bytes end the connection after so many milliseconds.
    private static let unacknowledgedMilliseconds: Int32 = 10_000

    /// Connects to the first address of the host that answers.
    static func open(
        _ address: LineAddress, host: String, port: UInt16, settings: LineSettings,
        abandonOn: Int32
    ) throws(LineError) -> SerialLine {
        let list = try lookUp(address, host: host, port: port)
        defer { freeaddrinfo(list) }
        var code: Int32 = 0
        var next: UnsafeMutablePointer<addrinfo>? = list
        while let candidate = next {
            let socket = Descriptor(owning: makeSocket(candidate.pointee))
            code = try connect(socket.number, candidate.pointee, address, abandonOn: abandonOn)
            guard code != 0 else {
                keepAlive(socket.number)
                let opening = LineOpening(
                    address: address, devicePath: "\(address)", baud: nil, compromises: [])
                let number = socket.number
                return SerialLine(
                    opening: opening, path: nil, descriptor: number, owned: socket, port: nil)
            }
            next = candidate.pointee.ai_next
        }
        throw .unreachable("\(address)", reason: errorText(code))
    }

    private static func lookUp(
        _ address: LineAddress, host: String, port: UInt16
    ) throws(LineError) -> UnsafeMutablePointer<addrinfo> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0, let list else {
            throw .unreachable("\(address)", reason: String(cString: gai_strerror(result)))
        }
        return list
    }

    private static func makeSocket(_ candidate: addrinfo) -> Int32 {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return socket(
            candidate.ai_family, candidate.ai_socktype | flags, candidate.ai_protocol)
    }

    /// 0 when connected, else the errno.
    private static func connect(
        _ socket: Int32, _ candidate: addrinfo, _ address: LineAddress, abandonOn: Int32
    ) throws(LineError) -> Int32 {
        guard socket >= 0 else { return errno }
        if Glibc.connect(socket, candidate.ai_addr, candidate.ai_addrlen) == 0 { return 0 }
        guard errno == EINPROGRESS else { return errno }
        let deadline = monotonicNow() + connectTimeout
        while true {
            var waits = [
                pollfd(fd: socket, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: abandonOn, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline - monotonicNow()
            guard left > .zero else { return ETIMEDOUT }
            poll(&waits, 2, left.pollMilliseconds)
            if waits[1].revents != 0 { throw .notOpen("\(address)") }
            guard waits[0].revents != 0 else { continue }
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size)
            return code
        }
    }

    /// A server that lost its power says nothing: let the system ask, so that it is noticed within
    /// 10 s even on a silent line.
    private static func keepAlive(_ socket: Int32) {
        func set(_ level: Int32, _ option: Int32, _ value: Int32) {
            var value = value
            setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
        let tcp = Int32(IPPROTO_TCP)
        set(SOL_SOCKET, SO_KEEPALIVE, 1)
        set(tcp, TCP_KEEPIDLE, probeAfterSeconds)
        set(tcp, TCP_KEEPINTVL, probeSeconds)
        set(tcp, TCP_KEEPCNT, probeCount)
        set(tcp, TCP_USER_TIMEOUT, unacknowledgedMilliseconds)
        set(tcp, TCP_NODELAY, 1)
    }
}
