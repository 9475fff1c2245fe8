internal import CommaSeparated
public import Identifiers

/// A line of a list of places that is wrong.
public struct PlaceLineProblem: Sendable, Hashable {
    /// Line of the file, from 1.
    public let line: Int
    /// What is wrong, in Chinese.
    public let chinese: String
    /// The same in English.
    public let english: String
}

extension PlaceTree {
    /// The columns of a list of places; the first two are needed.
    public static let columns = [
        "代码", "名称", "类别", "上级代码", "启用日期", "停用日期", "原代码", "别名", "贫困村",
    ]

    /// Reads a list of places as CSV (RFC 4180), headed by some of ``columns`` in any order.
    ///
    /// Several aliases are separated by `、`; so are the times on the list of poor villages, each
    /// written `2014-01-01..2018-12-31` with either end left out. Lines that cannot be read are
    /// told and left out; entries that contradict others are told and kept.
    public static func read(
        csv text: String, in county: DivisionCode? = nil
    ) -> (tree: PlaceTree, problems: [PlaceLineProblem]) {
        let rows: [CSVRows.Row]
        do throws(CSVFault) {
            rows = try CSVRows.all(of: text)
        } catch {
            let problem = PlaceLineProblem(
                line: error.line, chinese: error.chinese, english: error.english)
            return (PlaceTree([]), [problem])
        }
        guard let header = rows.first else { return (PlaceTree([]), []) }
        var problems = headerProblems(header.cells, line: header.line)
        guard problems.isEmpty else { return (PlaceTree([]), problems) }
        var places: [Place] = []
        var lines: [Int] = []
        for row in rows.dropFirst() {
            var line = PlaceLine(header.cells, row.cells, line: row.line)
            if let place = line.place() {
                places.append(place)
                lines.append(row.line)
            }
            problems += line.problems
        }
        let tree = PlaceTree(places, in: county)
        problems += tree.problems.map {
            PlaceLineProblem(line: lines[$0.entry], chinese: $0.chinese, english: $0.english)
        }
        return (tree, problems.sorted { ($0.line, $0.chinese) < ($1.line, $1.chinese) })
    }

    private static func headerProblems(_ cells: [String], line: Int) -> [PlaceLineProblem] {
        let unknown = cells.filter { !columns.contains($0) }.map {
            PlaceLineProblem(
                line: line, chinese: "表头“\($0)”不认识，可以写：\(columns.joined(separator: "、"))",
                english: "unknown heading '\($0)', known: \(columns.joined(separator: ", "))")
        }
        let missing = columns.prefix(2).filter { !cells.contains($0) }.map {
            PlaceLineProblem(
                line: line, chinese: "表头缺少“\($0)”", english: "heading '\($0)' is missing")
        }
        let twice = Set(cells.filter { name in cells.count { $0 == name } > 1 }).sorted().map {
            PlaceLineProblem(
                line: line, chinese: "表头“\($0)”写了两次", english: "heading '\($0)' is there twice")
        }
        return unknown + missing + twice
    }

    /// The list as CSV, with all columns.
    public var csv: String {
        let rows = places.map { place -> [String] in
            let poor = place.poor.map {
                "\($0.from?.description ?? "")..\($0.to?.description ?? "")"
            }
            return [
                place.code.description, place.name, place.kind ?? "",
                place.statedParent?.description ?? "", place.span.from?.description ?? "",
                place.span.to?.description ?? "", place.formerCode?.description ?? "",
                place.aliases.joined(separator: "、"), poor.joined(separator: "、"),
            ]
        }
        return CSVText.of([Self.columns] + rows)
    }
}

/// Reads one line of a list of places.
private struct PlaceLine {
    private var cells: [String: String]
    private let line: Int
    private let isShort: Bool
    private(set) var problems: [PlaceLineProblem] = []

    init(_ header: [String], _ cells: [String], line: Int) {
        self.cells = Dictionary(zip(header, cells)) { first, _ in first }
        self.line = line
        isShort = header.count != cells.count
        if isShort {
            tell(
                "应有 \(header.count) 列，现有 \(cells.count) 列",
                "expected \(header.count) columns, found \(cells.count)")
        }
    }

    private mutating func tell(_ chinese: String, _ english: String) {
        problems.append(PlaceLineProblem(line: line, chinese: chinese, english: english))
    }

    private func text(_ name: String) -> String { cells[name] ?? "" }

    mutating func place() -> Place? {
        guard !isShort else { return nil }
        let code = code("代码", isNeeded: true)
        let name = text("名称")
        if name.isEmpty { tell("“名称”是空的", "名称 is empty") }
        let parent = self.code("上级代码")
        let former = self.code("原代码")
        let span = DaySpan(from: day(text("启用日期")), to: day(text("停用日期")))
        let poor = text("贫困村").split(separator: "、").compactMap { self.span(String($0)) }
        guard problems.isEmpty, let code else { return nil }
        let kind = text("类别")
        return Place(
            code: code, name: name,
            aliases: text("别名").split(separator: "、").map(String.init),
            kind: kind.isEmpty ? nil : kind, parent: parent, span: span, formerCode: former,
            poor: poor)
    }

    private mutating func code(_ column: String, isNeeded: Bool = false) -> DivisionCode? {
        let text = text(column)
        if text.isEmpty, !isNeeded { return nil }
        if let code = DivisionCode(text) { return code }
        tell("“\(column)”要 12 位区划代码，现在是“\(text)”", "\(column) needs twelve digits, found '\(text)'")
        return nil
    }

    private mutating func day(_ text: String) -> Day? {
        if text.isEmpty { return nil }
        if let day = Day(text) { return day }
        tell("日期要写成 2020-08-31，现在是“\(text)”", "expected a day such as 2020-08-31, found '\(text)'")
        return nil
    }

    private mutating func span(_ text: String) -> DaySpan? {
        guard let dots = text.firstRange(of: "..") else {
            tell(
                "贫困村的时间要写成 2014-01-01..2018-12-31，现在是“\(text)”",
                "expected times such as 2014-01-01..2018-12-31, found '\(text)'")
            return nil
        }
        return DaySpan(
            from: day(String(text[..<dots.lowerBound])), to: day(String(text[dots.upperBound...])))
    }
}
