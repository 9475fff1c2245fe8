extension PrivacyPolicy {
    /// The first thing on a label that shows too much of a person, or nil.
    ///
    /// Fields marked as personal are held to their rule. Every text is searched for phone and
    /// identity numbers, field by field and as the elements join them: a number typed into a
    /// remark, or cut in two, does not leave either.
    func breach(of fields: [String: LabelValue], on template: LabelTemplate) -> LabelError? {
        for field in template.fields {
            switch (field.kind, fields[field.name]) {
            case (.text(let data), .text(let value)?):
                if let breach = overexposure(value, data, field.name) { return breach }
            case (.rows(let columns), .rows(let rows)?):
                for row in rows {
                    if let breach = overexposure(row, columns) { return breach }
                }
            default: break
            }
        }
        return overexposure(fields, on: template, in: template.elements, row: [:])
    }

    private func overexposure(
        _ row: [String: String], _ columns: [LabelTemplate.Field]
    ) -> LabelError? {
        for column in columns {
            guard case .text(let data) = column.kind, let value = row[column.name] else { continue }
            if let breach = overexposure(value, data, column.name) { return breach }
        }
        return nil
    }

    /// What elements make of several fields, or of a field and words of the template.
    private func overexposure(
        _ fields: [String: LabelValue], on template: LabelTemplate,
        in elements: [LabelTemplate.Element], row: [String: String]
    ) -> LabelError? {
        for element in elements {
            switch element.content {
            case .text(let fragments, _), .symbol(let fragments, _):
                let text = fragments.map { $0.text(fields, row) }.joined()
                if let breach = searched(text, fragments.label) { return breach }
            case .rows(let name, _, let elements):
                for row in template.rows(of: name, in: fields) ?? [] {
                    if let breach = overexposure(fields, on: template, in: elements, row: row) {
                        return breach
                    }
                }
            case .picture, .line, .box: break
            }
        }
        return nil
    }

    private func overexposure(
        _ value: String, _ data: LabelTemplate.PersonalData?, _ field: String
    ) -> LabelError? {
        if value.isEmpty { return nil }
        switch data {
        case .name where !hidesName(value): return .personal(breach(field, .name))
        case .phone where !hidesPhone(value): return .personal(breach(field, .phone))
        case .address where !hidesAddress(value): return .personal(breach(field, .address))
        default: return searched(value, field)
        }
    }

    private func searched(_ text: String, _ field: String) -> LabelError? {
        let numbers = WrittenNumbers(text, masks: masks)
        if numbers.showIdentity { return .identityNumber(field: field) }
        if numbers.showPhone(hidden: hiddenPhoneDigits, except: publicNumbers) {
            return .personal(breach(field, .phone))
        }
        // One number before such a word may be anything; building and room together are a home.
        return shownParts(of: text) > 1 ? .personal(breach(field, .address)) : nil
    }

    private func breach(_ field: String, _ data: LabelTemplate.PersonalData) -> PrivacyBreach {
        let demand =
            switch data {
            case .name: "hide at least \(hiddenNameCharacters) of its characters"
            case .phone: "hide at least \(hiddenPhoneDigits) of its digits"
            case .address:
                "leave out the numbers of building, unit and room"
                    + " (\(hiddenAddressParts.joined(separator: ", ")))"
            }
        let chinese =
            switch data {
            case .name: "至少隐去 \(hiddenNameCharacters) 个字"
            case .phone: "至少隐去 \(hiddenPhoneDigits) 位"
            case .address: "不写楼、单元、室的号（\(hiddenAddressParts.joined(separator: "、"))）"
            }
        return PrivacyBreach(field: field, data: data, demand: demand, chineseDemand: chinese)
    }

    private func hidesName(_ name: String) -> Bool {
        name.count { masks.contains($0) } >= hiddenNameCharacters
    }

    /// The end of a number stands for a number of which the rest is hidden.
    private func hidesPhone(_ phone: String) -> Bool {
        let shown = phone.count { $0.writtenDigit != nil }
        let hidden = phone.count { masks.contains($0) }
        // More masks than a number has digits hide nothing.
        let length = min(max(shown + hidden, WrittenNumbers.mobile), WrittenNumbers.longestLandline)
        return length - shown >= hiddenPhoneDigits || publicNumbers.contains(phone.writtenDigits)
    }

    /// Neither 3号楼2单元 nor 3-2-501 nor a number at the very end, which is a room's.
    private func hidesAddress(_ address: String) -> Bool {
        let written = address.filter { !$0.isWhitespace }
        guard searched(address, "") == nil, shownParts(of: address) == 0 else { return false }
        if written.last?.isFigure ?? false { return false }
        let characters = Array(written)
        for index in characters.indices.dropFirst().dropLast()
        where "-－—–#＃".contains(characters[index]) {
            if characters[index - 1].isShownNumber, characters[index + 1].isShownNumber {
                return false
            }
        }
        return true
    }

    /// How many different words for parts of a house follow a number.
    private func shownParts(of text: String) -> Int {
        guard hiddenAddressParts.contains(where: text.contains) else { return 0 }
        let written = text.filter { !$0.isWhitespace }
        return hiddenAddressParts.count { part in
            written.ranges(of: part).contains { range in
                written[..<range.lowerBound].last?.isShownNumber ?? false
            }
        }
    }
}

extension LabelTemplate.Fragment {
    fileprivate func text(_ fields: [String: LabelValue], _ row: [String: String]) -> String {
        switch self {
        case .literal(let text): return text
        case .field(let name):
            if let text = row[name] { return text }
            if case .text(let text)? = fields[name] { return text }
            return ""
        }
    }
}

extension [LabelTemplate.Fragment] {
    /// The fields in it, or else its words, for telling where a number was found.
    fileprivate var label: String {
        let fields = compactMap { if case .field(let name) = $0 { name } else { nil } }
        return fields.isEmpty ? "text" : fields.joined(separator: "+")
    }
}

extension Character {
    /// Arabic or Chinese, as house numbers are written; masks are none.
    fileprivate var isShownNumber: Bool { isNumber || "甲乙丙丁".contains(self) || isASCII && isLetter }
    fileprivate var isFigure: Bool { unicodeScalars.first?.properties.numericType == .decimal }
}
