/// A call, a visit or help for one person after class.
public struct AftercareContact: Sendable, Hashable {
    /// The kind of aftercare.
    public let aftercare: String
    /// The person's number in the register of trainees.
    public let person: String
    /// When, by the caller's word and by the record.
    public let time: ProofOfTime
    /// What was answered or recorded, by what is asked.
    public let answers: [String: String]

    /// A contact of these parts.
    public init(
        aftercare: String, person: String, time: ProofOfTime, answers: [String: String] = [:]
    ) {
        self.aftercare = aftercare
        self.person = person
        self.time = time
        self.answers = answers
    }
}

/// How far aftercare has come.
public struct AftercareState: Sendable, Equatable {
    /// The kind of aftercare.
    public let aftercare: TrainingPlan.Aftercare
    /// Who was drawn for it; nil while nobody has said how many.
    public let draw: StratifiedDraw?
    /// Everybody reached, in order.
    public let reached: [String]
    /// Who was drawn and has not been reached, in order.
    public let toReach: [String]
    /// What was not answered, by person reached.
    public let missingAnswers: [String: [String]]
    /// Contacts that do not count: of people who never came, or before their first class.
    public let doubts: [AftercareContact]
    /// What has to be decided first.
    public let questions: [OpenQuestion]
}

extension TrainingLedger {
    /// How far a kind of aftercare has come; nil for one the plan does not know.
    ///
    /// - Parameters:
    ///   - id: The kind of aftercare.
    ///   - contacts: The contacts recorded.
    ///   - seed: The published seed by which people are drawn.
    /// - Returns: Who was drawn, who was reached, and what is wanting.
    public func aftercare(
        _ id: String, contacts: [AftercareContact], seed: String
    ) -> AftercareState? {
        guard let care = plan.aftercare.first(where: { $0.id == id }) else { return nil }
        var firstClass: [String: Day] = [:]
        for signIn in signIns {
            let day = signIn.time.claimed
            firstClass[signIn.person] = min(firstClass[signIn.person] ?? day, day)
        }
        var answers: [String: Set<String>] = [:]
        var doubts: [AftercareContact] = []
        for contact in contacts where contact.aftercare == id {
            guard let first = firstClass[contact.person], first <= contact.time.claimed else {
                doubts.append(contact)
                continue
            }
            let given = contact.answers.filter { !$0.value.isEmpty }.keys
            answers[contact.person, default: []].formUnion(given)
        }
        let draw = care.sample.value.map { followUp($0, seed: seed) }
        let drawn = draw?.drawn.values.flatMap(\.self) ?? []
        return AftercareState(
            aftercare: care, draw: draw, reached: answers.keys.sorted(),
            toReach: drawn.filter { answers[$0] == nil }.sorted(),
            missingAnswers: answers.compactMapValues { given in
                let missing = care.asks.filter { !given.contains($0) }
                return missing.isEmpty ? nil : missing
            },
            doubts: doubts,
            questions: care.sample.isOpen
                ? [
                    OpenQuestion(
                        place: "training/\(plan.id)/aftercare/\(id)/sample", "抽多少人回访",
                        "how many people are drawn")
                ] : [])
    }
}
