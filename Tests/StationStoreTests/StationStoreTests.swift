import Foundation
import Identifiers
import KeeperDesk
import SeededRandom
import StationJournal
import StationStore
import Testing

@Suite("The station's store")
struct StationStoreTests {
    private let folder: StoreFolder
    private let time = StoreFolder.time()

    init() throws {
        folder = try StoreFolder()
    }

    @Test("one scan leaves parcel, entry, label job and counts, or nothing")
    func receive() async throws {
        let store = try folder.open()
        let parcel = StoreFolder.parcel(1)
        try await store.apply(
            FeedPage(rows: [FeedRow(cursor: 1, item: .expect(parcel))], next: 1, more: false))
        #expect(try await store.knowledge(for: .parcel(number: parcel.number)).expected == parcel)
        let mass = Mass(milligrams: 1_250_000)
        let recorded = try await store.record(.receive(parcel, mass: mass), at: time)
        guard case .received(parcel, let code, mass) = recorded else {
            Issue.record("\(recorded)")
            return
        }
        let known = try await store.knowledge(for: .pickup(code))
        #expect(known.custody == .inStock(code))
        #expect(known.expected == nil)
        let counts = try await store.counts(wall: time.wall)
        #expect(counts == TodayCounts(received: 1, inStock: 1))
        let job = try #require(try await store.nextLabelJob())
        guard case .pickup(let label) = job.subject else {
            Issue.record("\(job)")
            return
        }
        #expect(label.number == parcel.number && label.code == code && !job.reprint)

        await #expect(throws: StoreError.self) {
            try await store.record(.receive(parcel, mass: nil), at: time)
        }
        #expect(try await store.lastSequence() == 1)
        #expect(try await store.counts(wall: time.wall) == counts)
    }

    @Test("of a number nobody announced the carriers of the nearest numbers are counted")
    func neighbours() async throws {
        let store = try folder.open(capacity: 400)
        // A run of each carrier, with a hole in the middle of each.
        for (carrier, start) in [
            (Carrier.yunda, 4_312_340_000_000), (.sf, 4_312_350_000_000),
        ] {
            for index in 0..<80 where index != 40 {
                let parcel = ExpectedParcel(
                    number: "\(start + index)", carrier: carrier, receiver: "村*甲",
                    phoneTail: "0001", weigh: false)
                _ = try await store.record(.receive(parcel, mass: nil), at: time)
            }
        }
        // Held parcels have no carrier; other lengths and first digits are other runs.
        _ = try await store.record(
            .hold(number: "4312340000990", candidates: [.ems, .yunda]), at: time)
        for number in ["43123400000405", "4412340000040"] {
            let other = ExpectedParcel(
                number: number, carrier: .zto, receiver: "村*甲", phoneTail: nil, weigh: false)
            _ = try await store.record(.receive(other, mass: nil), at: time)
        }
        func near(_ number: String) async throws -> [Carrier: Int] {
            try await store.knowledge(for: .parcel(number: number)).neighbours
        }
        #expect(try await near("4312340000040") == [.yunda: 63])
        #expect(try await near("4312350000040") == [.sf: 64])
        #expect(try await near("4312399999999") == [.sf: 32])
        #expect(try await near("4310000000000") == [.yunda: 32])
        #expect(try await near("4992340000040").isEmpty)
        #expect(try await near("JDVA11408814483").isEmpty)
        // What is announced or here needs no guess.
        #expect(try await near("4312340000041").isEmpty)
    }

    @Test("hand-out happens once; the code then answers when")
    func handOut() async throws {
        let store = try folder.open()
        let parcel = StoreFolder.parcel(1)
        guard
            case .received(_, let code, _) = try await store.record(
                .receive(parcel, mass: nil), at: time)
        else { return }
        let gone = StoreFolder.time(time.wall + 3_600_000)
        _ = try await store.record(.handOut(number: parcel.number, code: code), at: gone)
        #expect(
            try await store.knowledge(for: .pickup(code)).custody == .handedOut(wall: gone.wall))
        await #expect(throws: StoreError.self) {
            try await store.record(.handOut(number: parcel.number, code: code), at: gone)
        }
        #expect(
            try await store.counts(wall: time.wall) == TodayCounts(received: 1, handedOut: 1))
        #expect(try await store.lastSequence() == 2)
    }

    @Test("a parcel in custody becomes an ordinary one when it is announced")
    func heldThenReceived() async throws {
        let store = try folder.open()
        let parcel = StoreFolder.parcel(1)
        _ = try await store.record(.hold(number: parcel.number, candidates: [.zto]), at: time)
        #expect(try await store.knowledge(for: .parcel(number: parcel.number)).custody == .held)
        try await store.apply(
            FeedPage(rows: [FeedRow(cursor: 1, item: .expect(parcel))], next: 1, more: false))
        _ = try await store.record(.receive(parcel, mass: nil), at: time)
        let counts = try await store.counts(wall: time.wall)
        #expect(counts == TodayCounts(received: 1, inStock: 1))
    }

    @Test("codes fill the shelves evenly and rest thirty days")
    func codes() async throws {
        let store = try folder.open(layers: 1)
        var codes: [PickupCode] = []
        for index in 0..<3 {
            let recorded = try await store.record(
                .receive(StoreFolder.parcel(index), mass: nil), at: time)
            guard case .received(_, let code, _) = recorded else { continue }
            codes.append(code)
            _ = try await store.record(
                .handOut(number: StoreFolder.parcel(index).number, code: code), at: time)
        }
        #expect(codes.map(\.piece) == [1, 2, 3])
    }

    // MARK: Opening

    @Test("a store that was there and is gone is a fault, never an empty store")
    func missing() throws {
        let path = folder.file
        #expect(throws: StoreError.missing(path: path)) { try folder.open(create: false) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("another epoch's file is refused")
    func foreign() throws {
        try folder.open().close()
        #expect(
            throws: StoreError.foreign(
                path: folder.file, found: "tiepu-01/1", wanted: "tiepu-01/2")
        ) { try folder.open(epoch: 2) }
    }

    @Test("a second opener is refused while the first lives")
    func locked() async throws {
        let store = try folder.open()
        _ = try await store.record(.receive(StoreFolder.parcel(1), mass: nil), at: time)
        #expect(throws: StoreError.locked(path: folder.file)) { try folder.open() }
        store.close()
        try folder.open(create: false).close()
    }

    @Test("a damaged file and a file that is no store are named", arguments: [true, false])
    func damaged(isGarbage: Bool) async throws {
        if isGarbage {
            try Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 * 7) }).write(
                to: URL(filePath: folder.file))
        } else {
            let store = try folder.open()
            _ = try await store.record(.receive(StoreFolder.parcel(7), mass: nil), at: time)
            store.close()
            var bytes = try Data(contentsOf: URL(filePath: folder.file))
            let needle = Data("\"kind\":\"parcel-received\"".utf8)
            let range = try #require(bytes.range(of: needle))
            bytes[range.lowerBound + 9] = UInt8(ascii: "q")
            try bytes.write(to: URL(filePath: folder.file))
        }
        do {
            _ = try folder.open()
            Issue.record("opened a damaged store")
        } catch StoreError.unreadable(let path, _) {
            #expect(path == folder.file)
        }
    }

    // MARK: Property

    @Test(
        "any sequence of work leaves an unbroken chain and counts that tie out",
        arguments: UInt64(1)...6)
    func anyWork(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var store = try folder.open(capacity: 5)
        var inStock: [String: PickupCode] = [:]
        var received = 0
        for step in 0..<120 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0 where step > 0:
                store.close()
                store = try folder.open(create: false, capacity: 5)
            case 1...3:
                guard let (number, code) = inStock.min(by: { $0.key < $1.key }) else { continue }
                _ = try await store.record(.handOut(number: number, code: code), at: time)
                inStock[number] = nil
            case 4:
                let number = "JDV\(step)"
                _ = try await store.record(.hold(number: number, candidates: []), at: time)
            default:
                let parcel = StoreFolder.parcel(step)
                let recorded = try await store.record(.receive(parcel, mass: nil), at: time)
                guard case .received(_, let code, _) = recorded else { continue }
                #expect(!inStock.values.contains(code), "seed \(seed)")
                inStock[parcel.number] = code
                received += 1
            }
        }
        let counts = try await store.counts(wall: time.wall)
        #expect(counts.inStock == inStock.count, "seed \(seed)")
        #expect(counts.received == received, "seed \(seed)")
        let entries = try await store.entries(after: 0, limit: 1000)
        #expect(entries.map(\.sequence) == Array(1...Int64(entries.count)), "seed \(seed)")
        var chain = HashChain(station: folder.station, epoch: 1)
        for entry in entries {
            chain.append(entry.body)
            #expect(entry.link == chain.link, "seed \(seed)")
        }
    }
}
