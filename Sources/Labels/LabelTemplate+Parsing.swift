internal import StrictYAML

extension LabelTemplate {
    private static let longestSide = Millimetres(micrometres: 1_000_000)
    private static let defaultSmallest = Millimetres(micrometres: 2_000)
    private static let defaultModule = Millimetres(micrometres: 250)
    private static let mostElements = 500

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
        name = Self.name(of: file)
        title = try mapping.string("title")
        (width, height, gap) = try mapping.required("size").mapping { size in
            (
                try size.required("width").length(), try size.required("height").length(),
                try size.optional("gap")?.length() ?? Millimetres(micrometres: 2_000)
            )
        }
        guard width <= Self.longestSide, height <= Self.longestSide, width.micrometres > 0,
            height.micrometres > 0
        else { throw mapping.node.error("a label's sides are above 0 and at most 1000 mm") }
        let fields = try mapping.list("fields").map { node in
            try node.mapping { try Field(reading: &$0) }
        }
        self.fields = fields
        let names = fields.map(\.name)
        guard Set(names).count == names.count else {
            throw mapping.node.error("a field is declared more than once")
        }
        let elements = try mapping.list("elements")
        guard (1...Self.mostElements).contains(elements.count) else {
            throw mapping.node.error("a label has 1 to \(Self.mostElements) elements")
        }
        self.elements = try elements.map { node in
            try node.mapping { try Element(reading: &$0, fields: fields) }
        }
    }

    /// `a/b/pickup-60x40.yaml` is named `pickup-60x40`.
    private static func name(of file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        return last.hasSuffix(".yaml") ? String(last.dropLast(5)) : last
    }

    fileprivate static func module(_ mapping: inout YAMLMapping) throws -> Millimetres {
        try mapping.optional("module")?.length() ?? defaultModule
    }

    fileprivate static func style(
        _ mapping: inout YAMLMapping, height: Millimetres
    ) throws -> TextStyle {
        TextStyle(
            smallest: try mapping.optional("smallest")?.length() ?? min(height, defaultSmallest),
            alignment: try mapping.optionalChoice("align") ?? .left,
            fit: try mapping.optionalChoice("fit") ?? .shrink,
            bold: try mapping.bool("bold", absent: false))
    }
}

extension LabelTemplate.Field {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        let nameNode = try mapping.required("name")
        name = try nameNode.string()
        let isWord = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
        guard isWord else { throw nameNode.error("field names are a-z, 0-9 and _") }
        meaning = try mapping.string("meaning")
        let isFlag = try mapping.bool("flag", absent: false)
        let sampleNode = try mapping.required("sample")
        sample = isFlag ? .flag(try sampleNode.bool()) : .text(try sampleNode.string())
    }
}

extension LabelTemplate.Element {
    fileprivate init(
        reading mapping: inout YAMLMapping, fields: [LabelTemplate.Field]
    ) throws {
        let corner = try mapping.required("at")
        let at = try corner.list().map { try $0.length() }
        guard at.count == 2 else { throw corner.error("at is two lengths: [x, y]") }
        place = LabelTemplate.Place(
            x: at[0], y: at[1], width: try mapping.required("width").length(),
            height: try mapping.required("height").length())
        guard place.width.micrometres > 0, place.height.micrometres > 0 else {
            throw mapping.node.error("width and height are above 0")
        }
        condition = try Self.condition(&mapping, fields: fields)
        content = try Self.content(&mapping, height: place.height, fields: fields)
    }

    private static func condition(
        _ mapping: inout YAMLMapping, fields: [LabelTemplate.Field]
    ) throws -> String? {
        guard let node = mapping.optional("when") else { return nil }
        let name = try node.string()
        guard case .flag? = fields.first(where: { $0.name == name })?.sample else {
            throw node.error("'\(name)' is not a field declared with flag: true")
        }
        return name
    }

    private static func content(
        _ mapping: inout YAMLMapping, height: Millimetres, fields: [LabelTemplate.Field]
    ) throws -> LabelTemplate.Content {
        let kinds = ["text", "code128", "qr", "line", "box"]
        let given = kinds.filter { mapping.optional($0) != nil }
        guard given.count == 1, let kind = given.first else {
            throw mapping.node.error(
                "an element has exactly one of \(kinds.joined(separator: ", "))")
        }
        let node = try mapping.required(kind)
        switch kind {
        case "text":
            let style = try LabelTemplate.style(&mapping, height: height)
            return .text(try node.fragments(fields), style)
        case "code128":
            return .code128(try node.fragments(fields), module: try LabelTemplate.module(&mapping))
        case "qr":
            return .qr(
                try node.fragments(fields), module: try LabelTemplate.module(&mapping),
                level: try mapping.optionalChoice("level") ?? .medium)
        case "line":
            guard try node.bool() else { throw node.error("write line: true") }
            return .line
        default: return .box(thickness: try node.length())
        }
    }
}

extension YAMLNode {
    fileprivate func length() throws(YAMLError) -> Millimetres {
        let text = try decimal()
        guard let length = Millimetres(text) else {
            throw error("'\(text)' is no length in mm with at most three decimals")
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
                throw error("a brace without its partner; fields are written {name}")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard case .text? = fields.first(where: { $0.name == name })?.sample else {
                throw error("'{\(name)}' is not a text field declared under fields")
            }
            fragments.append(.field(name))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { fragments.append(.literal(String(rest))) }
        return fragments
    }
}
