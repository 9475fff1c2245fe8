internal import Identifiers

/// One difference between two packs, or two versions of one.
public struct PackChange: Sendable, Hashable {
    /// What happened to it.
    public enum Kind: String, Sendable, CaseIterable {
        /// Only the newer one has it.
        case added
        /// Only the older one has it.
        case removed
        /// Both have it, but not the same.
        case changed
    }

    /// What happened to it.
    public let kind: Kind
    /// The section of the pack, such as `figures`.
    public let section: String
    /// Its id there.
    public let id: String
    /// As the older one has it; nil when it has not.
    public let old: String?
    /// As the newer one has it; nil when it has not.
    public let new: String?
}

extension ProgrammePack {
    /// What differs from an older pack, in the order of the sections.
    public func changes(from old: ProgrammePack) -> [PackChange] {
        var list = ChangeList()
        list.compare("pack", old.headLines, headLines)
        list.compare("parts", old.parts.map { ($0.id, $0.title) }, parts.map { ($0.id, $0.title) })
        list.compare("figures", old.figureLines, figureLines)
        list.compare("funds", old.funds.map { ($0.id, $0.line) }, funds.map { ($0.id, $0.line) })
        list.compare("tables", old.tableLines, tableLines)
        list.compare("phases", old.phaseLines, phaseLines)
        list.compare("projects", old.projectLines, projectLines)
        list.compare("milestones", old.milestoneLines, milestoneLines)
        list.compare("work", old.workLines, workLines)
        list.compare("parties", old.partyLines, partyLines)
        list.compare("duties", old.dutyLines, dutyLines)
        list.compare("places", old.places, places, \.code.description) { $0.name }
        list.compare("bodies", old.bodies, bodies, \.id) { $0.name.printed }
        list.compare("posts", old.posts, posts, \.id) { $0.name.printed }
        list.compare("identities", old.identities, identities, \.id) { $0.name.printed }
        list.compareStations(old.stations, stations)
        list.compare("structure", old.structureLines, structureLines)
        list.compare("wordings", old.wordingLines, wordingLines)
        list.compare("separate", old.separationLines, separationLines)
        list.compare("names", old.nameLines, nameLines)
        list.compare("decisions", old.decisionLines, decisionLines)
        return list.changes
    }
}

extension CheckReport {
    /// The findings that differ from an older report: settled, gone, new, or on other values.
    public func changes(from old: CheckReport) -> [PackChange] {
        func lines(_ report: CheckReport) -> [(String, String)] {
            report.findings.map { finding in
                let decided = finding.decision.map { " [\($0.verdict.rawValue)]" } ?? ""
                return (finding.id, finding.values.joined(separator: ", ") + decided)
            }
        }
        var list = ChangeList()
        list.compare("findings", lines(old), lines(self))
        return list.changes
    }
}

extension Rulebook {
    /// The rules that differ from older ones; of a rule that changed each value that did.
    public func changes(from old: Rulebook) -> [PackChange] {
        var list = ChangeList()
        list.compare("clocks", old.clocks, clocks, \.id) { $0.act }
        list.compare("registers", old.registers, registers, \.id) { $0.title }
        list.compare("workflows", old.workflows, workflows, \.id) { $0.title }
        list.compare("assessment", old.sheets, sheets, \.id) { $0.title }
        list.compare("credit", old.credit, credit, \.id) { $0.id }
        list.compare("training", old.training, training, \.id) { $0.id }
        list.compare("recusals", old.recusalRules, recusalRules, \.id) { $0.document }
        list.compare("support", old.support.schemes, support.schemes, \.id) { $0.title }
        list.compare("watches", old.support.watches, support.watches, \.id) { $0.by }
        return list.changes
    }
}

/// Gathers differences.
private struct ChangeList {
    var changes: [PackChange] = []

    mutating func compare(
        _ section: String, _ old: [(String, String)], _ new: [(String, String)]
    ) {
        let before = Dictionary(old) { first, _ in first }
        let after = Dictionary(new) { first, _ in first }
        for (id, text) in old where after[id] == nil { add(.removed, section, id, text, nil) }
        for (id, text) in new {
            guard let earlier = before[id] else {
                add(.added, section, id, nil, text)
                continue
            }
            if earlier != text { add(.changed, section, id, earlier, text) }
        }
    }

