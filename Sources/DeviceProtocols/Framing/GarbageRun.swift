/// Collects bytes outside any frame, so that noise becomes a few values and not one per byte.
struct GarbageRun: Sendable {
    /// Most bytes kept before they are reported.
    static let longest = 256

    private var bytes: [UInt8] = []

    mutating func append<Message>(_ byte: UInt8, to out: inout [Decoded<Message>]) {
        bytes.append(byte)
        if bytes.count >= Self.longest { flush(to: &out) }
    }

    mutating func append<Message>(
        contentsOf more: some Collection<UInt8>, to out: inout [Decoded<Message>]
    ) {
        for byte in more { append(byte, to: &out) }
    }

    /// Reports what was collected; called before anything else is reported, to keep the order.
    mutating func flush<Message>(to out: inout [Decoded<Message>]) {
        guard !bytes.isEmpty else { return }
        out.append(.malformed(Malformed(reason: .unexpected, bytes: bytes)))
        bytes.removeAll(keepingCapacity: true)
    }
}
