internal import StrictYAML

extension LabelTemplate {
    private static let keys = ["title", "size", "roll", "fields", "elements"]
    private static let longestSide = Millimetres(micrometres: 1_000_000)
    private static let defaultGap = Millimetres(micrometres: 2_000)
    private static let defaultBottom = Millimetres(micrometres: 5_000)
    static let mostElements = 500

    /// Reads a template.
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: The file's name, for errors; the template is named after it.
    /// - Returns: The template.
    /// - Throws: `YAMLError` for anything unknown, missing or contradictory.
    public static func parse(_ text: String, file: String) throws -> LabelTemplate {
        let document = try YAMLDocument(text: text, file: file)
        return try document.root.mapping { try LabelTemplate(reading: &$0, file: file) }
    }

    private init(reading mapping: inout YAMLMapping, file: String) throws {
        // First of all: a misspelt `fields` would be told as a field that is not declared.
        try mapping.node.refuseKeys(beside: Self.keys)
        name = Self.name(of: file)
        title = try mapping.string("title")
        medium = try Self.medium(&mapping)
        fields = try Field.list(mapping.list("fields"))
        if let clash = fields.first(where: { Self.builtInFields.contains($0.name) }) {
            throw mapping.node.error(
                "the field '\(clash.name)' is there by itself; declare no such",
                chinese: "字段“\(clash.name)”本来就有，不要再声明")
        }
        let known = fields + Self.builtInFields.map(Field.init(builtIn:))
        let isRoll = if case .roll = medium { true } else { false }
        let context = ElementContext(fields: known, isRoll: isRoll, isRow: false)
        elements = try context.elements(mapping.list("elements"), of: mapping.node)
    }

    private static func medium(_ mapping: inout YAMLMapping) throws -> Medium {
        if let roll = mapping.optional("roll") {
            if mapping.optional("size") != nil {
                throw roll.error(
                    "give size or roll, not both", chinese: "size 和 roll 只能写一个")
            }
            return try roll.mapping { roll in
                .roll(
                    width: try side(&roll, "width"),
                    bottom: try roll.optional("bottom")?.length() ?? defaultBottom)
            }
        }
        return try mapping.required("size").mapping { size in
            .label(
                width: try side(&size, "width"), height: try side(&size, "height"),
                gap: try size.optional("gap")?.length() ?? defaultGap)
        }
    }

    private static func side(_ mapping: inout YAMLMapping, _ key: String) throws -> Millimetres {
        let node = try mapping.required(key)
        let length = try node.length()
        guard length.micrometres > 0, length <= longestSide else {
            throw node.error(
                "a label's sides are above 0 and at most 1000 mm",
                chinese: "标签的边长要大于 0，最多 1000 毫米")
        }
        return length
    }

    /// `a/b/pickup-60x40.yaml` is named `pickup-60x40`.
    private static func name(of file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        return last.hasSuffix(".yaml") ? String(last.dropLast(5)) : last
    }
}

extension LabelTemplate.Field {
    init(builtIn name: String) {
        self.name = name
        meaning = ""
        kind = .text(nil)
        sample = .text("1")
    }

    static func list(_ nodes: [YAMLNode]) throws -> [Self] {
        var names: Set<String> = []
        return try nodes.map { node in
            let field = try node.mapping { try Self(reading: &$0) }
            guard names.insert(field.name).inserted else {
                throw node.error(
                    "the field '\(field.name)' is declared more than once",
                    chinese: "字段“\(field.name)”声明了不止一次")
            }
            return field
        }
    }

    private init(reading mapping: inout YAMLMapping) throws {
        name = try mapping.required("name").fieldName()
        meaning = try mapping.string("meaning")
        let sample = try mapping.required("sample")
        if let rows = mapping.optional("rows") {
            (kind, self.sample) = try Self.rows(rows, sample: sample)
        } else if try mapping.bool("flag", absent: false) {
            (kind, self.sample) = (.flag, .flag(try sample.bool()))
        } else {
            kind = .text(try mapping.optionalChoice("person"))
            self.sample = .text(try sample.string())
        }
    }

