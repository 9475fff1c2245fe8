internal import Glibc

/// The address of a datagram socket of this machine: a path, or an abstract name written `@name`.
struct DatagramAddress: Sendable, CustomStringConvertible {
    let description: String

    /// Nil for a text that is no such address, or is too long for one.
    init?(_ text: String) {
        let isKnownForm = text.hasPrefix("/") || text.hasPrefix("@")
        guard isKnownForm, text.utf8.count > 1, text.utf8.count < Self.pathSize,
            !text.utf8.contains(0)
        else { return nil }
        description = text
    }

    private static let pathSize = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

    /// Sends one datagram; 0 or the errno.
    func send(_ bytes: [UInt8], waiting: Duration) -> Int32 {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var limit = timeval()
        limit.tv_sec = Int(waiting.components.seconds)
        limit.tv_usec = Int(waiting.microseconds % 1_000_000)
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return withSocketAddress { address, size in
            sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, size) < 0
                ? errno : 0
        }
    }

    /// An abstract address begins with a zero byte instead of the @ and is as long as its name.
    private func withSocketAddress<Value>(
        _ work: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(description.utf8)
        let isAbstract = name.first == UInt8(ascii: "@")
        if isAbstract { name[0] = 0 } else { name.append(0) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                work($0, socklen_t(offset + name.count))
            }
        }
    }
}
