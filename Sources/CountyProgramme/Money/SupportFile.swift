internal import StrictYAML

/// Reads `support.yaml`.
enum SupportFile {
    static func plan(_ document: YAMLDocument) throws -> SupportPlan {
        try document.root.mapping { file in
            SupportPlan(
                schemes: try file.eachIfPresent("schemes") { node in
                    try node.mapping { try scheme(&$0) }
                },
                watches: try file.eachIfPresent("watches") { node in
                    try node.mapping { try watch(&$0) }
                })
        }
    }

    private static func scheme(_ entry: inout YAMLMapping) throws -> SupportScheme {
        let title = try entry.string("title")
        let uses = try entry.strings("uses")
        let papers = try entry.strings("papers")
        let way: SupportScheme.Way = try entry.choice("way")
        let rate: Setting<Quantity>? =
            entry.optional("rate") == nil ? nil : try .read("rate", in: &entry, Self.rate)
        let share: Setting<Rational>? =
            entry.optional("share") == nil ? nil : try .read("share", in: &entry, Self.share)
        guard way == .settlement || rate != nil || share != nil else {
            throw entry.node.error(
                "say what is paid: a rate for each unit, a share of the costs, or that it is unknown",
                chinese: "要写怎么付：每单位的标准 rate 或费用的比例 share，不知道写 {is: unknown, why: …}")
        }
        return SupportScheme(
            id: try entry.string("id"), title: title, rows: try entry.strings("rows"), way: way,
            uses: uses, rate: rate, share: share, total: try entry.optionalString("total"),
            papers: papers,
            faults: try entry.eachIfPresent("faults") { node in
                try node.mapping { try fault(&$0) }
            },
            origin: try .read(&entry, words: [title] + uses + papers, "scheme", "扶持办法"))
    }

    private enum Effect: String, CaseIterable {
        case cut, cancel, reclaim
    }

    private static func fault(_ entry: inout YAMLMapping) throws -> SupportScheme.Fault {
        let words = try entry.string("words")
        let effect: SupportScheme.Effect =
            switch try entry.choice("effect", Effect.self) {
            case .cut: .cut(try .read("part", in: &entry, share))
            case .cancel: .cancel
            case .reclaim: .reclaim
            }
        return SupportScheme.Fault(
            id: try entry.string("id"), words: words, effect: effect,
            origin: try .read(&entry, words: [words], "fault", "违约情形"))
    }

    private static func watch(_ entry: inout YAMLMapping) throws -> MoneyWatch {
        let by = try entry.string("by")
        let aspects = try entry.each("aspects") { node in
            try node.mapping { aspect in
                MoneyWatch.Aspect(
                    words: try aspect.string("words"), point: try aspect.choice("at"))
            }
        }
        return MoneyWatch(
            id: try entry.string("id"), rows: try entry.strings("rows"), by: by, aspects: aspects,
            origin: try .read(&entry, words: [by] + aspects.map(\.words), "watch", "监督事项"))
    }

    private static func rate(_ node: YAMLNode) throws -> Quantity {
        let rate = try node.quantity()
        let isMoney = rate.unit.dimension["分"] == 1 && rate.unit.dimension.count == 2
        guard isMoney, rate.value > .zero else {
            throw node.error(
                "expected money for each unit such as '2 元/件'", chinese: "这里要写每单位多少钱，如 '2 元/件'")
        }
        return rate
    }

    private static func share(_ node: YAMLNode) throws -> Rational {
        let quantity = try node.quantity()
        guard quantity.unit == .percent, let share = try? quantity.converted(to: .none).value,
            .zero < share, share <= .one
        else {
            throw node.error("expected a share such as 50%", chinese: "这里要写比例，如 50%")
        }
        return share
    }
}
