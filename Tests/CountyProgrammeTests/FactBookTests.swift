import CountyProgramme
import Identifiers
import SeededRandom
import Testing

/// Facts are taken once, corrected by others, and found again by measure and day.
struct FactBookTests {
    @Test("The same fact again changes nothing; other content under its id is refused")
    func again() throws {
        var book = FactBook()
        let fact = SampleFacts.sale("1", "12 元")
        #expect(try book.append(fact) == .added(fact))
        // The same amount, written in another unit.
        #expect(try book.append(SampleFacts.sale("1", "1200 分")) == .none)
        #expect(book.count == 1)
        #expect(throws: FactRefusal(fact: "1", fault: .otherContent)) {
            try book.append(SampleFacts.sale("1", "13 元"))
        }
        #expect(book.facts(of: "sales") == [fact])
    }

    @Test(
        "A correction takes its place from the day it was recorded, and the first one stays known")
    func corrections() throws {
        var book = FactBook()
        let first = SampleFacts.sale("1", "12 元", recorded: "2020-03-05")
        let second = SampleFacts.sale("2", "21 元", recorded: "2020-04-01", replaces: "1")
        try book.append(first)
        #expect(try book.append(second) == .corrected(from: first, to: second))
        #expect(book.facts(of: "sales") == [second])
        #expect(book.facts(of: "sales", known: SampleFacts.day("2020-03-31")) == [first])
        #expect(book.facts(of: "sales", known: SampleFacts.day("2020-03-04")) == [])
        #expect(book.corrections(of: "1") == [first, second])
    }

    @Test("What cannot be true is refused and leaves the book as it was")
    func refusals() throws {
        var book = FactBook()
        try book.append(SampleFacts.sale("1", "12 元"))
        try book.append(SampleFacts.sale("2", "13 元", replaces: "1"))
        let cases: [(Fact, FactRefusal.Fault)] = [
            (SampleFacts.sale("", "1 元"), .unnamed),
            (SampleFacts.sale("3", "1 元", recorded: "2020-03-03"), .recordedBeforeItsDay),
            (SampleFacts.sale("3", "1 家"), .unlikeUnits("家", "元")),
            (SampleFacts.sale("3", "1 元", replaces: "9"), .nothingToReplace("9")),
            (SampleFacts.sale("3", "1 元", replaces: "1"), .alreadyReplaced("1", by: "2")),
            (
                SampleFacts.fact("3", "parcels", "1 件", replaces: "2"),
                .replacesOtherMeasure("2")
            ),
            (
                SampleFacts.sale("3", "1 元", recorded: "2020-03-04", replaces: "2"),
                .recordedBeforeReplaced("2")
            ),
        ]
        for (fact, fault) in cases {
            #expect(throws: FactRefusal(fact: fact.id, fault: fault)) { try book.append(fact) }
            let refusal = FactRefusal(fact: fact.id, fault: fault)
            #expect(!refusal.chinese.isEmpty && !refusal.english.isEmpty)
        }
        #expect(book.count == 2)
        #expect(book.measureNames == ["sales"])
    }

    @Test("Facts in any order, some of them twice, make the same book", arguments: 0..<8)
    func anyOrder(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let facts = (0..<200).map { number in
            SampleFacts.fact(
                "\(number)", "m\(number % 3)", "\(number) 件", day: "2020-0\(number % 9 + 1)-11")
        }
        var (one, other) = (FactBook(), FactBook())
        for fact in facts { try one.append(fact) }
        for fact in (facts + facts.prefix(50)).shuffled(using: &random) { try other.append(fact) }
        let spring = SampleFacts.day("2020-03-01")...SampleFacts.day("2020-05-31")
        for measure in one.measureNames {
            let here = one.facts(of: measure, in: spring)
            #expect(!here.isEmpty)
            #expect(Set(here) == Set(other.facts(of: measure, in: spring)))
        }
        #expect(one.count == other.count)
    }
}

/// Facts of the tests, all made up.
enum SampleFacts {
    static func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

    static func fact(
        _ id: String, _ measure: String, _ quantity: String, day: String = "2020-03-04",
        place: String? = nil, attributes: [String: String] = [:], subject: String? = nil,
        programme: String? = nil, recorded: String? = nil, replaces: String? = nil
    ) -> Fact {
        let here = self.day(day)
        return Fact(
            id: id, measure: measure, day: here, place: place.flatMap { DivisionCode($0) },
            quantity: Quantity(quantity) ?? Quantity(.zero, .none), attributes: attributes,
            subject: subject, programme: programme, source: .entry(by: "店长"),
            recorded: recorded.map(self.day) ?? here.adding(days: 1), replaces: replaces)
    }

    static func sale(
        _ id: String, _ quantity: String, recorded: String? = nil, replaces: String? = nil
    ) -> Fact {
        fact(id, "sales", quantity, recorded: recorded, replaces: replaces)
    }
}
