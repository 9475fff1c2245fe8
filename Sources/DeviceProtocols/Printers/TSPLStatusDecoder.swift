/// Answers of TSPL printers: one byte of bits to `ESC !?`, or `STX` 4 bytes `ETX CR LF` to `ESC !S`
/// (source: TSPL/TSPL2 programming manuals of TSC and Gprinter).
public struct TSPLStatusDecoder: FrameDecoder {
    private static let frameLength = 8

    private let reply: PrinterOptions.StatusReply
    /// What each of the 256 status bytes says.
    private let statuses: [PrinterStatus]
    /// A frame so far, STX included.
    private var frame: [UInt8] = []
    private var garbage = GarbageRun()

    /// Makes a decoder; `bits` says what each bit of the status byte means, from bit 0 on.
    public init(reply: PrinterOptions.StatusReply, bits: [PrinterCondition?]) {
        self.reply = reply
        statuses = (0...255).map { Self.status(UInt8($0), bits: bits) }
    }

    /// Takes the next bytes of the line.
    public mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<PrinterStatus>] {
        var out: [Decoded<PrinterStatus>] = []
        bytes.withUnsafeBufferPointer { buffer in
            for byte in buffer { take(byte, &out) }
        }
        return out
    }

    /// Reports what the silence has cut off; a lone STX is a status byte where those may come.
    public mutating func idle() -> [Decoded<PrinterStatus>] {
        var out: [Decoded<PrinterStatus>] = []
        if frame.count == 1, reply == .either {
            emitByte(frame[0], &out)
        } else if !frame.isEmpty {
            garbage.flush(to: &out)
            out.append(.malformed(Malformed(reason: .noTerminator, bytes: frame)))
        }
        garbage.flush(to: &out)
        frame.removeAll(keepingCapacity: true)
        return out
    }

    private mutating func take(_ byte: UInt8, _ out: inout [Decoded<PrinterStatus>]) {
        guard reply != .byte else { return emitByte(byte, &out) }
        if !frame.isEmpty {
            guard fits(byte) else { return breakOff(at: byte, &out) }
            frame.append(byte)
            if frame.count == Self.frameLength { emitFrame(&out) }
        } else if byte == ASCIIControl.stx {
            frame.append(byte)
        } else if reply == .either {
            emitByte(byte, &out)
        } else {
            garbage.append(byte, to: &out)
        }
    }

    private func fits(_ byte: UInt8) -> Bool {
        switch frame.count {
        case 1...4: (0x40...0x7F).contains(byte)
        case 5: byte == ASCIIControl.etx
        case 6: byte == ASCIIControl.cr
        default: byte == ASCIIControl.lf
        }
    }

    private mutating func breakOff(at byte: UInt8, _ out: inout [Decoded<PrinterStatus>]) {
        if frame.count == 1, reply == .either {
            emitByte(frame[0], &out)
        } else {
            garbage.append(contentsOf: frame, to: &out)
        }
        frame.removeAll(keepingCapacity: true)
        take(byte, &out)
    }

    private mutating func emitByte(_ byte: UInt8, _ out: inout [Decoded<PrinterStatus>]) {
        garbage.flush(to: &out)
        out.append(.message(statuses[Int(byte)]))
    }

    /// A set bit that nobody documents is an error: it must never pass for "ready".
    private static func status(_ byte: UInt8, bits: [PrinterCondition?]) -> PrinterStatus {
        var conditions: Set<PrinterCondition> = []
        for bit in 0..<8 where byte & (1 << bit) != 0 {
            conditions.insert((bit < bits.count ? bits[bit] : nil) ?? .error)
        }
        return PrinterStatus(conditions, bytes: [byte])
    }

    private mutating func emitFrame(_ out: inout [Decoded<PrinterStatus>]) {
        garbage.flush(to: &out)
        var conditions = Self.faults(errorA: frame[3], errorB: frame[4])
        conditions.formUnion(Self.activity(message: frame[1], hasFault: !conditions.isEmpty))
        out.append(.message(PrinterStatus(conditions, bytes: frame)))
        frame.removeAll(keepingCapacity: true)
    }

    /// What the first byte of `ESC !S` says the printer is doing.
    ///
    /// The second is a warning (receive buffer full) and no fault.
    private static func activity(message: UInt8, hasFault: Bool) -> Set<PrinterCondition> {
        switch message {
        case UInt8(ascii: "@"): []
        case UInt8(ascii: "`"), UInt8(ascii: "K"), UInt8(ascii: "L"): [.paused]
        case UInt8(ascii: "B"), UInt8(ascii: "C"), UInt8(ascii: "F"), UInt8(ascii: "P"),
            UInt8(ascii: "W"):
            [.printing]
        default: hasFault ? [] : [.error]
        }
    }

    /// The third and fourth byte of `ESC !S`: bits 0–5 over a base of 0x40.
    private static func faults(errorA: UInt8, errorB: UInt8) -> Set<PrinterCondition> {
        let namesA: [PrinterCondition] = [.overheated, .overheated, .error, .jam, .error, .error]
        let namesB: [PrinterCondition] = [.paperOut, .jam, .ribbonOut, .jam, .error, .coverOpen]
        var conditions: Set<PrinterCondition> = []
        for bit in 0..<6 {
            if errorA & (1 << bit) != 0 { conditions.insert(namesA[bit]) }
            if errorB & (1 << bit) != 0 { conditions.insert(namesB[bit]) }
        }
        return conditions
    }
}