    private static func rows(
        _ node: YAMLNode, sample: YAMLNode
    ) throws -> (Kind, LabelValue) {
        let columns = try node.list().map { column in
            try column.mapping { mapping in
                Self(
                    name: try mapping.required("name").fieldName(),
                    meaning: try mapping.string("meaning"),
                    kind: .text(try mapping.optionalChoice("person")), sample: .text(""))
            }
        }
        guard !columns.isEmpty else {
            throw node.error("rows need at least one field", chinese: "明细（rows）至少要有一个字段")
        }
        var names: Set<String> = []
        if let twice = columns.first(where: { !names.insert($0.name).inserted }) {
            throw node.error(
                "the field '\(twice.name)' is declared more than once",
                chinese: "字段“\(twice.name)”声明了不止一次")
        }
        let rows = try sample.list().map { row in
            try row.mapping { mapping in
                var values: [String: String] = [:]
                for column in columns { values[column.name] = try mapping.string(column.name) }
                return values
            }
        }
        return (.rows(columns), .rows(rows))
    }
}

/// What the reading of an element depends on: the fields it may name, and where it stands.
private struct ElementContext {
    private static let defaultSmallest = Millimetres(micrometres: 2_000)
    /// Nobody reads smaller Chinese characters; printers' smallest have 16 dots.
    private static let leastType = Millimetres(micrometres: 1_000)
    private static let defaultModule = Millimetres(micrometres: 250)
    private static let mostLines = 40
    private static let mostRows = 500
    private static let symbols: [(key: String, symbology: LabelSymbology)] = [
        ("code128", .code128), ("gs1_128", .gs1Code128), ("ean13", .ean13),
        ("qr", .qr(.medium)), ("datamatrix", .dataMatrix), ("gs1_datamatrix", .gs1DataMatrix),
    ]
    private static let kinds =
        ["text"] + symbols.map(\.key) + ["picture", "line", "box", "rows"]

    private static let keys =
        kinds + [
            "at", "width", "height", "when", "unless", "turn", "size", "smallest", "lines", "grow",
            "align", "fit", "bold", "level", "module", "most", "elements",
        ]

    let fields: [LabelTemplate.Field]
    let isRoll: Bool
    let isRow: Bool

    func elements(_ nodes: [YAMLNode], of owner: YAMLNode) throws -> [LabelTemplate.Element] {
        guard (1...LabelTemplate.mostElements).contains(nodes.count) else {
            throw owner.error(
                "there are 1 to \(LabelTemplate.mostElements) elements",
                chinese: "elements 要有 1 到 \(LabelTemplate.mostElements) 项")
        }
        return try nodes.map { node in try node.mapping { try element(&$0) } }
    }

    private func element(_ mapping: inout YAMLMapping) throws -> LabelTemplate.Element {
        try mapping.node.refuseKeys(beside: Self.keys)
        let place = try place(&mapping)
        let condition = try condition(&mapping)
        let turn = mapping.optional("turn")
        let degrees = try turn?.int(in: 0...270) ?? 0
        guard degrees % 90 == 0 else {
            throw (turn ?? mapping.node).error(
                "turn is 0, 90, 180 or 270 degrees clockwise",
                chinese: "turn 写 0、90、180 或 270（顺时针度数）")
        }
        let height = degrees % 180 == 0 ? place.height : place.width
        return LabelTemplate.Element(
            content: try content(&mapping, height: height), place: place,
            quarterTurns: degrees / 90, condition: condition)
    }

    private func place(_ mapping: inout YAMLMapping) throws -> LabelTemplate.Place {
        let corner = try mapping.required("at")
        let at = try corner.list().map { try $0.length() }
        guard at.count == 2 else {
            throw corner.error("at is two lengths: [x, y]", chinese: "at 写两个毫米数：[横, 纵]")
        }
        let place = LabelTemplate.Place(
            x: at[0], y: at[1], width: try mapping.required("width").length(),
            height: try mapping.required("height").length())
        guard place.width.micrometres > 0, place.height.micrometres > 0 else {
            throw mapping.node.error(
                "width and height are above 0", chinese: "width 和 height 要大于 0")
        }
        return place
    }

