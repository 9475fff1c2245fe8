import ArgumentParser
import County
import CountyProgramme

/// The command `countyctl records …`.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: "档案 · Files 一项一档: what is there and what is missing.",
        discussion: """
            县库只记材料的摘要（SHA-256）、所称日期和归档日期；材料本身由归档人保管。
            Only the papers' SHA-256 and days are kept; the papers stay with whoever files them.
            """,
        subcommands: [Add.self, Prove.self, Close.self, Show.self, Missing.self])

    /// Which file.
    struct Choice: ParsableArguments {
        @Argument(help: "归档范围 · The file plan's id in the pack.")
        var plan: String
        @Argument(help: "哪个项目、乡镇、产品 · Which project, township or product.")
        var subject: String

        var file: FileName { FileName(plan: plan, subject: subject) }
    }

    /// Which paper of it, at hand as a file.
    struct Paper: ParsableArguments {
        @Argument(help: "材料名称 · The paper's name in the plan.")
        var paper: String
        @Option(help: "文件 · The file.")
        var file: String
        @Option(help: "材料编号，不写为文件名 · Its number; the file's name without.")
        var number: String?
        @Option(name: .customLong("on"), help: "材料日期，不写为今天 · The day it claims; today without.")
        var day: String?
        @Option(help: "归档人 · Who files it.")
        var by: String

        func act(_ kind: KeptFiling.Kind, _ file: FileName) throws -> KeptFiling {
            let name = self.file.split(separator: "/").last.map(String.init) ?? self.file
            var act = KeptFiling(kind, file)
            act.paper = paper
            act.number = number ?? name
            act.digest = try PaperFile.digest(self.file).description
            act.name = name
            act.on = try day.map { try Office.day($0).description }
            return act
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "归档 · File a paper; the same number again is a new version.")
        @OptionGroup var choice: Choice
        @OptionGroup var paper: Paper
        @Option(help: "用于哪一部分 · Which part it is for.")
        var part: String?
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let office = try Office(desk)
            var records = try await KeptRecords(office)
            var act = try paper.act(.paper, choice.file)
            act.part = part
            try await records.take(act, by: paper.by)
            try RecordAnswer(choice.file, nil, Office.today, records.engine)?.print(output)
        }
    }

    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "办理证明 · Add the proof of what was done with a paper: filed, made public.")
        @OptionGroup var choice: Choice
        @OptionGroup var paper: Paper
        @Option(help: "办了什么 · What was done, by its name in the plan.")
        var act: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var records = try await KeptRecords(Office(desk))
            var filing = try paper.act(.proof, choice.file)
            filing.act = act
            try await records.take(filing, by: paper.by)
            try RecordAnswer(choice.file, nil, Office.today, records.engine)?.print(output)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "封存 · Close a file: nothing is put in from then on.")
        @OptionGroup var choice: Choice
        @Option(help: "经办人 · Who does it.")
        var by: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var records = try await KeptRecords(Office(desk))
            try await records.take(KeptFiling(.close, choice.file), by: by)
            try RecordAnswer(choice.file, nil, Office.today, records.engine)?.print(output)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "查看 · What is in a file, the days it claims and came, and what is missing.")
        @OptionGroup var choice: Choice
        @Option(help: "到哪个阶段 · Through which stage.")
        var through: String?
        @OptionGroup var view: CaseCommand.DayOption
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let office = try Office(desk)
            let records = try await KeptRecords(office)
            guard
                let answer = RecordAnswer(
                    choice.file, through, try view.day(), records.engine)
            else {
                throw CountyError.noSuch(
                    "归档范围", "file plan", choice.plan, among: office.rules.filePlans.map(\.id))
            }
            try answer.print(output)
        }
    }

    struct Missing: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "缺件 · What is missing in every file there is.")
        @OptionGroup var view: CaseCommand.DayOption
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let records = try await KeptRecords(Office(desk))
            for file in records.engine.names {
                let answer = RecordAnswer(file, nil, try view.day(), records.engine, inFull: false)
                try answer?.print(output)
            }
        }
    }
}

/// A file on a day, as `countyctl records` prints it.
struct RecordAnswer: Encodable {
    struct Paper: Encodable {
        let paper: String
        let number: String
        let part: String?
        let version: Int
        let digest: String
        let by: String
        let claimed: String
        let captured: String
        let days_between: Int
    }

    struct Want: Encodable {
        let folder: String
        let paper: String
        let part: String?
        let proof: String?
        let have: Int?
        let need: Int?
        let of: [String]
        let by: [String]
        let line: Int?
    }

    let plan: String
    let title: String
    let subject: String
    let through: String?
    let on: String
    let papers: [Paper]
    let missing: [Want]

    /// Nil for a plan nobody knows.
    init?(
        _ file: FileName, _ stage: String?, _ day: Day, _ book: RecordBook, inFull: Bool = true
    ) {
        guard let standing = book.standing(of: file, through: stage, on: day) else { return nil }
        self.init(standing, title: book.plan(file.plan)?.title ?? "", day, inFull: inFull)
    }

    init(_ standing: FileStanding, title: String, _ day: Day, inFull: Bool = true) {
        plan = standing.file.plan
        self.title = title
        subject = standing.file.subject
        through = standing.stage
        on = day.description
        papers = inFull ? standing.present.map(Self.paper) : []
        missing = standing.missing.map(Self.want)
    }

    private static func paper(_ version: RecordBook.Version) -> Paper {
        let (filed, time) = (version.filed, version.filed.time)
        return Paper(
            paper: filed.paper, number: filed.number, part: filed.part, version: version.number,
            digest: filed.digest.description, by: filed.by, claimed: time.claimed.description,
            captured: time.captured.description,
            days_between: time.captured.number - time.claimed.number)
    }

    private static func want(_ missing: MissingPaper) -> Want {
        var (part, proof): (String?, String?) = (nil, nil)
        var (have, need): (Int?, Int?) = (nil, nil)
        var numbers: [String] = []
        switch missing.want {
        case .paper(let there, let asked): (have, need) = (there, asked)
        case .part(let name, let there, let asked): (part, have, need) = (name, there, asked)
        case .proof(let act, let papers): (proof, numbers) = (act, papers)
        }
        return Want(
            folder: missing.folder, paper: missing.paper, part: part, proof: proof, have: have,
            need: need, of: numbers, by: missing.by, line: missing.source?.line)
    }

    func print(_ output: JSONOption) throws {
        if output.json { return try Terminal.json(self) }
        show()
    }

    func show() {
        let state = missing.isEmpty ? "齐全 · complete" : "缺 \(missing.count) 项 · missing"
        Terminal.line("档案 · file\t\(title)\t\(subject)\t\(state)")
        for paper in papers {
            let part = paper.part.map { "（\($0)）" } ?? ""
            Terminal.line(
                "    \(paper.paper)\(part)\t\(paper.number) #\(paper.version)\t\(paper.claimed)"
                    + "\t(\(paper.captured)，\(paper.days_between) 天)\t\(paper.by)\t"
                    + paper.digest.prefix(12))
        }
        for want in missing {
            let count =
                want.need.map { "\(want.have ?? 0)/\($0)" } ?? want.of.joined(separator: " ")
            Terminal.line(
                "    缺 · missing\t\(want.folder)\t\(want.paper)\t\(want.part ?? want.proof ?? "")\t"
                    + "\(count)\t\(want.by.joined(separator: "、"))")
        }
    }
}
