import SeededRandom

@testable import Identifiers

/// Makes valid element strings from the table of application identifiers.
struct ElementGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func element(of row: ApplicationIdentifier) -> ElementString {
        let last = row.lastDigit.map { String(Int.random(in: $0, using: &random)) } ?? ""
        var value: [UInt8] = []
        for component in row.components {
            if component.isOptional && Bool.random(using: &random) { break }
            value += bytes(of: component)
        }
        return ElementString(ai: row.digits + last, value: value.text)
    }

    private mutating func bytes(of component: Component) -> [UInt8] {
        let alphabet = (0x21...0x7A).filter { component.repertoire.contains($0) }
        var floor = component.length.lowerBound
        for rule in component.rules {
            switch rule {
            case .companyPrefix: floor = max(floor, 7)
            case .iban: floor = 15
            default: break
            }
        }
        let count = Int.random(in: floor...component.length.upperBound, using: &random)
        var out = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0x30 }
        for rule in component.rules { apply(rule, to: &out) }
        return out
    }

    private mutating func apply(_ rule: ContentRule, to out: inout [UInt8]) {
        switch rule {
        case .checkDigit: out[out.count - 1] = CheckDigits.mod10(out.dropLast())
        case .checkPair:
            out.replaceSubrange(
                (out.count - 2)..., with: CheckDigits.checkPair(of: out.dropLast(2)) ?? [])
        case .companyPrefix: out.replaceSubrange(0..<4, with: digits(0...9999, 4))
        case .dateOrMonth: out = digits(0...99, 2) + digits(1...12, 2) + digits(0...28, 2)
        case .date: out = digits(0...99, 2) + digits(1...12, 2) + digits(1...28, 2)
        case .longDate: out = digits(1900...2099, 4) + digits(1...12, 2) + digits(1...28, 2)
        case .hour: out = digits(0...23, 2)
        case .sixtieth: out = digits(0...59, 2)
        case .hourMinute: out = digits(0...23, 2) + digits(0...59, 2)
        case .yesNo: out = digits(0...1, 1)
        case .zero: out = [0x30]
        case .nonZero, .noLeadingZero: out[0] = 0x31
        case .hyphen: out = [0x2D]
        case .pieceOfTotal:
            let total = Int.random(in: 1...99, using: &random)
            out = digits(1...total, 2) + digits(total...total, 2)
        case .pieceSlashTotal: out = Array("1/2".utf8)
        case .percentEncoded: out = out.map { $0 == 0x25 ? 0x41 : $0 }
        case .atMost(let limit): out = digits(0...limit, out.count)
        case .oneOf(let choices): out = [choices.utf8.randomElement(using: &random) ?? 0x30]
        case .mediaType: out = digits(1...10, 2)
        case .iban: out = Array("GB82WEST12345698765432".utf8)
        case .hasNonDigit: out[4] = 0x41
        case .importerIndex: out = [0x2D]
        case .countryLetters: out = Array("CN".utf8)
        case .padding: out = out.map { $0 == 0x3D ? 0x41 : $0 }
        }
    }

    private mutating func digits(_ range: ClosedRange<Int>, _ width: Int) -> [UInt8] {
        let text = String(Int.random(in: range, using: &random))
        return Array(String(repeating: "0", count: width - text.utf8.count).utf8) + text.utf8
    }
}