    private func condition(_ mapping: inout YAMLMapping) throws -> LabelTemplate.Condition? {
        let when = mapping.optional("when")
        let unless = mapping.optional("unless")
        guard let node = when ?? unless else { return nil }
        if when != nil, unless != nil {
            throw node.error(
                "give when or unless, not both", chinese: "when 和 unless 只能写一个")
        }
        let name = try node.string()
        guard fields.contains(where: { $0.name == name }) else {
            throw node.undeclared(name, among: fields)
        }
        return when == nil ? .unless(name) : .when(name)
    }

    private func content(
        _ mapping: inout YAMLMapping, height: Millimetres
    ) throws -> LabelTemplate.Content {
        let given = Self.kinds.filter { mapping.optional($0) != nil }
        guard given.count == 1, let kind = given.first else {
            let kinds = Self.kinds.joined(separator: ", ")
            throw mapping.node.error(
                "an element has exactly one of \(kinds)", chinese: "每一项要有下面的一个，而且只有一个：\(kinds)")
        }
        let node = try mapping.required(kind)
        switch kind {
        case "text": return .text(try node.fragments(fields), try style(&mapping, height))
        case "picture": return .picture(name: try node.string())
        case "line":
            guard try node.bool() else {
                throw node.error("write line: true", chinese: "画线写 line: true；不画就删掉这一项")
            }
            return .line
        case "box": return .box(thickness: try node.length())
        case "rows": return try rows(node, &mapping)
        default:
            guard let symbol = Self.symbols.first(where: { $0.key == kind }) else {
                throw node.error("no such symbol", chinese: "没有这种条码")
            }
            return .symbol(try node.fragments(fields), try symbolStyle(symbol.symbology, &mapping))
        }
    }

    private func symbolStyle(
        _ symbology: LabelSymbology, _ mapping: inout YAMLMapping
    ) throws -> LabelTemplate.SymbolStyle {
        var symbology = symbology
        if case .qr(let usual) = symbology {
            symbology = .qr(try mapping.optionalChoice("level") ?? usual)
        }
        let moduleNode = mapping.optional("module")
        let module = try moduleNode?.length() ?? Self.defaultModule
        guard module.micrometres > 0 else {
            throw (moduleNode ?? mapping.node).error(
                "module is above 0", chinese: "module（最细条宽）要大于 0")
        }
        return LabelTemplate.SymbolStyle(symbology: symbology, module: module)
    }

    private func style(
        _ mapping: inout YAMLMapping, _ height: Millimetres
    ) throws -> LabelTemplate.TextStyle {
        let lines = try mapping.optionalInt("lines", in: 1...Self.mostLines) ?? 1
        let sizeNode = mapping.optional("size")
        let size = try sizeNode?.length() ?? height
        if lines > 1, sizeNode == nil {
            throw mapping.node.error(
                "text of several lines needs the size of its characters",
                chinese: "多行文字要写字高 size")
        }
        guard size >= Self.leastType else {
            throw (sizeNode ?? mapping.node).error(
                "characters are at least \(Self.leastType) mm high",
                chinese: "字高至少 \(Self.leastType) 毫米")
        }
        guard size.micrometres * lines <= height.micrometres else {
            throw (sizeNode ?? mapping.node).error(
                "\(lines) lines do not fit the height", chinese: "高度放不下 \(lines) 行")
        }
        let grows = try mapping.bool("grow", absent: false)
        if grows, !isRoll || isRow {
            throw mapping.node.error(
                "only text on a roll can grow, outside of rows",
                chinese: "只有卷纸（roll）上、rows 以外的文字能用 grow")
        }
        let smallestNode = mapping.optional("smallest")
        let smallest = try smallestNode?.length() ?? min(size, Self.defaultSmallest)
        if let smallestNode, !(Self.leastType...size).contains(smallest) {
            throw smallestNode.error(
                "smallest lies between \(Self.leastType) mm and the size, \(size) mm",
                chinese: "smallest 要在 \(Self.leastType) 毫米和字高 \(size) 毫米之间")
        }
        return LabelTemplate.TextStyle(
            size: size, smallest: smallest,
            lines: lines, grows: grows,
            alignment: try mapping.optionalChoice("align") ?? .left,
            fit: try mapping.optionalChoice("fit") ?? .shrink,
            bold: try mapping.bool("bold", absent: false))
    }

