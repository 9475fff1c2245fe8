internal import StrictYAML

/// Reads `returns.yaml`: the reports units send in.
struct ReturnFile {
    let clocks: [String]
    let catalogue: IndicatorCatalogue

    func forms(_ document: YAMLDocument) throws -> [ReturnForm] {
        try document.root.mapping { file in
            try file.each("returns") { node in try node.mapping { try form(&$0) } }
        }
    }

    private func form(_ entry: inout YAMLMapping) throws -> ReturnForm {
        let items = try entry.each("items") { node in try node.mapping { try item(&$0) } }
        let names = items.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw entry.node.error(
                "item '\(twice)' is listed twice", chinese: "报送项 '\(twice)' 写了两次")
        }
        let mapping = try entry.optional("mapping")?.mapping { try columns(&$0, names) }
        return ReturnForm(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"), units: try entry.each("units") { try $0.string() },
            cycle: try .read("cycle", in: &entry) { try $0.choice() },
            clock: try .read("clock", in: &entry) { try $0.listed(in: clocks, "clock", "时限") },
            items: items, approve: try entry.each("approve") { try $0.string() },
            columns: mapping?.columns ?? [], columnsAreChecked: mapping?.isChecked ?? false,
            source: try entry.required("src").source())
    }

    private func item(_ entry: inout YAMLMapping) throws -> ReturnForm.Item {
        ReturnForm.Item(
            name: try entry.string("name"), origin: try origin(&entry),
            isRequired: try entry.bool("required", absent: false),
            isPrinted: !(try entry.bool("ours", absent: false)))
    }

    private enum Kind: String, CaseIterable {
        case number, text, attachment
    }

    private func origin(_ entry: inout YAMLMapping) throws -> ReturnForm.Origin {
        if let node = entry.optional("indicator") {
            let ids = catalogue.indicators.map(\.id)
            return .indicator(try node.listed(in: ids, "indicator", "指标"))
        }
        switch try entry.choice("type", Kind.self) {
        case .text: return .text
        case .attachment: return .attachment
        case .number: return .number(try entry.required("unit").unit())
        }
    }

    private enum Status: String, CaseIterable {
        case checked, unverified
    }

    private func columns(
        _ entry: inout YAMLMapping, _ names: [String]
    ) throws -> (columns: [ReturnForm.Column], isChecked: Bool) {
        let isChecked = try entry.choice("status", Status.self) == .checked
        let columns = try entry.each("columns") { node in
            try node.mapping { keys in
                ReturnForm.Column(
                    heading: try keys.string("heading"), content: try content(&keys, names),
                    unit: try keys.optional("unit").map { try $0.unit() },
                    places: try keys.optionalInt("places", in: 0...12))
            }
        }
        return (columns, isChecked)
    }

    private func content(
        _ keys: inout YAMLMapping, _ names: [String]
    ) throws -> ReturnForm.Content {
        if let item = keys.optional("item") {
            return .item(try item.listed(in: names, "item", "报送项"))
        }
        let words = ["first_day", "last_day", "unit"]
        switch try keys.required("is").listed(in: words, "content", "内容") {
        case "first_day": return .firstDay
        case "last_day": return .lastDay
        default: return .unit
        }
    }
}
