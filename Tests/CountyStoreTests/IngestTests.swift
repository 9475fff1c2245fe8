import CountyStore
import FoundationEssentials
import SeededRandom
import StationJournal
import Testing

/// A small life of parcels, some of it contradictory, some of it unreadable.
private func journal(_ fixture: Fixture, seed: UInt64, count: Int) throws -> [[UInt8]] {
    var random = SeededGenerator(seed: seed)
    let facts = (0..<count).map { _ -> Fact in
        let number = "7312345678\(10 + Int.random(in: 0..<12, using: &random))"
        return switch Int.random(in: 0..<8, using: &random) {
        case 0...2: .received(number, mass: 1_250_000)
        case 3: .held(number)
        case 4...5: .handedOut(number)
        default: .printed(number)
        }
    }
    var bodies = try fixture.bodies(facts)
    for index in bodies.indices where index % 17 == 9 {
        bodies[index] = Array("{\"not\":\"an entry\(index)".utf8)
    }
    return bodies
}

/// Everything the store says about parcels and entries.
private func state(of fixture: Fixture) async throws -> [String] {
    let entries = try await fixture.store.entries(
        of: fixture.station, afterEpoch: 0, sequence: 0, limit: 1000)
    let parcels = try await fixture.store.parcels(after: "", limit: 1000)
    let wall = try await fixture.store.wall(at: fixture.now, arrivals: 50)
    let states = wall.parcels.map { "\($0.key) \($0.value)" }.sorted()
    let hours = wall.hours.map { "\($0.key) \($0.value)" }.sorted()
    return entries.map { "\($0)" } + parcels.map { "\($0)" } + states + hours
        + wall.arrivals.map { "\($0)" }
}

@Suite("Ingest")
struct IngestTests {
    @Test(
        "Any split of a journal, sent again and out of order, ends in the same state",
        arguments: 1...12 as ClosedRange<UInt64>)
    func anySplit(seed: UInt64) async throws {
        let whole = try await Fixture()
        let bodies = try journal(whole, seed: seed, count: 60)
        let expected = try await {
            _ = try await whole.ingest(whole.batch(bodies, 0..<60))
            return try await state(of: whole)
        }()

        let split = try await Fixture()
        var random = SeededGenerator(seed: seed &* 7919)
        var done = 0
        while done < 60 {
            let start = Int.random(in: 0...min(59, done + 3), using: &random)
            let end = Int.random(in: start...min(60, start + 20), using: &random)
            switch try await split.ingest(split.batch(bodies, start..<end)) {
            case .stored(let receipt):
                #expect(start <= done)
                done = max(done, end)
                #expect(receipt.acknowledgedThrough == Int64(done))
                #expect(receipt.link == split.batch(bodies, done..<done).previousLink.hex)
                let judged = receipt.verdicts.reduce(0) { $0 + Int($1.last - $1.first + 1) }
                #expect(judged == end - start)
            case .gap(let next):
                #expect(start > done && next == Int64(done + 1))

            case .fork: Issue.record("a fork in an honest journal")
            }
        }
        #expect(try await state(of: split) == expected)
        #expect(expected.contains { $0.contains("unreadable") })

    }

    @Test("A repeated batch is all duplicates and changes nothing")
    func repeated() async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies([.received("731234567890"), .printed("731234567890")])
        _ = try await fixture.ingest(fixture.batch(bodies, 0..<2))
        let before = try await state(of: fixture)
        guard case .stored(let receipt) = try await fixture.ingest(fixture.batch(bodies, 0..<2))
        else { return #expect(Bool(false), "not stored") }
        #expect(receipt.verdicts == [VerdictRun(first: 1, last: 2, verdict: .duplicate)])
        #expect(try await state(of: fixture) == before)
        #expect(try await fixture.store.tallies()["entries.duplicate"] == 2)
    }

