import CountyProgramme
import DataFolder
import Identifiers
import SeededRandom

/// How long a day's new facts take until every indicator of a county-year has its new value.
///
/// The book holds the facts of a year before; a day brings 50,000 more.
struct IndicatorSpeed {
    static let history = 1_000_000
    static let news = 50_000
    static let rounds = 3
    /// Seconds for a day's facts and all indicators.
    static let limit = 1.0
    private static let pack = "wuhua"

    let data: DataFolder

    func measure() throws -> [Measurement] {
        let files = try DataFolder.packFiles(in: data.packFolder(Self.pack))
        let pack = try ProgrammePack(
            id: Self.pack, files: files.map { PackFile(name: $0.name, text: $0.text) })
        let rules = try Rulebook(
            files: files.filter { $0.name == "indicators.yaml" }.map { ($0.name, $0.text) })
        var maker = FactMaker(catalogue: rules.indicators)
        var book = IndicatorBook(rules.indicators, of: pack)
        for _ in 0..<Self.history { try book.append(maker.next(back: 365)) }
        var times: [Double] = []
        for _ in 0..<Self.rounds {
            maker.day = maker.day.adding(days: 1)
            let facts = (0..<Self.news).map { _ in maker.next(back: 1) }
            let start = ContinuousClock.now
            for fact in facts { try book.append(fact) }
            var known = 0
            for indicator in rules.indicators.indicators {
                let span = (indicator.cycle.value ?? .year).span(of: maker.day, since: book.start)
                known +=
                    book.answer(indicator.id, in: span)?.readings.count { $0.value != nil } ?? 0
            }
            times.append((ContinuousClock.now - start).seconds)
            guard known > 0 else { throw BareError(description: "no indicator has a value") }
        }
        return [
            Measurement(
                name: "\(Self.news) facts and all indicators of a county-year",
                figure: median(times),
                unit: "s", limit: .figure(Self.limit))
        ]
    }
}

/// Facts of all measures, in 300 villages, by 5000 subjects.
private struct FactMaker {
    let catalogue: IndicatorCatalogue
    var day = Day(year: 2019, month: 12, day: 30) ?? Day(number: 0)
    private var random = SeededGenerator(seed: 5)
    private var count = 0
    private let villages: [DivisionCode]

    init(catalogue: IndicatorCatalogue) {
        self.catalogue = catalogue
        villages = (0..<300).compactMap { DivisionCode("441424\(100 + $0 / 20)\(200 + $0 % 20)") }
    }

    mutating func next(back: Int) -> Fact {
        count += 1
        let measure = catalogue.measures[count % catalogue.measures.count]
        let then = day.adding(days: -Int.random(in: 0..<back, using: &random))
        let words = measure.dimensions.compactMapValues { $0.randomElement(using: &random) }
        return Fact(
            id: "f\(count)", measure: measure.id, day: then,
            place: villages.randomElement(using: &random),
            quantity: Quantity(Rational(Int.random(in: 1...9_999, using: &random)), measure.unit),
            attributes: words, subject: "s\(Int.random(in: 0..<5_000, using: &random))",
            source: .line(file: "facts.csv", number: count), recorded: day)
    }
}
