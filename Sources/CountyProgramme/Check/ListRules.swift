/// Counts, numbers, names and parties.
extension PlanCheck {
    mutating func counts() {
        for statement in pack.counts {
            for list in statement.lists {
                count([statement.stated])
                guard areKnown([statement.stated], for: statement.id),
                    let stated = number(statement.stated)
                else { continue }
                let listed = size(of: list)
                guard stated.value != Rational(listed) else { continue }
                find(
                    .count, "\(statement.id).\(list)", [evidence(statement.stated)],
                    .quantity(Quantity(Rational(listed), stated.unit)))
            }
        }
    }

    private func size(of list: String) -> Int {
        switch list {
        case "projects": pack.projects.filter { $0.numberInBody != nil }.count
        case "funds": pack.funds.count
        default:
            index.lists[list]?.items.count ?? index.tables[list]?.rows.count ?? 0
        }
    }

    // MARK: Numbering

    private struct Numbered {
        let number: Int?
        let evidence: Finding.Evidence
    }

    mutating func numbering() {
        for list in pack.lists {
            let items = list.items.enumerated().map { index, item in
                Numbered(
                    number: item.number, evidence: evidence("\(list.id).\(index + 1)", item.text))
            }
            sequence(items, list.id, first: list.first)
        }
        for table in pack.tables where table.rows.contains(where: { $0.number != nil }) {
            sequence(table.rows.map { numbered($0, table) }, table.id, first: 1)
        }
        let body = pack.projects.filter { $0.numberInBody != nil }.map { project in
            Numbered(
                number: project.numberInBody,
                evidence: evidence(project.id, project.nameInBody ?? unnamed))
        }
        if !body.isEmpty { sequence(body, "projects", first: 1) }
        numbersOfProjects()
    }

    private var unnamed: Stated<String> {
        Stated(.unknown(why: ""), printed: "", source: nil, standing: .query)
    }

    private func numbered(_ row: BudgetTable.Row, _ table: BudgetTable) -> Numbered {
        let source = row.cells.first.flatMap { pack.figures[$0]?.stated.source }
        let words = row.number.map { "\($0) \(row.name)" } ?? row.name
        return Numbered(
            number: row.number,
            evidence: Finding.Evidence(
                id: "\(table.id).\(row.id)", value: .words(words), pack: pack.id,
                source: source.map {
                    Source(document: $0.document, line: $0.line, phrase: row.name)
                }, standing: .printed))
    }

    private mutating func sequence(_ items: [Numbered], _ id: String, first: Int) {
        count(items.map(\.evidence.id))
        var expected = first
        var missing: [String] = []
        var shown: [Finding.Evidence] = []
        for item in items {
            guard let number = item.number else {
                missing.append("\(expected)")
                shown.append(item.evidence)
                expected += 1
                continue
            }
            if number != expected {
                missing += Self.numbers(from: expected, to: max(expected, number - 1))
                shown.append(item.evidence)
            }
            expected = number + 1
        }
        guard !shown.isEmpty else { return }
        find(.numbering, id, shown, .words(missing.joined(separator: ", ")))
    }

    /// Numbers one by one while they are few, else the first and the last.
    private static func numbers(from first: Int, to last: Int) -> [String] {
        last - first < 20 ? (first...last).map(String.init) : ["\(first)…\(last)"]
    }

    /// Projects whose number in the table is not the one in the body.
    private mutating func numbersOfProjects() {
        var shown: [Finding.Evidence] = []
        var pairs: [String] = []
        for project in pack.projects {
            guard let (row, table) = row(of: project), let body = project.numberInBody,
                let number = row.number
            else { continue }
            count([project.id])
            guard body != number else { continue }
            shown += [
                evidence(project.id, project.nameInBody ?? unnamed), numbered(row, table).evidence,
            ]
            pairs.append("\(body)≠\(number)")
        }
        guard !shown.isEmpty else { return }
        find(.numbering, "projects.table", shown, .words(pairs.joined(separator: ", ")))
    }

    private func row(of project: Project) -> (row: BudgetTable.Row, table: BudgetTable)? {
        guard let reference = project.row, let table = index.tables[reference.table],
            let row = index.rows[reference]
        else { return nil }
        return (row, table)
    }

    // MARK: Names and words

    /// Projects whose heading does not contain the name that the table gives them.
    mutating func projectNames() {
        var shown: [Finding.Evidence] = []
        for project in pack.projects {
            guard let (row, table) = row(of: project), let heading = project.nameInBody,
                let words = heading.value.value
            else { continue }
            count([project.id])
            guard !words.contains(row.name) else { continue }
            shown += [evidence(project.id, heading), numbered(row, table).evidence]
        }
        if !shown.isEmpty { find(.names, "projects", shown) }
        sameLetters()
    }

    /// Different names made of the same characters.
    private mutating func sameLetters() {
        let aliases = Set(pack.parties.flatMap(\.aliases))
        var seen: [[Character]: (word: String, evidence: Finding.Evidence)] = [:]
        for (index, name) in pack.names.enumerated() {
            guard let word = name.value.value else { continue }
            let shown = evidence("names.\(index + 1)", name)
            count([shown.id])
            guard let other = seen[word.sorted()] else {
                seen[word.sorted()] = (word, shown)
                continue
            }
            if other.word != word, !aliases.contains(word) {
                find(.names, word, [other.evidence, shown], .words("\(other.word) ≠ \(word)"))
            }
        }
    }

    mutating func wordings() {
        let groups = Dictionary(grouping: pack.wordings) { "\($0.subject).\($0.aspect)" }
        for (id, group) in groups.sorted(by: { $0.key < $1.key }) where group.count > 1 {
            count([id])
            let all = group.compactMap(\.text.value.value)
            let said = all.indices.filter { !all[..<$0].contains(all[$0]) }.map { all[$0] }
            guard said.count > 1 else { continue }
            find(
                .wording, id, group.map { evidence(id, $0.text) },
                .words(said.joined(separator: " ≠ ")))
        }
    }

    // MARK: Parties

    mutating func partiesAndDuties() {
        let separations = Dictionary(grouping: pack.separations.enumerated()) { $0.element.first }
        let inherited = pack.inheritedParties
        for party in pack.parties {
            let duties = index.duties[party.id] ?? []
            guard !duties.isEmpty || inherited[party.id] != nil else { continue }
            count([party.id])
            if !duties.isEmpty, !party.exists, party.setUpBy == nil {
                find(
                    .party, party.id, duties.map { evidence(party.id, $0.text) }, .words(party.name)
                )
            }
            // Whoever takes over a party takes over what it has to do.
            let all = duties + (inherited[party.id] ?? []).flatMap { index.duties[$0] ?? [] }
            let kinds = Dictionary(grouping: all, by: \.kind)
            let asked = kinds.keys.flatMap { separations[$0] ?? [] }.sorted {
                $0.offset < $1.offset
            }
            for (_, separation) in asked
            where kinds[separation.second] != nil && separation.first != separation.second {
                let both = [separation.first, separation.second]
                let held = all.filter { both.contains($0.kind) }
                find(
                    .duty, "\(party.id).\(separation.first).\(separation.second)",
                    held.map { evidence($0.party, $0.text) }, .words(separation.reason))
            }
        }
    }
}
