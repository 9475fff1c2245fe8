/// Two counties' plans on the same template.
extension PlanCheck {
    /// How many equal figures of state it takes to be no accident.
    private static let copiedAtLeast = 3

    mutating func compare(with sister: ProgrammePack) {
        figureSentences(sister)
        wordSentences(sister)
        copiedState(sister)
        calendars(sister)
    }

    /// A number that becomes the sister's when its separators are lost: 35 and 3-5.
    private mutating func figureSentences(_ sister: ProgrammePack) {
        for id in pack.figureOrder {
            guard let figure = pack.figures[id], let sentence = figure.sentence,
                let otherID = sister.figureOrder.first(where: {
                    sister.figures[$0]?.sentence == sentence
                }), let other = sister.figures[otherID]
            else { continue }
            count([])
            guard let mine = figure.extent, let theirs = other.extent, mine != theirs else {
                continue
            }
            let digits = digits(figure.stated.printed)
            guard digits.count > 1, digits == self.digits(other.stated.printed),
                figure.stated.printed != other.stated.printed
            else { continue }
            find(
                .sister, sentence, [evidence(id), evidence(otherID, in: sister)],
                .words("\(figure.stated.printed) ≠ \(other.stated.printed)"))
        }
    }

    private func digits(_ text: String) -> String { text.filter { $0.isASCII && $0.isNumber } }

    private mutating func wordSentences(_ sister: ProgrammePack) {
        for wording in pack.wordings {
            guard let sentence = wording.sentence,
                let other = sister.wordings.first(where: { $0.sentence == sentence })
            else { continue }
            count([sentence])
            guard let mine = wording.text.value.value, let theirs = other.text.value.value,
                mine != theirs
            else { continue }
            let shown = Finding.Evidence(
                id: sentence, value: .words(theirs), pack: sister.id, source: other.text.source)
            find(
                .sister, sentence, [evidence(sentence, wording.text), shown],
                .words("\(mine) ≠ \(theirs)"))
        }
    }

    /// Figures of state that are equal in both.
    private mutating func copiedState(_ sister: ProgrammePack) {
        var shown: [Finding.Evidence] = []
        for id in pack.figureOrder {
            guard let figure = pack.figures[id], figure.role == .status, let extent = figure.extent,
                let measure = figure.measure
            else { continue }
            let other = sister.figureOrder.compactMap { sister.figures[$0] }.first {
                $0.role == .status && $0.measure == measure && $0.scope == figure.scope
            }
            guard let other else { continue }
            count([])
            if other.extent == extent {
                used.insert(id)
                shown += [evidence(id), evidence(other.id, in: sister)]
            }
        }
        guard shown.count >= 2 * Self.copiedAtLeast else { return }
        find(.copied, sister.id, shown, .words("\(shown.count / 2)"))
    }

    /// The same phases, all moved by the same time, against the order of issue.
    private mutating func calendars(_ sister: ProgrammePack) {
        guard pack.phases.count > 1, pack.phases.count == sister.phases.count,
            let issued = pack.issued.value.value, let other = sister.issued.value.value
        else { return }
        count(pack.phases.map(\.id))
        let shifts = zip(pack.phases, sister.phases).map { mine, theirs -> Int? in
            guard let mine = mine.ends.value.value, let theirs = theirs.ends.value.value else {
                return nil
            }
            return (mine.year - theirs.year) * 12 + mine.month - theirs.month
        }
        guard let first = shifts.first, let shift = first, shift != 0,
            shifts.allSatisfy({ $0 == shift }), (issued < other) == (shift > 0)
        else { return }
        let shown = zip(pack.phases, sister.phases).flatMap { mine, theirs in
            [evidence(mine.id, mine.ends), evidence(theirs.id, theirs.ends, in: sister)]
        }
        find(
            .sister, "calendar",
            [evidence("issued", pack.issued), evidence("issued", sister.issued, in: sister)]
                + shown,
            .quantity(Quantity(Rational(shift), Unit("月") ?? .none)))
    }
}
