/// Yaohua XK3190-A12(E) continuous output, 15 bytes: `W`, `G` or `N`, 7 characters with the point,
/// `kg`, two check digits, CR LF; overload is 9 spaces and `OL`, underload 9 spaces and `LO`
/// (source: manual of the XK3190-A12E, communication format).
///
/// The check digits are the exclusive-or of the 11 bytes before them; digits above 9 are `A`–`F`
/// or, in some firmware, `:`–`?`. The format has no motion flag: see ``StabilityWindow``.
public struct YaohuaA12EDecoder: FrameDecoder {
    private static let frameLength = 15
    /// Most bytes of a line kept; of longer ones only the last 15 can still be a frame.
    private static let longestLine = 64

    /// Bytes since the last CR LF.
    private var line: [UInt8] = []
    /// The line was longer than is kept, so its beginning is unknown.
    private var isTail = false
    private var stability = StabilityWindow()
    private var garbage = GarbageRun()

    /// Makes a decoder; the format sends its own unit.
    public init() {}

    /// Takes the next bytes of the line.
    public mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScaleReading>] {
        var out: [Decoded<ScaleReading>] = []
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                if line.isEmpty, takeWholeFrame(buffer, at: index, &out) {
                    index += Self.frameLength
                } else {
                    take(buffer[index], &out)
                    index += 1
                }
            }
        }
        return out
    }

    /// Reports what the silence has cut off; stability has to be earned again.
    public mutating func idle() -> [Decoded<ScaleReading>] {
        var out: [Decoded<ScaleReading>] = []
        let start = line.indices.first { Frame.mayBegin(line[$0...]) } ?? line.count
        garbage.append(contentsOf: line[..<start], to: &out)
        garbage.flush(to: &out)
        if start < line.count {
            out.append(.malformed(Malformed(reason: .noTerminator, bytes: Array(line[start...]))))
        }
        startLine()
        stability.reset()
        return out
    }

    /// The usual case without copying: a line that is exactly one good frame.
    private mutating func takeWholeFrame(
        _ buffer: UnsafeBufferPointer<UInt8>, at index: Int, _ out: inout [Decoded<ScaleReading>]
    ) -> Bool {
        let end = index + Self.frameLength
        guard end <= buffer.count, buffer[end - 1] == ASCIIControl.lf,
            buffer[end - 2] == ASCIIControl.cr,
            case .good(let reading) = Frame.verdict(
                UnsafeBufferPointer(rebasing: buffer[index..<end]))
        else { return false }
        emit(reading, &out)
        return true
    }

    private mutating func take(_ byte: UInt8, _ out: inout [Decoded<ScaleReading>]) {
        line.append(byte)
        if byte == ASCIIControl.lf, line.count > 1, line[line.count - 2] == ASCIIControl.cr {
            endLine(&out)
        } else if line.count == Self.longestLine {
            let surplus = line.count - Self.frameLength
            garbage.append(contentsOf: line[..<surplus], to: &out)
            line.removeFirst(surplus)
            isTail = true
        }
    }

    private mutating func endLine(_ out: inout [Decoded<ScaleReading>]) {
        defer { startLine() }
        let start = line.count - Self.frameLength
        if start >= 0 {
            let verdict = line[start...].withUnsafeBufferPointer(Frame.verdict)
            switch verdict {
            case .good(let reading):
                garbage.append(contentsOf: line[..<start], to: &out)
                return emit(reading, &out)
            case .bad(let reason):
                garbage.append(contentsOf: line[..<start], to: &out)
                return refuse(line[start...], reason, &out)
            case .notAFrame: break
            }
        }
        if !isTail, let start = Frame.lastStart(in: line) {
            garbage.append(contentsOf: line[..<start], to: &out)
            refuse(line[start...], .length, &out)
        } else {
            garbage.append(contentsOf: line, to: &out)
        }
    }

    private mutating func startLine() {
        line.removeAll(keepingCapacity: true)
        isTail = false
    }

    private mutating func emit(_ reading: ScaleReading, _ out: inout [Decoded<ScaleReading>]) {
        garbage.flush(to: &out)
        if !reading.hasNumber {
            stability.reset()
            out.append(.message(reading))
        } else {
            out.append(.message(stability.judge(reading)))
        }
    }

    private mutating func refuse(
        _ bytes: ArraySlice<UInt8>, _ reason: Malformed.Reason,
        _ out: inout [Decoded<ScaleReading>]
    ) {
        garbage.flush(to: &out)
        out.append(.malformed(Malformed(reason: reason, bytes: Array(bytes))))
    }
}

