import CountyStore
import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import NIOCore
import StationJournal
import Testing

@testable import County

@Suite("Control socket")
struct AdminTests {
    private func post(
        _ path: String, _ body: some Encodable & Sendable, _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/admin/v1" + path, method: .post,
            body: ByteBuffer(bytes: try JSONEncoder().encode(body)))
    }

    private struct Failed: Decodable {
        let failure: AdminMessages.Failure
    }

    @Test("A station is added, gets a code, is listed and revoked")
    func station() async throws {
        let village = try Village()
        let id = try #require(StationID("tiepu-01"))
        let new = AdminMessages.NewStation(id: id, name: "铁铺镇村级服务点")
        let code = try await village.askAdmin { client in
            #expect(try await post("/stations", new, client).status == .ok)
            let twice: Failed = try await post("/stations", new, client).json()
            #expect(twice.failure.exit == .badData && twice.failure.chinese.contains("已存在"))
            let code: AdminMessages.Code = try await post("/stations/tiepu-01/code", "", client)
                .json()
            #expect(EnrolmentCode(code.code) != nil)
            #expect(code.pins == village.county.identity.pin)
            #expect(code.expiresAt == Village.now + EnrolmentCode.lifetime)
            #expect(try await post("/stations/tiepu-01/revoke", "", client).status == .ok)
            let list: [AdminMessages.Station] = try await client.execute(
                uri: "/admin/v1/stations", method: .get
            ).json()
            #expect(list.map(\.state) == ["revoked"])
            let unknown: Failed = try await post("/stations/nobody/revoke", "", client).json()
            #expect(unknown.failure.exit == .badData)
            return code.code
        }
        #expect(village.log.text.contains("station revoked"))
        #expect(!village.log.text.contains(code), "a code is never logged")
    }

    @Test("Entries and parcels are listed by pages")
    func lists() async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        let numbers = (0..<30).map { "7312345678\(10 + $0)" }
        let batch = try Journal.received(numbers).batch(0..<30).encoded()
        try await village.ask { client in
            _ = try await hand.post("/station/v1/entries", batch, to: client)
        }
        try await village.askAdmin { client in
            let entries: [AdminMessages.Entry] = try await client.execute(
                uri: "/admin/v1/stations/tiepu-01/entries?epoch=1&sequence=10&limit=5",
                method: .get
            ).json()
            #expect(entries.map(\.sequence) == Array(11...15))
            #expect(entries.first?.number == numbers[10])
            let parcels: [AdminMessages.Parcel] = try await client.execute(
                uri: "/admin/v1/parcels?after=\(numbers[27])", method: .get
            ).json()
            #expect(parcels.map(\.number) == Array(numbers[28...]))
            let summary: AdminMessages.Summary = try await client.execute(
                uri: "/admin/v1/parcels/summary", method: .get
            ).json()
            #expect(summary.parcels["in-stock"] == 30)
            #expect(summary.entries["applied-conflict"] == 30)
        }
    }

    @Test("Commands are not on the network's routers")
    func apart() async throws {
        let village = try Village()
        try await village.ask { client in
            let answer = try await client.execute(uri: "/admin/v1/stations", method: .get)
            #expect(answer.status == .notFound)
        }
    }
}
