import CountyProgramme
import Testing

/// What the packs hold for a ledger row is what the row's test takes out, word by word.
///
/// The test of a row takes out each word it names and has to fail. Here every word a pack ties to a
/// row has to be among those, so that nothing of a row can go without its test failing.
struct LedgerWordTests {
    /// Something of a pack with the rows it is tied to.
    private typealias Part = (rows: [String], words: [String])

    /// The words of parts that no row names although one with a test of this pack owns them.
    private func spare(_ parts: [Part], named: [(id: String, words: [String])]) -> [String] {
        let words = Dictionary(named.map { ($0.id, $0.words) }, uniquingKeysWith: +)
        return parts.flatMap { part -> [String] in
            let own = Set(part.rows.compactMap { words[$0] }.flatMap(\.self))
            guard !own.isEmpty else { return [] }
            let spare = part.words.filter { !own.contains($0) }
            return spare.isEmpty ? [] : ["\(part.rows): \(spare)"]
        }
    }

    private func named(_ rows: [CarriedRow], _ pack: String) -> [(id: String, words: [String])] {
        rows.filter { $0.pack == pack }.map { ($0.id, $0.words) }
    }

    private func named(_ rows: [WordRow], _ pack: String) -> [(id: String, words: [String])] {
        rows.filter { $0.pack == pack }.map { ($0.id, $0.words) }
    }

    @Test(
        "Procedures: steps, acts, papers, entries, actors and decisions", arguments: RuleFiles.names
    )
    func procedures(_ pack: String) throws {
        for workflow in try RuleFiles.rulebook(pack).workflows {
            let rows = WorkflowRowTests.rows.filter {
                $0.pack == pack && $0.carrier == workflow.id
            }
            #expect(!rows.isEmpty, "\(pack)/\(workflow.id)")
            let choices = workflow.steps.map(\.choices).filter { $0.count > 1 }.flatMap(\.self)
            let words = workflow.steps.flatMap(WorkflowRowTests.words(of:)) + choices.map(\.name)
            let spare = Set(words).subtracting(rows.flatMap(\.words))
            #expect(spare.isEmpty, "\(pack)/\(workflow.id): \(spare.sorted())")
        }
    }

    @Test("Training: classes, groups, numbers, aspects and questions", arguments: RuleFiles.names)
    func training(_ pack: String) throws {
        let rows =
            named(TrainingRowTests.rows, pack) + named(AftercareRowTests.rows, pack)
        for plan in try RuleFiles.rulebook(pack).training {
            let courses: [Part] = plan.courses.map {
                ($0.rows.isEmpty ? plan.rows : $0.rows, TrainingRowTests.words(of: $0))
            }
            let care: [Part] = plan.aftercare.map { ($0.rows, [$0.title] + $0.asks) }
            let whole: Part = (plan.rows, TrainingRowTests.words(of: plan))
            let spare = spare(courses + care + [whole], named: rows)
            #expect(spare.isEmpty, "\(spare)")
        }
    }

    @Test("Score sheets and credit: items, papers, effects and kinds", arguments: RuleFiles.names)
    func assessment(_ pack: String) throws {
        let rules = try RuleFiles.rulebook(pack)
        let sheets: [Part] = rules.sheets.flatMap { sheet -> [Part] in
            sheet.items.map {
                ($0.rows.isEmpty ? sheet.rows : $0.rows, AssessmentRowTests.words(of: $0))
            } + [(sheet.rows, Array(sheet.effects.values) + sheet.grades.map(\.name))]
        }
        let credit: [Part] = rules.credit.map { ($0.rows, $0.kinds.map(\.title)) }
        let rows =
            named(AssessmentRowTests.rows, pack) + named(CreditRowTests.rows, pack)
        let spare = spare(sheets + credit, named: rows)
        #expect(spare.isEmpty, "\(spare)")
    }

    @Test("Work: what, its parts, who and what shows it", arguments: RuleFiles.names)
    func work(_ pack: String) throws {
        let work: [Part] = try PlanPacks.pack(pack).work.map { ($0.rows, $0.words) }
        let rows = WorkRowTests.rows.filter { $0.pack == pack }.map { ($0.id, $0.words) }
        let spare = spare(work, named: rows)
        #expect(spare.isEmpty, "\(spare)")
    }

