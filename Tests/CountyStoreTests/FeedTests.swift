import Identifiers
import StationJournal
import Testing

@testable import CountyStore

@Suite("A feed begun anew")
struct FeedTests {
    private func parcel(_ number: String) -> ExpectedParcel {
        ExpectedParcel(
            number: number, carrier: .zto, receiver: "村*甲", phoneTail: nil, weigh: false)
    }

    @Test("a cursor beyond the feed is refused: this county was restored")
    func cursorAhead() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.store.announce(
            [parcel("75000000000001")], to: fixture.station, at: fixture.now)
        let page = try await fixture.store.feed(for: fixture.contact(), after: 1, limit: 9)
        #expect(page.rows.isEmpty && page.next == 1)
        await #expect(throws: Refusal.cursorAhead) {
            try await fixture.store.feed(for: fixture.contact(), after: 2, limit: 9)
        }
    }

    @Test("parcels handed out since are not announced again, the cursor passes them all the same")
    func handedOut() async throws {
        let fixture = try await Fixture()
        let numbers = ["75000000000001", "75000000000002"]
        _ = try await fixture.store.announce(
            numbers.map(parcel), to: fixture.station, at: fixture.now)
        let handOut = ParcelHandedOut(
            number: numbers[0], pickupCode: "3-2-0017", proof: .pickupCode)
        let journal = try fixture.bodies([.received(numbers[0]), .parcelHandedOut(handOut)])
        _ = try await fixture.ingest(fixture.batch(journal, 0..<2))
        let page = try await fixture.store.feed(for: fixture.contact(), after: 0, limit: 9)
        #expect(page.rows.map(\.cursor) == [2])
        #expect(page.next == 2)
    }
}
