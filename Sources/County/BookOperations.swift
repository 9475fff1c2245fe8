internal import CountyStore
internal import Hummingbird

/// What `countyctl` does with the books of a programme; what an entry may say is for it to know, it
/// has the pack.
extension AdminOperations {
    /// Letters of a pack's or book's name at most.
    private static let nameMax = 64

    var books: [Operation] { [writeBook, readBook] }

    private var writeBook: Operation {
        command(
            .post, "/admin/v1/books/entries", "Write entries behind those of a book, all or none"
        ) { request, _ in
            let writing: BookWriting = try await Self.decode(request)
            try Self.demandPerson(writing.by)
            for name in [writing.name.pack, writing.name.book] {
                guard (1...Self.nameMax).contains(name.unicodeScalars.count) else {
                    throw Problem(.requestMalformed)
                }
            }
            return .json(["entries": try await store.write(writing, at: now())])
        }
    }

    private var readBook: Operation {
        let book = Operation.Parameter(
            name: "book", place: .query, type: "string", about: "The book's name")
        let after = Operation.Parameter(
            name: "after", place: .query, type: "integer", about: "The place to go on from")
        return command(
            .get, "/admin/v1/books/entries", "Entries of a book in order",
            query: [Self.pack, book, after, Self.page]
        ) { request, _ in
            let after = try StationOperations.integer(
                "after", of: request, absent: 0, in: 0...Int64(Int32.max))
            let limit = try Self.limit(request, max: CountyStore.bookPageMax)
            let name = BookName(
                pack: try Self.text("pack", request), book: try Self.text("book", request))
            return .json(try await store.entries(of: name, after: Int(after), limit: limit))
        }
    }
}

extension CountyError {
    init(_ refusal: BookRefusal) {
        switch refusal {
        case .changedMeanwhile(let name, let entries):
            self.init(
                .tryAgain, "刚才有别人写过 \(name.book)（现有 \(entries) 条），什么也没有写入。请再做一次。",
                "others have written to \(name.book) meanwhile (\(entries) entries now); nothing "
                    + "was written. Do it again.")
        case .exists(let id):
            self.init(
                .badData, "“\(id)”已有记录，什么也没有写入。", "'\(id)' is there already; nothing was written.")
        case .id(let id):
            self.init(
                .badData, "编号应为 1 至 \(CountyStore.bookIDMax) 个字，现在是“\(id)”。",
                "an id has 1 to \(CountyStore.bookIDMax) characters, found '\(id)'.")
        }
    }
}
