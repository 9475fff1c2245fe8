/// One line of the project ledger 项目台账: what was done for a work item or a milestone.
public struct WorkEntry: Sendable, Hashable {
    /// Its number.
    public let id: String
    /// The work item or milestone.
    public let item: String
    /// The day it was done, and the day that came to the records.
    public let time: ProofOfTime
    /// Who reports it.
    public let by: String
    /// The part that was done with it; nil for none in particular.
    public let part: String?
    /// How much has been reached in all; nil when no number is reported.
    public let reached: Quantity?
    /// What shows it, by the name in the plan.
    public let evidence: [String: ContentDigest]
    /// A word on it.
    public let note: String
    /// The entry it corrects.
    public let replaces: String?

    /// An entry of these parts.
    public init(
        id: String, item: String, time: ProofOfTime, by: String, part: String? = nil,
        reached: Quantity? = nil, evidence: [String: ContentDigest] = [:], note: String = "",
        replaces: String? = nil
    ) {
        self.id = id
        self.item = item
        self.time = time
        self.by = by
        self.part = part
        self.reached = reached
        self.evidence = evidence
        self.note = note
        self.replaces = replaces
    }
}

/// Why the project ledger does not take an entry.
public enum WorkRefusal: Error, Sendable, Hashable {
    /// The plan has no such work and no such milestone.
    case noItem(String)
    /// The work has no such part; those it has.
    case noPart(String, [String])
    /// The work asks for no such evidence; what it asks for.
    case noEvidence(String, [String])
    /// A number is reported in a unit that cannot be compared with the target.
    case unlikeUnits(String, String)
    /// The number is taken by an entry with other content.
    case otherContent(String)
    /// The entry to be corrected is not there, belongs to other work, or has been corrected already.
    case notToReplace(String)
    /// It claims a day that had not come when it was recorded.
    case claimedAhead(ProofOfTime)

    /// The reason in Chinese.
    public var chinese: String { texts.chinese }
    /// The reason in English.
    public var english: String { texts.english }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .noItem(let name): ("方案里没有工作或节点“\(name)”", "no work and no milestone '\(name)'")
        case .noPart(let part, let parts):
            (
                "这项工作没有“\(part)”，有：\(parts.joined(separator: "、"))",
                "the work has no part '\(part)'; it has \(parts.joined(separator: ", "))"
            )
        case .noEvidence(let name, let names):
            (
                "这项工作不要“\(name)”，要：\(names.joined(separator: "、"))",
                "the work asks for no '\(name)'; it asks for \(names.joined(separator: ", "))"
            )
        case .unlikeUnits(let found, let wanted):
            (
                "单位“\(found)”和目标的“\(wanted)”不能比较",
                "unit '\(found)' cannot be compared with '\(wanted)'"
            )
        case .otherContent(let id): ("台账里已有 \(id)，内容不同", "\(id) is there with other content")
        case .notToReplace(let id): ("\(id) 不能更正", "\(id) cannot be corrected")
        case .claimedAhead(let time):
            (
                "所称日期 \(time.claimed) 晚于记录日期 \(time.captured)",
                "claims \(time.claimed), which is after it was recorded on \(time.captured)"
            )
        }
    }
}

/// The project ledger: what was done, when, by whom and with what to show for it.
///
/// Nothing is overwritten; a correction names the entry it takes the place of.
public struct WorkLedger: Sendable, Equatable {
    /// Entries in the order they came, corrected ones included.
    public private(set) var entries: [WorkEntry] = []
    private var places: [String: Int] = [:]
    private var replacements: [Int: Int] = [:]
    private var byItem: [String: [Int]] = [:]
    private let items: [String: WorkItem]
    private let milestones: Set<String>

    /// An empty ledger of a pack's work and milestones.
    public init(_ pack: ProgrammePack) {
        items = Dictionary(pack.work.map { ($0.id, $0) }) { first, _ in first }
        milestones = Set(pack.milestones.map(\.id))
    }

    /// Takes an entry; the same one again changes nothing.
    ///
    /// - Throws: ``WorkRefusal``.
    public mutating func append(_ entry: WorkEntry) throws(WorkRefusal) {
        if let place = places[entry.id] {
            guard entries[place] == entry else { throw .otherContent(entry.id) }
            return
        }
        try check(entry)
        let replaced = entry.replaces.flatMap { places[$0] }
        if let old = entry.replaces {
            guard let replaced, replacements[replaced] == nil,
                entries[replaced].item == entry.item,
                entries[replaced].time.captured <= entry.time.captured
            else { throw .notToReplace(old) }
        }
        places[entry.id] = entries.count
        byItem[entry.item, default: []].append(entries.count)
        if let replaced { replacements[replaced] = entries.count }
        entries.append(entry)
    }

    /// The entries of an item that hold as known on a day, by the day claimed.
    public func entries(of item: String, known day: Day) -> [WorkEntry] {
        (byItem[item] ?? []).filter { place in
            guard entries[place].time.captured <= day else { return false }
            return replacements[place].map { entries[$0].time.captured > day } ?? true
        }.map { entries[$0] }.sorted {
            ($0.time.claimed, $0.time.captured, $0.id) < ($1.time.claimed, $1.time.captured, $1.id)
        }
    }

    private func check(_ entry: WorkEntry) throws(WorkRefusal) {
        guard entry.time.claimed <= entry.time.captured else { throw .claimedAhead(entry.time) }
        guard let item = items[entry.item] else {
            guard milestones.contains(entry.item) else { throw .noItem(entry.item) }
            if let part = entry.part { throw .noPart(part, []) }
            return
        }
        if let part = entry.part, !item.parts.contains(part) { throw .noPart(part, item.parts) }
        for name in entry.evidence.keys.sorted() where !item.evidence.contains(name) {
            throw .noEvidence(name, item.evidence)
        }
        guard let reached = entry.reached else { return }
        let unit = item.target?.value.value?.unit
        if let unit, !unit.isComparable(to: reached.unit) {
            throw .unlikeUnits(reached.unit.symbol, unit.symbol)
        }
    }
}
