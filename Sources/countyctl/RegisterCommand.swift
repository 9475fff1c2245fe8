import ArgumentParser
import County
import CountyProgramme
import CountyStore
import FoundationEssentials

/// The command `countyctl register …`.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "登记簿 · The registers of the programme.",
        subcommands: [
            List.self, Show.self, History.self, Duplicates.self, Close.self, Log.self,
        ])

    private static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }

    /// Fields as texts for those with or without their purpose; what the pack does not know is hidden.
    fileprivate static func shown(
        _ fields: [String: String], _ type: RegisterType, unmasked: Bool
    ) -> [String: String] {
        var shown: [String: String] = [:]
        for (name, text) in fields {
            let field = type.field(name)
            shown[name] =
                field.map { RegisterSheet.shown(text, $0, unmasked: unmasked) }
                ?? FieldMask.hidden.masked(text)
        }
        return shown
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出登记簿 · The registers of a pack, how many records, how long they are kept.")

        private struct Line: Encodable {
            let register: String
            let title: String
            let open: Int
            let closed: Int
            let keep_months: Int?
        }

        @OptionGroup var choice: PackChoice
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let (pack, types) = try choice.registers()
            let tallies = try await control.tallies(of: pack)
            let byName = Dictionary(tallies.map { ($0.register, $0) }) { first, _ in first }
            for type in types {
                let tally = byName[type.id]
                let line = Line(
                    register: type.id, title: type.title, open: tally?.open ?? 0,
                    closed: tally?.closed ?? 0, keep_months: type.keepMonths.value)
                if output.json {
                    try Terminal.json(line)
                } else {
                    let keep = line.keep_months.map { "\($0) 个月 months" } ?? "保存期限未定 not decided"
                    Terminal.line(
                        "\(line.register)\t\(line.title)\t\(line.open)\t\(line.closed)\t\(keep)")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "查看记录 · Open records of a register, or one by its key.")
        @Argument(help: "登记簿 · The register's id.")
        var register: String
        @Argument(help: "关键字段的值，省略为全部 · The values of the key; all records without.")
        var key: [String] = []
        @OptionGroup var choice: PackChoice
        @OptionGroup var unmask: UnmaskOption
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let (name, type) = try choice.register(register)
            let all = try await control.records(of: name)
            let rows = key.isEmpty ? all : all.filter { $0.key == key }
            guard key.isEmpty || !rows.isEmpty else {
                let text = key.joined(separator: " ")
                throw CountyError(
                    .badData, "\(register) 里没有记录“\(text)”。", "\(register) has no '\(text)'.")
            }
            try await unmask.record(name, count: rows.count, control)
            for row in rows { try show(row, type) }
        }

        private func show(_ row: RegisterRow, _ type: RegisterType) throws {
            let fields = RegisterCommand.shown(row.fields, type, unmasked: unmask.unmasked)
            let shown = RegisterRow(
                key: type.key.map { fields[$0] ?? "" }, fields: fields, version: row.version)
            if output.json { return try Terminal.json(shown) }
            let texts = type.fields.compactMap { field in
                fields[field.name].map { "\(field.name)：\($0)" }
            }
            Terminal.line((["#\(row.version)"] + texts).joined(separator: "\t"))
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "记录的历次版本 · All versions of a record, with who and when.")

        private struct Version: Encodable {
            let version: Int
            let fields: [String: String]?
            let by: String
            let held_from: String
            let written_at: Int64
            let note: String
        }

        @Argument(help: "登记簿 · The register's id.")
        var register: String
        @Argument(help: "关键字段的值 · The values of the key.")
        var key: [String]
        @OptionGroup var choice: PackChoice
        @OptionGroup var unmask: UnmaskOption
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let (name, type) = try choice.register(register)
            let versions = try await control.history(of: key, in: name)
            try await unmask.record(name, count: 1, control)
            var before: [String: String] = [:]
            for version in versions {
                let fields = version.fields.map {
                    RegisterCommand.shown($0, type, unmasked: unmask.unmasked)
                }
                if output.json {
                    try Terminal.json(
                        Version(
                            version: version.version, fields: fields, by: version.by,
                            held_from: version.heldFrom, written_at: version.writtenAt,
                            note: version.note))
                    continue
                }
                show(version, fields, before: before, type)
                before = fields ?? [:]
            }
        }

        private func show(
            _ version: RegisterVersion, _ fields: [String: String]?, before: [String: String],
            _ type: RegisterType
        ) {
            Terminal.line(
                [
                    "#\(version.version)", version.heldFrom,
                    RegisterCommand.time(version.writtenAt),
                    version.by, version.note,
                ].joined(separator: "\t"))
            guard let fields else { return Terminal.line("    已注销 closed") }
            for field in type.fields where fields[field.name] != before[field.name] {
                Terminal.line(
                    "    \(field.name)：\(before[field.name] ?? "-") → \(fields[field.name] ?? "-")")
            }
        }
    }

    struct Duplicates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "可能重复的记录 · Records that are likely the same thing twice.")

        private struct Pair: Encodable {
            let first: [String]
            let second: [String]
            let shared: [String]
        }

        @Argument(help: "登记簿 · The register's id.")
        var register: String
        @OptionGroup var choice: PackChoice
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let (name, type) = try choice.register(register)
            let records = try await control.records(of: name).compactMap { row in
                // What the pack has no field for any more is not compared.
                try? type.record(row.fields.filter { type.field($0.key) != nil })
            }
            let pairs = type.likelyDuplicates(among: records)
            for pair in pairs {
                let answer = Pair(
                    first: masked(pair.first, type), second: masked(pair.second, type),
                    shared: pair.shared)
                if output.json {
                    try Terminal.json(answer)
                } else {
                    Terminal.line(
                        [answer.first, answer.second].map { $0.joined(separator: " ") }
                            .joined(separator: "\t") + "\t" + pair.shared.joined(separator: "、"))
                }
            }
            if pairs.isEmpty, !output.json {
                Terminal.tell(Message("没有发现可能重复的记录。", "no likely duplicates."))
            }
        }

        private func masked(_ key: [String], _ type: RegisterType) -> [String] {
            zip(type.key, key).map { name, text in type.field(name)?.mask.masked(text) ?? text }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "注销记录 · Close a record.",
            discussion: """
                注销后按方案规定的期限保存，到期由 countyd 清除；没有规定的一直保存。
                A closed record is kept as long as the pack says, then countyd erases it; for ever \
                where nothing is said.
                """)
        @Argument(help: "登记簿 · The register's id.")
        var register: String
        @Argument(help: "关键字段的值 · The values of the key.")
        var key: [String]
        @OptionGroup var choice: PackChoice
        @OptionGroup var writer: WriterOption
        @Option(help: "原因 · Why.")
        var reason: String
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let (name, type) = try choice.register(register)
            let base = try await control.history(of: key, in: name).last?.version ?? 0
            let entry = RegisterEntry(
                name: name, keepMonths: type.keepMonths.value,
                changes: [RegisterChange(key: key, fields: nil, base: base)], by: writer.by,
                heldFrom: try writer.heldFrom().description, note: reason)
            let count: RegisterCount = try await control.ask("POST", "/registers/entries", entry)
            if output.json { return try Terminal.json(count) }
            let keep = type.keepMonths.value
            Terminal.tell(
                Message(
                    "已注销。" + (keep.map { "\($0) 个月后清除。" } ?? "保存期限还没有规定，不会自动清除。"),
                    "closed. "
                        + (keep.map { "It is erased after \($0) months." }
                            ?? "Nobody has said how long it is kept; it is not erased.")))
        }
    }

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "登记簿的操作记录 · What was done with registers: writing, unmasking, erasing.")
        @OptionGroup var choice: PackChoice
        @Option(help: "最多几条 · How many at most.")
        var limit = 100
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let acts = try await control.acts(of: try choice.registers().pack, limit: limit)
            for act in acts {
                if output.json {
                    try Terminal.json(act)
                } else {
                    Terminal.line(
                        [
                            RegisterCommand.time(act.at), act.register, act.kind.rawValue,
                            "\(act.count)", act.by, act.note,
                        ].joined(separator: "\t"))
                }
            }
        }
    }
}
