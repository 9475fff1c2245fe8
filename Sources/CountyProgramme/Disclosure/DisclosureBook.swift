internal import StrictYAML

/// One publication on one channel.
public struct Publication: Sendable, Hashable {
    /// The item.
    public let item: String
    /// What it is about: a tender, a quarter, a plan.
    public let about: String
    /// The channel, by name.
    public let channel: String
    /// What it says, by field.
    public let fields: [String: String]
    /// The day claimed, and the day it came to the records.
    public let time: ProofOfTime
    /// The content of a picture of the page; nil while there is none.
    public let proof: ContentDigest?

    /// A publication of these parts.
    public init(
        item: String, about: String, channel: String, fields: [String: String],
        time: ProofOfTime, proof: ContentDigest? = nil
    ) {
        self.item = item
        self.about = about
        self.channel = channel
        self.fields = fields
        self.time = time
        self.proof = proof
    }
}

/// An objection or a question somebody raised.
public struct Objection: Sendable, Hashable {
    /// Its number.
    public let id: String
    /// What is asked or objected to.
    public let text: String
    /// When it came.
    public let received: ProofOfTime
    /// When it was answered; nil while it is open.
    public fileprivate(set) var answered: ProofOfTime?
    /// The content of the answer.
    public fileprivate(set) var answer: ContentDigest?

    /// An open objection.
    public init(id: String, text: String, received: ProofOfTime) {
        self.id = id
        self.text = text
        self.received = received
    }
}

/// A stretch of days during which one channel showed one version.
public struct DisplaySpell: Sendable, Hashable {
    /// The version, counted from 1.
    public let version: Int
    /// When it went up.
    public let up: ProofOfTime
    /// A picture of the page; nil while there is none.
    public let proof: ContentDigest?
    /// When it was taken down or replaced; nil while it is up.
    public fileprivate(set) var down: ProofOfTime?
    /// Why it was taken down; nil for a version that another one replaced.
    public fileprivate(set) var reason: String?
}

/// Why something about a publication was refused.
public enum DisclosureRefusal: Error, Sendable, Hashable {
    /// There is no such item; the nearest one.
    case noItem(String, nearest: String?)
    /// The item says no such thing; the nearest field.
    case noField(String, nearest: String?)
    /// It claims a day that had not come when it was recorded.
    case claimedAhead(ProofOfTime)
    /// It is dated before what the channel showed last.
    case beforeLast(Day)
    /// The channel does not show it.
    case notUp(String)
    /// The objection is not there, or is there already with other words.
    case objection(String)
    /// Filing with this authority is not asked for.
    case noFiling(String, [String])

    /// The reason in Chinese.
    public var chinese: String { texts.chinese }
    /// The reason in English.
    public var english: String { texts.english }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .noItem(let name, let near):
            (
                "没有公开事项“\(name)”" + (near.map { "，最接近的是“\($0)”" } ?? ""),
                "no item '\(name)'" + (near.map { ", nearest is '\($0)'" } ?? "")
            )
        case .noField(let name, let near):
            (
                "这个事项没有“\(name)”这一项" + (near.map { "，最接近的是“\($0)”" } ?? ""),
                "the item has no field '\(name)'" + (near.map { ", nearest is '\($0)'" } ?? "")
            )
        case .claimedAhead(let time):
            (
                "所称日期 \(time.claimed) 晚于记录日期 \(time.captured)",
                "claims \(time.claimed), which is after it was recorded on \(time.captured)"
            )
        case .beforeLast(let day): ("早于这个渠道上一次的日期 \(day)", "before the channel's last day \(day)")
        case .notUp(let channel): ("“\(channel)”现在没有公开它", "'\(channel)' does not show it")
        case .objection(let id):
            ("异议 \(id) 不存在，或已有不同内容", "objection \(id) is not there, or is there with other words")
        case .noFiling(let name, let names):
            (
                "不要求向“\(name)”备案，要求的是：\(names.joined(separator: "、"))",
                "filing with '\(name)' is not asked for; asked for: \(names.joined(separator: ", "))"
            )
        }
    }
}

/// What was made public, where, from when to when, and what people said to it.
///
/// A publication with other words is a new version, and the days on display begin again with it.
public struct DisclosureBook: Sendable, Equatable {
    /// What has to be public.
    public let plan: DisclosurePlan
    private var matters: [Matter: Contents] = [:]

    /// What one publication is about.
    struct Matter: Sendable, Hashable {
        let item: String
        let about: String
    }

    /// All that is known of one matter.
    struct Contents: Sendable, Equatable {
        /// The texts in the order of their versions, with the day each became known.
        var versions: [(fields: [String: String], known: Day)] = []
        var spells: [String: [DisplaySpell]] = [:]
        var objections: [Objection] = []
        var filings: [String: ProofOfTime] = [:]

        static func == (left: Contents, right: Contents) -> Bool {
            left.spells == right.spells && left.objections == right.objections
                && left.filings == right.filings
                && left.versions.elementsEqual(right.versions) { $0 == $1 }
        }
    }

