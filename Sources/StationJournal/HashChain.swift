internal import Crypto

/// The hash chain over a journal: hₙ = SHA-256(hₙ₋₁ ‖ bodyₙ).
///
/// It shows a hole, a changed entry, a rewound store and a cloned card: the county keeps the hash
/// of the last entry it has and compares.
public struct HashChain: Hashable, Sendable {
    /// Bytes in a link.
    public static let linkLength = 32

    /// The hash of everything up to here.
    public private(set) var link: [UInt8]

    /// The start of a chain: the hash of the station's name and the epoch, so that the chains of
    /// two stations or two epochs never share a link.
    public init(station: StationID, epoch: Int64) {
        let seed = "cunzhan-journal/1 \(station) \(epoch)"
        link = Array(SHA256.hash(data: Array(seed.utf8)))
    }

    /// A chain continued from a stored link; nil when the link has not 32 bytes.
    public init?(link: [UInt8]) {
        guard link.count == Self.linkLength else { return nil }
        self.link = link
    }

    /// Appends one entry's bytes.
    public mutating func append(_ body: some Sequence<UInt8>) {
        var hash = SHA256()
        link.withUnsafeBytes { hash.update(bufferPointer: $0) }
        Array(body).withUnsafeBytes { hash.update(bufferPointer: $0) }
        link = Array(hash.finalize())
    }
}
