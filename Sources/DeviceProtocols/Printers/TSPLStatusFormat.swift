/// Answers of TSPL printers: one byte of bits to `ESC !?`, or `STX` 4 bytes `ETX CR LF` to `ESC !S`
/// (source: TSPL/TSPL2 programming manuals of TSC and Gprinter).
struct TSPLStatusFormat: FrameFormat {
    private static let frameLength = 8

    private let takesBytes: Bool
    private let takesFrames: Bool
    private let table: StatusByteTable
    let longestFrame = frameLength

    /// Makes a format; `bits` says what each bit of the status byte means, from bit 0 on.
    init(reply: PrinterOptions.StatusReply, bits: [PrinterConditions?]) {
        takesBytes = reply == .byte || reply == .either
        takesFrames = reply != .byte
        table = StatusByteTable(bits: bits)
    }

    @inline(__always)
    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        guard takesFrames, bytes[0] == ASCIIControl.stx else { return single(bytes[0]) }
        return frame(bytes)
    }

    private func frame(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        let last = min(bytes.count, Self.frameLength)
        for index in 1..<max(1, last) where !Self.fits(bytes[index], at: index) {
            return index == 1 ? single(bytes[0]) : .refused(.unexpected, length: index)
        }
        return last == Self.frameLength ? whole(bytes) : .incomplete
    }

    /// An STX on its own is a status byte where those may come.
    func verdictAtSilence(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        bytes.count == 1 && takesBytes ? single(bytes[0]) : .incomplete
    }

    private func single(_ byte: UInt8) -> FrameVerdict<PrinterStatus> {
        guard takesBytes else { return .none }
        return .frame(PrinterStatus(table[byte], byte: byte), length: 1)
    }

    private static func fits(_ byte: UInt8, at index: Int) -> Bool {
        switch index {
        case 1...4: (0x40...0x7F).contains(byte)
        case 5: byte == ASCIIControl.etx
        case 6: byte == ASCIIControl.cr
        default: byte == ASCIIControl.lf
        }
    }

    private func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        var conditions = Self.faults(errorA: bytes[3], errorB: bytes[4])
        conditions.formUnion(Self.activity(message: bytes[1], hasFault: !conditions.isEmpty))
        let answer = UnsafeBufferPointer(rebasing: bytes[..<Self.frameLength])
        return .frame(PrinterStatus(conditions, answer: answer), length: Self.frameLength)
    }

    /// What the first byte of `ESC !S` says the printer is doing.
    ///
    /// The second is a warning (receive buffer full) and no fault.
    private static func activity(message: UInt8, hasFault: Bool) -> PrinterConditions {
        switch message {
        case UInt8(ascii: "@"): []
        case UInt8(ascii: "`"), UInt8(ascii: "K"), UInt8(ascii: "L"): .paused
        case UInt8(ascii: "B"), UInt8(ascii: "C"), UInt8(ascii: "F"), UInt8(ascii: "P"),
            UInt8(ascii: "W"):
            .printing
        default: hasFault ? [] : .error
        }
    }

    /// The third and fourth byte of `ESC !S`: bits 0–5 over a base of 0x40.
    private static func faults(errorA: UInt8, errorB: UInt8) -> PrinterConditions {
        var conditions: PrinterConditions = []
        if errorA & 0x03 != 0 { conditions.insert(.overheated) }
        if errorA & 0x08 != 0 { conditions.insert(.jam) }
        if errorA & 0x34 != 0 { conditions.insert(.error) }
        if errorB & 0x01 != 0 { conditions.insert(.paperOut) }
        if errorB & 0x0A != 0 { conditions.insert(.jam) }
        if errorB & 0x04 != 0 { conditions.insert(.ribbonOut) }
        if errorB & 0x10 != 0 { conditions.insert(.error) }
        if errorB & 0x20 != 0 { conditions.insert(.coverOpen) }
        return conditions
    }
}
