internal import StrictYAML

/// A tie that keeps somebody from sitting on a panel (回避).
public struct RecusalRule: Sendable, Hashable {
    /// What binds a candidate to a side.
    public enum Tie: String, Sendable, CaseIterable {
        /// Works, or has worked, there.
        case employed
        /// Is, or was, on its board.
        case board
        /// Owns or controls it, or did.
        case owner
        /// Is married or related to the one who answers for it.
        case kin
        /// Anything else that may keep a judgement from being fair.
        case other
    }

    /// Its name.
    public let id: String
    /// The tie.
    public let tie: Tie
    /// How many months after its end a tie still counts; 0 for not at all, open when nobody says.
    public let monthsAfter: Setting<Int>
    /// The document it is from.
    public let document: String
    /// How far it can be trusted.
    public let standing: Standing

    static func read(_ document: YAMLDocument) throws -> [RecusalRule] {
        try document.root.mapping { file in
            try file.each("recusals") { node in
                try node.mapping { keys in
                    RecusalRule(
                        id: try keys.string("id"), tie: try keys.choice("tie"),
                        monthsAfter: try .read("months_after", in: &keys) {
                            try $0.int(in: 0...600)
                        },
                        document: try keys.string("document"),
                        standing: try keys.optionalChoice("standing", Standing.self) ?? .printed)
                }
            }
        }
    }
}

/// A tie a candidate has declared or somebody has found.
public struct DeclaredTie: Sendable, Hashable {
    /// The candidate, by key.
    public let candidate: String
    /// The side, a party of the pack or a bidder by key.
    public let side: String
    /// What it is.
    public let tie: RecusalRule.Tie
    /// The days.
    public let span: DaySpan

    /// A tie of these parts.
    public init(candidate: String, side: String, tie: RecusalRule.Tie, span: DaySpan = DaySpan()) {
        self.candidate = candidate
        self.side = side
        self.tie = tie
        self.span = span
    }
}

/// Who may not sit on a panel.
public struct RecusalAnswer: Sendable, Hashable {
    /// Why a candidate may not sit.
    public struct Ground: Sendable, Hashable {
        /// The tie.
        public let tie: DeclaredTie
        /// The rule.
        public let rule: RecusalRule
    }

    /// The grounds by candidate; the draw excludes these.
    public let excluded: [String: [Ground]]
    /// What has to be decided before anybody is drawn.
    public let questions: [OpenQuestion]

    /// The grounds in words, as ``StratifiedDraw`` takes them.
    public var reasons: [String: String] {
        excluded.mapValues { grounds in
            grounds.map { "\($0.rule.id): \($0.tie.side)" }.joined(separator: "; ")
        }
    }
}

extension Rulebook {
    /// Who may not sit on a panel that judges these sides on a day.
    ///
    /// - Parameters:
    ///   - sides: Bidders and parties judged.
    ///   - ties: What is known of the candidates.
    ///   - day: The day of the panel.
    ///   - pack: Its parties; a tie to a body counts for the one it was merged into.
    /// - Returns: Who may not sit, why, and what is open.
    public func recusals(
        from sides: Set<String>, ties: [DeclaredTie], on day: Day, in pack: ProgrammePack? = nil
    ) -> RecusalAnswer {
        let lineage = Lineage(pack?.parties ?? [])
        func standing(_ id: String) -> String { lineage.holder(of: id, on: day)?.party ?? id }
        let judged = Set(sides.map(standing))
        var excluded: [String: [RecusalAnswer.Ground]] = [:]
        var questions: Set<OpenQuestion> = []
        for tie in ties where judged.contains(standing(tie.side)) {
            for rule in recusalRules where rule.tie == tie.tie {
                guard let counts = rule.counts(tie.span, on: day) else {
                    questions.insert(rule.question)
                    continue
                }
                if counts {
                    excluded[tie.candidate, default: []].append(.init(tie: tie, rule: rule))
                }
            }
            if !recusalRules.contains(where: { $0.tie == tie.tie }) {
                questions.insert(
                    OpenQuestion(
                        place: "recusals/\(tie.tie.rawValue)", "没有写这种关系要不要回避",
                        "no rule says whether this tie counts"))
            }
        }
        return RecusalAnswer(excluded: excluded, questions: questions.sorted())
    }
}

extension RecusalRule {
    /// Whether a tie counts on a day; nil when that is open.
    func counts(_ span: DaySpan, on day: Day) -> Bool? {
        if let from = span.from, day < from { return false }
        guard let to = span.to, to < day else { return true }
        return monthsAfter.value.map { to.adding(months: $0) >= day && $0 > 0 }
    }

    var question: OpenQuestion {
        OpenQuestion(
            place: "recusals/\(id)/months_after", "关系结束后多少个月内仍要回避？",
            "for how many months after its end does the tie count?")
    }
}
