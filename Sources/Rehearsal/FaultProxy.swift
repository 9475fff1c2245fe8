internal import Dispatch
internal import Glibc
internal import Synchronization

/// A wire between station and county that can be cut at any byte.
///
/// It passes bytes on untouched; connections for which a cut is planned are reset when so many
/// bytes have gone in its direction, in the middle of a request or of an answer.
public final class FaultProxy: Sendable {
    /// Where a connection is cut.
    public struct Cut: Sendable, Hashable {
        /// Whose bytes are counted.
        public enum Direction: Sendable, Hashable, CaseIterable {
            /// The station's request.
            case toCounty
            /// The county's answer.
            case toStation
        }

        /// Whose bytes are counted.
        public var direction: Direction
        /// The cut comes when so many bytes have passed.
        public var afterBytes: Int

        /// A cut at this place.
        public init(_ direction: Direction, afterBytes: Int) {
            self.direction = direction
            self.afterBytes = afterBytes
        }
    }

    /// The port it listens on, on 127.0.0.1.
    public let port: Int

    private struct State {
        var target: Int
        var cuts: [Cut] = []
        var done = 0
        var isOpen = true
    }

    private let listener: Int32
    private let state: Mutex<State>

    /// A proxy that listens at once and passes to a port of 127.0.0.1.
    public init(to target: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) }
        }
        guard listener >= 0, bound == 0, listen(listener, 16) == 0 else {
            throw RehearsalFault("the proxy cannot listen: \(String(cString: strerror(errno)))")
        }
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(listener, $0, &length)
            }
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        state = Mutex(State(target: target))
        DispatchQueue(label: "fault proxy").async { [self] in accept() }
    }

    /// Plans cuts for the next connections, one each.
    public func plan(_ cuts: [Cut]) {
        state.withLock { $0.cuts += cuts }
    }

    /// The county listens on another port now.
    public func retarget(_ port: Int) {
        state.withLock { $0.target = port }
    }

    /// Cuts carried out so far.
    public var cutsDone: Int { state.withLock { $0.done } }

    /// Cuts still planned.
    public var cutsWaiting: Int { state.withLock { $0.cuts.count } }

    /// Stops listening; connections end with their ends.
    public func close() {
        state.withLock { $0.isOpen = false }
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private func accept() {
        while state.withLock({ $0.isOpen }) {
            let station = Glibc.accept(listener, nil, nil)
            guard station >= 0 else { continue }
            let (target, cut) = state.withLock { state in
                (state.target, state.cuts.isEmpty ? nil : state.cuts.removeFirst())
            }
            // A private queue has a thread of its own while it is busy.
            DispatchQueue(label: "fault proxy connection").async { [self] in
                pass(station, to: target, cut)
            }
        }
    }

    private func pass(_ station: Int32, to target: Int, _ cut: Cut?) {
        let county = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: target)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(county, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if connected == 0, copy(station, county, cut) {
            for end in [station, county] { Self.resetOnClose(end) }
            state.withLock { $0.done += 1 }
        }
        Glibc.close(station)
        Glibc.close(county)
    }

    /// Passes bytes until an end closes; true when the planned cut was reached.
    private func copy(_ station: Int32, _ county: Int32, _ cut: Cut?) -> Bool {
        var passed = [Cut.Direction.toCounty: 0, .toStation: 0]
        var buffer = [UInt8](repeating: 0, count: 4096)
        var ends = [
            pollfd(fd: station, events: Int16(POLLIN), revents: 0),
            pollfd(fd: county, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            guard poll(&ends, 2, -1) > 0 else { return false }
            for (index, direction) in [Cut.Direction.toCounty, .toStation].enumerated()
            where ends[index].revents != 0 {
                var room = buffer.count
                if let cut, cut.direction == direction {
                    room = min(room, cut.afterBytes - passed[direction, default: 0])
                    if room <= 0 { return true }
                }
                let count = read(ends[index].fd, &buffer, room)
                guard count > 0, Self.writeAll(ends[1 - index].fd, buffer, count) else {
                    return false
                }
                passed[direction, default: 0] += count
            }
        }
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Bool {
        var written = 0
        while written < count {
            let step = bytes.withUnsafeBytes {
                send(
                    descriptor, $0.baseAddress?.advanced(by: written), count - written,
                    Int32(MSG_NOSIGNAL))
            }
            guard step > 0 else { return false }
            written += step
        }
        return true
    }

    /// The other end sees a reset, not an orderly end.
    private static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
