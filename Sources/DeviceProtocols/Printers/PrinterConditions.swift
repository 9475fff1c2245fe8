/// Any number of conditions of a printer at once; none at all means ready.
public struct PrinterConditions: OptionSet, Sendable, Hashable {
    /// One bit for each ``PrinterCondition`` but `ready`, in their order.
    public let rawValue: UInt16

    /// Makes a set of bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The set of one condition; empty for `ready`.
    public init(_ condition: PrinterCondition) {
        let place = PrinterCondition.allCases.firstIndex(of: condition) ?? 0
        rawValue = place > 0 ? 1 << UInt16(place - 1) : 0
    }

    /// No paper or label is left.
    public static let paperOut = PrinterConditions(rawValue: 1 << 0)
    /// The cover, the latch or the head is open.
    public static let coverOpen = PrinterConditions(rawValue: 1 << 1)
    /// No ribbon is left.
    public static let ribbonOut = PrinterConditions(rawValue: 1 << 2)
    /// The head or the motor is too hot.
    public static let overheated = PrinterConditions(rawValue: 1 << 3)
    /// It waits for a person: paused, or a label is to be taken off.
    public static let paused = PrinterConditions(rawValue: 1 << 4)
    /// It works on a label.
    public static let printing = PrinterConditions(rawValue: 1 << 5)
    /// Paper or cutter is jammed.
    public static let jam = PrinterConditions(rawValue: 1 << 6)
    /// Anything else that keeps it from printing.
    public static let error = PrinterConditions(rawValue: 1 << 7)

    /// The printer says that it is offline or in error without saying why: an error only when no
    /// other condition explains it.
    public static let unexplained = PrinterConditions(rawValue: 1 << 15)

    /// No condition, but the answer that a printer gives when it is through with what came before.
    static let endMark = PrinterConditions(rawValue: 1 << 14)

    /// No condition, but a list of what the printer keeps in its memory.
    static let directory = PrinterConditions(rawValue: 1 << 13)

    /// The set without ``unexplained``.
    var explained: PrinterConditions {
        guard contains(Self.unexplained) else { return self }
        let others = subtracting(.unexplained)
        return others.isEmpty ? .error : others
    }

    /// Whether a condition is in the set; `ready` is only in the empty one.
    public func contains(_ condition: PrinterCondition) -> Bool {
        condition == .ready ? isEmpty : isSuperset(of: PrinterConditions(condition))
    }

    /// The conditions, each once, in the order of ``PrinterCondition``; `ready` only alone.
    public var list: [PrinterCondition] {
        isEmpty ? [.ready] : PrinterCondition.allCases.dropFirst().filter { contains($0) }
    }
}
