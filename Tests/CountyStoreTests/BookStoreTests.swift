import Testing

@testable import CountyStore

@Suite("Books of the programme")
struct BookStoreTests {
    private static let name = BookName(pack: "wuhua", book: "facts")
    private static let now: Int64 = 1_795_230_000_000

    private func writing(
        _ ids: [String], after: Int, name: BookName = name, body: String = "{}"
    ) -> BookWriting {
        BookWriting(
            name: name, after: after, entries: ids.map { .init(id: $0, body: body) }, by: "经办甲")
    }

    @Test("entries follow one another, with who and when; each book and pack by itself")
    func order() async throws {
        let fixture = try await Fixture()
        #expect(try await fixture.store.write(writing(["a", "b"], after: 0), at: Self.now) == 2)
        #expect(try await fixture.store.write(writing(["c"], after: 2), at: Self.now + 1) == 3)
        let other = BookName(pack: "wuhua", book: "returns")
        #expect(
            try await fixture.store.write(writing(["a"], after: 0, name: other), at: Self.now) == 1)
        let all = try await fixture.store.entries(of: Self.name, after: 0, limit: 9)
        #expect(all.map(\.id) == ["a", "b", "c"] && all.map(\.position) == [1, 2, 3])
        #expect(all.map(\.writtenAt) == [Self.now, Self.now, Self.now + 1])
        #expect(all.allSatisfy { $0.by == "经办甲" && $0.body == "{}" })
        let page = try await fixture.store.entries(of: Self.name, after: 1, limit: 1)
        #expect(page == [all[1]])
        let none = BookName(pack: "luoshan", book: "facts")
        #expect(try await fixture.store.entries(of: none, after: 0, limit: 9).isEmpty)
    }

    @Test("who has not seen the last entry writes nothing; nor an id twice, nor half of a list")
    func refusals() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.store.write(writing(["a"], after: 0), at: Self.now)
        let long = String(repeating: "编", count: CountyStore.bookIDMax + 1)
        let cases: [(BookWriting, BookRefusal)] = [
            (writing(["b"], after: 0), .changedMeanwhile(Self.name, entries: 1)),
            (writing(["b", "a"], after: 1), .exists("a")),
            (writing(["b", "b"], after: 1), .exists("b")),
            (writing(["b", ""], after: 1), .id("")),
            (writing(["b", long], after: 1), .id(long)),
        ]
        for (writing, refusal) in cases {
            await #expect(throws: refusal) {
                try await fixture.store.write(writing, at: Self.now)
            }
        }
        let kept = try await fixture.store.entries(of: Self.name, after: 0, limit: 9)
        #expect(kept.map(\.id) == ["a"])
    }
}
