import DataFolder
import DeviceProtocols
import Identifiers
import KeeperDesk
import Rehearsal
import StationJournal
import StationStore

/// From a scanner's bytes to the returned commit, as the daemon's desk goes.
///
/// Decoder, identification, look-up, decision, transaction; beside it the same rows by bare SQLite.
struct ScanToCommit {
    static let rounds = 5
    static let scansPerRound = 600
    /// Within a round the two take turns after so many, so that what else the disk does falls on
    /// both.
    private static let turn = 20
    /// Scans before the first that counts: caches, statements and the first pages of the log.
    static let warmUp = 100
    static let ratioMax = 1.5
    private static let tables = [
        "journal", "parcel", "shelf_load", "label_job", "tally", "expected",
    ]

    let folder: Folder
    let data: DataFolder
    let seed: UInt64

    @concurrent
    func measure() async throws -> [Measurement] {
        let parcels = UsualParcels.expected(
            Self.warmUp + Self.rounds * Self.scansPerRound, seed: seed
        )
        .map(Self.unweighed)
        let (own, bare) = (folder.file("station.sqlite"), folder.file("bare.sqlite"))
        try await prepare(parcels, own, bare)
        let store = try StationFile.open(own, create: false)
        let peer = try BareIntake(path: bare)
        var scans = try ScanPath(profile: data.profile(id: "scanners/generic-serial"))
        var times = (own: Times(), bare: Times())
        var ratios: [Double] = []
        try await scans.run(parcels.prefix(Self.warmUp), on: store).rows.forEach(peer.take)
        for round in 0..<Self.rounds {
            var (ownTimes, bareTimes) = (Times(), Times())
            for turn in 0..<Self.scansPerRound / Self.turn {
                let start = Self.warmUp + round * Self.scansPerRound + turn * Self.turn
                let part = try await scans.run(parcels[start..<start + Self.turn], on: store)
                ownTimes.add(part.times)
                bareTimes.add(try Self.run(part.rows, peer))
            }
            ratios.append(ownTimes.percentile(0.5) / bareTimes.percentile(0.5))
            times.own.add(ownTimes)
            times.bare.add(bareTimes)
        }
        store.close()
        peer.close()
        try Self.demandSameRows(own, bare)
        return Self.rows(times.own, times.bare, ratios)
    }

    private static func rows(_ own: Times, _ bare: Times, _ ratios: [Double]) -> [Measurement] {
        let pairs = [("p50", 0.5), ("p99", 0.99)]
        return pairs.map { name, share in
            let (figure, peer) = (own.percentile(share), bare.percentile(share))
            let isMedian = share == 0.5
            return Measurement(
                name: "scan bytes → committed, \(name)", figure: figure, unit: "µs",
                peer: ("bare SQLite", peer), ratio: isMedian ? median(ratios) : figure / peer,
                limit: isMedian ? .ratio(ratioMax) : nil)
        }
    }

    /// A weight would come from the scale, not from the scanned bytes.
    private static func unweighed(_ parcel: ExpectedParcel) -> ExpectedParcel {
        var parcel = parcel
        parcel.weigh = false
        return parcel
    }

    /// Both files begin as the same bytes.
    private func prepare(_ parcels: [ExpectedParcel], _ own: String, _ bare: String) async throws {
        let store = try StationFile.open(own, create: true)
        for page in UsualParcels.pages(parcels) { try await store.apply(page) }
        store.close()
        try Folder.copy(own, to: bare)
    }

    private static func run(_ rows: [IntakeRows], _ peer: BareIntake) throws -> Times {
        var times = Times()
        for row in rows {
            let start = ContinuousClock.now
            try peer.take(row)
            times.add(ContinuousClock.now - start)
        }
        return times
    }

    /// The comparison stands only if both wrote the same.
    private static func demandSameRows(_ own: String, _ bare: String) throws {
        let (own, bare) = (try BareDatabase(path: own), try BareDatabase(path: bare))
        for table in tables {
            let query = "SELECT * FROM \(table) ORDER BY 1, 2"
            guard try own.rows(query) == bare.rows(query) else {
                throw BareError(description: "the two files differ in \(table)")
            }
        }
    }
}

/// The way of a scan through the station's own parts.
struct ScanPath {
    var decoder: any FrameDecoder<ScannedCode>
    var desk = Desk()
    var wall = UsualParcels.morning

    init(profile: DeviceProfile) throws {
        guard let decoder = profile.scannerDecoder() else {
            throw BareError(description: "\(profile.id) is no scanner")
        }
        self.decoder = decoder
    }

    /// Scans these parcels, on the store's thread as the daemon's desk does, and tells what rows
    /// came of it.
    mutating func run(
        _ parcels: some Collection<ExpectedParcel>, on store: isolated StationStore
    ) throws -> (times: Times, rows: [IntakeRows]) {
        var times = Times()
        var codes: [(ExpectedParcel, PickupCode, Int64)] = []
        let before = try store.lastSequence()
        for parcel in parcels {
            let bytes = Array("]C0\(parcel.number)\r\n".utf8)
            wall += 7_000
            let start = ContinuousClock.now
            let recorded = try scan(bytes, on: store)
            times.add(ContinuousClock.now - start)
            guard case .received(parcel, let code, mass: nil) = recorded else {
                throw BareError(description: "a scan was not taken in: \(parcel.number)")
            }
            codes.append((parcel, code, wall))
        }
        let entries = try store.entries(after: before, limit: parcels.count)
        let rows = zip(codes, entries).map { code, entry in
            IntakeRows(
                parcel: code.0, code: code.1, wall: code.2, sequence: entry.sequence,
                body: entry.body, link: entry.link)
        }
        return (times, rows)
    }

    private mutating func scan(
        _ bytes: [UInt8], on store: isolated StationStore
    ) throws -> Recorded? {
        for case .message(let message) in decoder.feed(bytes[...]) {
            guard let text = message.text else { return nil }
            let code = identify((message.aim?.description ?? "") + text)
            let known = try store.knowledge(for: DeskQuestion(about: code))
            guard case .record(let intent) = desk.scanned(code, knowing: known) else { return nil }
            return try store.record(intent, at: UsualParcels.time(wall))
        }
        return nil
    }
}
