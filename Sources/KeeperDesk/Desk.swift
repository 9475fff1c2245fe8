public import Identifiers
public import StationJournal

/// What the store knows of a parcel when its code is scanned.
public enum Custody: Hashable, Sendable {
    /// On the shelf under its code.
    case inStock(PickupCode)
    /// In custody, nobody expected it (待确认).
    case held
    /// Handed out, at this wall time in milliseconds.
    case handedOut(wall: Int64)
}

/// Everything the store knows that bears on one scanned code.
public struct Knowledge: Hashable, Sendable {
    /// The parcel's number, as scanned or as found under a pickup code.
    public var number: String?
    /// What the county announced of it.
    public var expected: ExpectedParcel?
    /// Where it is or went, if it was ever here.
    public var custody: Custody?
    /// Of a number that nobody announced: how many parcels with numbers near it came by whom.
    public var neighbours: [Carrier: Int]

    /// Knowledge of these parts.
    public init(
        number: String? = nil, expected: ExpectedParcel? = nil, custody: Custody? = nil,
        neighbours: [Carrier: Int] = [:]
    ) {
        self.number = number
        self.expected = expected
        self.custody = custody
        self.neighbours = neighbours
    }

    /// Nothing is known.
    public static let nothing = Knowledge()
}

/// What the scale says, as far as the desk needs it.
public enum Weighing: Hashable, Sendable {
    /// At rest.
    case stable(Mass)
    /// At rest, and of another load than the weight before: from a scale that answers each load but
    /// once and never shows an empty pan.
    case anew(Mass)
    /// Not at rest yet.
    case moving
    /// Overloaded, below zero, not zeroed or broken; no weight to be had.
    case fault
}

/// What the desk wants written, in one transaction, before anything is shown or printed.
public enum Intent: Hashable, Sendable {
    /// Take in an expected parcel; the store gives it a shelf and code.
    case receive(ExpectedParcel, mass: Mass?)
    /// Take a parcel nobody expects into custody.
    case hold(number: String, candidates: [Carrier])
    /// Hand a parcel out.
    case handOut(number: String, code: PickupCode)
    /// Print the label of the parcel taken in last once more, marked 补打.
    case reprintLast
    /// The keeper looked: the label of the job whose fate was unknown is there.
    case confirmUnknownLabel
    /// The keeper answered for one label in doubt: it is there, or it is to be printed again.
    case settleLabel(job: Int64, wasPrinted: Bool)
}

/// What the keeper is told when nothing needs writing.
public enum Notice: Hashable, Sendable {
    /// The code is nothing this counter knows; scan again or type it in.
    case unreadable(String)
    /// A code of goods, not of a parcel.
    case goodsCode(String)
    /// Already taken in; it lies there.
    case alreadyInStock(number: String, PickupCode)
    /// Already in custody without an announcement.
    case alreadyHeld(number: String)
    /// Handed out before.
    case alreadyGone(number: String, wall: Int64)
    /// No parcel ever lay under this pickup code.
    case noSuchPickupCode(String)
    /// Put this parcel on the scale.
    case putOnScale(ExpectedParcel)
    /// Wait until the scale is at rest.
    case waitForScale(ExpectedParcel)
    /// Take everything off the scale first.
    case clearScale(ExpectedParcel)
    /// The scale gives no weight.
    case scaleFault(ExpectedParcel)
    /// What was begun is dropped.
    case cancelled
    /// Which code does what.
    case whatToScan
    /// Scan or type the pickup code of the parcel to hand out.
    case sayPickupCode
}

/// What comes of an input at the desk.
public enum Decision: Hashable, Sendable {
    /// Write this, then tell how it went.
    case record(Intent)
    /// Only tell this.
    case tell(Notice)
}

/// The rules of the counter for parcels coming in and going out, as a state machine.
///
/// It knows no clock, store or device; whoever runs it looks up `Knowledge`, executes `Decision`s
/// one at a time and reports nothing back but through the next input.
public struct Desk: Sendable {
    /// Below this the pan of a usual counter scale counts as empty.
    ///
    /// The value covers the zero band of counter scales (a few intervals of 5 g) and stays under
    /// the lightest envelope sent as a parcel.
    public static let emptyPan = Mass(milligrams: 20_000)
    /// A scale may stand so many of its intervals off zero with nothing on it.
    public static let emptyIntervals: Int64 = 4

    /// Below which weight the pan of a scale counts as empty.
    ///
    /// A platform scale with an interval of 50 g may show one of them with nothing on it.
    ///
    /// - Parameter interval: The scale's verification interval; nil where unknown.
    /// - Returns: Four intervals, and at least that of a usual counter scale.
    public static func emptyPan(interval: Mass?) -> Mass {
        guard let interval else { return emptyPan }
        let (four, isTooMuch) = interval.milligrams.multipliedReportingOverflow(by: emptyIntervals)
        return isTooMuch ? emptyPan : max(emptyPan, Mass(milligrams: four))
    }

    /// The parcel whose weight is awaited.
    public private(set) var awaiting: ExpectedParcel?
    /// The keeper asked for a hand-out: the next input may be a pickup code as it is spoken.
    private var awaitsPickupCode = false
    private var latest: Weighing?
    /// What lies on the pan has already given its weight to a parcel.
    private var panIsSpent = false
    /// Below this the pan counts as empty, on either side of zero; another one with another scale.
    public var emptyPan: Mass

