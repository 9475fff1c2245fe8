import CountyStore
import StationJournal

/// Entries a second into the county's store, beside a bare insert of the rows that come of them.
struct CountyIngest {
    static let entries = 100_000
    static let batch = 500
    static let rounds = 3
    private static let arrived = UsualParcels.morning + 40 * 86_400_000
    private static let publicKey = [UInt8](repeating: 7, count: 32)
    private static let code = [UInt8](repeating: 9, count: 32)

    let folder: Folder
    let seed: UInt64

    @concurrent
    func measure() async throws -> [Measurement] {
        let parcels = UsualParcels.expected(Self.entries / 2, seed: seed &+ 4)
        let facts = UsualParcels.facts(Self.entries, of: parcels, seed: seed)
        let batches = try Self.batches(facts.map { try Entry($0.fact, at: $0.time).encoded() })
        let numbers = facts.map { $0.fact.parcelNumber ?? "" }
        let empty = folder.file("county-empty.sqlite")
        try await prepare(parcels, empty)
        var (own, bare): ([Double], [Double]) = ([], [])
        for _ in 0..<Self.rounds {
            let (file, copy) = (folder.file("county.sqlite"), folder.file("county-bare.sqlite"))
            try Folder.copy(empty, to: file)
            own.append(try await Self.ingest(batches, into: file))
            try Folder.copy(empty, to: copy)
            bare.append(
                try BareIngest(file: copy).insert(
                    rowsOf: file, numbers: numbers, batch: Self.batch))
        }
        return [
            Measurement(
                name: "county ingest", figure: median(own), unit: "entries/s",
                peer: ("bare insert of its rows", median(bare)),
                ratio: median(zip(own, bare).map { $0 / $1 }))
        ]
    }

    private static func batches(_ bodies: [[UInt8]]) throws -> [EntryBatch] {
        guard let station = StationID(StationFile.station) else { return [] }
        var chain = HashChain(station: station, epoch: 1)
        return stride(from: 0, to: bodies.count, by: batch).map { start in
            let part = Array(bodies[start..<min(start + batch, bodies.count)])
            let link = chain.link
            for body in part { chain.append(body) }
            return EntryBatch(
                firstSequence: Int64(start + 1), previousLink: link, bodies: part)
        }
    }

    /// A county with one enrolled station and all its parcels announced.
    private func prepare(_ parcels: [ExpectedParcel], _ file: String) async throws {
        guard let station = StationID(StationFile.station) else { return }
        let store = try CountyStore(path: file, create: true)
        let now = Self.arrived
        try await store.addStation(station, name: "示例村级服务点", at: now)
        _ = try await store.issueCode(hash: Self.code, for: station, at: now, expires: now + 1000)
        _ = try await store.enrol(
            EnrolmentClaim(codeHash: Self.code, publicKey: Self.publicKey, counter: 1), at: now)
        _ = try await store.announce(parcels, to: station, at: now)
        try store.close()
        // A pool that had readers leaves its log behind; the copies are of the file alone.
        try BareDatabase(path: file, settings: ["wal_checkpoint(TRUNCATE)"]).close()
    }

    private static func ingest(_ batches: [EntryBatch], into file: String) async throws -> Double {
        let store = try CountyStore(path: file, create: false)
        let key = try await store.key(RequestSignature.keyID(of: publicKey))
        let start = ContinuousClock.now
        for (index, batch) in batches.enumerated() {
            let contact = StationContact(
                key: key, counter: Int64(index + 2), arrived: arrived + Int64(index),
                stationClock: nil)
            let outcome = try await store.ingest(batch, from: contact)
            guard case .stored(let receipt) = outcome,
                receipt.verdicts.allSatisfy({ $0.verdict == .applied })
            else { throw BareError(description: "batch \(index) was not applied: \(outcome)") }
        }
        let time = (ContinuousClock.now - start).seconds
        try store.close()
        return Double(entries) / time
    }
}
