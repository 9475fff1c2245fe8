import ArgumentParser
import County
import CountyProgramme
import Identifiers

/// The command `countyctl indicators`.
struct IndicatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicators",
        abstract: "指标 · What the indicators of a plan come to, by the facts the county keeps.",
        discussion: """
            缺什么数据、哪个分母方案没有写，一并列出；没有数据不等于零。写明一个指标时，列出数了哪些数据、\
            各类各乡镇多少。
            What is missing is told; no data is not nought. With an indicator named, the facts that \
            were counted and its parts are listed.
            """)
    @Argument(help: "指标，不写为全部 · Ids of indicators; all without.")
    var ids: [String] = []
    @Option(name: .customLong("on"), help: "日期，不写为今天 · The day; today if left out.")
    var date: String?
    @Option(help: "乡镇或村的 12 位代码 · A township or village by its code.")
    var at: String?
    @Option(help: "按这一天已登记的数据 · As the facts were known at the end of this day.")
    var known: String?
    @Option(help: "只看这一块屏 · Only those of a board.")
    var board: String?
    @Option(help: "统计体系的数据项和定义 · What a system of statistics counts.")
    var system: String?
    @OptionGroup var desk: CaseCommand.Desk
    @OptionGroup var output: JSONOption

    func run() async throws {
        let office = try Office(desk)
        let facts = try await KeptFacts(office)
        let day = try date.map(Office.day) ?? Office.today
        let question = IndicatorQuestion(
            book: facts.book, day: day,
            place: try at.map(Office.place), known: try known.map(Office.day),
            townships: try await KeptSites(office).townships(on: day))
        if let board {
            guard let view = facts.book.view(of: board, on: question.day) else {
                throw CountyError.noSuch(
                    "屏", "board", board, among: facts.book.catalogue.boards.map(\.id))
            }
            if !output.json { Terminal.line("\(view.board.title)\t\(question.day)") }
            for line in view.lines { try show(IndicatorReport(line.indicator, question)) }
            return
        }
        let catalogue = facts.book.catalogue
        if let system { return try showSystem(system, catalogue) }
        let known = catalogue.indicators.map(\.id)
        if let lost = ids.first(where: { !known.contains($0) }) {
            throw CountyError.noSuch("指标", "indicator", lost, among: known)
        }
        for indicator in catalogue.indicators where ids.isEmpty || ids.contains(indicator.id) {
            try show(IndicatorReport(indicator, question, inFull: !ids.isEmpty))
        }
    }

    private struct DefinitionAnswer: Encodable {
        let measure: String
        let name: String
        let unit: String
        let words: [String: [String]]
        let line: Int?
        let indicators: [String]
    }

    private func showSystem(_ id: String, _ catalogue: IndicatorCatalogue) throws {
        guard let system = catalogue.systems.first(where: { $0.id == id }) else {
            throw CountyError.noSuch(
                "统计体系", "system", id, among: catalogue.systems.map(\.id))
        }
        if !output.json { Terminal.line(system.title) }
        for definition in catalogue.definitions(of: id) {
            let measure = definition.measure
            let answer = DefinitionAnswer(
                measure: measure.id, name: measure.name, unit: measure.unit.symbol,
                words: measure.dimensions, line: measure.source?.line,
                indicators: definition.indicators.map(\.name))
            if output.json {
                try Terminal.json(answer)
                continue
            }
            let words = answer.words.sorted { $0.key < $1.key }.map {
                "\($0.key)：\($0.value.joined(separator: "、"))"
            }
            Terminal.line(
                "\(answer.measure)\t\(answer.name)\t\(answer.unit)\t"
                    + words.joined(separator: "；") + "\t"
                    + answer.indicators.joined(separator: "、"))
        }
    }

    private func show(_ report: IndicatorReport) throws {
        if output.json { try Terminal.json(report) } else { report.show() }
    }
}

/// What is asked of the indicators.
struct IndicatorQuestion {
    let book: IndicatorBook
    let day: Day
    let place: DivisionCode?
    let known: Day?
    /// Townships that should report; empty where nobody has listed them.
    let townships: [DivisionCode]
}

/// An indicator on a day, as `countyctl indicators` prints it.
struct IndicatorReport: Encodable {
    /// The indicator over one stretch of time.
    struct Span: Encodable {
        let cycle: String
        let from: String
        let to: String
        let readings: [ReadingAnswer]
        /// How many facts were counted, and the last day one of them was recorded.
        let facts: Int
        let recorded: String?
        /// Townships without any fact of it; null where there is no list of townships.
        let unreported: [String]?
        let breakdowns: [Parts]
        let lines: [Line]
    }

    struct Parts: Encodable {
        let by: String
        let parts: [Part]
    }

    struct Part: Encodable {
        let key: String?
        let value: String
        let facts: Int
    }

    struct Line: Encodable {
        let id: String
        let day: String
        let quantity: String
        let source: String
    }

    struct Goal: Encodable {
        let target: String
        let figure: String
        let asked: String?
        let due: String?
        let state: String
        let done: [String]
        let open: [String]
    }

    let id: String
    let name: String
    let unit: String
    let measures: [String]
    let line: Int?
    let spans: [Span]
    let targets: [Goal]

