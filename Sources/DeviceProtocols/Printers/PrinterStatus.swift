/// What a printer says of itself.
public struct PrinterStatus: Sendable, Equatable {
    /// All conditions, each once, in the order of ``PrinterCondition``; `ready` only alone.
    public let state: [PrinterCondition]
    /// The answer as it came.
    public let bytes: [UInt8]

    /// Makes a status; no condition at all means ready.
    public init(_ conditions: Set<PrinterCondition>, bytes: [UInt8]) {
        let trouble = conditions.subtracting([.ready])
        state = trouble.isEmpty ? [.ready] : PrinterCondition.allCases.filter(trouble.contains)
        self.bytes = bytes
    }
}

/// A condition of a printer.
public enum PrinterCondition: String, Sendable, CaseIterable {
    case ready
    case paperOut = "paper-out"
    case coverOpen = "cover-open"
    case ribbonOut = "ribbon-out"
    case overheated
    case paused
    case printing
    case jam
    case error
}
