/// The prefixes of the codes that we print ourselves, and the check character most of them end in.
///
/// The check character is that of ISO/IEC 7064 MOD 37,36 over prefix and content without hyphens,
/// so that a control code cannot pass for a pickup code. All characters are of Code 39.
enum CodePrefix: String, CaseIterable {
    case control = "CZC-"
    case trace = "CZT-"
    case pickup = "CZP-"
    case division = "CZD-"

    init?(of bytes: [UInt8]) {
        guard bytes.starts(with: "CZ".utf8) else { return nil }
        guard let prefix = Self.allCases.first(where: { bytes.starts(with: $0.rawValue.utf8) })
        else { return nil }
        self = prefix
    }

    /// The check character of a content of digits and capital letters.
    func checkCharacter(_ content: String) -> Character? {
        CheckDigits.mod37_36(of: rawValue.dropLast() + content)
    }

    /// The text between the prefix and the hyphen before the check character.
    func content(of barcode: String) -> Substring? {
        let rest = barcode.dropFirst(rawValue.count)
        guard barcode.utf8.count <= 64, barcode.hasPrefix(rawValue), rest.utf8.count > 2,
            rest.dropLast().last == "-"
        else { return nil }
        return rest.dropLast(2)
    }

    /// What is wrong with a code of this prefix; nil when it is one of ours.
    func error(of barcode: String) -> IdentificationError? {
        fault(of: barcode).map { fault in
            let isCheck = fault == .checkCharacter
            return IdentificationError(fault, at: isCheck ? barcode.utf8.count - 1 : nil)
        }
    }

    private func fault(of barcode: String) -> IdentificationError.Fault? {
        let content: String?
        let isGood: Bool
        switch self {
        case .division: return DivisionCode(barcode: barcode) == nil ? .format : nil
        case .control:
            content = self.content(of: barcode).map(String.init)
            isGood = ControlCode(barcode: barcode) != nil
        case .trace:
            content = self.content(of: barcode).map(String.init)
            isGood = TraceCode(barcode) != nil
        case .pickup:
            content = self.content(of: barcode).flatMap { PickupCode(String($0)) }?.checkedContent
            isGood = PickupCode(barcode: barcode) != nil
        }
        if isGood { return nil }
        guard let content, let check = checkCharacter(content) else { return .format }
        return barcode.last == check ? .format : .checkCharacter
    }
}