    @Test("A gap stores nothing and names the sequence waited for")
    func gap() async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies((0..<5).map { .received("73123456789\($0)") })
        _ = try await fixture.ingest(fixture.batch(bodies, 0..<2))
        let before = try await state(of: fixture)
        #expect(try await fixture.ingest(fixture.batch(bodies, 3..<5)) == .gap(expected: 3))
        #expect(try await state(of: fixture) == before)
    }

    @Test(
        "Other bytes, or a link that does not fit, freeze the station and store nothing",
        arguments: ["changed overlap", "changed link at the end", "changed link in the middle"])
    func fork(_ kind: String) async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies((0..<6).map { .received("73123456789\($0)") })
        _ = try await fixture.ingest(fixture.batch(bodies, 0..<4))
        let before = try await state(of: fixture)
        var other = bodies
        let batch: EntryBatch
        switch kind {
        case "changed overlap":
            other[3] = try Entry(.received("999999999999"), at: fixture.time(3)).encoded()
            batch = fixture.batch(other, 2..<6)
        case "changed link at the end":
            other[0] = try Entry(.received("999999999999"), at: fixture.time(0)).encoded()
            batch = fixture.batch(other, 4..<6)
        default:
            other[0] = try Entry(.received("999999999999"), at: fixture.time(0)).encoded()
            batch = fixture.batch(other, 1..<3)
        }
        guard case .fork = try await fixture.ingest(batch) else {
            return #expect(Bool(false), "no fork")
        }
        #expect(try await state(of: fixture) == before)
        #expect(try await fixture.store.stations().first?.state == .forked)
        // Frozen: the honest rest is not taken either, until a new epoch begins.
        guard case .fork = try await fixture.ingest(fixture.batch(bodies, 4..<6)) else {
            return #expect(Bool(false), "not frozen")
        }
        let key = try await Fixture.enrol(fixture.station, in: fixture.store, code: 2)
        #expect(key.epoch == 2)
        #expect(try await fixture.store.stations().first?.state == .active)
    }

    @Test("The chain of another station or epoch does not begin here")
    func foreignChain() async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies([.received("731234567890")])
        let other = EntryBatch(
            firstSequence: 1,
            previousLink: HashChain(station: fixture.station, epoch: 2).link, bodies: bodies)
        #expect(try await fixture.ingest(other) == .fork(at: 1))
    }

    @Test("A counter that was used is refused and stores nothing")
    func replay() async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies([.received("731234567890"), .printed("731234567890")])
        _ = try await fixture.ingest(fixture.batch(bodies, 0..<1))
        fixture.counter -= 1
        await #expect(throws: Refusal.counterReplayed) {
            try await fixture.ingest(fixture.batch(bodies, 1..<2))
        }
        #expect(try await fixture.store.stations().first?.lastSequence == 1)
    }

    @Test("Physical events are applied and marked, whatever they contradict")
    func conflicts() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.store.announce(
            [.sample("100000000001"), .sample("100000000002")], to: fixture.station,
            at: Fixture.start)
        let facts: [Fact] = [
            .received("100000000001"), .handedOut("100000000001"),  // as it should be
            .received("100000000001"),  // back on the shelf: contradicts the hand-out
            .handedOut("100000000002"),  // never received
            .held("300000000001"), .handedOut("300000000001"),  // custody may not be handed out
            .received("200000000001"),  // never announced
            .printed("400000000001"),  // a label for nothing
            .received(String(repeating: "9", count: 65)),  // no parcel has such a number
        ]
        guard
            case .stored(let receipt) = try await fixture.ingest(
                fixture.batch(try fixture.bodies(facts), 0..<facts.count))
        else { return #expect(Bool(false), "not stored") }
        #expect(
            receipt.verdicts == [
                VerdictRun(first: 1, last: 2, verdict: .applied),
                VerdictRun(first: 3, last: 4, verdict: .appliedConflict),
                VerdictRun(first: 5, last: 5, verdict: .applied),
                VerdictRun(first: 6, last: 9, verdict: .appliedConflict),
            ])
        let back = try #require(try await fixture.store.parcel("100000000001"))
        #expect(back.state == .inStock && back.conflict && back.handedOutAt == nil)
        let tallies = try await fixture.store.tallies()
        #expect(tallies["parcels.in-stock"] == 2)
        #expect(tallies["parcels.handed-out"] == 2)
        #expect(tallies["parcels.expected"] == 0)
    }

    @Test("A kind this version does not know is kept as received and shown as unreadable")
    func unknownKind() async throws {
        let fixture = try await Fixture()
        let time = #"{"boot":"b","trust":2,"up":1,"wall":1}"#
        let bodies = [
            Array(#"{"data":{"a":1},"kind":"till-counted","time":\#(time),"v":1}"#.utf8),
            Array("\u{1}\u{2}rubbish".utf8), [],
        ]
        guard case .stored(let receipt) = try await fixture.ingest(fixture.batch(bodies, 0..<3))
        else { return #expect(Bool(false), "not stored") }
        #expect(receipt.verdicts == [VerdictRun(first: 1, last: 3, verdict: .unreadable)])
        let entries = try await fixture.store.entries(
            of: fixture.station, afterEpoch: 0, sequence: 0, limit: 10)
        #expect(entries.map(\.kind) == ["till-counted", "-", "-"])
    }

    @Test("A wrong kiosk clock is corrected by what it showed when it sent")
    func clocks() async throws {
        let fixture = try await Fixture()
        let off: Int64 = -40 * 365 * 86_400_000
        let bodies = try (0..<3).map { index in
            try Entry(
                .received("73123456789\(index)"),
                at: EntryTime(
                    wall: fixture.now + off + Int64(index) * 1000,
                    boot: Fixture.boot, up: Int64(index) * 1000, trust: .unknown)
            ).encoded()
        }
        let arrived = fixture.now + 60_000
        fixture.counter += 1
        let contact = StationContact(
            key: fixture.key, counter: fixture.counter, arrived: arrived,
            stationClock: arrived + off)
        _ = try await fixture.store.ingest(fixture.batch(bodies, 0..<3), from: contact)
        let entries = try await fixture.store.entries(
            of: fixture.station, afterEpoch: 0, sequence: 0, limit: 10)
        #expect(entries.map(\.correctedAt) == (0..<3).map { fixture.now + Int64($0) * 1000 })
    }

    @Test("Corrected times are never in the future and never go back")
    func clocksClamped() async throws {
        let fixture = try await Fixture()
        let walls: [Int64] = [5000, .max, 3000, .min, 0]
        let bodies = try walls.enumerated().map { index, wall in
            try Entry(
                .received("73123456789\(index)"),
                at: EntryTime(wall: wall, boot: "boot-\(index)", up: 0, trust: .unknown)
            ).encoded()
        }
        fixture.counter += 1
        let contact = StationContact(
            key: fixture.key, counter: fixture.counter, arrived: fixture.now, stationClock: .min)
        _ = try await fixture.store.ingest(fixture.batch(bodies, 0..<walls.count), from: contact)
        let times = try await fixture.store.entries(
            of: fixture.station, afterEpoch: 0, sequence: 0, limit: 10
        ).map(\.correctedAt)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { (Fixture.start...fixture.now).contains($0) })
    }
}
