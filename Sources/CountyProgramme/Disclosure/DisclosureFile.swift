internal import StrictYAML

/// Reads `disclosure.yaml`.
enum DisclosureFile {
    static func plan(_ document: YAMLDocument, _ clocks: [ClockRule]) throws -> DisclosurePlan {
        try document.root.mapping { file in
            let channels = try file.each("channels") { node in
                try node.mapping { entry in
                    let name = try entry.string("name")
                    return DisclosureChannel(
                        id: try entry.string("id"), name: name,
                        origin: try .read(&entry, words: [name], "channel", "渠道"))
                }
            }
            let names = Dictionary(channels.map { ($0.id, $0.name) }) { first, _ in first }
            let targets = Targets(clocks: clocks, channels: names)
            return DisclosurePlan(
                channels: channels,
                items: try file.each("items") { node in
                    try node.mapping { try item(&$0, targets) }
                })
        }
    }

    private static func item(
        _ entry: inout YAMLMapping, _ targets: Targets
    ) throws -> DisclosureItem {
        let title = try entry.string("title")
        let fields = try entry.strings("fields")
        let who = try entry.strings("who")
        let filedWith = try entry.strings("filed_with")
        let answers = try entry.optional("answers").map { node in
            try node.mapping { try Self.answers(&$0, targets) }
        }
        let words =
            [title] + fields + who + filedWith + (answers.map { [$0.who] + $0.windows } ?? [])
        return DisclosureItem(
            id: try entry.string("id"), title: title, rows: try entry.strings("rows"), who: who,
            fields: fields,
            channels: try .read("channels", in: &entry) { try $0.list().map(targets.channel) },
            publish: try entry.eachIfPresent("publish") { try targets.clock($0, [.within]) },
            display: try .read("display", in: &entry) {
                try targets.clock($0, [.atLeast, .exactly])
            },
            often: entry.optional("often") == nil
                ? nil : try .read("often", in: &entry) { try targets.clock($0, [.within]) },
            filedWith: filedWith, answers: answers,
            origin: try .read(&entry, words: words, "item", "公开事项"))
    }

    private static func answers(
        _ entry: inout YAMLMapping, _ targets: Targets
    ) throws -> DisclosureItem.Answers {
        DisclosureItem.Answers(
            who: try entry.string("who"), windows: try entry.strings("windows"),
            clock: try .read("clock", in: &entry) { try targets.clock($0, [.within]) })
    }

    /// The names an item may refer to.
    private struct Targets {
        let clocks: [ClockRule]
        let channels: [String: String]

        /// The name of a channel by its id.
        func channel(_ node: YAMLNode) throws -> String {
            let id = try node.listed(in: channels.keys.sorted(), "channel", "渠道")
            return channels[id] ?? id
        }

        /// A clock that asks for one of these.
        func clock(_ node: YAMLNode, _ limits: [ClockRule.Limit]) throws -> String {
            let id = try node.listed(in: clocks.map(\.id), "clock", "时限")
            let allowed = limits.map(\.rawValue).joined(separator: ", ")
            guard let rule = clocks.first(where: { $0.id == id }), limits.contains(rule.limit)
            else {
                throw node.error(
                    "clock '\(id)' has to be one of limit \(allowed)",
                    chinese: "时限 '\(id)' 的 limit 要是 \(allowed)")
            }
            return id
        }
    }
}