    mutating func compare<Rule: Equatable>(
        _ section: String, _ old: [Rule], _ new: [Rule], _ id: (Rule) -> String,
        _ title: (Rule) -> String
    ) {
        let before = Dictionary(old.map { (id($0), $0) }) { first, _ in first }
        let after = Set(new.map(id))
        for rule in old where !after.contains(id(rule)) {
            add(.removed, section, id(rule), title(rule), nil)
        }
        for rule in new {
            guard let earlier = before[id(rule)] else {
                add(.added, section, id(rule), nil, title(rule))
                continue
            }
            guard earlier != rule else { continue }
            let lines = RuleDifference.lines(from: earlier, to: rule)
            if lines.isEmpty { add(.changed, section, id(rule), title(earlier), title(rule)) }
            for line in lines {
                add(.changed, section, "\(id(rule))/\(line.path)", line.old, line.new)
            }
        }
    }

    mutating func compareStations(_ old: StationPlan, _ new: StationPlan) {
        compare("stations", old.kinds, new.kinds, \.id) { $0.names.first?.printed ?? $0.id }
        compare("networks", old.networks, new.networks, \.id) { $0.name.printed }
        compare("counts", old.counts, new.counts, \.id) { $0.figure }
        compare("denominators", old.denominators, new.denominators, \.id) { "\($0.level)" }
        compare("coverage", old.coverages, new.coverages, \.id) { $0.of }
        compare("chains", old.chains, new.chains, \.id) { $0.name.printed }
    }

    private mutating func add(
        _ kind: PackChange.Kind, _ section: String, _ id: String, _ old: String?, _ new: String?
    ) {
        changes.append(PackChange(kind: kind, section: section, id: id, old: old, new: new))
    }
}

// One line for each thing a pack states, with all that is compared.
extension ProgrammePack {
    fileprivate var headLines: [(String, String)] {
        [
            ("id", id), ("county", "\(county.code) \(county.name)"), ("number", number),
            ("issued", Self.line(issued)), ("version", "\(version)"), ("from", "\(validFrom)"),
            ("to", validTo?.description ?? ""), ("sisters", sisters.joined(separator: " ")),
        ]
    }

    fileprivate var figureLines: [(String, String)] {
        figureOrder.compactMap { id in
            figures[id].map { figure in
                let about = [
                    figure.name, figure.role.rawValue, figure.measure ?? "", figure.scope,
                    figure.by?.description ?? "", figure.within?.description ?? "",
                    figure.family ?? "", figure.called ?? "", figure.sentence ?? "",
                ].filter { !$0.isEmpty }.joined(separator: " ")
                return (id, "\(Self.line(figure.stated)) · \(about)")
            }
        }
    }

    fileprivate var tableLines: [(String, String)] {
        tables.map { table in
            let lines = table.rows + table.subtotals + [table.total].compactMap { $0 }
            let rows = lines.map { row in
                "\(row.number.map { "\($0). " } ?? "")\(row.id) \(row.name) \(row.group ?? "")"
            }.joined(separator: "; ")
            let columns = table.columns.map { $0.isTotal ? "\($0.id)=" : $0.id }
                .joined(separator: " ")
            return (table.id, "\(table.title) \(table.unit.symbol) · \(columns) · \(rows)")
        }
    }

    fileprivate var phaseLines: [(String, String)] {
        phases.map { phase in
            let begins = phase.begins.map { "\(Self.line($0)) – " } ?? ""
            let role = phase.holdsProjects ? " holds" : phase.followsProjects ? " follows" : ""
            return (phase.id, "\(phase.name) \(begins)\(Self.line(phase.ends))\(role)")
        }
    }

    fileprivate var projectLines: [(String, String)] {
        projects.map { project in
            let number = project.numberInBody.map { "\($0). " } ?? ""
            let heading = project.nameInBody.map(Self.line) ?? ""
            let row = project.row.map { " \($0.table).\($0.row)" } ?? ""
            return (project.id, "\(number)\(heading)\(row) \(project.leads.joined(separator: " "))")
        }
    }

