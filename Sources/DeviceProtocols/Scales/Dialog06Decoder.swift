/// Checkout-Dialog 06: the scale answers weighing requests with record 02 and questions about its
/// state with record 09 (sources: Mettler-Toledo DIVA service manual, manuals of the Dibal DPOS400
/// and the Cely PI100).
///
/// The request is refused with NAK while there is no weight to give; the scale is then asked why,
/// and each of its records is answered with EOT, as the protocol demands (see ``takeReplies()``).
struct Dialog06Decoder: FrameDecoder {
    /// EOT opens what the cash register sends; `08` asks for the scale's state.
    static let inquiry =
        [ASCIIControl.eot, ASCIIControl.stx] + Array("08".utf8)
        + [ASCIIControl.etx]
    /// Record 01 sets a unit price, without which no weighing begins; the price does not matter.
    static let request =
        [ASCIIControl.eot, ASCIIControl.stx] + Array("01".utf8)
        + [ASCIIControl.escape] + Array("000001".utf8) + [ASCIIControl.escape, ASCIIControl.etx]
    /// Asks for the weighing's result.
    static let demand = [ASCIIControl.eot, ASCIIControl.enq]

    private var frames = FormatDecoder(Dialog06Format())
    private var replies: [UInt8] = []
    /// A state was asked for and has not come: a NAK to the question itself is not asked about.
    private var isInquiring = false

    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScaleReading>] {
        frames.feed(bytes).compactMap { taken($0) }
    }

    mutating func idle() -> [Decoded<ScaleReading>] {
        isInquiring = false
        return frames.idle().compactMap { taken($0) }
    }

    mutating func takeReplies() -> [UInt8] {
        defer { replies = [] }
        return replies
    }

    private mutating func taken(
        _ item: Decoded<Dialog06Format.Message>
    ) -> Decoded<ScaleReading>? {
        switch item {
        case .malformed(let malformed): return .malformed(malformed)
        case .message(.refusal):
            if !isInquiring { replies = Self.inquiry }
            isInquiring = true
            return nil
        case .message(.record(let reading)):
            isInquiring = false
            replies = [ASCIIControl.eot]
            return reading.map { .message($0) }
        }
    }
}

/// The records of Checkout-Dialog 06 that a scale sends.
struct Dialog06Format: FrameFormat {
    enum Message: Sendable, Equatable {
        /// A record, and what it says of the weight, if anything.
        case record(ScaleReading?)
        /// NAK.
        case refusal
    }

    /// Most bytes a record may have; record 02 has 26.
    var longestFrame: Int { 40 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<Message> {
        switch bytes[0] {
        case ASCIIControl.ack: return .filler(length: 1)
        case ASCIIControl.nak: return .frame(.refusal, length: 1)
        case ASCIIControl.stx: break
        default: return .none
        }
        for index in 1..<max(1, min(bytes.count, longestFrame)) {
            switch bytes[index] {
            case ASCIIControl.etx: return record(bytes, index + 1)
            case 0x20...0x7E, ASCIIControl.escape: continue
            default: return .none
            }
        }
        return .incomplete
    }

    private func record(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<Message> {
        guard length >= 6, bytes[3] == ASCIIControl.escape else {
            return .refused(.length, length: length)
        }
        switch (bytes[1], bytes[2]) {
        case (UInt8(ascii: "0"), UInt8(ascii: "2")): return result(bytes, length)
        case (UInt8(ascii: "0"), UInt8(ascii: "9")): return state(bytes, length)
        case (UInt8(ascii: "1"), UInt8(ascii: "1")): return checksums(bytes, length)
        default: return .refused(.unexpected, length: length)
        }
    }

    /// Record 02: unit, weight of 5 digits, unit price of 5 or 6, price of 6, each behind ESC.
    private func result(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<Message> {
        guard length == 25 || length == 26 else { return .refused(.length, length: length) }
        let separators = [5, 11, length - 8]
        guard separators.allSatisfy({ bytes[$0] == ASCIIControl.escape }),
            let (unit, decimals) = Self.unit(bytes[4]),
            let weight = SentNumber.magnitude(UnsafeBufferPointer(rebasing: bytes[6..<11]))
        else { return .refused(.unexpected, length: length) }
        let number = SentNumber(magnitude: weight, decimals: decimals, isNegative: false)
        let reading = ScaleReading(state: .stable, number: number, unit: unit, net: false)
        return .frame(.record(reading), length: length)
    }

    /// The unit and its decimals.
    ///
    /// Pounds with ounces and eighths of them are no decimal number.
    private static func unit(_ byte: UInt8) -> (MassUnit, Int)? {
        switch byte {
        case UInt8(ascii: "1"): (.lb, 2)
        case UInt8(ascii: "2"), UInt8(ascii: "3"): (byte == UInt8(ascii: "3") ? .kg : .lb, 3)
        default: nil
        }
    }

    /// Record 09: two digits.
    private func state(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<Message> {
        guard length == 7 else { return .refused(.length, length: length) }
        guard let code = SentNumber.magnitude(UnsafeBufferPointer(rebasing: bytes[4..<6])) else {
            return .refused(.unexpected, length: length)
        }
        guard code != 0 else { return .frame(.record(nil), length: length) }
        let reading = ScaleReading(without: Self.state(of: code), unit: .kg, net: false)
        return .frame(.record(reading), length: length)
    }

    /// What a state code says of the weight.
    ///
    /// 20–22 only mean that there is none yet: in motion, not moved since the last weighing, not
    /// finished. 30 is less than the scale may weigh, 31 less than nothing. The rest are errors, most
    /// of them in what was asked.
    private static func state(of code: Int64) -> ScaleState {
        switch code {
        case 20...22: .moving
        case 30, 31: .underload
        case 32: .overload
        default: .fault
        }
    }

    /// Record 11: a scale that asks for checksums will not weigh until it gets them.
    ///
    /// They need a polynomial that the maker does not publish.
    private func checksums(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<Message> {
        guard bytes[4] != UInt8(ascii: "1") else { return .frame(.record(nil), length: length) }
        return .frame(
            .record(ScaleReading(without: .fault, unit: .kg, net: false)), length: length)
    }
}
