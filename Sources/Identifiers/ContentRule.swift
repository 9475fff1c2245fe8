/// What a component must satisfy beyond its length and character set.
///
/// Source: GS1 General Specifications, section 3 (one paragraph for each application identifier).
/// The lists of ISO 3166, ISO 4217 and UN/ECE Recommendation 21 are left alone on purpose: they
/// change, and a new country code must not make a parcel unreadable.
enum ContentRule: Sendable {
    /// GS1 check digit at the end.
    case checkDigit
    /// Check character pair at the end.
    case checkPair
    /// Begins with a GS1 Company Prefix, which has at least four digits.
    case companyPrefix
    /// YYMMDD; day 00 stands for the whole month.
    case dateOrMonth
    /// YYMMDD.
    case date
    /// YYYYMMDD.
    case longDate
    /// hh.
    case hour
    /// mm or ss.
    case sixtieth
    /// hhmm.
    case hourMinute
    /// 0 or 1.
    case yesNo
    /// The single digit 0.
    case zero
    /// Not all zeros.
    case nonZero
    /// No leading zero.
    case noLeadingZero
    /// A minus sign and nothing else.
    case hyphen
    /// Two digits for the piece, two for the total, neither 00, piece at most total.
    case pieceOfTotal
    /// Piece, slash, total.
    case pieceSlashTotal
    /// Percent signs are followed by two hexadecimal digits.
    case percentEncoded
    /// At most this number.
    case atMost(Int)
    /// One of these digits.
    case oneOf(String)
    /// A media type of GS1: 01–10 or 80–99.
    case mediaType
    /// An IBAN by ISO 7064 MOD 97-10.
    case iban
    /// At least one character that is no digit.
    case hasNonDigit
    /// One character of the file-safe base 64 alphabet.
    case importerIndex
    /// Two capital letters.
    case countryLetters
    /// At most two signs of padding, at the end.
    case padding

    /// Where and why `value` breaks the rule; nil when it holds.
    func flaw(in value: ArraySlice<UInt8>) -> Flaw? {
        switch self {
        case .checkDigit:
            CheckDigits.endsInMod10(value) ? nil : Flaw(.checkDigit, value.endIndex - 1)
        case .checkPair:
            CheckDigits.endsInCheckPair(value) ? nil : Flaw(.checkDigit, value.endIndex - 1)
        case .companyPrefix: prefixFlaw(value)
        case .dateOrMonth, .date, .longDate:
            isDate(value) ? nil : Flaw(.date, value.startIndex)
        case .hour, .sixtieth, .hourMinute:
            isTime(value) ? nil : Flaw(.time, value.startIndex)
        case .hyphen: value.elementsEqual("-".utf8) ? nil : Flaw(.charset, value.startIndex)
        case .importerIndex:
            value.allSatisfy(CharacterRepertoire.set64.contains)
                ? nil : Flaw(.charset, value.startIndex)
        case .percentEncoded: percentFlaw(value)
        case .countryLetters:
            value.firstIndex { !$0.isUppercase }.map { Flaw(.charset, $0) }
        case .padding:
            value.dropLast(2).firstIndex(of: 0x3D).map { Flaw(.charset, $0) }
        default: holdsForValue(value) ? nil : Flaw(.value, value.startIndex)
        }
    }

    private func holdsForValue(_ value: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .yesNo: value.elementsEqual("0".utf8) || value.elementsEqual("1".utf8)
        case .zero: value.elementsEqual("0".utf8)
        case .nonZero: value.contains { $0 != 0x30 }
        case .noLeadingZero: value.count == 1 || value.first != 0x30
        case .pieceOfTotal: isPiece(value.prefix(2), of: value.suffix(2))
        case .pieceSlashTotal:
            value.count == 3 && value[value.startIndex + 1] == 0x2F
                && isPiece(value.prefix(1), of: value.suffix(1))
        case .atMost(let limit): value.decimalValue <= limit
        case .oneOf(let digits): value.allSatisfy(digits.utf8.contains)
        case .mediaType: (1...10).contains(value.decimalValue) || value.decimalValue >= 80
        case .iban: isIBAN(value)
        case .hasNonDigit: !value.isAllDigits
        default: true
        }
    }

    private func isPiece(_ piece: ArraySlice<UInt8>, of total: ArraySlice<UInt8>) -> Bool {
        piece.isAllDigits && total.isAllDigits && piece.decimalValue >= 1
            && piece.decimalValue <= total.decimalValue
    }

    private func prefixFlaw(_ value: ArraySlice<UInt8>) -> Flaw? {
        if let wrong = value.prefix(4).firstIndex(where: { !$0.isDigit }) {
            return Flaw(.companyPrefix, wrong)
        }
        return value.count < 4 ? Flaw(.tooShort, value.endIndex) : nil
    }

    private func percentFlaw(_ value: ArraySlice<UInt8>) -> Flaw? {
        for index in value.indices where value[index] == 0x25 {
            let hex = value[(index + 1)...].prefix(2)
            guard hex.count == 2, hex.allSatisfy({ $0.hexValue != nil }) else {
                return Flaw(.charset, index)
            }
        }
        return nil
    }

    private func isDate(_ value: ArraySlice<UInt8>) -> Bool {
        var day = value.decimalValue % 100
        let month = value.decimalValue / 100 % 100
        let year = value.decimalValue / 10_000
        if case .dateOrMonth = self, day == 0 { day = 1 }
        // Two-digit years stand for 1950–2099 in our time, where every fourth year is a leap year.
        let isLeap = year % 4 == 0 && (value.count == 6 || year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && day >= 1 && day <= days[month - 1]
    }

    private func isTime(_ value: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .hour: value.decimalValue < 24
        case .sixtieth: value.decimalValue < 60
        default: value.decimalValue / 100 < 24 && value.decimalValue % 100 < 60
        }
    }

    private func isIBAN(_ value: ArraySlice<UInt8>) -> Bool {
        var rest = 0
        for byte in value.dropFirst(4) + value.prefix(4) {
            if byte.isDigit {
                rest = (rest * 10 + byte.digitValue) % 97
            } else if byte.isUppercase {
                rest = (rest * 100 + Int(byte) - 0x41 + 10) % 97
            } else {
                return false
            }
        }
        return value.count > 4 && rest == 1
    }
}

/// A fault and the byte it shows at.
struct Flaw: Error {
    let fault: IdentificationError.Fault
    let at: Int

    init(_ fault: IdentificationError.Fault, _ at: Int) {
        self.fault = fault
        self.at = at
    }
}
