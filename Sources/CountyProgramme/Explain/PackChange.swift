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
    /// What differs from an older pack, in the order of the sections; of what changed each value.
    public func changes(from old: ProgrammePack) -> [PackChange] {
        var list = ChangeList()
        list.compare("pack", old.headLines, headLines)
        list.compare("parts", old.parts, parts, \.id) { $0.title }
        list.compare("figures", old.orderedFigures, orderedFigures, \.id) {
            "\($0.stated) · \($0.name)"
        }
        list.compare("funds", old.funds, funds, \.id) { "\($0.name) \($0.amount)" }
        list.compare("tables", old.tables, tables, \.id) { $0.title }
        list.compare("phases", old.phases, phases, \.id) { "\($0.name) \($0.ends)" }
        list.compareWork(old, self)
        list.compareParties(old, self)
        list.compareStations(old.stations, stations)
        list.compareStructure(old, self)
        list.compare("decisions", old.decisions, decisions, \.finding) {
            "\($0.verdict.rawValue) \($0.by) \($0.on) \($0.reason)"
        }
        list.compare("inexpressible", old.inexpressible, inexpressible, \.what) { $0.why }
        return list.changes
    }

    private var orderedFigures: [PlanFigure] { figureOrder.compactMap { figures[$0] } }

    private var headLines: [(String, String)] {
        [
            ("id", id), ("county", "\(county.code) \(county.name)"), ("number", number),
            ("issued", issued.description), ("version", "\(version)"), ("from", "\(validFrom)"),
            ("to", validTo?.description ?? ""), ("sisters", sisters.joined(separator: " ")),
        ]
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
        list.compare("records", old.filePlans, filePlans, \.id) { $0.title }
        list.compare("channels", old.disclosure.channels, disclosure.channels, \.id) { $0.name }
        list.compare("disclosure", old.disclosure.items, disclosure.items, \.id) { $0.title }
        list.compareIndicators(old.indicators, indicators)
        list.compare("returns", old.returns, returns, \.id) { $0.title }
        list.compare("holidays", old.calendar.notices, calendar.notices, \.id) { $0.title }
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
        let before = Self.numbered(old, id)
        let after = Self.numbered(new, id)
        let earlier = Dictionary(before) { first, _ in first }
        let later = Set(after.map(\.0))
        for (id, rule) in before where !later.contains(id) {
            add(.removed, section, id, title(rule), nil)
        }
        for (id, rule) in after {
            guard let other = earlier[id] else {
                add(.added, section, id, nil, title(rule))
                continue
            }
            guard other != rule else { continue }
            let lines = RuleDifference.lines(from: other, to: rule)
            if lines.isEmpty { add(.changed, section, id, title(other), title(rule)) }
            for line in lines {
                add(.changed, section, "\(id)/\(line.path)", line.old, line.new)
            }
        }
    }

    /// Rules by id; the second of one id is `id.2`, so that none hides another.
    private static func numbered<Rule>(
        _ rules: [Rule], _ id: (Rule) -> String
    ) -> [(String, Rule)] {
        var times: [String: Int] = [:]
        return rules.map { rule in
            let id = id(rule)
            let time = times[id, default: 0] + 1
            times[id] = time
            return (time == 1 ? id : "\(id).\(time)", rule)
        }
    }

    mutating func compareWork(_ old: ProgrammePack, _ new: ProgrammePack) {
        compare("projects", old.projects.map(\.alone), new.projects.map(\.alone), \.id) {
            $0.nameInBody?.description ?? $0.id
        }
        compare("milestones", old.milestones, new.milestones, \.id) { "\($0.name) \($0.by)" }
        compare("work", old.work, new.work, \.id) { $0.title }
    }

    mutating func compareParties(_ old: ProgrammePack, _ new: ProgrammePack) {
        compare("parties", old.parties, new.parties, \.id) { $0.name }
        // Duties, separations and names have no ids; their words stand for them.
        compare("duties", old.duties, new.duties, { "\($0.party)/\($0.kind)/\($0.text.printed)" }) {
            $0.text.description
        }
        compare(
            "separate", old.separations, new.separations, { "\($0.first)/\($0.second)" }
        ) { $0.reason }
        compare("names", old.names, new.names, { "\($0.printed)/\($0.source?.line ?? 0)" }) {
            $0.description
        }
        compare("places", old.places, new.places, \.code.description) { $0.name }
        compare("bodies", old.bodies, new.bodies, \.id) { $0.name.printed }
        compare("posts", old.posts, new.posts, \.id) { $0.name.printed }
        compare("identities", old.identities, new.identities, \.id) { $0.name.printed }
    }

    mutating func compareStructure(_ old: ProgrammePack, _ new: ProgrammePack) {
        compare("sums", old.sums, new.sums, \.id) { $0.total }
        compare("claims", old.claims, new.claims, \.id) {
            "\($0.left) \($0.relation.rawValue) \($0.right.text { $0 })"
        }
        compare("shares", old.shares, new.shares, \.id) { $0.base }
        compare("growth", old.growths, new.growths, \.id) { $0.total.value }
        compare("shared", old.shared, new.shared, \.id) { $0.value.text { $0 } }
        compare("counts", old.counts, new.counts, \.id) { $0.stated }
        compare("lists", old.lists, new.lists, \.id) { $0.name }
        compare("wordings", old.wordings, new.wordings, { "\($0.subject)/\($0.aspect)" }) {
            $0.text.description
        }
    }

    mutating func compareIndicators(_ old: IndicatorCatalogue, _ new: IndicatorCatalogue) {
        compare("measures", old.measures, new.measures, \.id) { $0.name }
        compare("indicators", old.indicators, new.indicators, \.id) { $0.name }
        compare("targets", old.targets, new.targets, \.id) { $0.indicator }
        compare("boards", old.boards, new.boards, \.id) { $0.title }
        compare("claims", old.claims, new.claims, \.id) { $0.name }
        compare("systems", old.systems, new.systems, \.id) { $0.title }
        compare("poverty", old.poverty, new.poverty, \.id) { $0.id }
    }

    mutating func compareStations(_ old: StationPlan, _ new: StationPlan) {
        compare("stations", old.kinds, new.kinds, \.id) { $0.names.first?.printed ?? $0.id }
        compare("networks", old.networks, new.networks, \.id) { $0.name.printed }
        compare("station-counts", old.counts, new.counts, \.id) { $0.figure }
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

extension Project {
    /// Without its milestones, which are compared by themselves.
    fileprivate var alone: Project {
        Project(
            id: id, numberInBody: numberInBody, nameInBody: nameInBody, row: row, leads: leads,
            milestones: [])
    }
}