    /// A book in which nothing is public yet.
    public init(plan: DisclosurePlan) {
        self.plan = plan
    }

    /// Everything that was made public, ordered by item and subject.
    public var subjects: [(item: String, about: String)] {
        matters.keys.map { ($0.item, $0.about) }.sorted { $0 < $1 }
    }

    /// Records a publication; the same words on a channel that shows them change nothing.
    ///
    /// - Throws: ``DisclosureRefusal``.
    public mutating func publish(_ publication: Publication) throws(DisclosureRefusal) {
        let item = try item(publication.item)
        for name in publication.fields.keys.sorted() where !item.fields.contains(name) {
            throw .noField(name, nearest: Spelling.nearest(to: name, among: item.fields))
        }
        let time = publication.time
        try Self.check(time)
        let matter = Matter(item: publication.item, about: publication.about)
        var contents = matters[matter] ?? Contents()
        // What was known on a day is never changed by what is recorded later.
        if let last = contents.versions.last, time.captured < last.known {
            throw .beforeLast(last.known)
        }
        if contents.versions.last?.fields != publication.fields {
            contents.versions.append((publication.fields, time.captured))
        }
        let version = contents.versions.count
        var spells = contents.spells[publication.channel] ?? []
        if let last = spells.last {
            if last.down == nil, last.version == version { return }
            let bound = last.down ?? last.up
            guard bound.claimed <= time.claimed else { throw .beforeLast(bound.claimed) }
            if last.down == nil { spells[spells.count - 1].down = time }
        }
        spells.append(
            DisplaySpell(version: version, up: time, proof: publication.proof, down: nil))
        contents.spells[publication.channel] = spells
        matters[matter] = contents
    }

    /// Records that a channel no longer shows it.
    ///
    /// - Throws: ``DisclosureRefusal``.
    public mutating func takeDown(
        item: String, about: String, channel: String, time: ProofOfTime, reason: String
    ) throws(DisclosureRefusal) {
        _ = try self.item(item)
        try Self.check(time)
        let matter = Matter(item: item, about: about)
        guard let spells = matters[matter]?.spells[channel], let last = spells.last,
            last.down == nil
        else { throw .notUp(channel) }
        guard last.up.claimed <= time.claimed else { throw .beforeLast(last.up.claimed) }
        matters[matter]?.spells[channel]?[spells.count - 1].down = time
        matters[matter]?.spells[channel]?[spells.count - 1].reason = reason
    }

    /// Records an objection or a question; the same one again changes nothing.
    ///
    /// - Throws: ``DisclosureRefusal``.
    public mutating func object(
        _ objection: Objection, to item: String, about: String
    ) throws(DisclosureRefusal) {
        _ = try self.item(item)
        try Self.check(objection.received)
        let matter = Matter(item: item, about: about)
        if let known = matters[matter]?.objections.first(where: { $0.id == objection.id }) {
            guard known.text == objection.text, known.received == objection.received else {
                throw .objection(objection.id)
            }
            return
        }
        matters[matter, default: Contents()].objections.append(objection)
    }

    /// Records the answer to an objection.
    ///
    /// - Throws: ``DisclosureRefusal`` when there is no such objection, or it has another answer.
    public mutating func answer(
        _ id: String, to item: String, about: String, with answer: ContentDigest, time: ProofOfTime
    ) throws(DisclosureRefusal) {
        try Self.check(time)
        let matter = Matter(item: item, about: about)
        guard let index = matters[matter]?.objections.firstIndex(where: { $0.id == id }),
            let known = matters[matter]?.objections[index],
            known.answer == nil || known.answer == answer
        else { throw .objection(id) }
        guard known.received.claimed <= time.claimed else {
            throw .beforeLast(known.received.claimed)
        }
        guard known.answer == nil else { return }
        matters[matter]?.objections[index].answered = time
        matters[matter]?.objections[index].answer = answer
    }

    /// Records that it was filed with an authority.
    ///
    /// - Throws: ``DisclosureRefusal`` when that is not asked for.
    public mutating func file(
        item: String, about: String, with authority: String, time: ProofOfTime
    ) throws(DisclosureRefusal) {
        let item = try self.item(item)
        try Self.check(time)
        guard item.filedWith.contains(authority) else { throw .noFiling(authority, item.filedWith) }
        let matter = Matter(item: item.id, about: about)
        let known = matters[matter]?.filings[authority]
        matters[matter, default: Contents()].filings[authority] = known ?? time
    }

    func contents(_ item: String, _ about: String) -> Contents {
        matters[Matter(item: item, about: about)] ?? Contents()
    }

    private func item(_ id: String) throws(DisclosureRefusal) -> DisclosureItem {
        guard let item = plan.item(id) else {
            throw .noItem(id, nearest: Spelling.nearest(to: id, among: plan.items.map(\.id)))
        }
        return item
    }

    private static func check(_ time: ProofOfTime) throws(DisclosureRefusal) {
        guard time.claimed <= time.captured else { throw .claimedAhead(time) }
    }
}
