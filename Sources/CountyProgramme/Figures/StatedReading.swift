public import StrictYAML

/// How values with provenance are written in a pack.
///
/// `{is: ">= 15 亿元", printed: 15, src: L28 交易额达到15亿元, standing: query}`; without `standing` it
/// is printed, and what is printed has its place. `{is: unknown, why: …}` is the unknown.
extension YAMLNode {
    /// A value with provenance.
    ///
    /// - Throws: `YAMLError`; whatever `read` throws.
    public func stated<Value: Sendable>(
        _ read: (YAMLNode) throws -> Value
    ) throws -> Stated<Value> {
        guard isMapping else {
            try refuseBareUnknown()
            _ = try read(self)
            throw error(
                "a value needs its place: write {is: …, src: L12 …}",
                chinese: "值要写出处：{is: …, src: L12 原文}")
        }
        return try mapping { keys in try keys.stated(read) }
    }

    private func refuseBareUnknown() throws {
        guard (try? string()) == "unknown" else { return }
        throw error(
            "an unknown value needs its reason: write {is: unknown, why: …}",
            chinese: "未知的值要写原因：{is: unknown, why: …}")
    }

    /// A bounded number with its unit.
    ///
    /// - Throws: `YAMLError`.
    public func extent() throws(YAMLError) -> Extent {
        let text = try string()
        guard let extent = Extent(text) else {
            throw error(
                "expected a number with its unit such as '7350 万元', '>= 15 亿元' or '3..5 家', "
                    + "found '\(text)'",
                chinese: "这里要写带单位的数，如 '7350 万元'、'>= 15 亿元'、'3..5 家'，现在是 '\(text)'")
        }
        return extent
    }

    /// An exact number with its unit.
    ///
    /// - Throws: `YAMLError`.
    public func quantity() throws(YAMLError) -> Quantity {
        let text = try string()
        guard let quantity = Quantity(text) else {
            throw error(
                "expected one number with its unit such as '7350 万元', found '\(text)'",
                chinese: "这里要写一个带单位的数，如 '7350 万元'，现在是 '\(text)'")
        }
        return quantity
    }

    /// A day such as `2019-07-26`.
    ///
    /// - Throws: `YAMLError`.
    public func day() throws(YAMLError) -> Day {
        let text = try string()
        guard let day = Day(text) else {
            throw error(
                "expected a day such as 2019-07-26, found '\(text)'",
                chinese: "这里要写日期，如 2019-07-26，现在是 '\(text)'")
        }
        return day
    }

    /// A place in a document: `L139 累计投资7350万元`, or `annex L12 …` for another than the plan.
    ///
    /// - Throws: `YAMLError`.
    public func source() throws(YAMLError) -> Source {
        let text = try string()
        var words = text.split(separator: " ", maxSplits: 1)
        var document = "plan"
        if words.count == 2, lineNumber(words[0]) == nil {
            document = String(words[0])
            words = words[1].split(separator: " ", maxSplits: 1)
        }
        guard words.count == 2, let line = lineNumber(words[0]) else {
            throw error(
                "expected a line and its words such as 'L139 累计投资7350万元', found '\(text)'",
                chinese: "这里要写行号和原文，如 'L139 累计投资7350万元'，现在是 '\(text)'")
        }
        return Source(document: document, line: line, phrase: String(words[1]))
    }

    /// Every place named in here is in the plan or in one of these parts of it.
    func checkSources(in parts: Set<String>) throws(YAMLError) {
        for (key, value) in children {
            try value.checkSources(in: parts)
            guard let key, ["src", "listed", "present"].contains(key),
                let document = try? value.source().document, document != "plan",
                !parts.contains(document)
            else { continue }
            let near = Spelling.nearest(to: document, among: parts.sorted())
            throw value.error(
                "no part '\(document)' of the plan" + (near.map { ", nearest is '\($0)'" } ?? ""),
                chinese: "方案没有附件 '\(document)'" + (near.map { "，最接近的是 '\($0)'" } ?? ""))
        }
    }

    private func lineNumber(_ word: Substring) -> Int? {
        guard word.hasPrefix("L"), let line = Int(word.dropFirst()), line > 0 else { return nil }
        return line
    }
}

extension YAMLMapping {
    /// A value with provenance whose keys stand among others of this mapping: `is`, `why`,
    /// `printed`, `src`, `standing`.
    ///
    /// - Throws: `YAMLError`; whatever `read` throws.
    public mutating func stated<Value: Sendable>(
        _ read: (YAMLNode) throws -> Value
    ) throws -> Stated<Value> {
        let node = try required("is")
        let text = try? node.string()
        let why = try optionalString("why")
        let printed = try optionalString("printed")
        let source = try optional("src")?.source()
        let standing: Standing = try optional("standing")?.choice() ?? .printed
        guard text == "unknown" else {
            guard why == nil else {
                throw node.error(
                    "'why' belongs to 'is: unknown'", chinese: "'why' 只和 'is: unknown' 一起写")
            }
            let value = try read(node)
            // What is printed has its place; what nobody printed says so in `standing`.
            if source == nil, [.printed, .query].contains(standing) { _ = try required("src") }
            return Stated(
                .known(value), printed: printed ?? text ?? "", source: source,
                standing: standing)
        }
        guard let why else {
            throw node.error(
                "an unknown value needs its reason: add 'why'",
                chinese: "未知的值要写原因：请补上 'why'")
        }
        return Stated(
            .unknown(why: why), printed: printed ?? "", source: source, standing: standing)
    }
}
