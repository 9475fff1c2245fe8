public import Identifiers
internal import StationJournal

/// Where a print job stands.
///
/// A job whose fate is unknown is never sent again by itself.
public enum LabelJobState: String, Sendable {
    /// Waiting for the printer, or for its paper.
    case queued
    /// Its bytes are going out, or have gone.
    case sent
    /// The printer says it is printing.
    case printing
    /// It may or may not have been printed: a person decides.
    case unknown
    /// The printer said it finished, or a person saw the label.
    case confirmed
    /// Sent whole to a printer that never tells whether it printed.
    case unconfirmed
    /// Replaced by a reprint, or not needed any more.
    case givenUp = "given-up"
}

/// What stands on the pickup label of a parcel.
public struct PickupLabel: Hashable, Sendable {
    /// The waybill number.
    public let number: String
    /// Who brought it.
    public let carrier: Carrier
    /// The code it lies under.
    public let code: PickupCode
    /// The receiver's masked name.
    public let receiver: String
    /// The last four digits of the receiver's phone.
    public let phoneTail: String?

    /// A label of these parts.
    public init(
        number: String, carrier: Carrier, code: PickupCode, receiver: String, phoneTail: String?
    ) {
        self.number = number
        self.carrier = carrier
        self.code = code
        self.receiver = receiver
        self.phoneTail = phoneTail
    }
}

/// A label that somebody ordered by its template's name.
public struct OrderedLabel: Hashable, Sendable {
    /// The template.
    public let template: String
    /// The fields' values as JSON; may hold a person's data.
    public let fields: String
    /// How many of each label.
    public let copies: Int

    /// An order of these parts.
    public init(template: String, fields: String, copies: Int) {
        self.template = template
        self.fields = fields
        self.copies = copies
    }
}

/// A label to print and what stands on it.
public struct LabelJob: Hashable, Sendable {
    /// What is printed.
    public enum Subject: Hashable, Sendable {
        /// A parcel's pickup label.
        case pickup(PickupLabel)
        /// A label of another template.
        case ordered(OrderedLabel)
    }

    /// Unique in the store; goes up.
    public let id: Int64
    /// What is printed.
    public let subject: Subject
    /// To be marked 补打.
    public let reprint: Bool
    /// Where it stands.
    public let state: LabelJobState

    /// A job of these parts.
    public init(id: Int64, subject: Subject, reprint: Bool, state: LabelJobState) {
        self.id = id
        self.subject = subject
        self.reprint = reprint
        self.state = state
    }

    /// Its template; nil stands for that of pickup labels.
    public var template: String? {
        if case .ordered(let label) = subject { label.template } else { nil }
    }

    /// What a person calls it: the pickup code, or the template.
    public var name: String {
        switch subject {
        case .pickup(let label): label.code.description
        case .ordered(let label): label.template
        }
    }

    /// What is journalled once its fate is known: nothing of a person.
    func fact(_ outcome: PrintOutcome) -> Fact {
        switch subject {
        case .pickup(let label):
            .labelPrinted(
                LabelPrinted(number: label.number, job: id, outcome: outcome, reprint: reprint))
        case .ordered(let label):
            .orderedLabelPrinted(
                OrderedLabelPrinted(
                    template: label.template, job: id, copies: label.copies, outcome: outcome,
                    reprint: reprint))
        }
    }
}

/// Jobs of one kind that wait.
public struct QueuedLabels: Hashable, Sendable {
    /// The template; nil for the pickup labels of parcels.
    public let template: String?
    /// The oldest of them.
    public let first: Int64
    /// How many there are.
    public let count: Int

    /// Waiting jobs of these parts.
    public init(template: String?, first: Int64, count: Int) {
        self.template = template
        self.first = first
        self.count = count
    }
}
