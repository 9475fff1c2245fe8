import StrictYAML

extension ColumnLayout {
    /// Most alternatives in one profile, each width of a number counted.
    static let mostWidths = 40

    /// Reads the alternatives of a profile.
    static func list(_ node: YAMLNode) throws -> [ColumnLayout] {
        let layouts = try node.list().map { member in
            try member.mapping { try ColumnLayout(reading: &$0) }
        }
        guard !layouts.isEmpty else {
            throw node.error(
                "at least one layout is needed",
                chinese: "至少要写一种格式")
        }
        let count = layouts.reduce(0) { $0 + 1 + $1.numberWidest - $1.number.count }
        guard count <= mostWidths else {
            throw node.error(
                "\(count) layouts, each width of a number counted, are more than \(mostWidths)",
                chinese: "连数字的各种宽度一共 \(count) 种格式，最多 \(mostWidths) 种")
        }
        return layouts
    }

    private init(reading mapping: inout YAMLMapping) throws {
        let lengthNode = try mapping.required("length")
        length = try lengthNode.int(in: 2...Self.longestFrame)
        var plan = ColumnPlan(length: length)
        fixed = try plan.fixed(mapping.optional("fixed"))
        any = try mapping.list("any").map { try plan.take($0) }
        let numberNode = try mapping.required("number")
        let shape = try numberNode.mapping { try NumberShape(reading: &$0, &plan) }
        number = shape.columns
        numberWidest = shape.widest
        isReversed = shape.isReversed
        decimals = shape.decimals
        numberTexts = shape.texts
        sign = try plan.column(mapping.optional("sign"))
        unit = try mapping.optional("unit")?.mapping { try Field(reading: &$0, &plan) }
        let stateNode = mapping.optional("state")
        let said = try stateNode?.mapping { fields in
            (
                field: try Field<ScaleState>(reading: &fields, &plan),
                underload: try fields.bool("negative_is_underload", absent: false)
            )
        }
        state = said?.field
        isUnderloadWhenNegative = said?.underload ?? false
        load = try mapping.optional("load")?.mapping { try Field(reading: &$0, &plan) }
        checksum = try mapping.optional("checksum")?.mapping {
            try Checksum(reading: &$0, &plan)
        }
        filler = try mapping.optional("filler")?.deviceBytes() ?? []
        if let free = plan.firstFree {
            throw lengthNode.error(
                "column \(free) belongs to no field; name it under 'any'",
                chinese: "第 \(free) 列没有用到，请写进 any")
        }
        guard length + numberWidest - number.count <= Self.longestFrame else {
            throw numberNode.error(
                "with the widest number the frame is longer than \(Self.longestFrame) bytes",
                chinese: "数字最宽时一帧超过 \(Self.longestFrame) 字节")
        }
        guard numberWidest == number.count || !terminator.isEmpty else {
            throw numberNode.error(
                "a number of several widths needs an end of the frame: control characters in"
                    + " 'fixed' at its last columns",
                chinese: "数字宽度不定时要有帧尾：在 fixed 里写最后几列的控制字符")
        }
        try checkStates(stateNode, numberNode)
    }

    /// A scale that never says `stable` would never weigh; one that never says anything else would
    /// always be believed.
    private func checkStates(_ stateNode: YAMLNode?, _ numberNode: YAMLNode) throws {
        if numberTexts.contains(where: { $0.value == .stable }) {
            throw numberNode.error(
                "a text in the number's place cannot mean stable",
                chinese: "数字位置上的文字不能表示 stable")
        }
        guard let state, let stateNode else { return }
        let values = state.meanings.map(\.value)
        guard values.contains(.stable) else {
            throw stateNode.error(
                "no text means stable; leave 'state' out if none does",
                chinese: "没有一个文字表示 stable；设备不报稳定就去掉 state")
        }
        guard values.contains(where: { $0 != .stable }) else {
            throw stateNode.error(
                "every text means stable: then the device does not tell",
                chinese: "所有文字都表示 stable，等于设备不报稳定：请去掉 state")
        }
        if isUnderloadWhenNegative, !values.contains(.overload) {
            throw stateNode.error(
                "negative_is_underload needs a text that means overload",
                chinese: "写了 negative_is_underload 就要有一个表示 overload 的文字")
        }
    }
}

/// What the number's mapping says.
private struct NumberShape {
    let columns: ClosedRange<Int>
    let widest: Int
    let isReversed: Bool
    let decimals: ColumnLayout.Decimals
    let texts: [ColumnLayout.Field<ScaleState>.Meaning]

    init(reading mapping: inout YAMLMapping, _ plan: inout ColumnPlan) throws {
        columns = try plan.take(mapping.required("columns"))
        let widths = columns.count...ColumnLayout.longestFrame
        widest = try mapping.optionalInt("widest", in: widths) ?? columns.count
        isReversed = try mapping.bool("reversed", absent: false)
        let always = try mapping.optionalInt("decimals", in: 0...6)
        let node = mapping.optional("decimals_column")
        let column = try plan.column(node)
        if let node, always != nil {
            throw node.error(
                "decimals and decimals_column exclude each other",
                chinese: "decimals 和 decimals_column 只能写一个")
        }
        decimals =
            always.map { .always($0) } ?? column.map { .column($0) } ?? .text
        let longest = widest
        texts =
            try mapping.optional("texts").map { try $0.meanings(longest: longest) } ?? []
    }
}