    private func rows(
        _ node: YAMLNode, _ mapping: inout YAMLMapping
    ) throws -> LabelTemplate.Content {
        let name = try node.string()
        guard case .rows(let columns)? = fields.first(where: { $0.name == name })?.kind else {
            let tables = fields.filter { if case .rows = $0.kind { true } else { false } }
            throw node.undeclared(name, among: tables)
        }
        let most = try mapping.optionalInt("most", in: 1...Self.mostRows)
        guard isRoll || most != nil else {
            throw node.error(
                "say with most how many rows fit on one label", chinese: "用 most 写明一张标签放几行")
        }
        let others = fields.filter { field in !columns.contains { $0.name == field.name } }
        let context = ElementContext(fields: columns + others, isRoll: isRoll, isRow: true)
        let elements = try context.elements(mapping.list("elements"), of: node)
        let nested = elements.contains { if case .rows = $0.content { true } else { false } }
        if nested {
            throw node.error("rows cannot stand within rows", chinese: "rows 里不能再放 rows")
        }
        return .rows(field: name, most: most ?? Self.mostRows, elements: elements)
    }
}

extension YAMLNode {
    fileprivate func fieldName() throws(YAMLError) -> String {
        let name = try string()
        let isWord = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
        guard isWord, !name.isEmpty else {
            throw error(
                "field names are a-z, 0-9 and _", chinese: "字段名只用小写字母 a-z、数字和下划线 _")
        }
        return name
    }

    fileprivate func refuseKeys(beside known: [String]) throws(YAMLError) {
        for (key, keyNode, _) in try entries() where !known.contains(key) {
            let nearest = Spelling.nearest(to: key, among: known) ?? ""
            throw keyNode.error(
                "unknown key '\(key)', nearest is '\(nearest)'",
                chinese: "没有“\(key)”这个键，最接近的是“\(nearest)”")
        }
    }

    /// A field that is not there, or not of the kind that is wanted.
    fileprivate func undeclared(
        _ name: String, among fields: [LabelTemplate.Field]
    ) -> YAMLError {
        let names = fields.map(\.name)
        let nearest = Spelling.nearest(to: name, among: names)
        return error(
            "'\(name)' is not a fitting field declared under fields"
                + (nearest.map { "; nearest is '\($0)'" } ?? ""),
            chinese: "fields 里没有能用在这里的字段“\(name)”" + (nearest.map { "，最接近的是“\($0)”" } ?? ""))
    }

    fileprivate func length() throws(YAMLError) -> Millimetres {
        let text = try decimal()
        guard let length = Millimetres(text) else {
            throw error(
                "'\(text)' is no length in mm with at most three decimals",
                chinese: "“\(text)”不是毫米数（不能小于 0，最多三位小数）")
        }
        return length
    }

    /// `尾号 {phone_tail}` as fragments; every field has to be declared as text.
    fileprivate func fragments(
        _ fields: [LabelTemplate.Field]
    ) throws(YAMLError) -> [LabelTemplate.Fragment] {
        var fragments: [LabelTemplate.Fragment] = []
        var rest = try string()[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if open > rest.startIndex { fragments.append(.literal(String(rest[..<open]))) }
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw error(
                    "a brace without its partner; fields are written {name}",
                    chinese: "花括号没有配对；字段写成 {name}")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard case .text? = fields.first(where: { $0.name == name })?.kind else {
                throw undeclared(
                    name, among: fields.filter { if case .text = $0.kind { true } else { false } })
            }
            fragments.append(.field(name))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { fragments.append(.literal(String(rest))) }
        return fragments
    }
}
