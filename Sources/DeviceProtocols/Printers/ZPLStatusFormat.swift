/// Answers of ZPL printers to `~HS`: three lines of numbers, each `STX … ETX CR LF`
/// (source: Zebra's ZPL II programming guide, host status return).
struct ZPLStatusFormat: FrameFormat {
    let longestFrame = 256

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        guard bytes[0] == ASCIIControl.stx else { return .none }
        var reader = HostStatusReader()
        var lineStart = 0
        for index in 0..<min(bytes.count, longestFrame) {
            let isStart = reader.isAtLineStart
            guard reader.take(bytes[index]) else {
                // The line in which it breaks may be the first of another answer.
                return .refused(.unexpected, length: lineStart > 0 ? lineStart : index)
            }
            if isStart { lineStart = index }
            guard reader.isComplete else { continue }
            let answer = UnsafeBufferPointer(rebasing: bytes[...index])
            let status = PrinterStatus(
                reader.conditions, answer: answer, remaining: reader.labelsRemaining)
            return .frame(status, length: index + 1)
        }
        return .incomplete
    }
}

/// Reads the answer to `~HS` byte by byte, without keeping it.
private struct HostStatusReader {
    /// Numbers in each line.
    private static let fieldCounts: (UInt8, UInt8, UInt8) = (12, 11, 2)
    private static let mostDigits: UInt8 = 8

    private enum Place {
        case start, field, carriageReturn, lineFeed
    }

    private var place = Place.start
    private var line: UInt8 = 0
    private var field: UInt8 = 0
    private var digits: UInt8 = 0
    private var value: Int32 = 0
    private var faults: PrinterConditions = []
    private var isWorking = false
    private(set) var labelsRemaining = 0

    var isAtLineStart: Bool { place == .start }
    var isComplete: Bool { line == 3 }

    /// A batch that is held up by a fault or a pause does not print.
    var conditions: PrinterConditions {
        isWorking && faults.isEmpty ? .printing : faults
    }

    /// Takes a byte; false when it does not belong here.
    mutating func take(_ byte: UInt8) -> Bool {
        switch place {
        case .start:
            guard byte == ASCIIControl.stx else { return false }
            (place, field, digits, value) = (.field, 0, 0, 0)
            return true
        case .field: return takeInField(byte)
        case .carriageReturn:
            place = .lineFeed
            return byte == ASCIIControl.cr
        case .lineFeed:
            place = .start
            line += 1
            return byte == ASCIIControl.lf
        }
    }

    private mutating func takeInField(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39:
            digits += 1
            value = value &* 10 &+ Int32(byte &- 0x30)
            return digits <= Self.mostDigits
        case UInt8(ascii: ","):
            guard digits > 0, field + 1 < fieldCount else { return false }
            note()
            (field, digits, value) = (field + 1, 0, 0)
            return true
        case ASCIIControl.etx:
            guard digits > 0, field + 1 == fieldCount else { return false }
            note()
            place = .carriageReturn
            return true
        default: return false
        }
    }

    private var fieldCount: UInt8 {
        switch line {
        case 0: Self.fieldCounts.0
        case 1: Self.fieldCounts.1
        default: Self.fieldCounts.2
        }
    }

    /// Notes what the number that has just ended means.
    private mutating func note() {
        guard value != 0, line < 2 else { return }
        switch (line, field) {
        case (0, 1): faults.insert(.paperOut)
        case (0, 2): faults.insert(.paused)
        case (0, 4): isWorking = true
        // In diagnostic mode labels come out as dumps; without its settings they come out wrong.
        case (0, 6), (0, 9): faults.insert(.error)
        // Too cold is as bad as too hot, but the contract has no word for it.
        case (0, 10): faults.insert(.error)
        case (0, 11): faults.insert(.overheated)
        case (1, 2): faults.insert(.coverOpen)
        case (1, 3): faults.insert(.ribbonOut)
        // A printed label waits to be taken off.
        case (1, 7): faults.insert(.paused)
        case (1, 8):
            isWorking = true
            labelsRemaining = Int(value)
        default: break
        }
    }
}
