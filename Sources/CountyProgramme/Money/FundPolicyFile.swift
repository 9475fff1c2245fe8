internal import StrictYAML

extension FundPolicy {
    /// Reads the policies of all `funds.yaml` among the files of a pack and of the law.
    ///
    /// - Throws: `YAMLError` with file, line and key.
    public static func policies(in files: [PackFile]) throws -> [FundPolicy] {
        let named = files.filter { $0.name == "funds.yaml" || $0.name.hasSuffix("/funds.yaml") }
        return try named.sorted { $0.name < $1.name }.flatMap { file in
            try YAMLDocument(text: file.text, file: file.name).root.mapping { keys in
                try keys.each("policies") { node in try node.mapping { try policy(&$0) } }
            }
        }
    }

    private static func policy(_ keys: inout YAMLMapping) throws -> FundPolicy {
        let standing: Standing = try keys.choice("standing")
        let source = try keys.optional("src")?.source()
        guard source != nil || standing != .printed else {
            throw keys.node.error(
                "a printed rule needs its place: src", chinese: "写明 printed 的规定要有出处 src")
        }
        return FundPolicy(
            id: try keys.string("id"), year: try keys.int("year", in: 2014...2099),
            fund: try keys.string("fund"), document: try keys.string("document"),
            standing: standing, source: source, rows: try keys.strings("rows"),
            shares: try listed("shares", &keys) { try $0.mapping(limit) },
            negative: try listed("negative", &keys) { try $0.string() })
    }

    /// A list, or `{is: unknown, why: …}`.
    private static func listed<Value>(
        _ key: String, _ keys: inout YAMLMapping, _ body: (YAMLNode) throws -> Value
    ) throws -> Setting<[Value]> {
        try .read(key, in: &keys) { try $0.list().map(body) }
    }

    private static func limit(_ keys: inout YAMLMapping) throws -> ShareLimit {
        let least = keys.optional("at_least")
        let most = keys.optional("at_most")
        guard let node = least ?? most, least == nil || most == nil else {
            throw keys.node.error(
                "expected one of at_least, at_most", chinese: "at_least 和 at_most 要写一个，只写一个")
        }
        let text = try node.string()
        guard let quantity = Quantity(text), quantity.unit == .percent,
            let share = try? quantity.converted(to: .none).value, .zero <= share, share <= .one
        else {
            throw node.error(
                "expected a share such as 50%, found '\(text)'",
                chinese: "这里要写比例，如 50%，现在是 '\(text)'")
        }
        return ShareLimit(name: try keys.string("class"), share: share, isLeast: least != nil)
    }
}
