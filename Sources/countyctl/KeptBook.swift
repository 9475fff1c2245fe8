import County
import CountyProgramme
import CountyStore
import FoundationEssentials
import Identifiers

/// A book of the county's store: what was written to it, in order, and what goes on.
struct KeptBook<Act: Codable> {
    /// An entry with the day it reached the store.
    struct Written {
        let id: String
        let act: Act
        let by: String
        let day: Day
    }

    private let name: BookName
    private let control: ControlOption
    private(set) var written: [Written] = []

    init(_ book: String, of pack: String, _ control: ControlOption) async throws {
        name = BookName(pack: pack, book: book)
        self.control = control
        let query = "pack=\(Percent.encoded(pack))&book=\(Percent.encoded(book))"
        while true {
            let page: [BookEntry] = try await control.ask(
                "GET", "/books/entries?\(query)&after=\(written.count)")
            for entry in page { written.append(try Self.read(entry, name)) }
            guard page.count == CountyStore.bookPageMax else { return }
        }
    }

    private static func read(_ entry: BookEntry, _ name: BookName) throws -> Written {
        guard let act = try? JSONDecoder().decode(Act.self, from: Data(entry.body.utf8)) else {
            throw CountyError(
                .software, "\(name.book) 第 \(entry.position) 条读不懂，是更新的版本写的吗？",
                "entry \(entry.position) of \(name.book) cannot be read. Was it written by a newer "
                    + "version?")
        }
        return Written(
            id: entry.id, act: act, by: entry.by, day: Day.inChina(at: entry.writtenAt))
    }

    /// Writes entries behind those there were when the book was read, all or none.
    ///
    /// - Throws: `CountyError`, also when others have written meanwhile.
    func write(_ acts: [(id: String, act: Act)], by person: String) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let writing = BookWriting(
            name: name, after: written.count,
            entries: try acts.map { id, act in
                BookWriting.Entry(
                    id: id, body: String(decoding: try encoder.encode(act), as: UTF8.self))
            }, by: person)
        let _: [String: Int] = try await control.ask("POST", "/books/entries", writing)
    }
}

/// A pack's rules and figures beside the county's store.
struct Office {
    let pack: ProgrammePack
    let rules: Rulebook
    private let control: ControlOption

    init(_ desk: CaseCommand.Desk) throws {
        self.init(
            pack: try desk.packs.read(desk.pack).pack, rules: try desk.rules(),
            control: desk.control)
    }

    init(pack: ProgrammePack, rules: Rulebook, control: ControlOption) {
        self.pack = pack
        self.rules = rules
        self.control = control
    }

    /// A book of the pack.
    func book<Act: Codable>(_ name: String, of act: Act.Type) async throws -> KeptBook<Act> {
        try await KeptBook(name, of: pack.id, control)
    }

    /// The day it is in China.
    static var today: Day { Day.inChina(at: CurrentTime.milliseconds()) }

    /// Reads a day as it is written on the command line.
    static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else {
            throw CountyError(
                .usage, "日期要写成 2019-03-04，现在是“\(text)”。",
                "a day is written 2019-03-04, found '\(text)'.")
        }
        return day
    }

    /// Reads a 12-digit code as it is written on the command line.
    static func place(_ text: String) throws -> DivisionCode {
        guard let code = DivisionCode(text) else {
            throw CountyError(
                .usage, "“\(text)”不是 12 位区划代码。", "'\(text)' is no 12-digit division code.")
        }
        return code
    }
}

/// What a county recorded, taken through the engine that knows what may be recorded.
struct KeptEngine<Act: Codable, Engine: Equatable> {
    /// Puts an act into the engine: who wrote it, on which day.
    typealias Step = (inout Engine, Act, _ person: String, _ day: Day) throws -> Void

    private let kept: KeptBook<Act>
    private let step: Step
    private var count: Int
    private(set) var engine: Engine

    init(
        _ book: String, of office: Office, into engine: Engine, step: @escaping Step
    ) async throws {
        kept = try await office.book(book, of: Act.self)
        self.step = step
        self.engine = engine
        count = kept.written.count
        for entry in kept.written { try step(&self.engine, entry.act, entry.by, entry.day) }
    }

    /// Does something, in the engine and in the store; what changes nothing is not written.
    ///
    /// - Returns: Whether something was written.
    @discardableResult
    mutating func take(_ act: Act, by person: String) async throws -> Bool {
        let before = engine
        try step(&engine, act, person, Office.today)
        guard engine != before else { return false }
        try await kept.write([("\(count + 1)", act)], by: person)
        count += 1
        return true
    }
}

extension CountyError {
    /// Something a pack's rules do not allow.
    static func refused(_ chinese: String, _ english: String) -> CountyError {
        CountyError(.badData, chinese + "。", english + ".")
    }
}

/// A text in both languages, as answers print it.
struct AnswerText: Encodable {
    let zh: String
    let en: String

    init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }
}
