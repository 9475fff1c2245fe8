internal import StrictYAML

/// Reads one file of `registers/`: a list of register types.
enum RegisterFile {
    /// As many as a table for people can have.
    private static let mostFields = 256

    static func types(_ document: YAMLDocument) throws -> [RegisterType] {
        try document.root.mapping { file in
            try file.each("registers") { node in try node.mapping { try type(&$0) } }
        }
    }

    private static func type(_ entry: inout YAMLMapping) throws -> RegisterType {
        let fields = try entry.each("fields") { node in try node.mapping { try field(&$0) } }
        let ids = fields.map(\.name)
        var seen: Set<String> = []
        guard ids.count <= mostFields else {
            throw entry.node.error(
                "a register has at most \(mostFields) fields", chinese: "登记簿最多 \(mostFields) 个字段")
        }
        if let twice = ids.first(where: { !seen.insert($0).inserted }) {
            throw entry.node.error(
                "field '\(twice)' is listed twice", chinese: "字段 '\(twice)' 写了两次")
        }
        let known: (YAMLNode) throws -> String = { try $0.listed(in: ids, "field", "字段") }
        let key = try entry.each("key", known)
        for name in key where fields.first(where: { $0.name == name })?.isRequired != true {
            throw entry.node.error(
                "key field '\(name)' has to be required", chinese: "关键字段 '\(name)' 必须是必填")
        }
        return RegisterType(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"), key: key,
            alike: try entry.eachIfPresent("alike") { try $0.list().map(known) }, fields: fields,
            keepMonths: try .read("keep_months", in: &entry) { try $0.int(in: 1...1_200) },
            source: try entry.required("src").source())
    }

    private static func field(_ entry: inout YAMLMapping) throws -> RegisterField {
        let mask = try entry.optionalChoice("mask", FieldMask.self) ?? .none
        let purpose = try entry.optionalString("purpose")
        guard mask == .none || purpose != nil else {
            throw entry.node.error(
                "a masked field is personal: say its purpose",
                chinese: "需要遮挡的是个人信息，请写明用途 purpose")
        }
        return RegisterField(
            name: try entry.string("name"), type: try type(of: &entry),
            unit: try entry.optionalString("unit"),
            isRequired: try entry.bool("required", absent: false),
            isPrinted: !(try entry.bool("ours", absent: false)), purpose: purpose, mask: mask)
    }

    private enum Kind: String, CaseIterable {
        case text, count, number, day, yesno, code, codes, reference, division, credit, telephone
        case attachment
    }

    private static func type(of entry: inout YAMLMapping) throws -> FieldType {
        switch try entry.choice("type", Kind.self) {
        case .text: .text
        case .count: .count
        case .number: .number
        case .day: .day
        case .yesno: .yesNo
        case .code: .code(try entry.each("codes") { try $0.string() })
        case .codes: .codes(try entry.each("codes") { try $0.string() })
        case .reference: .reference(try entry.string("of"))
        case .division: .division
        case .credit: .creditCode
        case .telephone: .telephone
        case .attachment: .attachment
        }
    }
}
