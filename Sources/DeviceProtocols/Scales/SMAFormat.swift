/// The American scale makers' standard protocol SMA SCP-0499, answers to weight requests: LF,
/// status, range, gross or net, motion, a reserved character, ten characters of weight, three of
/// unit, CR; `LF ? CR` for a command not understood (sources: the standard; manuals of the
/// Sartorius PR 5210 and the Fairbanks FB2550).
///
/// Answers about the scale (`LF MFG:… CR`) and tare weights are passed over.
struct SMAFormat: FrameFormat {
    private static let frameLength = 20
    private static let blank = UInt8(ascii: " ")
    /// From here on a frame is known to be one.
    private static let weightStart = 6
    private static let unitStart = 16

    /// An answer about the scale has at most 25 characters behind its name.
    var longestFrame: Int { 48 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard bytes[0] == ASCIIControl.lf else { return .none }
        guard bytes.count > 2 else {
            return bytes.count < 2 || bytes[1] >= Self.blank ? .incomplete : .none
        }
        if bytes[1] == UInt8(ascii: "?") {
            guard bytes[2] == ASCIIControl.cr else { return .none }
            return .frame(ScaleReading(without: .fault, unit: .kg, net: false), length: 3)
        }
        return (0x30...0x39).contains(bytes[2]) ? weight(bytes) : about(bytes)
    }

    private func weight(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        let count = min(bytes.count, Self.frameLength)
        var place = 1
        while place < count, Self.allows(bytes[place], at: place) { place += 1 }
        if place == Self.frameLength { return whole(bytes) }
        if place == bytes.count { return .incomplete }
        guard place >= Self.weightStart else { return .none }
        if bytes[place] == ASCIIControl.cr { return .refused(.length, length: place + 1) }
        // A longer line than any weight: refused up to its end.
        var end = place
        while end < bytes.count, bytes[end] >= Self.blank { end += 1 }
        if end == bytes.count { return end < longestFrame ? .incomplete : .none }
        guard bytes[end] == ASCIIControl.cr else { return .none }
        let isWhole = end == Self.frameLength - 1
        return .refused(isWhole ? .unexpected : .length, length: end + 1)
    }

    private func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        let net = bytes[3] == UInt8(ascii: "N") || bytes[3] == UInt8(ascii: "n")
        if let fault = Self.fault(bytes[1]) {
            return .frame(
                ScaleReading(without: fault, unit: .kg, net: net), length: Self.frameLength)
        }
        if bytes[3] == UInt8(ascii: "T") { return .filler(length: Self.frameLength) }
        var end = Self.unitStart + 3
        while end > Self.unitStart, Self.isPadding(bytes[end - 1]) { end -= 1 }
        var start = Self.unitStart
        while start < end, Self.isPadding(bytes[start]) { start += 1 }
        guard let unit = MassUnit(sentAs: bytes[start..<end]),
            let number = SentNumber(bytes[Self.weightStart..<Self.unitStart])
        else { return .refused(.unexpected, length: Self.frameLength) }
        let state: ScaleState = bytes[4] == UInt8(ascii: "M") ? .moving : .stable
        return .frame(
            ScaleReading(state: state, number: number, unit: unit, net: net),
            length: Self.frameLength)
    }

    /// What a status says that leaves no weight: over and under capacity, a zero error at power-up
    /// or later, a tare error.
    private static func fault(_ status: UInt8) -> ScaleState? {
        switch status {
        case UInt8(ascii: "O"): .overload
        case UInt8(ascii: "U"): .underload
        case UInt8(ascii: "E"), UInt8(ascii: "I"): .zeroNeeded
        case UInt8(ascii: "T"): .fault
        default: nil
        }
    }

    private static func allows(_ byte: UInt8, at place: Int) -> Bool {
        switch place {
        case 1: return " ZOUEIT".utf8.contains(byte)
        case 2: return (0x30...0x39).contains(byte)
        case 3: return "GNTgn".utf8.contains(byte)
        case 4: return byte == blank || byte == UInt8(ascii: "M")
        case 5: return byte >= blank
        case weightStart..<unitStart:
            return (0x30...0x39).contains(byte) || "-+. ".utf8.contains(byte)
        case unitStart..<(frameLength - 1):
            return (0x61...0x7A).contains(byte) || isPadding(byte)
        default: return byte == ASCIIControl.cr
        }
    }

    private static func isPadding(_ byte: UInt8) -> Bool {
        byte == blank || byte == UInt8(ascii: "_")
    }

    /// `LF`, a name of three characters, a colon, text, CR.
    private func about(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        for place in 1..<min(4, bytes.count) {
            let byte = bytes[place]
            guard (0x41...0x5A).contains(byte) || Self.isPadding(byte) else { return .none }
        }
        guard bytes.count > 4 else { return .incomplete }
        guard bytes[4] == UInt8(ascii: ":") else { return .none }
        var end = 5
        while end < bytes.count, bytes[end] >= Self.blank { end += 1 }
        if end == bytes.count { return end < longestFrame ? .incomplete : .none }
        return bytes[end] == ASCIIControl.cr ? .filler(length: end + 1) : .none
    }
}