    /// A desk at rest with an empty pan.
    ///
    /// - Parameter emptyPan: Below this the pan counts as empty, on either side of zero.
    public init(emptyPan: Mass = Desk.emptyPan) {
        self.emptyPan = emptyPan
    }

    /// Decides on a scanned code.
    public mutating func scanned(_ code: Identification, knowing known: Knowledge) -> Decision {
        // Whatever comes now is the answer, also when it is another code.
        let isSpokenCode = awaitsPickupCode && PickupCode(code.payload) != nil
        awaitsPickupCode = false
        switch code.kind {
        case .control: return control(code)
        case .pickup: return pickup(code, known)
        case .text where isSpokenCode: return pickup(code, known)
        default: return parcel(code, known)
        }
    }

    private mutating func control(_ code: Identification) -> Decision {
        switch ControlCode(barcode: code.payload) {
        case .cancel:
            awaiting = nil
            return .tell(.cancelled)
        case .reprint: return .record(.reprintLast)
        case .confirm: return .record(.confirmUnknownLabel)
        case .handOut:
            awaiting = nil
            awaitsPickupCode = true
            return .tell(.sayPickupCode)
        case .help: return .tell(.whatToScan)
        case nil: return .tell(.unreadable(code.payload))
        }
    }

    private func pickup(_ code: Identification, _ known: Knowledge) -> Decision {
        guard let number = known.number, let custody = known.custody else {
            return .tell(.noSuchPickupCode(code.payload))
        }
        return switch custody {
        case .inStock(let code): .record(.handOut(number: number, code: code))
        case .held: .tell(.alreadyHeld(number: number))
        case .handedOut(let wall): .tell(.alreadyGone(number: number, wall: wall))
        }
    }

    private mutating func parcel(_ code: Identification, _ known: Knowledge) -> Decision {
        // Another parcel is in the keeper's hand now: what comes onto the scale is not the one
        // that was waited for.
        awaiting = nil
        let number = known.number ?? code.payload
        switch known.custody {
        case .inStock(let place): return .tell(.alreadyInStock(number: number, place))
        case .handedOut(let wall): return .tell(.alreadyGone(number: number, wall: wall))
        case .held where known.expected == nil: return .tell(.alreadyHeld(number: number))
        case .held, nil: break
        }
        if let expected = known.expected {
            guard expected.weigh else { return .record(.receive(expected, mass: nil)) }
            awaiting = expected
            return weigh(expected)
        }
        return unexpected(code, known.neighbours)
    }

    /// A number with the shape of a waybill is a parcel on the counter and is taken into custody;
    /// anything else is a misread or something that is no parcel.
    private func unexpected(_ code: Identification, _ neighbours: [Carrier: Int]) -> Decision {
        switch code.kind {
        case .gtin where code.candidates.isEmpty: .tell(.goodsCode(code.payload))
        case .gs1, .trace, .division, .digitalLink: .tell(.goodsCode(code.payload))
        case _ where !code.candidates.isEmpty, .s10, .sscc:
            .record(
                .hold(
                    number: code.payload,
                    candidates: code.candidates(rankedBy: neighbours).map(\.carrier)))
        default: .tell(.unreadable(code.payload))
        }
    }

    /// Decides on a changed reading of the scale; nil when it bears on nothing.
    ///
    /// The parcel may lie on the pan before it is scanned or come after; either way a new weight
    /// needs the pan to have come back to empty since the last one was taken.
    public mutating func weighed(_ weighing: Weighing) -> Decision? {
        latest = weighing
        switch weighing {
        case .stable(let mass) where isEmpty(mass): panIsSpent = false
        case .anew: panIsSpent = false
        default: break
        }
        return awaiting.map { weigh($0) }
    }

    /// Whether the scale's readings bear on anything now: a parcel waits for its weight, or the pan
    /// has to be seen empty before the next one.
    public var wantsWeight: Bool { awaiting != nil || panIsSpent }

    /// The scale is not asked any more: what it said last is old by the time it matters.
    public mutating func scaleIsNotAsked() {
        latest = nil
    }

    private func isEmpty(_ mass: Mass) -> Bool { mass < emptyPan && !isBelowZero(mass) }

    /// A tare was left, or the scale was zeroed with something on it: every weight is too small.
    private func isBelowZero(_ mass: Mass) -> Bool { mass.milligrams <= -emptyPan.milligrams }

    private mutating func weigh(_ parcel: ExpectedParcel) -> Decision {
        switch latest {
        case nil: return .tell(.putOnScale(parcel))
        case .fault: return .tell(.scaleFault(parcel))
        case .stable(let mass) where isBelowZero(mass), .anew(let mass) where isBelowZero(mass):
            return .tell(.scaleFault(parcel))
        case _ where panIsSpent: return .tell(.clearScale(parcel))
        case .moving: return .tell(.waitForScale(parcel))
        case .stable(let mass) where isEmpty(mass), .anew(let mass) where isEmpty(mass):
            return .tell(.putOnScale(parcel))
        case .stable(let mass):
            panIsSpent = true
            awaiting = nil
            return .record(.receive(parcel, mass: mass))
        case .anew(let mass):
            // Given once, taken once.
            latest = nil
            awaiting = nil
            return .record(.receive(parcel, mass: mass))
        }
    }
}
