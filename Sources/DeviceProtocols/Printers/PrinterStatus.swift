/// What a printer says of itself.
public struct PrinterStatus: Sendable, Equatable {
    /// Most bytes of an answer that need no memory of their own.
    static let mostInline = 8

    // The order of the stored properties keeps a status within three words.
    /// An answer of at most ``mostInline`` bytes, the first in the lowest bits.
    private let short: UInt64
    /// A longer answer.
    private let long: [UInt8]?
    /// Labels of the batch still to come, -1 where the printer does not tell.
    private let labelsLeft: Int32
    /// The conditions; none means ready.
    public let conditions: PrinterConditions
    private let shortCount: UInt8

    /// Makes a status; no condition at all means ready.
    /// - Parameters:
    ///   - conditions: What keeps the printer from printing, or that it prints.
    ///   - bytes: The answer as it came.
    ///   - remaining: Labels of the batch still to come; nil where the printer does not tell.
    public init(_ conditions: PrinterConditions, bytes: [UInt8], remaining: Int? = nil) {
        self = bytes.withUnsafeBufferPointer {
            PrinterStatus(conditions, answer: $0, remaining: remaining)
        }
    }

    /// A status from the bytes in which it stands.
    init(
        _ conditions: PrinterConditions, answer: UnsafeBufferPointer<UInt8>, remaining: Int? = nil
    ) {
        self.conditions = conditions
        labelsLeft = remaining.map { Int32(clamping: max(0, $0)) } ?? -1
        guard answer.count <= Self.mostInline else {
            long = Array(answer)
            (short, shortCount) = (0, 0)
            return
        }
        var packed: UInt64 = 0
        for index in 0..<answer.count {
            packed |= UInt64(answer[index]) << (UInt64(index) &* 8)
        }
        long = nil
        (short, shortCount) = (packed, UInt8(answer.count))
    }

    /// A status of one byte.
    init(_ conditions: PrinterConditions, byte: UInt8) {
        self.conditions = conditions
        (short, shortCount) = (UInt64(byte), 1)
        long = nil
        labelsLeft = -1
    }

    /// All conditions, each once, in the order of ``PrinterCondition``; `ready` only alone.
    public var state: [PrinterCondition] { conditions.list }

    /// The answer as it came.
    public var bytes: [UInt8] {
        long ?? (0..<Int(shortCount)).map { UInt8(truncatingIfNeeded: short >> UInt64($0 * 8)) }
    }

    /// It says nothing of the printer but that it is through with what came before the question; only
    /// from ``DeviceProfile/printerDecoder(takesEndMarks:)``.
    public var isEndMark: Bool { conditions == .endMark }

    /// It says nothing of the printer but what it keeps in its memory, as ``ZPLDirectory`` reads it;
    /// only from ``DeviceProfile/printerDecoder(takesEndMarks:)``.
    public var isDirectory: Bool { conditions == .directory }

    /// Labels of the batch still to come; nil where the printer does not tell.
    public var remaining: Int? { labelsLeft < 0 ? nil : Int(labelsLeft) }
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
