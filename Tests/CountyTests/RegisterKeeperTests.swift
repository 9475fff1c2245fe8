import CountyProgramme
import CountyStore
import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import County

@Suite("Registers in the daemon")
struct RegisterKeeperTests {
    private static let name = RegisterName(pack: "xixian", register: "trainees")

    private func entry(
        _ change: RegisterChange, by person: String = "经办甲", on day: String = "2020-08-31"
    ) -> RegisterEntry {
        RegisterEntry(
            name: Self.name, keepMonths: 6, changes: [change], by: person, heldFrom: day, note: "")
    }

    @Test("a closed record goes on the day its months are over, in China's time")
    func erasure() async throws {
        let village = try Village()
        let key = ["样1"]
        _ = try await village.store.write(
            entry(RegisterChange(key: key, fields: ["姓名": "村民甲"], base: 0)), at: Village.now)
        _ = try await village.store.write(
            entry(RegisterChange(key: key, fields: nil, base: 1)), at: Village.now)
        // Six months after 31 August is the last day of February.
        let day = try #require(Day("2021-02-28"))
        let midnight = Int64(day.number) * 86_400_000 - 8 * 3_600_000
        for (time, versions) in [(midnight - 1, 2), (midnight, 0)] {
            let keeper = RegisterKeeper(
                store: village.store, now: { time }, logger: village.log.logger)
            try await keeper.erase()
            let history = try await village.store.history(of: key, in: Self.name)
            #expect(history.count == versions)
        }
        #expect(village.log.text.contains("closed records erased"))
        #expect(!village.log.text.contains("村民甲"))
    }

    private func post(
        _ path: String, _ body: some Encodable & Sendable, _ client: any TestClientProtocol
    ) async throws -> HTTPResponse.Status {
        try await client.execute(
            uri: "/admin/v1/registers" + path, method: .post,
            body: ByteBuffer(bytes: try JSONEncoder().encode(body))
        ).status
    }

    @Test("who writes or looks has to be named, days have to exist, keys have to be lists")
    func demands() async throws {
        let village = try Village()
        let change = RegisterChange(key: ["样1"], fields: [:], base: 0)
        let entries = [
            entry(change, by: ""), entry(change, by: String(repeating: "甲", count: 65)),
            entry(change, on: "2020-02-30"),
        ]
        try await village.askAdmin { client in
            for entry in entries { #expect(try await post("/entries", entry, client) != .ok) }
            let curious = AdminMessages.Unmasked(
                name: Self.name, by: "经办甲", reason: "", count: 1)
            #expect(try await post("/unmasked", curious, client) == .conflict)
            for query in ["", "?pack=x", "?pack=x&register=y&key=abc"] {
                let response = try await client.execute(
                    uri: "/admin/v1/registers/history" + query, method: .get)
                #expect(response.status == .badRequest, "\(query)")
            }
        }
        #expect(try await village.store.registers(of: "xixian").isEmpty)
    }
}