    init(_ indicator: Indicator, _ question: IndicatorQuestion, inFull: Bool = false) {
        id = indicator.id
        name = indicator.name
        unit = indicator.unit.symbol
        line = indicator.source?.line
        let measures = question.book.catalogue.measures(of: indicator)
        self.measures = measures.map(\.name)
        // A stretch of time that nobody has decided is shown as it might be.
        let cycles = indicator.cycle.value.map { [$0] } ?? [.year, .whole]
        spans = cycles.map { Self.span($0, indicator, question, inFull ? measures : []) }
        let targets = question.book.catalogue.targets.filter { $0.indicator == indicator.id }
        self.targets = targets.compactMap { target in
            let places = target.each == .township ? question.townships : []
            return question.book.progress(
                of: target.id, on: question.day, places: places.isEmpty ? nil : places
            ).map(Self.goal)
        }
    }

    private static func span(
        _ cycle: Cycle, _ indicator: Indicator, _ question: IndicatorQuestion, _ detail: [Measure]
    ) -> Span {
        let book = question.book
        let whole = cycle.span(of: question.day, since: book.start)
        let span = whole.lowerBound...min(question.day, whole.upperBound)
        let (place, known) = (question.place, question.known)
        let answer = book.answer(indicator.id, in: span, at: place, known: known)
        let lines = book.lines(of: indicator.id, in: span, at: place, known: known)
        let reported = book.completeness(
            of: indicator.id, in: span, expected: question.townships, known: known)
        return Span(
            cycle: cycle.rawValue, from: span.lowerBound.description,
            to: span.upperBound.description,
            readings: (answer?.readings ?? []).map { ReadingAnswer($0) }, facts: lines.count,
            recorded: lines.map(\.recorded).max()?.description,
            unreported: question.townships.isEmpty
                ? nil : reported.map { $0.missing.map(\.description) },
            breakdowns: breakdowns(indicator, span, question, detail),
            lines: detail.isEmpty
                ? []
                : lines.map {
                    Line(
                        id: $0.id, day: $0.day.description, quantity: $0.quantity.description,
                        source: $0.source.description)
                })
    }

    private static func breakdowns(
        _ indicator: Indicator, _ span: ClosedRange<Day>, _ question: IndicatorQuestion,
        _ measures: [Measure]
    ) -> [Parts] {
        guard !measures.isEmpty else { return [] }
        let names = Set(measures.flatMap(\.dimensions.keys)).sorted()
        let ways = names.map { ($0, Dimension.attribute($0)) } + [("乡镇", .place(.township))]
        return ways.compactMap { name, dimension in
            let found = try? question.book.breakdown(
                of: indicator.id, by: dimension, in: span, at: question.place,
                known: question.known)
            return found.flatMap { $0 }.map { breakdown in
                Parts(
                    by: name,
                    parts: breakdown.parts.map {
                        Part(key: $0.key, value: $0.quantity.description, facts: $0.facts)
                    })
            }
        }
    }

    private static func goal(_ progress: TargetProgress) -> Goal {
        Goal(
            target: progress.target.id, figure: progress.figure?.name ?? progress.target.figure,
            asked: progress.figure?.extent?.description, due: progress.due?.description,
            state: progress.state.rawValue,
            done: progress.readings.compactMap { $0.done.flatMap(ReadingAnswer.percent) },
            open: progress.questions.map(\.place))
    }

    /// As people read it.
    func show() {
        for span in spans {
            let values = span.readings.map { $0.value ?? "?" }.joined(separator: " / ")
            Terminal.line(
                "\(id)\t\(name)\t\(values)\t\(span.from) – \(span.to)\t\(span.facts) 条 · facts")
            for gap in span.readings.flatMap(\.missing) {
                Terminal.line("    缺 \(gap.zh) · \(gap.en)")
            }
            if let unreported = span.unreported, !unreported.isEmpty {
                Terminal.line(
                    "    没有报数的乡镇 · townships without data: \(unreported.joined(separator: " "))")
            }
            for parts in span.breakdowns {
                for part in parts.parts {
                    Terminal.line("    \(parts.by)\t\(part.key ?? "未分 · not told")\t\(part.value)")
                }
            }
            for line in span.lines {
                Terminal.line("    \(line.id)\t\(line.day)\t\(line.quantity)\t\(line.source)")
            }
        }
        for goal in targets {
            let word = TargetAnswer.words[goal.state] ?? goal.state
            Terminal.line(
                "    目标 · target\t\(word)\t\(goal.figure)\t\(goal.asked ?? "?")\t\(goal.due ?? "")\t"
                    + goal.done.joined(separator: " / "))
        }
    }
}

extension IndicatorCatalogue {
    /// The measures an indicator rests on, directly or by others.
    func measures(of indicator: Indicator) -> [Measure] {
        (indicator.value + indicator.over).flatMap { part -> [Measure] in
            switch part {
            case .counted(let term): measure(term.measure).map { [$0] } ?? []
            case .indicator(let id): self.indicator(id).map(measures) ?? []
            case .figure, .one, .open: []
            }
        }
    }
}
