/// The stages in which a contract is paid, and the part of each that is kept back.
public struct PaymentPlan: Sendable, Equatable {
    /// A stage.
    public struct Stage: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Its share of the whole.
        public let share: Setting<Rational>

        /// A stage with its share.
        public init(_ name: String, _ share: Setting<Rational>) {
            self.name = name
            self.share = share
        }
    }

    /// What falls due in a stage.
    public struct Due: Sendable, Hashable {
        /// The stage.
        public let stage: String
        /// What it is worth.
        public let worth: Fen
        /// What of it is kept back.
        public let retained: Fen

        /// An amount due.
        public init(stage: String, worth: Fen, retained: Fen) {
            self.stage = stage
            self.worth = worth
            self.retained = retained
        }
    }

    /// Why a plan gives no amounts.
    public enum Blocked: Error, Sendable, Hashable {
        /// Shares nobody has said.
        case open([OpenQuestion])
        /// The shares add up to this and not to the whole.
        case shares(Rational)
        /// The numbers are too large.
        case overflow
    }

    /// The stages in order.
    public let stages: [Stage]
    /// The part of each stage kept back.
    public let retention: Setting<Rational>

    /// A plan of these stages.
    public init(stages: [Stage], retention: Setting<Rational>) {
        self.stages = stages
        self.retention = retention
    }

    /// The amounts of a contract; they add up to it, fen that do not divide go to the last stage.
    ///
    /// - Throws: `Blocked`.
    public func dues(of contract: Fen) throws(Blocked) -> [Due] {
        var questions = stages.compactMap { question($0.share, $0.name) }
        questions += [question(retention, "retention")].compactMap { $0 }
        guard questions.isEmpty, let retained = retention.value else { throw .open(questions) }
        do {
            var sum = Rational.zero
            for stage in stages { sum = try sum.adding(stage.share.value ?? .zero) }
            guard sum == .one else { return try refuse(sum) }
            var left = contract
            var dues: [Due] = []
            for (index, stage) in stages.enumerated() {
                let isLast = index == stages.count - 1
                let worth = isLast ? left : try contract.share(stage.share.value ?? .zero)
                left = try left.subtracting(worth)
                dues.append(
                    Due(stage: stage.name, worth: worth, retained: try worth.share(retained)))
            }
            return dues
        } catch let blocked as Blocked {
            throw blocked
        } catch {
            throw .overflow
        }
    }

    private func refuse(_ sum: Rational) throws(Blocked) -> [Due] { throw .shares(sum) }

    private func question(_ setting: Setting<Rational>, _ name: String) -> OpenQuestion? {
        guard case .open(let why) = setting else { return nil }
        return OpenQuestion(
            place: "payment/\(name)", "付款比例未定：\(name)（\(why)）", "share not decided: \(name)")
    }
}
