/// Plans of other counties that say the same things, or should.
extension PlanCheck {
    /// How many equal figures of state it takes to be no accident.
    private static let copiedAtLeast = 3

    /// Compares with the packs at hand among those the pack names; the others are told.
    mutating func compare(with packs: [ProgrammePack]) {
        let atHand = Dictionary(packs.map { ($0.id, $0) }) { first, _ in first }
        let named = pack.sisters.compactMap { atHand[$0] }
        for id in pack.sisters where atHand[id] == nil {
            blocked.append(
                Inexpressible(
                    what: "sisters/\(id)", why: "手边没有这个县的方案包，没有比较 · this pack is not at hand"))
        }
        let sisters = named.map(Sister.init)
        figureSentences(sisters)
        wordSentences(sisters)
        sharedMeasures(sisters)
        for sister in sisters { copiedState(sister) }
        calendars(named)
    }

    /// Numbers that become another county's when their separators are lost: 35 and 3-5.
    private mutating func figureSentences(_ sisters: [Sister]) {
        for id in pack.figureOrder {
            guard let figure = pack.figures[id], let sentence = figure.sentence else { continue }
            let printed = figure.stated.printed
            let mine = digits(printed)
            var shown: [Finding.Evidence] = []
            var words: [String] = []
            for sister in sisters {
                guard let other = sister.figures[sentence] else { continue }
                count([])
                guard let extent = figure.extent, let theirs = other.extent, extent != theirs,
                    mine.count > 1, mine == digits(other.stated.printed),
                    printed != other.stated.printed
                else { continue }
                shown.append(evidence(other.id, in: sister.pack))
                words.append(other.stated.printed)
            }
            guard !shown.isEmpty else { continue }
            find(
                .sister, sentence, [evidence(id)] + shown,
                .words(([printed] + words).joined(separator: " ≠ ")))
        }
    }

    private func digits(_ text: String) -> String { text.filter { $0.isASCII && $0.isNumber } }

    /// Sentences and names that are worded in another way elsewhere.
    private mutating func wordSentences(_ sisters: [Sister]) {
        for wording in pack.wordings {
            guard let sentence = wording.sentence else { continue }
            var shown = [evidence(sentence, wording.text)]
            var words = [wording.text.value.value].compactMap { $0 }
            for sister in sisters {
                guard let other = sister.wordings[sentence] else { continue }
                count([sentence])
                guard let mine = wording.text.value.value, let theirs = other.text.value.value,
                    mine != theirs
                else { continue }
                shown.append(evidence(sentence, other.text, in: sister.pack))
                words.append(theirs)
            }
            guard shown.count > 1 else { continue }
            find(.sister, sentence, shown, .words(words.joined(separator: " ≠ ")))
        }
    }

    /// What several counties state in their own way, computed to the same measure.
    private mutating func sharedMeasures(_ sisters: [Sister]) {
        for shared in pack.shared {
            let ids = shared.value.figures
            var shown: [Finding.Evidence] = []
            var values: [Quantity] = []
            computing("shared.\(shared.id)", ids) { (check) throws(QuantityError) in
                guard let mine = try shared.value.value({ check.number($0) }) else { return }
                values.append(mine)
                for sister in sisters {
                    guard let other = sister.shared[shared.id] else { continue }
                    check.count(ids)
                    let figures = sister.pack.figures
                    let theirs = try other.value.value { figures[$0]?.extent?.figure }
                    guard let theirs, try mine.converted(to: theirs.unit) != theirs else {
                        continue
                    }
                    values.append(theirs)
                    shown += other.value.figures.map { check.evidence($0, in: sister.pack) }
                }
            }
            guard !shown.isEmpty else { continue }
            let words = values.map { "\(Finding.Computed.quantity($0))" }
            find(
                .sister, shared.id, ids.map { evidence($0) } + shown,
                .words(words.joined(separator: " ≠ ")))
        }
    }

    /// Figures of state that are equal in both.
    private mutating func copiedState(_ sister: Sister) {
        var shown: [Finding.Evidence] = []
        for id in pack.figureOrder {
            guard let figure = pack.figures[id], let extent = figure.extent,
                let state = Sister.State(figure), let other = sister.states[state]
            else { continue }
            count([])
            if other.extent == extent {
                used.insert(id)
                shown += [evidence(id), evidence(other.id, in: sister.pack)]
            }
        }
        guard shown.count >= 2 * Self.copiedAtLeast else { return }
        find(.copied, sister.pack.id, shown, .words("\(shown.count / 2)"))
    }

    /// The same phases, all moved by the same time, against the order of issue.
    private mutating func calendars(_ sisters: [ProgrammePack]) {
        var shown: [Finding.Evidence] = []
        var shifts: [Int] = []
        for sister in sisters {
            guard let shift = shift(from: sister) else { continue }
            shifts.append(shift)
            shown.append(evidence("issued", sister.issued, in: sister))
            shown += zip(pack.phases, sister.phases).flatMap { mine, theirs in
                [evidence(mine.id, mine.ends), evidence(theirs.id, theirs.ends, in: sister)]
            }
        }
        guard let shift = shifts.first else { return }
        find(
            .sister, "calendar", [evidence("issued", pack.issued)] + shown,
            .quantity(Quantity(Rational(shift), Unit("月") ?? .none)))
    }

    /// By how many months all phases are moved, when that is against the order of issue.
    private mutating func shift(from sister: ProgrammePack) -> Int? {
        guard pack.phases.count > 1, pack.phases.count == sister.phases.count,
            let issued = pack.issued.value.value, let other = sister.issued.value.value
        else { return nil }
        count(pack.phases.map(\.id))
        let shifts = zip(pack.phases, sister.phases).map { mine, theirs -> Int? in
            guard let mine = mine.ends.value.value, let theirs = theirs.ends.value.value else {
                return nil
            }
            return (mine.year - theirs.year) * 12 + mine.month - theirs.month
        }
        guard let first = shifts.first, let shift = first, shift != 0,
            shifts.allSatisfy({ $0 == shift }), (issued < other) == (shift > 0)
        else { return nil }
        return shift
    }
}

/// Another county's pack with what is looked up in it.
private struct Sister {
    /// What a figure of state is about.
    struct State: Hashable {
        let measure: String
        let scope: String

        init?(_ figure: PlanFigure) {
            guard figure.role == .status, let measure = figure.measure else { return nil }
            self.measure = measure
            scope = figure.scope
        }
    }

    let pack: ProgrammePack
    let figures: [String: PlanFigure]
    let states: [State: PlanFigure]
    let wordings: [String: Wording]
    let shared: [String: SharedMeasure]

    init(_ pack: ProgrammePack) {
        self.pack = pack
        let all = pack.figureOrder.compactMap { pack.figures[$0] }
        let sentences = all.compactMap { figure in figure.sentence.map { ($0, figure) } }
        figures = Dictionary(sentences) { first, _ in first }
        let states = all.compactMap { figure in State(figure).map { ($0, figure) } }
        self.states = Dictionary(states) { first, _ in first }
        let wordings = pack.wordings.compactMap { words in words.sentence.map { ($0, words) } }
        self.wordings = Dictionary(wordings) { first, _ in first }
        shared = Dictionary(pack.shared.map { ($0.id, $0) }) { first, _ in first }
    }
}
