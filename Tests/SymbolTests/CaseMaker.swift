import SeededRandom

@testable import Identifiers

/// Makes content that each symbology may bear, with what must be made of it.
struct CaseMaker {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next(_ kind: ZintSymbol.Kind) -> ScannedSymbolTests.Case {
        switch kind {
        case .ean: ean()
        case .upcA: upcA()
        case .upcE: upcE()
        case .itf14: itf14()
        case .code128: plain(kind, aim: "]C0")
        case .qr: plain(kind, aim: "]Q1")
        case .dataMatrix: plain(kind, aim: "]d1")
        case .gs1Code128: gs1(kind, aim: "]C1")
        case .gs1QR: gs1(kind, aim: "]Q3")
        case .gs1DataMatrix: gs1(kind, aim: "]d2")
        }
    }

    // MARK: Goods

    private mutating func ean() -> ScannedSymbolTests.Case {
        let isShort = Bool.random(using: &random)
        // In front of EAN-13 stands no zero: such a symbol is a UPC-A.
        let main = isShort ? checked(digits(7)) : checked("6" + digits(11))
        let addOn = isShort ? "" : ["", digits(2), digits(5)].randomElement(using: &random) ?? ""
        return .init(
            kind: .ean, content: addOn.isEmpty ? main : "\(main)+\(addOn)",
            aim: addOn.isEmpty ? (isShort ? "]E4" : "]E0") : "]E3", expected: .gtin,
            elements: [gtin(main)], payload: main + addOn)
    }

    private mutating func upcA() -> ScannedSymbolTests.Case {
        let number = checked(digits(11))
        return .init(
            kind: .upcA, content: number, aim: "]E0", expected: .gtin, elements: [gtin(number)],
            payload: "0" + number)
    }

    private mutating func upcE() -> ScannedSymbolTests.Case {
        let body = "0" + digits(6)
        for check in "0123456789" {
            guard let long = RetailSymbol.expandedUPCE(Array("\(body)\(check)".utf8)),
                // What could have been written shorter is: zeros before a last digit of 5 to 9.
                Self.isShortest(body)
            else { continue }
            return .init(
                kind: .upcE, content: "\(body)\(check)", aim: "]E0", expected: .gtin,
                elements: [gtin(long.text)], payload: "0" + long.text)
        }
        return upcE()
    }

    /// The rules are tried in the order of their last digits; encoders insist on the first that fits.
    private static func isShortest(_ body: String) -> Bool {
        let digits = Array(body.utf8)
        return switch digits[6] {
        case 0x33: digits[3] > 0x32
        case 0x34: digits[4] != 0x30
        case 0x35...: digits[5] != 0x30
        default: true
        }
    }

    private mutating func itf14() -> ScannedSymbolTests.Case {
        let body = "1" + digits(12)
        let number = checked(body)
        return .init(
            kind: .itf14, content: body, aim: "]I1", expected: .gtin, elements: [gtin(number)],
            payload: number)
    }

    // MARK: Parcels and our own codes

    private mutating func plain(_ kind: ZintSymbol.Kind, aim: String) -> ScannedSymbolTests.Case {
        let (text, expected, elements) = plainText()
        return .init(
            kind: kind, content: text, aim: aim, expected: expected, elements: elements)
    }

    private mutating func plainText() -> (String, IdentifiedKind, [ElementString]) {
        let serial = digits(8)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return ("JDVA" + digits(11) + "-1-1-", .waybill, [])
        case 1: return ("SF1" + digits(12), .waybill, [])
        case 2: return ("YT88" + digits(11), .waybill, [])
        case 3:
            let check = S10.checkDigit(Array(serial.utf8)[...])
            return ("RB\(serial)\([check].text)CN", .s10, [])
        case 4:
            let code = PickupCode(
                shelf: Int.random(in: 1...999, using: &random),
                layer: Int.random(in: 1...99, using: &random),
                piece: Int.random(in: 1...9999, using: &random))
            return (code?.barcode ?? "", .pickup, [])
        case 5: return (TraceCode(body: "LS" + serial)?.description ?? "", .trace, [])
        case 6:
            return (
                (ControlCode.allCases.randomElement(using: &random) ?? .help).barcode, .control, []
            )
        case 7:
            let sscc = checked("1" + digits(16))
            return (sscc, .sscc, [ElementString(ai: "00", value: sscc)])
        default:
            let number = checked("1" + digits(12))
            return (
                "https://id.example.org/01/\(number)/10/L\(serial)", .digitalLink,
                [
                    ElementString(ai: "01", value: number),
                    ElementString(ai: "10", value: "L" + serial),
                ]
            )
        }
    }

    // MARK: Element strings

    private mutating func gs1(_ kind: ZintSymbol.Kind, aim: String) -> ScannedSymbolTests.Case {
        let elements = elementStrings().map { ElementString(ai: $0, value: $1) }
        return .init(
            kind: kind, content: elements.map { "[\($0.ai)]\($0.value)" }.joined(), aim: aim,
            expected: .gs1, elements: elements, payload: ElementString.joined(elements))
    }

    private mutating func elementStrings() -> [(String, String)] {
        let item = ("01", checked("0" + digits(12)))
        let unit = ("00", checked("1" + digits(16)))
        let lot = ("10", "L" + digits(4) + "-/A")
        return switch Int.random(in: 0..<6, using: &random) {
        case 0: [item, lot]
        case 1: [item, ("17", "27" + "0200"), lot, ("21", digits(12))]
        case 2: [unit, ("403", digits(9) + "+47"), ("420", digits(6))]
        case 3: [item, ("3103", digits(6)), ("11", "260131")]
        case 4: [unit, ("02", item.1), ("37", digits(3)), lot]
        default: [unit, ("401", "6901234" + digits(5)), ("4324", "261121" + "0830")]
        }
    }

    // MARK: Digits

    private func gtin(_ number: String) -> ElementString {
        ElementString(ai: "01", value: RetailSymbol.gtin14(Array(number.utf8)[...]))
    }

    private func checked(_ body: String) -> String {
        body + (CheckDigits.gs1(of: body).map(String.init) ?? "")
    }

    private mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
    }
}