    fileprivate var milestoneLines: [(String, String)] {
        milestones.map { milestone in
            let needs =
                milestone.needs.isEmpty ? "" : " ← \(milestone.needs.joined(separator: " "))"
            let goal = milestone.goal.map { " = \($0)" } ?? ""
            let continuing = milestone.isContinuing ? " …" : ""
            return (
                milestone.id,
                "\(milestone.name) \(Self.line(milestone.by))\(needs)\(goal)\(continuing)"
            )
        }
    }

    fileprivate var workLines: [(String, String)] {
        work.map { item in
            let due =
                switch item.due {
                case .day(let stated): Self.line(stated)
                case .milestone(let id), .phase(let id): id
                }
            let target = item.target.map { " \(Self.line($0))" } ?? ""
            let needs = item.needs.isEmpty ? "" : " ← \(item.needs.joined(separator: " "))"
            let words = item.words.joined(separator: " ")
            return (item.id, "\(words) \(due)\(target)\(needs)")
        }
    }

    fileprivate var partyLines: [(String, String)] {
        parties.map { party in
            let names = ([party.name] + party.aliases).joined(separator: " = ")
            return (party.id, names + (party.exists ? "" : " ← \(party.setUpBy ?? "?")"))
        }
    }

    /// Duties have no ids; their party and words are one.
    fileprivate var dutyLines: [(String, String)] {
        duties.map { ("\($0.party)/\($0.kind)/\($0.text.printed)", Self.line($0.text)) }
    }

    fileprivate var structureLines: [(String, String)] {
        sums.map { ("sums/\($0.id)", "\($0.total) = \($0.parts.joined(separator: " + "))") }
            + claims.map {
                ("claims/\($0.id)", "\($0.left) \($0.relation.rawValue) \($0.right.text { $0 })")
            }
            + shares.map { column in
                let cells = column.cells.map { "\($0.share) = \($0.amount)" }
                return ("shares/\(column.id)", "\(column.base): \(cells.joined(separator: ", "))")
            }
            + growths.map { growth in
                let lines = ([growth.total] + growth.parts).map { "\($0.value) \($0.growth)" }
                return ("growth/\(growth.id)", lines.joined(separator: "; "))
            }
            + shared.map { ("shared/\($0.id)", $0.value.text { $0 }) }
            + counts.map { ("counts/\($0.id)", "\($0.stated): \($0.lists.joined(separator: " "))") }
            + lists.map { list in
                let items = list.items.map {
                    "\($0.number.map(String.init) ?? "–") \($0.text.printed)"
                }
                return ("lists/\(list.id)", items.joined(separator: "; "))
            }
    }

    fileprivate var decisionLines: [(String, String)] {
        decisions.map {
            let seen = $0.seen.joined(separator: ", ")
            return ($0.finding, "\($0.verdict.rawValue) \($0.by) \($0.on) \($0.reason) [\(seen)]")
        }
    }

    /// Wordings have no ids; those of one subject and aspect are one.
    fileprivate var wordingLines: [(String, String)] {
        let groups = Dictionary(grouping: wordings) { "\($0.subject)/\($0.aspect)" }
        return groups.sorted { $0.key < $1.key }.map { id, group in
            let said = group.map { "\(Self.line($0.text)) \($0.sentence ?? "")" }
            return (id, said.joined(separator: "; "))
        }
    }

    fileprivate var separationLines: [(String, String)] {
        separations.map { ("\($0.first)/\($0.second)", $0.reason) }
    }

    fileprivate var nameLines: [(String, String)] {
        names.map { ("\($0.printed)/\($0.source?.line ?? 0)", Self.line($0)) }
    }

    /// A value with its words, so that a changed phrase is a change too.
    fileprivate static func line<Value: CustomStringConvertible>(_ stated: Stated<Value>) -> String
    {
        let value =
            switch stated.value {
            case .known(let value): value.description
            case .unknown(let why): "unknown (\(why))"
            }
        let place = stated.source.map { " \($0.document) L\($0.line) \($0.phrase)" } ?? ""
        let standing = stated.standing == .printed ? "" : " [\(stated.standing.rawValue)]"
        return "\(value)\(standing)\(place)"
    }
}

extension FundSource {
    fileprivate var line: String {
        "\(name) \(amount) \(column.map { "\($0.table).\($0.column)" } ?? "")"
    }
}
