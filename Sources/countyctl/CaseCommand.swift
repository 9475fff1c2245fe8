import ArgumentParser
import County
import CountyProgramme
import CountyStore
import StrictYAML

/// The command `countyctl case …`.
struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "事项 · Cases in the procedures of a plan.",
        subcommands: [
            Open.self, Form.self, Act.self, Second.self, Withdraw.self, Appeal.self, Show.self,
            List.self,
        ])

    /// A pack's rules and the county's store.
    struct Desk: ParsableArguments {
        @Option(help: "方案包：文件夹或名字 · A pack: its folder or its name.")
        var pack: String
        @OptionGroup var packs: ProgrammeCommand.PackFolderOption
        @OptionGroup var control: ControlOption

        func rules() throws -> Rulebook { try packs.rules(of: pack) }

        func version() throws -> Int { try packs.read(pack).pack.version }

        /// A name among the packs is the pack's id.
        func packID() throws -> String {
            pack.contains("/") ? try packs.read(pack).pack.id : pack
        }

        func workflow(_ id: String, in rules: Rulebook) throws -> Workflow {
            if let workflow = rules.workflow(id) { return workflow }
            let known = rules.workflows.map(\.id)
            let nearest = Spelling.nearest(to: id, among: known)
            throw CountyError(
                .usage, "没有流程 '\(id)'" + (nearest.map { "，最接近的是 '\($0)'。" } ?? "。"),
                "no procedure '\(id)'" + (nearest.map { ", nearest is '\($0)'." } ?? "."))
        }

        func kept(_ id: String, _ rules: Rulebook) async throws -> KeptCase {
            let query = "pack=\(Percent.encoded(try packID()))&case=\(Percent.encoded(id))"
            let record: CaseRecord = try await control.ask("GET", "/cases/one?\(query)")
            return try KeptCase(record, by: rules, version: try version())
        }

        /// Does these things if the procedure allows all of them.
        func take(_ acts: [CaseAct], in id: String) async throws -> KeptCase {
            var file = try await kept(id, try rules())
            for act in acts { try file.apply(act, captured: Self.today) }
            let entry = CaseEntry(
                after: file.record.acts.count, acts: acts, hasEnded: file.hasEnded)
            let query = "pack=\(Percent.encoded(try packID()))&case=\(Percent.encoded(id))"
            let _: CaseEntry = try await control.ask("POST", "/cases/acts?\(query)", entry)
            return file
        }

        static var today: Day { Day.inChina(at: CurrentTime.milliseconds()) }
    }

    /// Who acts, when.
    struct Actor: ParsableArguments {
        @Option(help: "经办人 · Who does it.")
        var by: String
        @Option(help: "以什么身份，如 县商务局 · In which role.")
        var role: String
        @Option(name: .customLong("on"), help: "办理日期，不写为今天 · The day; today if left out.")
        var day: String?

        func act(_ kind: CaseAct.Kind, in step: String) -> CaseAct {
            CaseAct(
                kind, step: step, person: by, role: role,
                heldOn: day ?? Desk.today.description)
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "立项 · Open a case.")
        @Argument(help: "流程 · The procedure's id in the pack.")
        var workflow: String
        @Option(help: "编号，不写由系统编 · What to call it; numbered if left out.")
        var id: String?
        @Option(help: "经办人 · Who opens it.")
        var by: String
        @Option(name: .customLong("on"), help: "日期，不写为今天 · The day; today if left out.")
        var day: String?
        @Option(help: "应回避的人=原因，可多次 · A person who must not act = why; may be repeated.")
        var recuse: [String] = []
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let rules = try desk.rules()
            let workflow = try desk.workflow(workflow, in: rules)
            let opened = day ?? Desk.today.description
            let version = try desk.version()
            let new = NewCase(
                pack: try desk.packID(), packVersion: version, workflow: workflow.id, id: id,
                openedOn: opened, by: by, recused: try recusals())
            // Refused before anything is written, with the procedure's reasons.
            try KeptCase.opened(
                id ?? workflow.id, workflow.id, on: opened, recused: new.recused, by: rules)
            let record: CaseRecord = try await desk.control.ask("POST", "/cases", new)
            let answer = CaseAnswer(
                try KeptCase(record, by: rules, version: version), on: Desk.today)
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }

        private func recusals() throws -> [String: String] {
            var found: [String: String] = [:]
            for text in recuse {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw CountyError(
                        .usage, "--recuse 要写成 姓名=原因，现在是 '\(text)'。",
                        "--recuse takes NAME=REASON, found '\(text)'.")
                }
                found[parts[0]] = parts[1]
            }
            return found
        }
    }

    struct Form: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "打印办理单 · Print a form for the present step, or for a whole procedure.")
        @Argument(help: "事项编号；或用 --workflow · A case's id; or --workflow.")
        var id: String?
        @Option(help: "整个流程 · All steps of a procedure.")
        var workflow: String?
        @OptionGroup var desk: Desk

        func validate() throws {
            guard (id == nil) != (workflow == nil) else {
                throw ValidationError("事项编号和 --workflow 写一个 · give a case's id or --workflow")
            }
        }

        func run() async throws {
            let rules = try desk.rules()
            if let workflow {
                let found = try desk.workflow(workflow, in: rules)
                return show(CaseForm.lines(of: found.steps, title: found.title))
            }
            let file = try await desk.kept(id ?? "", rules).file
            let title = "\(file.id) \(file.workflow.title)"
            show(CaseForm.lines(of: file.step.map { [$0] } ?? [], title: title))
        }

        private func show(_ lines: [String]) {
            for line in lines { Terminal.line(line) }
        }
    }

    struct Act: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "办理 · Take steps by a form filled in; all of them or none.")
        @Argument(help: "事项编号 · The case's id.")
        var id: String
        @Option(help: "填好的办理单，- 为标准输入 · A form filled in, - for standard input.")
        var form: String
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        /// Bytes of a form at most.
        private static let formMax = 1 << 20

        func run() async throws {
            let bytes = try InputFile.read(form, limit: Self.formMax)
            guard bytes.count <= Self.formMax, let text = String(validating: bytes, as: UTF8.self)
            else {
                throw CountyError(
                    .badData, "\(form) 太长或不是 UTF-8。", "\(form) is too long or not UTF-8.")
            }
            let acts: [CaseAct]
            do {
                acts = try CaseForm.acts(text, file: form)
            } catch let error as YAMLError {
                throw CountyError(.badData, error.chineseDescription, "\(error)")
            }
            let answer = CaseAnswer(try await desk.take(acts, in: id), on: Desk.today)
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }
    }

    struct Second: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "复核 · Agree to a decision as the second person, or not.")
        @Argument(help: "事项编号 · The case's id.")
        var id: String
        @Flag(help: "不同意 · Do not agree.")
        var object = false
        @OptionGroup var actor: Actor
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let step = try await desk.kept(id, try desk.rules()).file.step?.id ?? ""
            let act = actor.act(object ? .object : .agree, in: step)
            let answer = CaseAnswer(try await desk.take([act], in: id), on: Desk.today)
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "撤回 · The applicant takes a case back.")
        @Argument(help: "事项编号 · The case's id.")
        var id: String
        @OptionGroup var actor: Actor
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let step = try await desk.kept(id, try desk.rules()).file.step?.id ?? ""
            let file = try await desk.take([actor.act(.withdraw, in: step)], in: id)
            let answer = CaseAnswer(file, on: Desk.today)
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }
    }

    struct Appeal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "申诉 · Contest the outcome of a case.")
        @Argument(help: "事项编号 · The case's id.")
        var id: String
        @Option(help: "理由 · Why.")
        var ground: String
        @OptionGroup var actor: Actor
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var act = actor.act(.appeal, in: "")
            act.ground = ground
            let answer = CaseAnswer(try await desk.take([act], in: id), on: Desk.today)
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "查看 · How a case stands, and what was done in it.")
        @Argument(help: "事项编号 · The case's id.")
        var id: String
        @OptionGroup var view: DayOption
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let file = try await desk.kept(id, try desk.rules())
            let answer = CaseAnswer(file, on: try view.day())
            if output.json { return try Terminal.json(answer) }
            answer.show()
            answer.showHistory()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出 · Cases that are open, with their step and limit.")
        @Flag(help: "已结束的也列出 · Those that have ended, too.")
        var ended = false
        @Flag(help: "只列超期的 · Only those that are late.")
        var late = false
        @OptionGroup var view: DayOption
        @OptionGroup var desk: Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let (rules, pack, day) = (try desk.rules(), try desk.packID(), try view.day())
            let version = try desk.version()
            var misfits = 0
            var after = ""
            var isWhole = false
            while !isWhole {
                let query = "pack=\(Percent.encoded(pack))&after=\(Percent.encoded(after))"
                let page: [CaseRecord] = try await desk.control.ask(
                    "GET", "/cases?\(query)\(ended ? "&ended=1" : "")")
                for record in page {
                    let kept: KeptCase
                    do {
                        kept = try KeptCase(record, by: rules, version: version)
                    } catch let error as CountyError {
                        // One case that does not fit the pack does not hide the others.
                        Terminal.tell(error.message)
                        misfits += 1
                        continue
                    }
                    let answer = CaseAnswer(kept, on: day)
                    guard !late || answer.isLate else { continue }
                    if output.json { try Terminal.json(answer) } else { answer.showLine() }
                }
                isWhole = page.count < CountyStore.casePageMax
                after = page.last?.id ?? after
            }
            guard misfits == 0 else {
                throw CountyError(
                    .badData, "有 \(misfits) 件事项和现在的方案包不符，没有列出。",
                    "\(misfits) cases do not fit the pack as it is now and are not listed.")
            }
        }
    }

    /// The day a case is looked at.
    struct DayOption: ParsableArguments {
        @Option(name: .customLong("on"), help: "看哪一天 · As of this day (today).")
        var text: String?

        func day() throws -> Day {
            guard let text else { return Desk.today }
            guard let day = Day(text) else {
                throw CountyError(
                    .usage, "--on 要写日期，如 2019-07-26，现在是 '\(text)'。",
                    "--on takes a day such as 2019-07-26, found '\(text)'.")
            }
            return day
        }
    }
}
