/// Says what a text is; an AIM symbology identifier may stand before it, GS is U+001D.
public func identify(_ text: String) -> Identification {
    identify(text, history: [:])
}

/// Says what a text is, with the carriers ordered by what came in before.
///
/// `history` holds counts by carrier, of whatever the caller finds telling: this batch, this
/// courier's handover, this station's last month.
public func identify(_ text: String, history: [Carrier: Int]) -> Identification {
    let bytes = Array(text.utf8)
    guard let aim = AIMIdentifier(bytes: bytes.prefix(3)) else {
        return Classification(bytes, nil, history).identification(input: text, payload: text)
    }
    let payload = String(text.unicodeScalars.dropFirst(3))
    return Classification(Array(bytes.dropFirst(3)), aim, history)
        .identification(input: text, payload: payload)
}

/// Says what a text is of which only the beginning was kept: the kind it seemed to become, with the
/// error `too-long` where it was cut off.
public func identify(cutOff text: String) -> Identification {
    let found = identify(text)
    return Identification(
        input: found.input, payload: found.payload, kind: found.kind, elements: found.elements,
        error: IdentificationError(.tooLong, at: found.payload.utf8.count))
}

/// Says what a payload is whose AIM identifier, if any, the scanner told apart.
public func identify(_ payload: String, aim: AIMIdentifier?) -> Identification {
    identify(payload, aim: aim, history: [:])
}

/// Says what a payload is, with the carriers ordered by what came in before.
public func identify(
    _ payload: String, aim: AIMIdentifier?, history: [Carrier: Int]
) -> Identification {
    Classification(Array(payload.utf8), aim, history)
        .identification(input: payload, payload: payload)
}

/// The decision what a payload is.
private struct Classification {
    private var kind = IdentifiedKind.text
    private var elements: [ElementString] = []
    private var error: IdentificationError?
    private let candidates: [CarrierCandidate]

    init(_ bytes: [UInt8], _ aim: AIMIdentifier?, _ history: [Carrier: Int]) {
        candidates = CourierNumbers.candidates(for: bytes, history: history)
        if readElementStrings(bytes, aim) || readLink(bytes) || readOwnCode(bytes)
            || readPostalNumber(bytes) || readNumber(bytes, aim)
        {
            return
        }
        if !candidates.isEmpty { kind = .waybill }
    }

    func identification(input: String, payload: String) -> Identification {
        Identification(
            input: input, payload: payload, kind: kind, elements: elements,
            candidates: candidates, error: error)
    }

    private mutating func take(_ kind: IdentifiedKind, _ reading: ElementReading) -> Bool {
        self.kind = kind
        elements = reading.elements
        error = reading.error
        return true
    }

    private mutating func readElementStrings(_ bytes: [UInt8], _ aim: AIMIdentifier?) -> Bool {
        if ElementReading.beginsWithBracketedAI(bytes) {
            return take(.gs1, .ofBracketedText(bytes))
        }
        if aim?.announcesElementStrings == true || bytes.first == .groupSeparator {
            return take(.gs1, .ofSymbolData(bytes))
        }
        guard bytes.count >= 16, bytes[0] == 0x30, (0x30...0x32).contains(bytes[1])
        else { return false }
        let reading = ElementReading.ofSymbolData(bytes)
        return reading.isWhole && take(.gs1, reading)
    }

    private mutating func readLink(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == 0x68 || bytes.first == 0x48, let reading = DigitalLink.read(bytes)
        else { return false }
        return take(.digitalLink, reading)
    }

    private mutating func readOwnCode(_ bytes: [UInt8]) -> Bool {
        guard let prefix = CodePrefix(of: bytes) else { return false }
        switch prefix {
        case .control: kind = .control
        case .trace: kind = .trace
        case .pickup: kind = .pickup
        case .division: kind = .division
        }
        error = prefix.error(of: bytes.text)
        return true
    }

    /// A number that only its check digit keeps from being an S10 stays text, with the reason.
    private mutating func readPostalNumber(_ bytes: [UInt8]) -> Bool {
        guard S10.hasForm(bytes) else { return false }
        if S10.checkDigit(bytes[2..<10]) == bytes[S10.checkDigitAt] {
            kind = .s10
        } else {
            error = IdentificationError(.checkDigit, at: S10.checkDigitAt)
        }
        return true
    }

    private mutating func readNumber(_ bytes: [UInt8], _ aim: AIMIdentifier?) -> Bool {
        if let aim, aim.isRetail {
            kind = .gtin
            do {
                let gtin = try RetailSymbol(bytes, modifier: aim.modifier).gtin
                elements = gtin.map { [ElementString(ai: "01", value: $0)] } ?? []
            } catch {
                self.error = error
            }
            return true
        }
        guard [8, 12, 13, 14, 18].contains(bytes.count), CheckDigits.endsInMod10(bytes[...])
        else { return false }
        kind = bytes.count == 18 ? .sscc : .gtin
        let (ai, value) =
            kind == .sscc ? ("00", bytes.text) : ("01", RetailSymbol.gtin14(bytes[...]))
        elements = [ElementString(ai: ai, value: value)]
        return true
    }
}
