import StrictYAML

extension PackReader {
    mutating func readStructure(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("sums", &keys) { reader, keys in
                let parts = try keys.required("parts")
                let sum = SumStatement(
                    id: try reader.define(.sum, &keys),
                    total: try reader.refer(.figure, try keys.required("total")),
                    parts: try reader.referAll(.figure, parts))
                guard !sum.parts.isEmpty else {
                    throw parts.error("a sum has parts", chinese: "合计要写它的各部分")
                }
                reader.pack.sums.append(sum)
            }
            try each("claims", &keys) { reader, keys in
                let claim = try reader.claim(&keys)
                reader.pack.claims.append(claim)
            }
            try each("shares", &keys) { reader, keys in
                let column = try reader.share(&keys)
                reader.pack.shares.append(column)
            }
            try each("growth", &keys) { reader, keys in
                let growth = GrowthStatement(
                    id: try reader.define(.growth, &keys),
                    total: try reader.line(try keys.required("total")),
                    parts: try keys.required("parts").list().map { try reader.line($0) })
                reader.pack.growths.append(growth)
            }
            try readCounts(&keys)
            try each("shared", &keys) { reader, keys in
                let id = try reader.define(.shared, &keys)
                let value = try reader.formula(try keys.required("value"))
                reader.pack.shared.append(SharedMeasure(id: id, value: value))
            }
            try each("wordings", &keys) { reader, keys in
                reader.pack.wordings.append(
                    Wording(
                        subject: try keys.string("subject"), aspect: try keys.string("aspect"),
                        text: try Self.words(&keys),
                        sentence: try keys.optionalString("sentence")))
            }
        }
    }

    private mutating func claim(_ keys: inout YAMLMapping) throws -> Claim {
        let formula = try formula(try keys.required("right"))
        return Claim(
            id: try define(.claim, &keys),
            left: try refer(.figure, try keys.required("left")),
            relation: try keys.required("relation").choice(), right: formula,
            reason: try keys.required("because").stated { try $0.string() })
    }

    /// A formula whose figures have to be there.
    private mutating func formula(_ node: YAMLNode) throws -> Formula {
        guard let formula = Formula(try node.string()) else {
            throw node.error(
                "expected a formula such as 'share * villages' or 'year / [365 日/年]'",
                chinese: "这里要写算式，如 'share * villages'、'year / [365 日/年]'")
        }
        for id in formula.figures { refer(.figure, id: id, at: node) }
        return formula
    }

    private mutating func share(_ keys: inout YAMLMapping) throws -> ShareColumn {
        let id = try define(.share, &keys)
        let base = try refer(.figure, try keys.required("base"))
        var cells: [ShareColumn.Cell] = []
        try each("cells", &keys) { reader, keys in
            cells.append(
                ShareColumn.Cell(
                    share: try reader.refer(.figure, try keys.required("share")),
                    amount: try reader.refer(.figure, try keys.required("amount"))))
        }
        return ShareColumn(id: id, base: base, cells: cells)
    }

    private mutating func line(_ node: YAMLNode) throws -> GrowthStatement.Line {
        try node.mapping { keys in
            GrowthStatement.Line(
                value: try refer(.figure, try keys.required("value")),
                growth: try refer(.figure, try keys.required("growth")))
        }
    }

    private mutating func readCounts(_ keys: inout YAMLMapping) throws {
        try each("lists", &keys) { reader, keys in
            let id = try reader.define(.list, &keys)
            let name = try keys.string("name")
            let first = try keys.optional("first")?.int(in: 0...999) ?? 1
            var items: [NumberedList.Item] = []
            try reader.each("items", &keys) { _, keys in
                items.append(
                    NumberedList.Item(
                        number: try keys.optional("no")?.int(in: 0...999),
                        text: try Self.words(&keys)))
            }
            reader.pack.lists.append(
                NumberedList(id: id, name: name, first: first, items: items))
        }
        try each("counts", &keys) { reader, keys in
            let lists = try keys.required("lists").list().map { node in
                let name = try node.string()
                if !["projects", "funds"].contains(name), !reader.isDefined(.table, name) {
                    reader.refer(.list, id: name, at: node)
                }
                return name
            }
            reader.pack.counts.append(
                CountStatement(
                    id: try reader.define(.count, &keys),
                    stated: try reader.refer(.figure, try keys.required("stated")), lists: lists))
        }
    }
}