    @Test("Projects: every name and every date", arguments: RuleFiles.names)
    func projects(_ pack: String) throws {
        let rows = WorkRowTests.rows.filter { $0.pack == pack && $0.isProjects }
        guard !rows.isEmpty else { return }
        let plan = try PlanPacks.pack(pack)
        let words =
            plan.projects.compactMap { $0.nameInBody?.value.value }
            + plan.milestones.flatMap { [$0.name, $0.by.printed] }
        let spare = Set(words).subtracting(rows.flatMap(\.words))
        #expect(spare.isEmpty, "\(spare.sorted())")
    }

    @Test("Time limits: every one that is a row's", arguments: RuleFiles.names)
    func clocks(_ pack: String) throws {
        let rows = ClockRowTests.rows.filter { $0.pack == pack }
        for clock in try RuleFiles.rulebook(pack).clocks {
            for id in clock.rows where rows.contains(where: { $0.id == id }) {
                #expect(
                    rows.contains { $0.id == id && $0.clock == clock.id }, "\(id) \(clock.id)")
            }
        }
    }

    @Test("Files: papers, their parts, proofs and authors", arguments: RuleFiles.names)
    func records(_ pack: String) throws {
        let plans = try RuleFiles.rulebook(pack).filePlans
        let papers: [Part] = plans.flatMap { plan in
            plan.papers.map { ($0.rows.isEmpty ? plan.rows : $0.rows, $0.words) }
        }
        let spare = spare(papers, named: named(RecordRowTests.rows, pack))
        #expect(spare.isEmpty, "\(spare)")
    }

    @Test("Disclosure: fields, authors, filings and windows", arguments: RuleFiles.names)
    func disclosure(_ pack: String) throws {
        let items: [Part] = try RuleFiles.rulebook(pack).disclosure.items.map {
            ($0.rows, $0.words)
        }
        let spare = spare(items, named: named(DisclosureRowTests.rows, pack))
        #expect(spare.isEmpty, "\(spare)")
    }

    @Test("Reports: items, units, approvals and headings", arguments: RuleFiles.names)
    func returns(_ pack: String) throws {
        let forms: [Part] = try RuleFiles.rulebook(pack).returns.map {
            (
                $0.rows,
                [$0.title] + $0.units + $0.approve + $0.items.map(\.name)
                    + $0.columns.map(\.heading)
            )
        }
        let spare = spare(forms, named: named(ReturnRowTests.rows, pack))
        #expect(spare.isEmpty, "\(spare)")
    }

    @Test("Support: uses, papers and faults", arguments: RuleFiles.names)
    func support(_ pack: String) throws {
        let plan = try RuleFiles.rulebook(pack).support
        let schemes: [Part] = plan.schemes.map {
            ($0.rows, [$0.title] + $0.uses + $0.papers + $0.faults.map(\.words))
        }
        let watches: [Part] = plan.watches.map { ($0.rows, $0.aspects.map(\.words)) }
        let rows = SupportRowTests.rows.filter { $0.pack == pack }.map { ($0.id, $0.words) }
        let spare = spare(schemes + watches, named: rows)
        #expect(spare.isEmpty, "\(spare)")
    }

    @Test(
        "Indicators: what is counted, how it is told apart, what has to be reached",
        arguments: RuleFiles.names)
    func indicators(_ pack: String) throws {
        let figures = try PlanPacks.pack(pack).figures
        let catalogue = try RuleFiles.rulebook(pack).indicators
        let counted: [Part] = catalogue.indicators.map { indicator in
            let measures = IndicatorRowTests.measures(of: indicator, in: catalogue)
            let dimensions = measures.flatMap(\.dimensions).flatMap { [$0.key] + $0.value }
            return (indicator.rows, [indicator.name] + measures.map(\.name) + dimensions)
        }
        let targets: [Part] = catalogue.targets.map {
            ($0.rows, [figures[$0.figure]?.extent?.description].compactMap { $0 })
        }
        let boards: [Part] = catalogue.boards.map { ($0.rows, [$0.title]) }
        let systems: [Part] = catalogue.systems.map { ($0.rows, [$0.title]) }
        let spare = spare(
            counted + targets + boards + systems, named: named(IndicatorRowTests.rows, pack))
        #expect(spare.isEmpty, "\(spare)")
    }
}
