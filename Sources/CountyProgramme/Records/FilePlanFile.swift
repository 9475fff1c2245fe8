internal import StrictYAML

/// Reads `records.yaml`.
enum FilePlanFile {
    static func plans(_ document: YAMLDocument) throws -> [FilePlan] {
        try document.root.mapping { file in
            try file.each("files") { node in try node.mapping { try plan(&$0) } }
        }
    }

    private static func plan(_ entry: inout YAMLMapping) throws -> FilePlan {
        let stages = try entry.strings("stages")
        let folders = try entry.each("folders") { node in
            try node.mapping { folder in
                FilePlan.Folder(
                    name: try folder.string("name"),
                    papers: try folder.each("papers") { node in
                        try node.mapping { try paper(&$0, stages) }
                    })
            }
        }
        try refuseTwice(folders.flatMap(\.papers).map(\.name), entry.node)
        let title = try entry.string("title")
        let keeper = try entry.optionalString("keeper")
        let subject = try entry.string("per")
        let words = [title, subject] + [keeper].compactMap { $0 }
        return FilePlan(
            id: try entry.string("id"), title: title, rows: try entry.strings("rows"),
            subject: subject, keeper: keeper, stages: stages, folders: folders,
            keepMonths: try .read("keep_months", in: &entry) { try $0.int(in: 1...1_200) },
            origin: try .read(&entry, words: words, "file plan", "归档范围"))
    }

    private static func paper(
        _ entry: inout YAMLMapping, _ stages: [String]
    ) throws -> FilePlan.Paper {
        let name = try entry.string("name")
        let by = try entry.strings("by")
        let parts = try entry.strings("for_each")
        let proofs = try entry.strings("proofs")
        try refuseTwice(parts, entry.node)
        try refuseTwice(proofs, entry.node)
        return FilePlan.Paper(
            name: name, rows: try entry.strings("rows"), by: by,
            stage: try entry.optional("stage")?.listed(in: stages, "stage", "阶段"), parts: parts,
            atLeast: try entry.optionalInt("at_least", in: 1...10_000) ?? 1, proofs: proofs,
            origin: try .read(&entry, words: [name] + parts + proofs + by, "paper", "材料"))
    }

    private static func refuseTwice(_ names: [String], _ node: YAMLNode) throws(YAMLError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw node.error("'\(name)' is listed twice", chinese: "'\(name)' 写了两次")
        }
    }
}
