/// Values against the words they are read from: the digits stand in the phrase and give the value.
extension PlanCheck {
    mutating func printedValues() {
        // A cell is its own phrase.
        let cells = Set(
            pack.tables.flatMap { $0.rows + $0.subtotals + [$0.total].compactMap { $0 } }
                .flatMap(\.cells))
        for id in pack.figureOrder where !cells.contains(id) {
            guard let stated = pack.figures[id]?.stated else { continue }
            hold(stated, evidence(id)) { $0.doubt(of: $1) }
        }
        for item in pack.work {
            if let target = item.target {
                hold(target, evidence("\(item.id).target", target)) { $0.doubt(of: $1) }
            }
            if case .day(let by) = item.due { hold(by, "\(item.id).by", asBeginning: false) }
        }
        hold(pack.issued, "issued", asBeginning: false)
        for phase in pack.phases {
            if let begins = phase.begins { hold(begins, "\(phase.id).begins", asBeginning: true) }
            hold(phase.ends, phase.id, asBeginning: false)
        }
        for milestone in pack.milestones { hold(milestone.by, milestone.id, asBeginning: false) }
        for party in pack.parties {
            if let successor = party.successor { hold(successor.on, party.id, asBeginning: true) }
        }
    }

    private mutating func hold(_ day: Stated<Day>, _ id: String, asBeginning: Bool) {
        hold(day, evidence(id, day)) { $0.doubt(of: $1, asBeginning: asBeginning) }
    }

    /// Only what is said to be printed is held against print.
    private mutating func hold<Value>(
        _ stated: Stated<Value>, _ evidence: Finding.Evidence,
        _ doubt: (PrintedPhrase, Value) -> String?
    ) {
        guard stated.standing == .printed, let value = stated.value.value,
            let source = stated.source
        else { return }
        count([])
        let phrase = PrintedPhrase(
            source.phrase, printed: stated.printed, of: evidence.value.description)
        guard let doubt = doubt(phrase, value) else { return }
        find(.printed, evidence.id, [evidence], .words(doubt))
    }
}

/// A phrase of a plan and the words of it that a value is read from.
private struct PrintedPhrase {
    private let phrase: PrintedWords
    private let printed: String
    private let places: [Range<Int>]
    /// Whether no words are named, so that the value may stand anywhere in the phrase.
    private let isAnywhere: Bool

    init(_ phrase: String, printed: String, of value: String) {
        self.phrase = PrintedWords(phrase)
        self.printed = printed
        let words = PrintedWords(printed)
        let found = self.phrase.places(of: words)
        isAnywhere = found.isEmpty && words.characters == PrintedWords(value).characters
        places = isAnywhere ? [0..<self.phrase.characters.count] : found
    }

    private var isElsewhere: String { "原文里没有“\(printed)” · not in the phrase" }

    // MARK: Days

    /// Why the words do not name a day; nil when they do.
    func doubt(of day: Day, asBeginning: Bool) -> String? {
        guard !places.isEmpty else { return isElsewhere }
        let isNamed = places.contains { place in
            PrintedDay(phrase, in: place)?.names(day, asBeginning: asBeginning) == true
        }
        return isNamed ? nil : "“\(printed)”不是 \(day) · another day"
    }

    // MARK: Numbers

    /// Why the words do not give a number; nil when they do.
    func doubt(of extent: Extent) -> String? {
        guard !places.isEmpty else { return isElsewhere }
        guard let place = places.first(where: { gives(extent, numbers(in: $0), $0) }) else {
            return "“\(printed)”不是 \(extent) · another number"
        }
        guard let bounds = Self.bounds(extent) else {
            let last = numbers(in: place).last?.place.upperBound ?? place.upperBound
            let isOpen = ["余", "多"].contains { phrase.isNext($0, at: last) }
            return isOpen ? "原文写的是“余”或“多” · the phrase says more than that" : nil
        }
        return bounds.contains { phrase.contains($0) }
            ? nil : "原文没有这样的界限 · no such bound in the phrase"
    }

    /// The numbers of the words; a scale behind the last of several is that of all.
    private func numbers(in place: Range<Int>) -> [PrintedWords.Number] {
        var numbers = phrase.numbers(in: place)
        guard let last = numbers.last, numbers.allSatisfy({ $0.scale == .one || $0 == last })
        else { return numbers }
        for index in numbers.indices { numbers[index].scale = last.scale }
        return numbers
    }

    private func gives(
        _ extent: Extent, _ numbers: [PrintedWords.Number], _ place: Range<Int>
    ) -> Bool {
        var wanted = [extent.figure]
        if case .range(_, let upper) = extent { wanted.append(upper) }
        let values = wanted.map { try? $0.value.multiplied(by: $0.unit.scale) }
        var found = numbers.map { try? $0.value.multiplied(by: $0.scale) }
        if found.isEmpty { found = [worded(place)] }
        if Set(found) == Set(values) { return true }
        if isAnywhere, Set(found).isSuperset(of: values) { return true }
        let isLess = ["扣", "减", "降", "负"].contains { phrase.contains($0) }
        return isLess && Set(found) == Set(values.map { try? $0?.negated })
    }

    /// The number of words without one: 全覆盖, 当日达, 次日达, or things that are listed.
    private func worded(_ place: Range<Int>) -> Rational? {
        let words = PrintedWords(String(phrase.characters[place]))
        if words.contains("全") { return .one }
        if words.contains("当日") { return .zero }
        if words.contains("次日") { return .one }
        let parts = words.characters.count { $0 == "、" }
        return parts == 0 ? nil : Rational(parts + 1)
    }

    /// Words of which one stands by a number that is bounded so; nil for one without bound.
    private static func bounds(_ extent: Extent) -> [String]? {
        switch extent {
        case .exactly, .range: nil
        case .atLeast, .above:
            ["以上", "不低于", "不少于", "不小于", "至少", "最少", "达", "超过", "突破", "余", "多", "力争", "确保"]
        case .atMost, .below:
            ["以内", "之内", "内", "不超过", "不高于", "不多于", "不大于", "以下", "低于", "小于", "达", "完成"]
        case .about: ["左右", "约", "近", "上下"]
        }
    }
}
