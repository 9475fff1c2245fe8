/// Mettler-Toledo's standard interface commands, answers to `S` and `SI`: `S S`, blanks, the
/// number, a blank, the unit, CR LF; `S D` while the weight moves; `S I` when there is none to give
/// now, `S +` overload, `S -` underload; `ES`, `ET` and `EL` for commands not understood
/// (sources: operating instructions of the AT and JS balances; `S D` is not in those, but in the
/// command set's own reference).
///
/// The answers to other commands (identity, zero, tare) are passed over.
struct MTSICSFormat: FrameFormat {
    /// Answers that are no weights, by how they begin.
    private static let others = [
        "I0 ", "I1 ", "I2 ", "I3 ", "I4 ", "I5 ", "Z ", "ZI ", "T ", "TI ", "TA ", "TAC ",
    ].map { Array($0.utf8) }
    private static let errors = ["ES", "ET", "EL"].map { Array($0.utf8) }
    private static let blank = UInt8(ascii: " ")

    /// Identity answers hold free text; with its quotes 80 characters are far beyond any.
    var longestFrame: Int { 96 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        switch bytes[0] {
        case UInt8(ascii: "S"): return weight(bytes)
        case UInt8(ascii: "E"): return error(bytes)
        case UInt8(ascii: "I"), UInt8(ascii: "Z"), UInt8(ascii: "T"): return other(bytes)
        default: return .none
        }
    }

    // MARK: - Weights

    private func weight(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard bytes.count > 2 else {
            return bytes.count < 2 || bytes[1] == Self.blank ? .incomplete : .none
        }
        guard bytes[1] == Self.blank else { return .none }
        switch bytes[2] {
        case UInt8(ascii: "S"): return number(bytes, .stable)
        case UInt8(ascii: "D"): return number(bytes, .moving)
        case UInt8(ascii: "I"): return status(bytes, .moving)
        case UInt8(ascii: "+"): return status(bytes, .overload)
        case UInt8(ascii: "-"): return status(bytes, .underload)
        default: return .none
        }
    }

    private func status(
        _ bytes: UnsafeBufferPointer<UInt8>, _ state: ScaleState
    ) -> FrameVerdict<ScaleReading> {
        switch endOfLine(bytes, at: 3) {
        case nil: .incomplete
        case false?: .none
        case true?:
            .frame(ScaleReading(without: state, unit: .g, net: false), length: 5)
        }
    }

    private func number(
        _ bytes: UnsafeBufferPointer<UInt8>, _ state: ScaleState
    ) -> FrameVerdict<ScaleReading> {
        let digits = run(bytes, from: 3) { byte in
            switch byte {
            case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: " "):
                true
            default: false
            }
        }
        let unit = run(bytes, from: digits) { byte in
            (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "%")
        }
        switch endOfLine(bytes, at: unit) {
        case nil: return .incomplete
        case false?: return .none
        case true?: break
        }
        let length = unit + 2
        guard digits > 3, unit > digits else { return .refused(.length, length: length) }
        var end = digits
        while end > 3, bytes[end - 1] == Self.blank { end -= 1 }
        guard bytes[3] == Self.blank, end < digits, let number = SentNumber(bytes[3..<end]),
            let sent = MassUnit(sentAs: bytes[digits..<unit])
        else { return .refused(.unexpected, length: length) }
        let reading = ScaleReading(state: state, number: number, unit: sent, net: false)
        return .frame(reading, length: length)
    }

    // MARK: - Other answers

    private func error(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard Self.errors.contains(where: { $0.starts(with: bytes.prefix(2)) }) else {
            return .none
        }
        guard bytes.count > 2 else { return .incomplete }
        switch endOfLine(bytes, at: 2) {
        case nil: return .incomplete
        case false?: return .none
        case true?:
            return .frame(ScaleReading(without: .fault, unit: .g, net: false), length: 4)
        }
    }

    private func other(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        let isKnown = Self.others.contains { head in
            zip(head, bytes).allSatisfy { $0 == $1 }
        }
        guard isKnown else { return .none }
        let end = run(bytes, from: 0) { $0 >= Self.blank }
        switch endOfLine(bytes, at: end) {
        case nil: return .incomplete
        case false?: return .none
        case true?: return .filler(length: end + 2)
        }
    }

    /// The first place from `start` on whose byte is none of a kind.
    @inline(__always)
    private func run(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, while fits: (UInt8) -> Bool
    ) -> Int {
        var place = start
        while place < bytes.count, fits(bytes[place]) { place += 1 }
        return place
    }

    /// Whether CR LF stand at a place; nil while that is not known yet.
    private func endOfLine(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool? {
        guard place < bytes.count else { return nil }
        guard bytes[place] == ASCIIControl.cr else { return false }
        guard place + 1 < bytes.count else { return nil }
        return bytes[place + 1] == ASCIIControl.lf
    }
}

extension MassUnit {
    /// The unit of a text in lower case, or nil.
    init?(sentAs text: some Collection<UInt8>) {
        let unit = MassUnit.allCases.first { text.elementsEqual($0.rawValue.utf8) }
        guard let unit else { return nil }
        self = unit
    }
}
