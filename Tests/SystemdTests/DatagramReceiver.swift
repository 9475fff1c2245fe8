import Dispatch
import Glibc

/// A real datagram socket of our own, by path or by abstract name, that stands for systemd's.
final class DatagramReceiver: Sendable {
    /// As systemd writes it into the environment.
    let address: String
    private let socket: Int32

    init(abstract: Bool = false) throws {
        let name = "cunzhan-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        address = abstract ? "@\(name)" : "/tmp/\(name)"
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var local = sockaddr_un()
        local.sun_family = sa_family_t(AF_UNIX)
        let bytes = abstract ? [0] + Array(name.utf8) : Array(address.utf8)
        withUnsafeMutableBytes(of: &local.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(2 + bytes.count)
        let socket = socket
        let result = withUnsafePointer(to: &local) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
        }
        guard result == 0 else { throw Failure("bind: \(errno)") }
    }

    deinit {
        close(socket)
        if address.hasPrefix("/") { unlink(address) }
    }

    /// The next datagram.
    func receive() async throws -> [UInt8] {
        guard await isWaiting(milliseconds: 55_000) else { throw Failure("nothing came") }
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        let count = recv(socket, &buffer, buffer.count, 0)
        return Array(buffer[..<max(count, 0)])
    }

    func receiveText() async throws -> String {
        String(decoding: try await receive(), as: UTF8.self)
    }

    /// Whether a datagram is there or comes within so long.
    ///
    /// Waits on a thread of its own, so that
    /// no task is held up.
    func isWaiting(milliseconds: Int32) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "wait").async { [socket] in
                var waits = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                continuation.resume(returning: poll(&waits, 1, milliseconds) == 1)
            }
        }
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
