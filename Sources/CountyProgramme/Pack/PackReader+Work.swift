import StrictYAML

extension PackReader {
    mutating func readWork(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("work", &keys) { reader, keys in
                let item = try reader.workItem(&keys)
                reader.pack.work.append(item)
            }
        }
    }

    private mutating func workItem(_ keys: inout YAMLMapping) throws -> WorkItem {
        let id = try define(.work, &keys)
        let title = try keys.string("title")
        let who = try keys.strings("who")
        let parts = try keys.strings("parts")
        let evidence = try keys.strings("evidence")
        guard !evidence.isEmpty else {
            throw keys.node.error(
                "work without evidence can never be shown to be done: add 'evidence'",
                chinese: "没有佐证就无法证明做完：请补上 'evidence'")
        }
        let due = try due(&keys)
        return WorkItem(
            id: id, title: title, rows: try keys.strings("rows"), due: due, who: who, parts: parts,
            target: try keys.optional("target")?.stated { try $0.extent() },
            needs: try referAll(.work, keys.optional("needs")), evidence: evidence,
            origin: try .read(&keys, words: [title] + parts + who + evidence, "work item", "工作"))
    }

    /// Exactly one of `by`, `milestone` and `phase`.
    private mutating func due(_ keys: inout YAMLMapping) throws -> WorkItem.Due {
        let day = try keys.optional("by")?.stated { try $0.day() }
        let milestone = try keys.optional("milestone").map { try refer(.milestone, $0) }
        let phase = try keys.optional("phase").map { try refer(.phase, $0) }
        switch (day, milestone, phase) {
        case (let day?, nil, nil): return .day(day)
        case (nil, let milestone?, nil): return .milestone(milestone)
        case (nil, nil, let phase?): return .phase(phase)
        default:
            throw keys.node.error(
                "say by when with one of milestone, phase and by ({is: unknown, why: …} if nobody "
                    + "knows)",
                chinese: "完成时间写 milestone、phase、by 中的一个；不知道写 by: {is: unknown, why: …}")
        }
    }
}
