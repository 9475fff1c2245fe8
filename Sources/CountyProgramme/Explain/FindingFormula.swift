/// The computation behind a finding, with names and with numbers.
public struct FindingFormula: Sendable, Hashable {
    /// What is held against what, with the ids of the pack: `investment = budget.total.sum`.
    public let names: String
    /// The same with the stated values put in: `7350 万元 = 6850 万元`.
    public let numbers: String
}

extension ProgrammePack {
    /// The computation behind a finding of this pack; nil for rules that compare no values.
    public func formula(of finding: Finding) -> FindingFormula? {
        if finding.kind == .claim, let claim = claims.first(where: { $0.id == finding.subject }) {
            return formula(of: claim)
        }
        let terms = finding.evidence.map { FormulaTerm(name: $0.id, value: $0.value.description) }
        guard let first = terms.first else { return nil }
        let rest = terms.dropFirst()
        return switch finding.kind {
        case .sum, .table: first.equals(rest, " + ")
        case .missing where rest.isEmpty == false && sums.contains { $0.id == finding.subject }:
            first.equals(rest, " + ")
        case .share where finding.subject == first.name: first.equals(rest, " / ")
        case .share: FormulaTerm(name: "100%", value: "100%").equals(terms[...], " + ")
        case .fund, .count, .copied: first.equals(rest, " = ")
        case .growth: growthFormula(finding)
        case .disagreement, .bounds, .comparison, .stages, .order, .deadline:
            rest.last.map { $0.minus(first) }
        case .phase: rest.last.map { first.minus($0) }
        default: nil
        }
    }

    private func formula(of claim: Claim) -> FindingFormula {
        func value(_ id: String) -> String {
            figures[id]?.extent?.description ?? "unknown"
        }
        let relation = claim.relation.rawValue
        return FindingFormula(
            names: "\(claim.left) \(relation) \(claim.right.text { $0 })",
            numbers: "\(value(claim.left)) \(relation) \(claim.right.text(value))")
    }

    /// Total growth: the parts now over the parts before, less one.
    private func growthFormula(_ finding: Finding) -> FindingFormula? {
        guard let growth = growths.first(where: { $0.id == finding.subject }) else { return nil }
        func text(_ figure: (String) -> String) -> String {
            let now = growth.parts.map { figure($0.value) }.joined(separator: " + ")
            let before = growth.parts.map { "\(figure($0.value)) / ( 1 + \(figure($0.growth)) )" }
                .joined(separator: " + ")
            return "\(figure(growth.total.growth)) = ( \(now) ) / ( \(before) ) - 1"
        }
        return FindingFormula(
            names: text { $0 },
            numbers: text { figures[$0]?.extent?.description ?? "unknown" })
    }
}

/// One value of a computation.
private struct FormulaTerm {
    let name: String
    let value: String

    func equals(_ terms: ArraySlice<FormulaTerm>, _ sign: String) -> FindingFormula {
        FindingFormula(
            names: "\(name) = \(terms.map(\.name).joined(separator: sign))",
            numbers: "\(value) = \(terms.map(\.value).joined(separator: sign))")
    }

    func minus(_ other: FormulaTerm) -> FindingFormula {
        FindingFormula(
            names: "\(name) - \(other.name)", numbers: "\(value) - \(other.value)")
    }
}

extension Formula {
    /// The formula as it is written, each figure as `figure` has it.
    func text(_ figure: (String) -> String) -> String {
        switch self {
        case .figure(let id): return figure(id)
        case .constant(let quantity): return "[\(quantity)]"
        case .operation(let sign, let left, let right):
            let first = left.isLooser(than: sign) ? "( \(left.text(figure)) )" : left.text(figure)
            let isBracketed = right.isLooser(than: sign) || right.isAsLoose(as: sign)
            let second = isBracketed ? "( \(right.text(figure)) )" : right.text(figure)
            return "\(first) \(sign.rawValue) \(second)"
        }
    }

    private func isLooser(than sign: Sign) -> Bool {
        guard case .operation(let own, _, _) = self else { return false }
        return !own.bindsTightly && sign.bindsTightly
    }

    private func isAsLoose(as sign: Sign) -> Bool {
        guard case .operation(let own, _, _) = self else { return false }
        return own.bindsTightly == sign.bindsTightly
    }
}

extension Formula.Sign {
    fileprivate var bindsTightly: Bool { self == .times || self == .over }
}