extension ColumnLayout.Field
where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    fileprivate init(reading mapping: inout YAMLMapping, _ plan: inout ColumnPlan) throws {
        let node = try mapping.required("columns")
        let columns = try plan.take(node)
        guard columns.count <= ColumnLayout.widestMap else {
            throw node.error(
                "a field with a map has at most \(ColumnLayout.widestMap) columns",
                chinese: "带 map 的字段最多 \(ColumnLayout.widestMap) 列")
        }
        self.columns = columns
        meanings = try mapping.required("map").meanings(longest: columns.count)
    }
}

extension ColumnLayout.Checksum {
    fileprivate init(reading mapping: inout YAMLMapping, _ plan: inout ColumnPlan) throws {
        let kind: Kind = try mapping.choice("kind")
        let coveredNode = try mapping.required("covers")
        let covered = try plan.range(coveredNode)
        let node = try mapping.required("columns")
        let columns = try plan.take(node)
        guard columns.count == kind.width else {
            throw node.error(
                "a checksum of kind \(kind.rawValue) takes \(kind.width) column(s)",
                chinese: "\(kind.rawValue) 校验占 \(kind.width) 列")
        }
        guard !covered.overlaps(columns) else {
            throw coveredNode.error(
                "a checksum does not cover its own columns",
                chinese: "校验范围不能包括校验自己所在的列")
        }
        self.init(kind: kind, covered: covered, columns: columns)
    }
}

extension YAMLNode {
    /// Texts and what they mean; blanks around a text do not count.
    fileprivate func meanings<Value>(
        longest: Int
    ) throws -> [ColumnLayout.Field<Value>.Meaning]
    where Value: RawRepresentable & CaseIterable & Hashable & Sendable, Value.RawValue == String {
        var meanings: [ColumnLayout.Field<Value>.Meaning] = []
        for (key, keyNode, value) in try entries() {
            let blank = UInt8(ascii: " ")
            let start = key.utf8.drop { $0 == blank }
            let text = Array(start.reversed().drop { $0 == blank }.reversed())
            guard text.count <= longest else {
                throw keyNode.error(
                    "'\(key)' is longer than its \(longest) column(s)",
                    chinese: "'\(key)' 比它的 \(longest) 列还长")
            }
            guard !meanings.contains(where: { $0.text == text }) else {
                throw keyNode.error(
                    "'\(key)' is there already; blanks around it do not count",
                    chinese: "'\(key)' 已经有了（两边的空格不算）")
            }
            meanings.append(.init(text: text, value: try value.choice()))
        }
        guard !meanings.isEmpty else {
            throw error(
                "at least one text is needed",
                chinese: "至少要写一个文字")
        }
        return meanings
    }
}

/// Which columns of a frame are given away.
private struct ColumnPlan {
    let length: Int
    private var taken: Set<Int> = []

    init(length: Int) {
        self.length = length
    }

    /// The first column that belongs to no field.
    var firstFree: Int? { (1...length).first { !taken.contains($0) } }

    /// Columns written as `7` or `7-8`.
    func range(_ node: YAMLNode) throws -> ClosedRange<Int> {
        let parts = try node.string().split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == parts.count, (1...2).contains(parts.count),
            numbers[0] >= 1, numbers[0] <= numbers[numbers.count - 1]
        else {
            throw node.error(
                "columns are written 7 or 7-8, counted from 1",
                chinese: "列写成 7 或 7-8，从 1 数起")
        }
        let last = numbers[numbers.count - 1]
        guard last <= length else {
            throw node.error(
                "column \(last) is beyond the length \(length)",
                chinese: "第 \(last) 列超出了长度 \(length)")
        }
        return numbers[0]...last
    }

    /// Gives columns to a field.
    mutating func take(_ node: YAMLNode) throws -> ClosedRange<Int> {
        let columns = try range(node)
        try take(columns, node)
        return columns
    }

    /// Gives one column to a field.
    mutating func column(_ node: YAMLNode?) throws -> Int? {
        guard let node else { return nil }
        let columns = try take(node)
        guard columns.count == 1 else {
            throw node.error(
                "this is one column, such as 7",
                chinese: "这里只能是一列，如 7")
        }
        return columns.lowerBound
    }

    /// Gives columns to the bytes that are always the same: a mapping of columns to bytes.
    mutating func fixed(_ node: YAMLNode?) throws -> [ColumnLayout.Fixed] {
        guard let node else { return [] }
        var fixed: [ColumnLayout.Fixed] = []
        for (_, keyNode, value) in try node.entries() {
            let start = try range(keyNode).lowerBound
            let bytes = try value.deviceBytes()
            guard !bytes.isEmpty else {
                throw value.error(
                    "no bytes are given",
                    chinese: "没有写字节")
            }
            let last = start + bytes.count - 1
            guard last <= length else {
                throw value.error(
                    "column \(last) is beyond the length \(length)",
                    chinese: "第 \(last) 列超出了长度 \(length)")
            }
            try take(start...last, keyNode)
            fixed.append(ColumnLayout.Fixed(column: start, bytes: bytes))
        }
        return fixed
    }

    private mutating func take(_ columns: ClosedRange<Int>, _ node: YAMLNode) throws {
        if let twice = columns.first(where: taken.contains) {
            throw node.error(
                "column \(twice) belongs to another field already",
                chinese: "第 \(twice) 列已经属于别的字段")
        }
        taken.formUnion(columns)
    }
}
