extension ScoreSheet {
    /// Scores what is known; open points and missing evidence are part of the answer.
    public func score(_ evidence: ScoreEvidence) -> Score {
        var questions: [OpenQuestion] = []
        let parts = items.map { part($0, evidence, &questions) }
        let total = parts.reduce(Rational?.some(.zero)) { sum, part in
            guard let sum, let points = part.weighted else { return nil }
            return try? sum.adding(points)
        }
        let grade = total.flatMap { self.grade(of: $0, &questions) }
        let passes = total.flatMap { total in
            value(of: pass, "pass", &questions).map { total >= $0 }
        }
        let key = grade ?? passes.map { $0 ? "pass" : "fail" }
        return Score(
            parts: parts, total: total, grade: grade, passes: passes,
            effect: key.flatMap { effects[$0] }, questions: questions.sorted())
    }

    private func part(
        _ item: ScoreItem, _ evidence: ScoreEvidence, _ questions: inout [OpenQuestion]
    ) -> Score.Part {
        var facts: [String: Rational] = [:]
        let points: Result<Rational, Missing>
        switch item.rule {
        case .marks(let most):
            points = marks(evidence.marks[item.id], most, item, &questions)
        case .threshold(let fact, let at, let reached, let missed):
            facts[fact] = evidence.facts[fact]
            points = compare(facts[fact], fact, at, reached, missed, item, &questions)
        case .checklist(let names, let each):
            points = count(names, evidence.fulfilled[item.id] ?? [], each, item, &questions)
        }
        let papers = evidence.papers[item.id] ?? []
        let weighted = weigh(points, item, &questions)
        return Score.Part(
            item: item.id, points: try? points.get(), weighted: try? weighted.get(), facts: facts,
            papers: papers.sorted(), missingPapers: item.evidence.filter { !papers.contains($0) },
            want: weighted.want)
    }

    private func marks(
        _ given: Rational?, _ most: Setting<Rational>, _ item: ScoreItem,
        _ questions: inout [OpenQuestion]
    ) -> Result<Rational, Missing> {
        let most = value(of: most, "items/\(item.id)/up_to", &questions)
        guard let given else { return .failure(Missing(.marks)) }
        guard let most else { return .failure(Missing(.decision)) }
        return given < .zero || most < given
            ? .failure(Missing(.marksOutOfRange(given))) : .success(given)
    }

    private func compare(
        _ fact: Rational?, _ name: String, _ at: Setting<Rational>, _ reached: Rational,
        _ missed: Rational, _ item: ScoreItem, _ questions: inout [OpenQuestion]
    ) -> Result<Rational, Missing> {
        let at = value(of: at, "items/\(item.id)/at", &questions)
        guard let fact else { return .failure(Missing(.fact(name))) }
        guard let at else { return .failure(Missing(.decision)) }
        return .success(fact < at ? missed : reached)
    }

    private func count(
        _ names: [String], _ fulfilled: Set<String>, _ each: Setting<Rational>, _ item: ScoreItem,
        _ questions: inout [OpenQuestion]
    ) -> Result<Rational, Missing> {
        guard let each = value(of: each, "items/\(item.id)/each", &questions) else {
            return .failure(Missing(.decision))
        }
        let number = Rational(names.count(where: fulfilled.contains))
        return Result { try number.multiplied(by: each) }.mapError { _ in Missing(.overflow) }
    }

    private func weigh(
        _ points: Result<Rational, Missing>, _ item: ScoreItem, _ questions: inout [OpenQuestion]
    ) -> Result<Rational, Missing> {
        guard let setting = item.weight else { return points }
        let weight = value(of: setting, "items/\(item.id)/weight", &questions)
        return points.flatMap { points in
            guard let weight else { return .failure(Missing(.decision)) }
            return Result { try points.multiplied(by: weight) }.mapError { _ in Missing(.overflow) }
        }
    }

    private func grade(of total: Rational, _ questions: inout [OpenQuestion]) -> String? {
        let before = questions.count
        let known = grades.map { grade in
            (grade.name, value(of: grade.from, "grades/\(grade.name)", &questions))
        }
        guard questions.count == before else { return nil }
        return known.first { $0.1.map { $0 <= total } ?? false }?.0
    }

    private func value(
        of setting: Setting<Rational>?, _ place: String, _ questions: inout [OpenQuestion]
    ) -> Rational? {
        guard let setting else { return nil }
        if case .open(let why) = setting {
            questions.append(
                OpenQuestion(
                    place: "assessment/\(id)/\(place)", "要先核定：\(why)",
                    "to be decided by the county: \(place)"))
        }
        return setting.value
    }

    fileprivate struct Missing: Error {
        let want: Score.Want

        init(_ want: Score.Want) {
            self.want = want
        }
    }
}

extension Result where Failure == ScoreSheet.Missing {
    fileprivate var want: Score.Want? {
        if case .failure(let missing) = self { missing.want } else { nil }
    }
}