/// The layout of one frame.
private enum Frame {
    enum Verdict {
        case good(ScaleReading)
        case bad(Malformed.Reason)
        /// It does not even begin as a frame does.
        case notAFrame
    }

    /// Judges 15 bytes that end with CR LF.
    static func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> Verdict {
        let fault = faultState(bytes)
        guard fault != nil || isStart(bytes[0], bytes[1]) else { return .notAFrame }
        let checked = UnsafeBufferPointer(rebasing: bytes[..<11])
        guard YaohuaCheckDigits.fit(bytes[11], bytes[12], over: checked) else {
            return .bad(.checksum)
        }
        if let fault { return .good(ScaleReading(without: fault, unit: .kg, net: false)) }
        guard let unit = unit(bytes[9], bytes[10]), let number = SentNumber(bytes[2..<9]) else {
            return .bad(.unexpected)
        }
        let net = bytes[1] == UInt8(ascii: "N")
        return .good(ScaleReading(state: .moving, number: number, unit: unit, net: net))
    }

    /// Where the last frame of a line begins that is not 15 bytes long, or nil.
    static func lastStart(in line: [UInt8]) -> Int? {
        line.indices.dropLast().last { isStart(line[$0], line[$0 + 1]) }
    }

    /// Whether bytes are the beginning of a frame, as far as they go.
    static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count < 15 else { return false }
        let isWeight = zip(0..., bytes).allSatisfy { position, byte in
            switch position {
            case 0: byte == UInt8(ascii: "W")
            case 1: byte == UInt8(ascii: "G") || byte == UInt8(ascii: "N")
            case 2..<9: isNumberCharacter(byte)
            case 9, 10: byte == UInt8(ascii: " ") || (0x61...0x7A).contains(byte)
            case 11, 12: YaohuaCheckDigits.value(byte) != nil
            default: byte == ASCIIControl.cr
            }
        }
        let isFault = [overload, underload].contains { bytes.elementsEqual($0.prefix(bytes.count)) }
        return isWeight || isFault
    }

    private static let overload = Array("         OL23\r\n".utf8)
    private static let underload = Array("         LO23\r\n".utf8)

    private static func isStart(_ first: UInt8, _ second: UInt8) -> Bool {
        first == UInt8(ascii: "W") && (second == UInt8(ascii: "G") || second == UInt8(ascii: "N"))
    }

    private static func faultState(_ bytes: UnsafeBufferPointer<UInt8>) -> ScaleState? {
        guard bytes[0] == UInt8(ascii: " "), bytes[..<9].allSatisfy({ $0 == UInt8(ascii: " ") })
        else { return nil }
        switch (bytes[9], bytes[10]) {
        case (UInt8(ascii: "O"), UInt8(ascii: "L")): return .overload
        case (UInt8(ascii: "L"), UInt8(ascii: "O")): return .underload
        default: return nil
        }
    }

    private static func unit(_ first: UInt8, _ second: UInt8) -> MassUnit? {
        switch (first, second) {
        case (UInt8(ascii: "k"), UInt8(ascii: "g")): .kg
        case (UInt8(ascii: "l"), UInt8(ascii: "b")): .lb
        case (UInt8(ascii: "o"), UInt8(ascii: "z")): .oz
        case (UInt8(ascii: " "), UInt8(ascii: "g")), (UInt8(ascii: "g"), UInt8(ascii: " ")): .g
        default: nil
        }
    }

    private static func isNumberCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: " "):
            true
        default: false
        }
    }
}
