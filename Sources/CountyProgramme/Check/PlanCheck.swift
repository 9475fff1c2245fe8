extension ProgrammePack {
    /// Recomputes what the plan states and compares all that belongs together.
    ///
    /// - Parameter sister: The pack named as `sister`, when there is one at hand.
    /// - Returns: What was compared and found.
    public func check(beside sister: ProgrammePack? = nil) -> CheckReport {
        var check = PlanCheck(pack: self)
        check.sums()
        check.tableSums()
        check.fundsAndColumns()
        check.shareColumns()
        check.growthOfParts()
        check.claims()
        check.statements()
        check.stages()
        check.counts()
        check.numbering()
        check.projectNames()
        check.wordings()
        check.dates()
        check.partiesAndDuties()
        check.missingValues()
        if let sister { check.compare(with: sister) }
        check.applyDecisions()
        return CheckReport(
            pack: id, checked: check.checked, findings: check.findings,
            inexpressible: inexpressible + check.blocked, used: check.used)
    }
}

/// One run of all rules over one pack.
struct PlanCheck {
    let pack: ProgrammePack
    var findings: [Finding] = []
    var checked = 0
    var used: Set<String> = []
    /// Unknown figures that already blocked a computation.
    var reported: Set<String> = []
    /// What could not be computed at all.
    var blocked: [Inexpressible] = []

    init(pack: ProgrammePack) {
        self.pack = pack
    }

    // MARK: What the rules share

    /// Notes that these took part in one comparison.
    mutating func count(_ ids: [String]) {
        checked += 1
        used.formUnion(ids)
    }

    mutating func find(
        _ kind: Finding.Kind, _ id: String, _ evidence: [Finding.Evidence],
        _ computed: Finding.Computed? = nil
    ) {
        findings.append(
            Finding(
                id: "\(kind.rawValue).\(id)", kind: kind, evidence: evidence, computed: computed))
    }

    func evidence(_ id: String) -> Finding.Evidence {
        evidence(id, in: pack)
    }

    func evidence(_ id: String, in pack: ProgrammePack) -> Finding.Evidence {
        let stated = pack.figures[id]?.stated
        let value: Finding.Evidence.Value =
            switch stated?.value {
            case .known(let extent): .extent(extent)
            case .unknown(let why): .unknown(why)
            case nil: .unknown("")
            }
        return Finding.Evidence(id: id, value: value, pack: pack.id, source: stated?.source)
    }

    func evidence(_ id: String, _ words: Stated<String>) -> Finding.Evidence {
        Finding.Evidence(
            id: id, value: .words(words.value.value ?? words.printed), pack: pack.id,
            source: words.source)
    }

    func evidence(_ id: String, _ day: Stated<Day>, in pack: ProgrammePack? = nil)
        -> Finding.Evidence
    {
        let value: Finding.Evidence.Value =
            switch day.value {
            case .known(let day): .day(day)
            case .unknown(let why): .unknown(why)
            }
        return Finding.Evidence(
            id: id, value: value, pack: pack?.id ?? self.pack.id, source: day.source)
    }

    /// The number of a figure; nil when it is unknown.
    func number(_ id: String) -> Quantity? { pack.figures[id]?.extent?.figure }

    /// Whether a computed value, rounded as the figure is printed, is the figure.
    func agrees(_ id: String, with computed: Quantity) throws(QuantityError) -> Bool {
        guard let stated = pack.figures[id]?.stated, let figure = stated.value.value?.figure else {
            return false
        }
        let step = PlanCheck.step(ofPrinted: stated.printed)
        return try computed.converted(to: figure.unit).value.rounded(to: step) == figure.value
    }

    /// The weight of the last printed place: 24.5 % is printed to tenths.
    static func step(ofPrinted text: String) -> Rational {
        guard let dot = text.firstIndex(of: ".") else { return .one }
        let places = text[text.index(after: dot)...].prefix { $0.isASCII && $0.isNumber }.count
        let scale = (0..<min(places, 12)).reduce(1) { scale, _ in scale * 10 }
        return (try? Rational(1, over: scale)) ?? .one
    }

    /// Runs a computation; unlike units are a finding, what is too large is said to be so.
    mutating func computing(
        _ id: String, _ ids: [String], _ body: (inout PlanCheck) throws(QuantityError) -> Void
    ) {
        do {
            try body(&self)
        } catch .unlikeUnits(let left, let right) {
            find(.units, id, ids.map { evidence($0) }, .words("\(left) ≠ \(right)"))
        } catch {
            blocked.append(
                Inexpressible(what: id, why: "结果超出 64 位或除以零 · overflow or division by zero"))
        }
    }

    /// Reports the unknown ones among these figures, beside what is known; false if there are any.
    mutating func areKnown(
        _ ids: [String], for id: String, known: Finding.Computed? = nil
    ) -> Bool {
        let unknown = ids.filter { pack.figures[$0]?.extent == nil }
        guard !unknown.isEmpty else { return true }
        reported.formUnion(unknown)
        find(.missing, id, ids.map { evidence($0) }, known)
        return false
    }

    // MARK: Decisions

    /// A decision settles the finding it names if that still shows the same values.
    mutating func applyDecisions() {
        for decision in pack.decisions {
            let values = decision.seen.map { Finding.Evidence.Value.words($0) }
            let seen = values.map {
                Finding.Evidence(id: decision.finding, value: $0, pack: pack.id, source: nil)
            }
            guard let index = findings.firstIndex(where: { $0.id == decision.finding }),
                findings[index].values == decision.seen
            else {
                find(.decision, decision.finding, seen)
                continue
            }
            findings[index].decision = decision
        }
    }
}
