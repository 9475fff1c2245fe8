import ArgumentParser
import County
import CountyProgramme
import CountyStore
import FoundationEssentials
import Spreadsheets

extension ProgrammeCommand {
    /// The command `countyctl programme form REGISTER`.
    struct Form: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "登记空表 · An empty table of a register to fill in.",
            discussion: """
                表头就是登记簿的字段，鼠标停在上面有填写说明，代码从下拉列表里选。填好后用 countyctl import 导入。
                Headings are the register's fields with notes; codes are chosen from lists. Import \
                it with countyctl import when it is filled in.
                """)
        @Argument(help: "登记簿 · The register's id.")
        var register: String
        @OptionGroup var choice: PackChoice
        @Option(name: [.customShort("o"), .long], help: "新文件，.xlsx · The new file.")
        var output: String

        func run() async throws {
            let type = try choice.register(register).type
            guard try OutputFile.isWorkbook(output) else {
                throw CountyError(.usage, "空表只有 .xlsx 格式。", "a form is an .xlsx file.")
            }
            let draft = WorkbookDraft(
                sheets: RegisterSheet.form(type), created: CurrentTime.milliseconds() / 1000)
            try OutputFile.make(output) { try draft.write(to: output) }
            Terminal.tell(
                Message("空表已写入 \(output)：\(type.title)。", "an empty table is in \(output)."))
        }
    }
}

extension ImportCommand {
    /// The command `countyctl import REGISTER FILE`.
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "导入登记表 · Import a filled-in table of a register.",
            discussion: """
                .xlsx 或 .csv（UTF-8）。关键字段相同的行是同一条记录；内容没有变化的行不会产生新版本，可以重复导入。
                有错的格子一次全部列出；除非用 --partial，有一处错就什么也不导入。
                Rows with the same key are one record; unchanged ones make no new version, so it is \
                safe to repeat. Everything wrong is told at once, and nothing is imported then, unless \
                --partial is given.
                """)

        /// What was done, as JSON.
        private struct Answer: Encodable {
            let added: Int
            let changed: Int
            let same: Int
            let preview: Bool
            let problems: [RegisterPlan.Problem]
        }

        /// Problems told at most; the rest is counted.
        private static let problemsMax = 50

        @Argument(help: "登记簿 · The register's id.")
        var register: String
        @Argument(help: "文件 · The file.")
        var file: String
        @OptionGroup var choice: PackChoice
        @OptionGroup var writer: WriterOption
        @Option(help: "说明 · Why.")
        var note = ""
        @Option(help: "工作表，默认第一张 · The sheet (the first one).")
        var sheet: String?
        @Flag(help: "只看会怎样，不写入 · Only tell what would be done.")
        var preview = false
        @Flag(help: "有错的行跳过，其余导入 · Leave out wrong rows.")
        var partial = false
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let (name, type) = try choice.register(register)
            let day = try writer.heldFrom()
            let plan = try await plan(
                try InputTable.sheet(file, named: sheet), name, type)
            let isRefused = !plan.problems.isEmpty && !partial
            if !output.json { tell(plan) }
            if !isRefused, !preview, !plan.changes.isEmpty {
                let entry = RegisterEntry(
                    name: name, keepMonths: type.keepMonths.value, changes: plan.changes,
                    by: writer.by, heldFrom: day.description, note: note)
                let _: RegisterCount = try await control.ask("POST", "/registers/entries", entry)
            }
            if output.json {
                try Terminal.json(
                    Answer(
                        added: plan.added, changed: plan.changed, same: plan.same,
                        preview: preview || isRefused, problems: plan.problems))
            }
            guard !isRefused else {
                throw CountyError(
                    .badData, "\(plan.problems.count) 处有错，什么也没有导入。请改正后重试。",
                    "\(plan.problems.count) problems, nothing was imported. Correct them and try again."
                )
            }
            tellDone(plan)
        }

        private func tellDone(_ plan: RegisterPlan) {
            guard !output.json else { return }
            let (chinese, english) = preview ? ("预览，没有写入：", "preview, nothing written: ") : ("", "")
            Terminal.tell(
                Message(
                    "\(chinese)新增 \(plan.added)，更改 \(plan.changed)，未变 \(plan.same)。",
                    "\(english)\(plan.added) added, \(plan.changed) changed, \(plan.same) unchanged."
                ))
        }

        private func tell(_ plan: RegisterPlan) {
            for problem in plan.problems.prefix(Self.problemsMax) {
                Terminal.tell(
                    Message(
                        "\(file):\(problem.place): \(problem.chinese)",
                        "\(file):\(problem.place): \(problem.english)"))
            }
            let rest = plan.problems.count - Self.problemsMax
            if rest > 0 { Terminal.tell(Message("还有 \(rest) 处。", "and \(rest) more.")) }
        }

        private func plan(
            _ sheet: Sheet, _ name: RegisterName, _ type: RegisterType
        ) async throws -> RegisterPlan {
            var known: [String: Set<String>] = [:]
            for field in type.fields {
                guard case .reference(let other) = field.type, known[other] == nil else { continue }
                let rows = try await control.records(
                    of: RegisterName(pack: name.pack, register: other))
                known[other] = Set(rows.map { $0.key.joined(separator: " ") })
            }
            let rows = try await control.records(of: name)
            return RegisterPlan(
                sheet, type: type,
                standing: Dictionary(rows.map { ($0.key, $0) }) { first, _ in first }, known: known)
        }
    }
}

/// The command `countyctl export REGISTER`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "导出登记表 · Write a register to a table.",
        discussion: """
            个人信息默认遮挡；改好其他列后可以再导入，遮挡的格子保持原样。
            Personal fields are masked. After changing others it can be imported again: masked cells \
            stay as they were.
            """)
    @Argument(help: "登记簿 · The register's id.")
    var register: String
    @OptionGroup var choice: PackChoice
    @Option(name: [.customShort("o"), .long], help: "新文件，.xlsx 或 .csv · The new file.")
    var output: String
    @OptionGroup var unmask: UnmaskOption
    @OptionGroup var control: ControlOption

    func run() async throws {
        let (name, type) = try choice.register(register)
        let isWorkbook = try OutputFile.isWorkbook(output)
        let rows = try await control.records(of: name)
        try await unmask.record(name, count: rows.count, control)
        try OutputFile.make(output) {
            if isWorkbook {
                try WorkbookDraft(
                    sheets: [RegisterSheet.table(rows, of: type, unmasked: unmask.unmasked)],
                    created: CurrentTime.milliseconds() / 1000
                ).write(to: output)
            } else {
                let texts = RegisterSheet.texts(rows, of: type, unmasked: unmask.unmasked)
                try Data(Sheet.csv(of: texts).utf8).write(to: URL(filePath: output))
            }
        }
        Terminal.tell(
            Message("\(rows.count) 条记录已写入 \(output)。", "\(rows.count) records are in \(output)."))
    }
}
