extension PrivacyPolicy {
    /// The first thing on a label that shows too much of a person, or nil.
    ///
    /// Fields marked as personal are held to their rule; every other text is searched for phone
    /// numbers, so that a number typed into a remark does not leave either.
    public func breach(
        of fields: [String: LabelValue], on template: LabelTemplate
    ) -> PrivacyBreach? {
        for field in template.fields {
            switch (field.kind, fields[field.name]) {
            case (.text(let data), .text(let value)?):
                if let breach = breach(value, data, field.name) { return breach }
            case (.rows(let columns), .rows(let rows)?):
                for row in rows {
                    for column in columns {
                        guard case .text(let data) = column.kind else { continue }
                        let value = row[column.name] ?? ""
                        if let breach = breach(value, data, column.name) { return breach }
                    }
                }
            default: break
            }
        }
        return nil
    }

    private func breach(
        _ value: String, _ data: LabelTemplate.PersonalData?, _ field: String
    ) -> PrivacyBreach? {
        if value.isEmpty { return nil }
        switch data {
        case .name where !hidesName(value): return breach(field, .name)
        case .phone where !hidesPhone(value): return breach(field, .phone)
        case .address where !hidesAddress(value): return breach(field, .address)
        default: return showsPhone(value) ? breach(field, .phone) : nil
        }
    }

    private func breach(_ field: String, _ data: LabelTemplate.PersonalData) -> PrivacyBreach {
        let demand =
            switch data {
            case .name: "hide at least \(hiddenNameCharacters) of its characters"
            case .phone: "hide at least \(hiddenPhoneDigits) of its digits"
            case .address: "leave out \(hiddenAddressParts.joined(separator: ", "))"
            }
        return PrivacyBreach(field: field, data: data, demand: demand)
    }

    private func hidesName(_ name: String) -> Bool {
        name.count { masks.contains($0) } >= hiddenNameCharacters
    }

    /// The end of a number stands for a number of which the rest is hidden.
    private func hidesPhone(_ phone: String) -> Bool {
        let shown = phone.count(where: \.isASCIIDigit)
        return Self.phoneDigits - shown >= hiddenPhoneDigits
    }

    /// The longest number a person can be called at without the country's code.
    private static let phoneDigits = 11

    private func hidesAddress(_ address: String) -> Bool {
        if showsPhone(address) { return false }
        return !hiddenAddressParts.contains { part in
            address.ranges(of: part).contains { range in
                address[..<range.lowerBound].last?.isShownNumber ?? false
            }
        }
    }

    /// A mobile number with too few of its digits masked, anywhere in a text.
    ///
    /// Only what has the shape of one: 11 characters of digits and masks, a 1 first, perhaps with
    /// spaces or hyphens; waybill and other numbers are longer or shorter.
    private func showsPhone(_ text: String) -> Bool {
        var run: [Character] = []
        for character in text + "。" {
            if character.isASCIIDigit || masks.contains(character) {
                run.append(character)
            } else if !run.isEmpty, character == " " || character == "-" {
                continue
            } else {
                if isPhone(run) { return true }
                run = []
            }
        }
        return false
    }

    private func isPhone(_ run: [Character]) -> Bool {
        guard run.count == Self.phoneDigits, run[0] == "1" else { return false }
        return run.count { masks.contains($0) } < hiddenPhoneDigits
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
    /// Arabic or Chinese, as house numbers are written; masks are none.
    fileprivate var isShownNumber: Bool { isNumber || "甲乙丙丁".contains(self) || isASCII && isLetter }
}
