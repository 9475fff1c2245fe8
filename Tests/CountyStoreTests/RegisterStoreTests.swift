import Foundation
import Testing

@testable import CountyStore

@Suite("Registers of the programme")
struct RegisterStoreTests {
    private static let name = RegisterName(pack: "xinhe", register: "producers")
    private static let now: Int64 = 1_795_230_000_000

    private func change(
        _ key: String, _ fields: [String: String]?, base: Int = 0,
        refers: [RegisterChange.Reference] = []
    ) -> RegisterChange {
        RegisterChange(key: [key], fields: fields, base: base, references: refers)
    }

    private func entry(
        _ changes: [RegisterChange], keep months: Int? = nil, on day: String = "2020-08-31",
        name: RegisterName = name
    ) -> RegisterEntry {
        RegisterEntry(
            name: name, keepMonths: months, changes: changes, by: "经办甲", heldFrom: day, note: "试")
    }

    private func conflicts(
        _ store: CountyStore, _ entry: RegisterEntry
    ) async throws -> [RegisterRefusal.Reason] {
        do {
            _ = try await store.write(entry, at: Self.now)
            return []
        } catch let refusal as RegisterRefusal {
            return refusal.conflicts.map(\.reason)
        }
    }

    @Test("records are made, changed and closed; every version stays, with who and when")
    func versions() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.store.write(
            entry([change("甲社", ["法人": "村民甲"]), change("乙社", ["法人": "村民乙"])]), at: Self.now)
        #expect(first.added == 2 && first.changed == 0)
        _ = try await fixture.store.write(
            entry([change("甲社", ["法人": "村民丙"], base: 1)], on: "2020-09-01"), at: Self.now + 1)
        let rows = try await fixture.store.records(of: Self.name, after: nil, limit: 9)
        #expect(Set(rows.map(\.fields)) == [["法人": "村民丙"], ["法人": "村民乙"]])
        let page = try await fixture.store.records(of: Self.name, after: rows[0].key, limit: 9)
        #expect(page == [rows[1]])
        _ = try await fixture.store.write(entry([change("甲社", nil, base: 2)]), at: Self.now + 2)
        let history = try await fixture.store.history(of: ["甲社"], in: Self.name)
        #expect(history.map(\.fields?["法人"]) == ["村民甲", "村民丙", nil])
        #expect(history.map(\.writtenAt) == [Self.now, Self.now + 1, Self.now + 2])
        #expect(history.map(\.heldFrom) == ["2020-08-31", "2020-09-01", "2020-08-31"])
        let tallies = try await fixture.store.registers(of: "xinhe")
        #expect(tallies == [RegisterTally(register: "producers", open: 1, closed: 1)])
        #expect(try await fixture.store.registers(of: "luoshan").isEmpty)
    }

    @Test("a change that does not fit refuses all of them")
    func conflict() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.store.write(
            entry([change("甲社", [:]), change("乙社", [:])]), at: Self.now)
        _ = try await fixture.store.write(entry([change("乙社", nil, base: 1)]), at: Self.now)
        let reasons = try await conflicts(
            fixture.store,
            entry([
                change("甲社", ["法人": "村民甲"]), change("甲社", nil, base: 3), change("乙社", [:], base: 2),
                change("丙社", nil), change("丁社", ["法人": "村民丁"]),
            ]))
        #expect(
            reasons == [
                .changedMeanwhile(1), .changedMeanwhile(1), .closed, .changedMeanwhile(0),
            ])
        #expect(try await fixture.store.history(of: ["丁社"], in: Self.name).isEmpty)
        #expect(try await fixture.store.history(of: ["甲社"], in: Self.name).count == 1)
    }

    @Test("a reference has to lead to an open record, of this table or of another one")
    func reference() async throws {
        let fixture = try await Fixture()
        let sales = RegisterName(pack: "xinhe", register: "sales")
        let firm = RegisterChange.Reference(register: "producers", key: ["甲社"])
        let sale = entry([change("单1", [:], refers: [firm])], name: sales)
        #expect(try await conflicts(fixture.store, sale) == [.dangling(firm)])
        #expect(try await fixture.store.records(of: sales, after: nil, limit: 9).isEmpty)
        _ = try await fixture.store.write(entry([change("甲社", [:])]), at: Self.now)
        #expect(try await conflicts(fixture.store, sale).isEmpty)
        let own = RegisterChange.Reference(register: "sales", key: ["单3"])
        let pair = entry([change("单2", [:], refers: [own]), change("单3", [:])], name: sales)
        #expect(try await conflicts(fixture.store, pair).isEmpty)
    }

    @Test("closed records are erased when their time is over, and cannot be read in the file")
    func erasure() async throws {
        let fixture = try await Fixture()
        let secret = "村民甲的不再需要的一行"
        _ = try await fixture.store.write(
            entry([change("甲社", ["法人": secret]), change("乙社", ["法人": "村民乙"])]), at: Self.now)
        _ = try await fixture.store.write(entry([change("甲社", nil, base: 1)]), at: Self.now)
        // Nobody has said how long.
        #expect(try await fixture.store.eraseClosed(at: Self.now) { _, _ in true } == 0)
        _ = try await fixture.store.write(
            entry([change("乙社", ["法人": "村民丙"], base: 1)], keep: 24), at: Self.now)
        #expect(
            try await fixture.store.eraseClosed(at: Self.now) { _, months in months != 24 } == 0)
        let erased = try await fixture.store.eraseClosed(at: Self.now) { day, months in
            day == "2020-08-31" && months == 24
        }
        #expect(erased == 1)
        #expect(try await fixture.store.history(of: ["甲社"], in: Self.name).isEmpty)
        #expect(try await fixture.store.records(of: Self.name, after: nil, limit: 9).count == 1)
        let acts = try await fixture.store.registerActs(of: "xinhe", limit: 9)
        #expect(acts.map(\.kind) == [.erase, .write, .write, .write])
        #expect(acts[0].by == "countyd" && acts[0].count == 1)
        for file in [fixture.store.path, fixture.store.path + "-wal"] {
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.range(of: Data(secret.utf8)) == nil)
        }
    }

    @Test("who saw records without masks is written down")
    func unmasked() async throws {
        let fixture = try await Fixture()
        try await fixture.store.noteUnmasked(
            Self.name, by: "经办甲", reason: "回访", count: 3, at: Self.now)
        let acts = try await fixture.store.registerActs(of: "xinhe", limit: 9)
        #expect(
            acts == [
                RegisterAct(
                    register: "producers", kind: .unmasked, by: "经办甲", note: "回访", count: 3,
                    at: Self.now)
            ])
    }
}
