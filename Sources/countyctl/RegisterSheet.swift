import CountyProgramme
import CountyStore
import Spreadsheets

/// A register as a table for people: headings from its fields, cells from its records.
enum RegisterSheet {
    /// The heading of the column by which a changed table tells what it was made from.
    static let versionHeading = "记录版本"
    /// The first day every spreadsheet program counts alike: 1 March 1900.
    private static let firstDay = -25_508
    /// Rows of a form that are prepared to be filled in.
    private static let blankRows = 2_000

    /// An empty table with what has to be known to fill it in.
    static func form(_ type: RegisterType) -> [SheetDraft] {
        [
            SheetDraft("登记", columns: type.fields.map(column), blankRows: blankRows),
            guide(type),
        ]
    }

    /// Records as a table that can be changed and imported again.
    static func table(_ rows: [RegisterRow], of type: RegisterType, unmasked: Bool) -> SheetDraft {
        let version = SheetDraft.Column(
            versionHeading, .count, note: "请勿修改：导入时用来发现别人在此期间的改动。")
        return SheetDraft(
            "登记", columns: type.fields.map(column) + [version],
            rows: rows.map { row in
                type.fields.map { cell(row.fields[$0.name], $0, unmasked: unmasked) }
                    + [.number("\(row.version)")]
            })
    }

    /// The same as texts, for CSV.
    static func texts(_ rows: [RegisterRow], of type: RegisterType, unmasked: Bool) -> [[String]] {
        [type.fields.map(\.name) + [versionHeading]]
            + rows.map { row in
                type.fields.map { shown(row.fields[$0.name] ?? "", $0, unmasked: unmasked) }
                    + ["\(row.version)"]
            }
    }

    /// A field's text for those with or without its purpose.
    static func shown(_ text: String, _ field: RegisterField, unmasked: Bool) -> String {
        unmasked ? text : field.mask.masked(text)
    }

    private static func column(_ field: RegisterField) -> SheetDraft.Column {
        SheetDraft.Column(
            field.name, kind(field.type), note: note(field), isRequired: field.isRequired)
    }

    private static func kind(_ type: FieldType) -> SheetDraft.Kind {
        switch type {
        case .count: .count
        case .number: .number
        case .day: .day
        case .yesNo: .choice(["是", "否"])
        case .code(let words): .choice(words)
        case .text, .codes, .reference, .division, .creditCode, .telephone, .attachment: .text
        }
    }

    private static func note(_ field: RegisterField) -> String {
        var lines = [field.isRequired ? "必填" : "选填", "填" + field.type.expectation.chinese]
        if let unit = field.unit { lines.append("单位：\(unit)") }
        if let purpose = field.purpose { lines.append("个人信息，用途：\(purpose)") }
        if field.mask != .none { lines.append("列表和导出时遮挡") }
        return lines.joined(separator: "\n")
    }

    private static func guide(_ type: RegisterType) -> SheetDraft {
        let keep =
            type.keepMonths.value.map { "注销后保存 \($0) 个月" } ?? "保存期限还没有规定，不会自动清除"
        let about = [
            ["登记簿", type.title], ["同一记录", type.key.joined(separator: "、") + " 相同的行是同一条记录"],
            ["依据", "\(type.source.document) 第 \(type.source.line) 行：\(type.source.phrase)"],
            ["保存", keep],
        ]
        let fields = type.fields.map { field in
            [field.name, note(field).split(separator: "\n").joined(separator: "；")]
        }
        return SheetDraft(
            "说明", columns: [.init("项目"), .init("说明")],
            rows: (about + fields).map { $0.map(SheetCell.text) })
    }

    private static func cell(
        _ text: String?, _ field: RegisterField, unmasked: Bool
    ) -> SheetCell {
        guard let text, !text.isEmpty else { return .empty }
        guard unmasked || field.mask == .none else { return .text(field.mask.masked(text)) }
        switch field.type.value(text) {
        case .number where text.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }:
            return .number(text)
        case .day(let day) where day.number >= firstDay: return .day(day.number)
        default: return .text(text)
        }
    }
}
