import CZlib
import StationJournal

/// Bytes an entry takes on the wire, beside the same entries as JSON compressed by gzip.
struct WireSize {
    static let entries = 10_000
    static let batches = [1, 10, 100, 500]

    let seed: UInt64

    func measure() throws -> [Measurement] {
        let parcels = UsualParcels.expected(Self.entries / 2, seed: seed &+ 3)
        let bodies = try UsualParcels.facts(Self.entries, of: parcels, seed: seed).map {
            try Entry($0.fact, at: $0.time).encoded()
        }
        return try Self.batches.map { count in
            let (own, peer) = try Self.size(bodies, batch: count)
            return Measurement(
                name: "an entry on the wire, batches of \(count)", figure: own, unit: "bytes",
                peer: ("gzip -6 of the JSON", peer), ratio: own / peer)
        }
    }

    /// The mean over all whole batches.
    private static func size(_ bodies: [[UInt8]], batch: Int) throws -> (Double, Double) {
        guard let station = StationID(StationFile.station) else { return (.nan, .nan) }
        var chain = HashChain(station: station, epoch: 1)
        var (own, peer) = (0, 0)
        let batches = bodies.count / batch
        for index in 0..<batches {
            let part = Array(bodies[index * batch..<(index + 1) * batch])
            let sent = EntryBatch(
                firstSequence: Int64(index * batch + 1), previousLink: chain.link, bodies: part
            ).encoded()
            guard try EntryBatch(decoding: sent).bodies == part else {
                throw BareError(description: "a batch did not come back")
            }
            own += sent.count
            peer += gzipLength(Array("[".utf8) + part.joined(separator: [0x2C]) + Array("]".utf8))
            for body in part { chain.append(body) }
        }
        let entries = Double(batches * batch)
        return (Double(own) / entries, Double(peer) / entries)
    }

    /// The length of a gzip file (RFC 1952): the same DEFLATE data as in zlib's format (RFC 1950),
    /// with 18 bytes around it instead of 6.
    private static func gzipLength(_ bytes: [UInt8]) -> Int {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let code = compress2(&output, &length, bytes, uLong(bytes.count), 6)
        precondition(code == Z_OK, "zlib refused a buffer of the size it asked for")
        return Int(length) + 12
    }
}
