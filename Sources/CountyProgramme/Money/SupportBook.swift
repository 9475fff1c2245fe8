/// Something done for which money is asked from a scheme.
public struct SupportClaim: Sendable, Hashable {
    /// Unique in the book.
    public let id: String
    /// The scheme.
    public let scheme: String
    /// Who asks.
    public let subject: String
    /// What it is asked for: a station, a shipment, a class; never paid twice by any scheme.
    public let object: String
    /// The use, as the scheme has it.
    public let use: String
    /// The day it was done.
    public let day: Day
    /// How much was done, for a rate.
    public let volume: Quantity?
    /// What it cost, for a share.
    public let cost: Fen?
    /// The papers at hand.
    public let papers: Set<String>

    /// A claim of these parts.
    public init(
        id: String, scheme: String, subject: String, object: String, use: String, day: Day,
        volume: Quantity? = nil, cost: Fen? = nil, papers: Set<String>
    ) {
        self.id = id
        self.scheme = scheme
        self.subject = subject
        self.object = object
        self.use = use
        self.day = day
        self.volume = volume
        self.cost = cost
        self.papers = papers
    }
}

/// A fault found in a subject's work.
public struct SupportFault: Sendable, Hashable {
    /// The scheme.
    public let scheme: String
    /// The fault, by its id in the scheme.
    public let fault: String
    /// Whose it is.
    public let subject: String
    /// In what it was found.
    public let object: String
    /// The day it was established.
    public let day: Day
    /// The paper that establishes it; without one it has no effect.
    public let paper: String

    /// A fault of these parts.
    public init(
        scheme: String, fault: String, subject: String, object: String, day: Day, paper: String
    ) {
        self.scheme = scheme
        self.fault = fault
        self.subject = subject
        self.object = object
        self.day = day
        self.paper = paper
    }
}

/// What a claim gets, and why.
public struct SupportAward: Sendable, Equatable {
    /// The claim.
    public let claim: SupportClaim
    /// What it gets; nil while something is open or wanting.
    public let amount: Fen?
    /// What of the costs is left to the subject; nil where no costs are stated or nothing is known.
    public let left: Fen?
    /// What was taken back of it later.
    public let reclaimed: Fen
    /// What was held against it, in the order of the rules.
    public let grounds: [Ground]
    /// What has to be decided first.
    public let questions: [OpenQuestion]

    /// Something that makes an award less, or keeps it from being computed.
    public enum Ground: Sendable, Hashable {
        /// The pack has no such scheme.
        case noScheme(String)
        /// The scheme is not for that.
        case notCovered(use: String)
        /// A paper is wanting.
        case missingPaper(String)
        /// The object has been claimed before, in this scheme or another.
        case claimedBefore(claim: String, scheme: String)
        /// The scheme pays by volume and none is stated, or in a unit it does not pay for.
        case noVolume
        /// The scheme shares costs and none are stated.
        case noCost
        /// Cut by a part for a fault.
        case cut(fault: String, part: Rational)
        /// Nothing is paid after a grave fault, since a day.
        case cancelled(fault: String, since: Day)
        /// What it got has to be returned, since a day.
        case reclaimed(fault: String, since: Day)
        /// The money of the scheme does not reach; what is wanting.
        case exhausted(wanting: Fen)
        /// The numbers are too large, or no whole fen.
        case notComputed
    }
}

/// The claims on a pack's schemes, and what becomes of them.
public struct SupportBook: Sendable {
    /// The schemes.
    public let plan: SupportPlan
    /// All the money of a scheme, by the figure it names; what is not here is not known.
    public let totals: [String: Fen]
    private var claims: [SupportClaim] = []
    private var ids: Set<String> = []
    private var faults: [SupportFault] = []

    /// An empty book.
    public init(plan: SupportPlan, totals: [String: Fen]) {
        self.plan = plan
        self.totals = totals
    }

    /// Takes a claim.
    ///
    /// - Returns: false when its id is there already; then nothing changes.
    @discardableResult
    public mutating func add(_ claim: SupportClaim) -> Bool {
        guard ids.insert(claim.id).inserted else { return false }
        claims.append(claim)
        return true
    }

    /// Takes a fault.
    public mutating func add(_ fault: SupportFault) {
        faults.append(fault)
    }

    /// What every claim gets, as it is known on a day; by day, then by id.
    ///
    /// The first claim of an object is the one that counts, and the money of a scheme is given out in
    /// this order.
    public func awards(on today: Day) -> [SupportAward] {
        let known = faults.filter { $0.day <= today && !$0.paper.isEmpty }
        let bySubject = Dictionary(grouping: known) { [$0.scheme, $0.subject] }
        let schemes = Dictionary(plan.schemes.map { ($0.id, $0) }) { first, _ in first }
        var first: [String: SupportClaim] = [:]
        var given: [String: Fen] = [:]
        return claims.filter { $0.day <= today }.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
            .map { claim in
                guard let scheme = schemes[claim.scheme] else {
                    return SupportAward(refusing: claim, [.noScheme(claim.scheme)])
                }
                let earlier = first[claim.object]
                first[claim.object] = earlier ?? claim
                var award = AwardReckoning(claim: claim, scheme: scheme, earlier: earlier)
                award.reckon(bySubject[[claim.scheme, claim.subject]] ?? [])
                award.limit(scheme.total.map { totals[$0] }, &given)
                return award.result
            }
    }
}

