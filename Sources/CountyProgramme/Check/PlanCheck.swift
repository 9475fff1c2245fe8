extension ProgrammePack {
    /// Recomputes what the plan states and compares all that belongs together.
    ///
    /// - Parameter sisters: The packs named in `sisters` that are at hand; others are passed over,
    ///   and one that is named and not given is told among what cannot be expressed.
    /// - Returns: What was compared and found.
    public func check(beside sisters: [ProgrammePack] = []) -> CheckReport {
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
        check.printedValues()
        check.compare(with: sisters)
        check.applyDecisions()
        return CheckReport(
            pack: id, checked: check.checked, findings: check.findings,
            inexpressible: inexpressible + check.blocked, used: check.used)
    }
}

/// One run of all rules over one pack.
struct PlanCheck {
    let pack: ProgrammePack
    let index: PlanIndex
    var findings: [Finding] = []
    private var ids: [String: Int] = [:]
    var checked = 0
    var used: Set<String> = []
    /// Unknown figures that already blocked a computation.
    var reported: Set<String> = []
    /// What could not be compared at all.
    var blocked: [Inexpressible] = []

    init(pack: ProgrammePack) {
        self.pack = pack
        index = PlanIndex(pack)
    }

    // MARK: What the rules share

    /// Notes that these took part in one comparison.
    mutating func count(_ ids: [String]) {
        checked += 1
        used.formUnion(ids)
    }

    /// Adds a finding; a second one of the same name gets a number, so that each can be decided.
    mutating func find(
        _ kind: Finding.Kind, _ id: String, _ evidence: [Finding.Evidence],
        _ computed: Finding.Computed? = nil
    ) {
        let name = "\(kind.rawValue).\(id)"
        let times = ids[name, default: 0] + 1
        ids[name] = times
        findings.append(
            Finding(
                id: times == 1 ? name : "\(name).\(times)", kind: kind, evidence: evidence,
                computed: computed))
    }

    func evidence(_ id: String) -> Finding.Evidence {
        evidence(id, in: pack)
    }

    func evidence(_ id: String, in pack: ProgrammePack) -> Finding.Evidence {
        evidence(id, pack.figures[id]?.stated, in: pack)
    }

    func evidence(_ id: String, _ stated: Stated<Extent>?, in pack: ProgrammePack? = nil)
        -> Finding.Evidence
    {
        let value: Finding.Evidence.Value =
            switch stated?.value {
            case .known(let extent): .extent(extent)
            case .unknown(let why): .unknown(why)
            case nil: .unknown("")
            }
        return Finding.Evidence(
            id: id, value: value, pack: pack?.id ?? self.pack.id, source: stated?.source,
            standing: stated?.standing ?? .query)
    }

    func evidence(_ id: String, _ words: Stated<String>, in pack: ProgrammePack? = nil)
        -> Finding.Evidence
    {
        let value: Finding.Evidence.Value =
            switch words.value {
            case .known(let text): .words(text)
            case .unknown(let why): why.isEmpty ? .words(words.printed) : .unknown(why)
            }
        return Finding.Evidence(
            id: id, value: value, pack: pack?.id ?? self.pack.id, source: words.source,
            standing: words.standing)
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
            id: id, value: value, pack: pack?.id ?? self.pack.id, source: day.source,
            standing: day.standing)
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

    /// Runs a computation; unlike units are a finding, and so is what has no result.
    mutating func computing(
        _ id: String, _ ids: [String], _ body: (inout PlanCheck) throws(QuantityError) -> Void
    ) {
        do {
            try body(&self)
        } catch .unlikeUnits(let left, let right) {
            find(.units, id, ids.map { evidence($0) }, .words("\(left) ≠ \(right)"))
        } catch {
            let why = error == .divisionByZero ? "除以零 · division by zero" : "数太大 · too large"
            find(.computation, id, ids.map { evidence($0) }, .words(why))
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
        let places = Dictionary(findings.indices.map { (findings[$0].id, $0) }) { first, _ in first
        }
        for decision in pack.decisions {
            let values = decision.seen.map { Finding.Evidence.Value.words($0) }
            let seen = values.map {
                Finding.Evidence(
                    id: decision.finding, value: $0, pack: pack.id, source: nil, standing: .printed)
            }
            guard let place = places[decision.finding], findings[place].values == decision.seen
            else {
                find(.decision, decision.finding, seen)
                continue
            }
            findings[place].decision = decision
        }
    }
}
