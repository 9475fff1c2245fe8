import DeviceProtocols
import Glibc
import SerialLines
import Testing

/// A listening socket on loopback.
private final class Listener {
    let port: UInt16
    private let socket: Int32

    init(port: UInt16 = 0, backlog: Int32 = 4) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var reuse: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 && listen(socket, backlog) == 0
                    && getsockname(socket, pointer, &size) == 0
            }
        }
        guard bound else { throw Failure("listen") }
        self.socket = socket
        self.port = address.sin_port.byteSwapped
    }

    deinit { close(socket) }

    func accept() async throws -> Int32 {
        guard await isReady(socket, for: POLLIN) else { throw Failure("nobody connected") }
        return Glibc.accept(socket, nil, nil)
    }
}

@Suite(.serialized, .timeLimit(.minutes(1)))
struct DeviceServerTests {
    private let settings = LineSettings(bauds: [9600])

    @Test func carriesBytesAndComesBackAfterTheServerClosed() async throws {
        var listener: Listener? = try Listener()
        let port = try #require(listener?.port)
        let reader = LineReader(try LineAddress("tcp:127.0.0.1:\(port)"), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            var peer = try #require(try await listener?.accept())
            try await reader.write(Array("W".utf8))
            #expect(await isReady(peer, for: POLLIN))
            var byte: UInt8 = 0
            #expect(read(peer, &byte, 1) == 1 && byte == UInt8(ascii: "W"))
            #expect(write(peer, "01.250\r", 7) == 7)
            #expect(try await follower.bytes(7) == Array("01.250\r".utf8))

            listener = nil
            close(peer)
            #expect(try await follower.lost() == .closedByPeer)
            guard case .unreachable = try await follower.unavailable() else {
                throw Failure("reached nobody")
            }
            let start = ContinuousClock().now
            listener = try Listener(port: port)
            _ = try await follower.opened()
            #expect(ContinuousClock().now - start < .seconds(2))
            peer = try #require(try await listener?.accept())
            close(peer)
        }
    }

    @Test func stopsAtOnceWhileAServerDoesNotAnswer() async throws {
        // A full queue of connections: the next one is neither taken nor refused.
        let listener = try Listener(backlog: 0)
        let address = try LineAddress("tcp:127.0.0.1:\(listener.port)")
        let held = try SerialLine.open(address, settings: settings)
        let reader = LineReader(address, settings: settings)
        let run = Task { await reader.run() }
        let follower = Follower(reader)
        guard case .unavailable(.unreachable) = try await follower.next() else {
            throw Failure("connected")
        }
        let start = ContinuousClock().now
        reader.stop()
        await run.value
        #expect(ContinuousClock().now - start < .seconds(2))
        let isPresent = held.isPathPresent()
        #expect(isPresent)
    }
}
