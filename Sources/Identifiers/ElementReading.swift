/// Element strings read from data, and the first thing wrong with it.
struct ElementReading {
    /// Longer than any symbol: a QR code holds at most 7,089 digits.
    static let payloadBytesMax = 8192

    private(set) var elements: [ElementString] = []
    private(set) var error: IdentificationError?
    /// Whether every byte was read, so that at most the combination is at fault.
    private(set) var isWhole = false

    /// Row, last digit and place of each element.
    private var found: [(row: Int, lastDigit: Int, at: Int)] = []
    private let index = AIIndex.shared

    /// Takes an element in, or the flaw of its value; `at` is where its identifier begins.
    mutating func append(_ match: AIIndex.Match, _ ai: String, _ value: String, at: Int) {
        elements.append(ElementString(ai: ai, value: value))
        found.append((match.row, match.lastDigit, at))
    }

    mutating func fail(_ fault: IdentificationError.Fault, ai: String? = nil, at: Int?) {
        error = IdentificationError(fault, ai: ai, at: at)
    }

    /// Ends the reading: only now can it be seen which identifiers stand together.
    ///
    /// A label may spread its element strings over several symbols; then a needed one is missed
    /// here, but all elements are there for the caller to put together.
    mutating func finish() {
        isWhole = true
        var present = [UInt16](repeating: 0, count: index.rows.count)
        var values: [String: String] = [:]
        for (element, place) in zip(elements, found) {
            present[place.row] |= 1 << UInt16(place.lastDigit)
            if values.updateValue(element.value, forKey: element.ai) ?? element.value
                != element.value
            {
                return fail(.repeatedAI, ai: element.ai, at: place.at)
            }
        }
        for (element, place) in zip(elements, found) {
            if let fault = index.associations[place.row].fault(of: place.row, present: present) {
                return fail(fault, ai: element.ai, at: place.at)
            }
        }
    }
}

extension ElementReading {
    /// Reads symbol data: identifiers and values in a row, GS (1D) after values that need one.
    ///
    /// One GS is let pass at the start, at the end, and after a value of predefined length.
    static func ofSymbolData(_ bytes: [UInt8]) -> ElementReading {
        var reading = ElementReading()
        var position = bytes.first == .groupSeparator ? 1 : 0
        guard position < bytes.count else {
            reading.fail(.empty, at: position)
            return reading
        }
        guard bytes.count <= payloadBytesMax else {
            reading.fail(.tooLong, at: payloadBytesMax)
            return reading
        }
        while position < bytes.count {
            guard let next = reading.readElement(bytes, at: position) else { return reading }
            position = next
        }
        reading.finish()
        return reading
    }

    /// Reads one element and returns where the next begins; nil after an error.
    private mutating func readElement(_ bytes: [UInt8], at start: Int) -> Int? {
        guard let match = index.match(bytes, at: start, before: bytes.count) else {
            fail(.unknownAI, at: start)
            return nil
        }
        let row = index.rows[match.row]
        let valueStart = start + match.length
        let ai = bytes[start..<valueStart].text
        let separator = bytes[valueStart...].firstIndex(of: .groupSeparator) ?? bytes.count
        do throws(Flaw) {
            let end = try row.valueEnd(in: bytes, from: valueStart, to: separator)
            guard row.isPredefined || end == separator else {
                throw Flaw(row.isFixedLength ? .missingSeparator : .tooLong, end)
            }
            append(match, ai, bytes[valueStart..<end].text, at: start)
            return end < bytes.count && bytes[end] == .groupSeparator ? end + 1 : end
        } catch {
            fail(error.fault, ai: ai, at: error.at)
            return nil
        }
    }
}

extension ElementReading {
    private static let brackets: [UInt8: UInt8] = [0x28: 0x29, 0x5B: 0x5D]

    /// Whether the data begins with an application identifier in round or square brackets.
    static func beginsWithBracketedAI(_ bytes: [UInt8]) -> Bool {
        bracketedDigits(bytes, at: 0) != nil
    }

    /// Reads the form people read: `(01)09501101530003(10)AB-123`, or the same in square brackets.
    ///
    /// A bracket inside a value that could begin an identifier is written `\(`.
    static func ofBracketedText(_ bytes: [UInt8]) -> ElementReading {
        var reading = ElementReading()
        guard bytes.count <= payloadBytesMax else {
            reading.fail(.tooLong, at: payloadBytesMax)
            return reading
        }
        var position = 0
        while let digits = bracketedDigits(bytes, at: position) {
            var end = digits.endIndex + 1
            var value: [UInt8] = []
            while end < bytes.count, bracketedDigits(bytes, at: end) == nil {
                let isEscape = bytes[end] == 0x5C && bytes[(end + 1)...].first == bytes[0]
                if isEscape { end += 1 }
                value.append(bytes[end])
                end += 1
            }
            let isSpelledOut = value.count == end - digits.endIndex - 1
            guard
                reading.appendElement(
                    digits, value, at: digits.startIndex, valueAt: digits.endIndex + 1,
                    isSpelledOut: isSpelledOut)
            else { return reading }
            position = end
        }
        reading.finish()
        return reading
    }

    /// Takes in a value that is already cut out; `isSpelledOut` says no escapes were undone in it.
    ///
    /// Returns false after an error.
    mutating func appendElement(
        _ digits: ArraySlice<UInt8>, _ value: [UInt8], at start: Int, valueAt: Int,
        isSpelledOut: Bool
    ) -> Bool {
        guard let match = index.match(digits) else {
            fail(.unknownAI, ai: digits.text, at: start)
            return false
        }
        do throws(Flaw) {
            let end = try index.rows[match.row].valueEnd(in: value, from: 0, to: value.count)
            guard end == value.count else { throw Flaw(.tooLong, end) }
            append(match, digits.text, value.text, at: start)
            return true
        } catch {
            fail(error.fault, ai: digits.text, at: valueAt + (isSpelledOut ? error.at : 0))
            return false
        }
    }

    /// The digits between the brackets that open at `start`, if they can be an identifier.
    private static func bracketedDigits(_ bytes: [UInt8], at start: Int) -> ArraySlice<UInt8>? {
        guard start < bytes.count, let closing = brackets[bytes[start]],
            bytes[start] == bytes[0]
        else { return nil }
        let digits = bytes[(start + 1)...].prefix(4).prefix { $0.isDigit }
        guard digits.endIndex < bytes.count, bytes[digits.endIndex] == closing,
            AIIndex.shared.looksLikeAI(digits)
        else { return nil }
        return digits
    }
}
