/// What the plan leaves out although something in it needs it.
extension PlanCheck {
    mutating func missingValues() {
        missingParts()
        missingDays()
        missingWords()
        missingMoney()
        missingHeads()
        // A sum or claim has named those it could not be computed without.
        for id in pack.figureOrder where !reported.contains(id) && index.needed.contains(id) {
            missing(id, evidence(id))
        }
    }

    /// Reports a value that nobody knows.
    private mutating func missing(_ id: String, _ evidence: Finding.Evidence) {
        count([])
        guard case .unknown(let why) = evidence.value else { return }
        used.insert(id)
        find(.missing, id, [evidence], .words(why))
    }

    private mutating func missingParts() {
        for part in pack.parts {
            count([])
            guard let listed = part.listed, part.present == nil else { continue }
            find(.part, part.id, [printed(part.id, .words(part.title), listed)])
        }
    }

    private mutating func missingDays() {
        missing("issued", evidence("issued", pack.issued))
        for phase in pack.phases {
            missing(phase.id, evidence(phase.id, phase.ends))
            if let begins = phase.begins {
                missing("\(phase.id).begins", evidence("\(phase.id).begins", begins))
            }
        }
        for milestone in pack.milestones {
            missing(milestone.id, evidence(milestone.id, milestone.by))
        }
    }

    private mutating func missingWords() {
        for (index, wording) in pack.wordings.enumerated() where wording.text.value.value == nil {
            let id = "\(wording.subject).\(wording.aspect).\(index + 1)"
            missing(id, evidence(id, wording.text))
        }
    }

    /// Work that nobody says the money for.
    private mutating func missingMoney() {
        guard !pack.work.isEmpty else { return }
        count([])
        guard pack.funds.isEmpty, pack.tables.isEmpty else { return }
        let work = pack.work.map { printed($0.id, .words($0.title), $0.origin.source) }
        find(.missing, "funds", work, .words("没有写资金 · no money"))
    }

    /// Training for nobody says how many.
    private mutating func missingHeads() {
        for line in pack.trainingLines {
            let id = "training.\(line.id)"
            count([])
            guard case .open(let why) = line.number else { continue }
            find(.missing, id, [printed(id, .unknown(why), line.source)], .words(why))
        }
    }

    private func printed(
        _ id: String, _ value: Finding.Evidence.Value, _ source: Source?
    ) -> Finding.Evidence {
        Finding.Evidence(
            id: id, value: value, pack: pack.id, source: source, standing: .printed)
    }
}