extension SupportAward {
    fileprivate init(refusing claim: SupportClaim, _ grounds: [Ground]) {
        self.init(
            claim: claim, amount: nil, left: nil, reclaimed: .zero, grounds: grounds, questions: [])
    }
}

/// One claim on its way to an award.
private struct AwardReckoning {
    let claim: SupportClaim
    let scheme: SupportScheme
    let earlier: SupportClaim?
    private var amount: Fen?
    private var reclaimed = Fen.zero
    private var grounds: [SupportAward.Ground] = []
    private var questions: [OpenQuestion] = []

    init(claim: SupportClaim, scheme: SupportScheme, earlier: SupportClaim?) {
        self.claim = claim
        self.scheme = scheme
        self.earlier = earlier
    }

    var result: SupportAward {
        let left = amount.flatMap { amount in try? claim.cost?.subtracting(amount) }
        return SupportAward(
            claim: claim, amount: amount, left: left, reclaimed: reclaimed, grounds: grounds,
            questions: questions)
    }

    mutating func reckon(_ faults: [SupportFault]) {
        if !scheme.uses.contains(claim.use) { grounds.append(.notCovered(use: claim.use)) }
        for paper in scheme.papers where !claim.papers.contains(paper) {
            grounds.append(.missingPaper(paper))
        }
        if let earlier {
            grounds.append(.claimedBefore(claim: earlier.id, scheme: earlier.scheme))
        }
        do throws(QuantityError) {
            let full = try full()
            guard grounds.isEmpty, questions.isEmpty, let full else { return }
            amount = full
            for fault in faults { try apply(fault) }
        } catch {
            amount = nil
            grounds.append(.notComputed)
        }
    }

    /// The rate for the volume, at most the share of the costs; nil when one of them is wanting.
    private mutating func full() throws(QuantityError) -> Fen? {
        var parts: [Fen] = []
        if let setting = scheme.rate, let rate = value(of: setting, "rate") {
            let money = try claim.volume.map { (volume) throws(QuantityError) in
                try rate.multiplied(by: volume)
            }
            guard let money, money.value >= .zero, money.unit.dimension == ["分": 1] else {
                grounds.append(.noVolume)
                return nil
            }
            guard let fen = Unit("分") else { return nil }
            let exact = try money.converted(to: fen).value
            parts.append(Fen(Int(exact.numerator / exact.denominator)))
        }
        if let setting = scheme.share, let share = value(of: setting, "share") {
            guard let cost = claim.cost, cost >= .zero else {
                grounds.append(.noCost)
                return nil
            }
            parts.append(try cost.share(share))
        }
        return parts.min()
    }

    private mutating func apply(_ fault: SupportFault) throws(QuantityError) {
        guard let rule = scheme.faults.first(where: { $0.id == fault.fault }) else { return }
        switch rule.effect {
        case .cut(let setting):
            guard fault.object == claim.object, let whole = amount else { return }
            guard let part = value(of: setting, "faults/\(rule.id)/part") else {
                amount = nil
                return
            }
            amount = try whole.subtracting(whole.share(part))
            grounds.append(.cut(fault: rule.id, part: part))
        case .cancel, .reclaim:
            if fault.day <= claim.day {
                amount = amount.map { _ in .zero }
                grounds.append(.cancelled(fault: rule.id, since: fault.day))
            } else if rule.effect == .reclaim, reclaimed == .zero {
                reclaimed = amount ?? .zero
                grounds.append(.reclaimed(fault: rule.id, since: fault.day))
            }
        }
    }

    /// Takes the award from the money of the scheme; nil for a scheme without a stated whole.
    mutating func limit(_ total: Fen??, _ given: inout [String: Fen]) {
        guard let wanted = amount, let total else { return }
        guard let total else {
            questions.append(question("total", "这笔钱一共有多少"))
            amount = nil
            return
        }
        let before = given[scheme.id, default: .zero]
        guard let room = try? total.subtracting(before), let after = try? before.adding(wanted)
        else { return }
        if room < wanted {
            let granted = max(room, .zero)
            amount = granted
            reclaimed = min(reclaimed, granted)
            given[scheme.id] = total
            grounds.append(.exhausted(wanting: (try? wanted.subtracting(granted)) ?? wanted))
        } else {
            given[scheme.id] = after
        }
    }

    private mutating func value<Value>(of setting: Setting<Value>, _ key: String) -> Value? {
        if case .open(let why) = setting { questions.append(question(key, why)) }
        return setting.value
    }

    private func question(_ key: String, _ why: String) -> OpenQuestion {
        OpenQuestion(
            place: "support/\(scheme.id)/\(key)", "要先核定：\(why)",
            "to be decided by the county: \(key)")
    }
}
