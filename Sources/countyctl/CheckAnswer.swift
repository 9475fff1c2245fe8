import CountyProgramme
import FoundationEssentials

/// What `check --json` prints.
struct CheckAnswer: Encodable {
    /// A number as a number, all else as text.
    enum Value: Encodable {
        case whole(Int64)
        case decimal(Decimal)
        case text(String)

        init(_ value: Rational) {
            if value.denominator == 1 {
                self = .whole(value.numerator)
            } else if let decimal = Decimal(string: value.description),
                !value.description.contains("/")
            {
                self = .decimal(decimal)
            } else {
                self = .text(value.description)
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .whole(let value): try container.encode(value)
            case .decimal(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            }
        }
    }

    struct Figure: Encodable {
        let id: String
        let value: Value?
        let unit: String?
        let stated: String
        let doc: String
        let line: Int?
        let phrase: String?
        let standing: String

        init(_ evidence: Finding.Evidence) {
            id = evidence.id
            stated = evidence.value.description
            switch evidence.value {
            case .extent(let extent):
                value = Value(extent.figure.value)
                unit = extent.unit.symbol
            case .day(let day):
                value = .text(day.description)
                unit = "date"
            case .words(let words):
                value = .text(words)
                unit = nil
            case .unknown:
                value = nil
                unit = nil
            }
            doc = evidence.pack + "/" + (evidence.source?.document ?? "pack")
            line = evidence.source?.line
            phrase = evidence.source?.phrase
            standing = evidence.standing.rawValue
        }

        enum CodingKeys: String, CodingKey {
            case id, value, unit, stated, doc, line, phrase, standing
        }

        // All keys are always there, with null for what is not known.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(value, forKey: .value)
            try container.encode(unit, forKey: .unit)
            try container.encode(stated, forKey: .stated)
            try container.encode(doc, forKey: .doc)
            try container.encode(line, forKey: .line)
            try container.encode(phrase, forKey: .phrase)
            try container.encode(standing, forKey: .standing)
        }
    }

    struct Entry: Encodable {
        struct Decision: Encodable {
            let decision: String
            let by: String
            let on: String
            let reason: String
        }

        let id: String
        let kind: String
        let figures: [Figure]
        let computed: Value?
        let decision: Decision?

        init(_ finding: Finding) {
            id = finding.id
            kind = finding.kind.rawValue
            figures = finding.evidence.map(Figure.init)
            computed = finding.computed.map { computed in
                switch computed {
                case .quantity(let quantity):
                    let text = quantity.value.description
                    return text.contains("/")
                        ? Decimal(string: quantity.value.decimal(places: 4)).map(Value.decimal)
                            ?? .text(text) : Value(quantity.value)
                case .days(let days): return .whole(Int64(days))
                case .words(let words): return .text(words)
                }
            }
            decision = finding.decision.map {
                Decision(
                    decision: $0.verdict.rawValue, by: $0.by, on: $0.on.description,
                    reason: $0.reason)
            }
        }

        enum CodingKeys: String, CodingKey {
            case id, kind, figures, computed, decision
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(kind, forKey: .kind)
            try container.encode(figures, forKey: .figures)
            try container.encode(computed, forKey: .computed)
            try container.encode(decision, forKey: .decision)
        }
    }

    struct Reason: Encodable {
        let what: String
        let why: String
    }

    let pack: String
    let checked: Int
    let findings: [Entry]
    let inexpressible: [Reason]

    init(_ report: CheckReport) {
        pack = report.pack
        checked = report.checked
        findings = report.findings.map(Entry.init)
        inexpressible = report.inexpressible.map { Reason(what: $0.what, why: $0.why) }
    }
}
