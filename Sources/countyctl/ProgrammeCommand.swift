import ArgumentParser
import County
import CountyProgramme
import DataFolder
import FoundationEssentials
import StrictYAML

/// The command `countyctl programme …`.
struct ProgrammeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme", abstract: "县域方案 · The county's programme.",
        subcommands: [New.self, Check.self, Report.self, Diff.self, Explain.self, Form.self])

    /// Where the packs are.
    struct PackOption: ParsableArguments {
        @Argument(help: "方案包：文件夹或名字 · A pack: its folder or its name.")
        var pack: String
        @OptionGroup var packs: PackFolderOption

        /// Reads the pack, and beside it those it is compared with that can be found.
        func read() throws -> (pack: ProgrammePack, sisters: [ProgrammePack]) {
            try packs.read(pack)
        }
    }

    /// Where packs are looked for by name.
    struct PackFolderOption: ParsableArguments {
        @Option(help: "数据文件夹 · The data folder.")
        var data: String?

        /// The names of all packs of the data folder.
        func names() throws -> [String] {
            try Self.telling { try dataFolder().packNames() }
        }

        /// Reads a pack, and beside it those it is compared with that can be found.
        func read(_ pack: String) throws -> (pack: ProgrammePack, sisters: [ProgrammePack]) {
            try Self.telling {
                let own = try Self.programme(in: try folder(of: pack))
                let sisters = own.sisters.compactMap { try? folder(of: $0) }
                return (own, try sisters.map { try Self.programme(in: $0) })
            }
        }

        /// The rules of a pack, with the days worked of the data folder's law.
        func rules(of pack: String) throws -> Rulebook {
            try Self.telling {
                let law = try dataFolder().lawFiles().map { ("law/" + $0.name, $0.text) }
                let own = try DataFolder.packFiles(in: try folder(of: pack))
                    .filter { Rulebook.reads($0.name) }.map { ($0.name, $0.text) }
                _ = try FundPolicy.policies(
                    in: (try DataFolder.packFiles(in: try folder(of: pack)))
                        .map { PackFile(name: $0.name, text: $0.text) }
                        + law.map { PackFile(name: $0.0, text: $0.1) })
                return try Rulebook(files: own + law)
            }
        }

        /// A pack's id and its registers, without reading the rest of it.
        func registers(of pack: String) throws -> (pack: String, registers: [RegisterType]) {
            try Self.telling {
                let files = try DataFolder.packFiles(in: try folder(of: pack))
                let head = files.filter { $0.name == "pack.yaml" }
                    .map { PackFile(name: $0.name, text: $0.text) }
                let registers = files.filter { $0.name.hasPrefix("registers/") }
                    .map { ($0.name, $0.text) }
                return (
                    try ProgrammePack(files: head).id, try Rulebook(files: registers).registers
                )
            }
        }

        /// What goes wrong as it is told to people.
        private static func telling<Value>(_ body: () throws -> Value) throws -> Value {
            do {
                return try body()
            } catch let error as DataFolderError {
                throw CountyError(
                    ExitStatus(rawValue: error.exitCode) ?? .software, error.chineseDescription,
                    "\(error)")
            } catch let error as YAMLError {
                throw CountyError(.badData, error.chineseDescription, "\(error)")
            }
        }

        /// A path as it is; a name among the packs of the data folder.
        private func folder(of pack: String) throws(DataFolderError) -> String {
            guard !pack.contains("/") else { return pack }
            return try dataFolder().packFolder(pack)
        }

        private func dataFolder() throws(DataFolderError) -> DataFolder {
            try DataFolder.locate(
                option: data, environment: ProcessInfo.processInfo.environment,
                executable: "/proc/self/exe")
        }

        private static func programme(in folder: String) throws -> ProgrammePack {
            let files = try DataFolder.packFiles(in: folder).map {
                PackFile(name: $0.name, text: $0.text)
            }
            return try ProgrammePack(files: files)
        }
    }

    /// The command `countyctl programme check PACK`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "检查方案的数字和结构 · Recompute a plan and report what does not hold together.",
            discussion: """
                每个发现都写出两边的数字、行号和原文。都有处理决定时退出码为 0，否则为 65。
                Each finding shows the figures, their lines and phrases. Exit code 0 when every \
                finding has a recorded decision, else 65.
                """)
        @OptionGroup var source: PackOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let (pack, sisters) = try source.read()
            // The other files have to be readable too, whatever the figures say.
            _ = try source.packs.rules(of: source.pack)
            let report = pack.check(beside: sisters)
            if output.json {
                try Terminal.json(CheckAnswer(report))
            } else {
                show(report)
            }
            let open = report.findings.count { $0.decision == nil }
            guard report.isSettled else {
                throw CountyError(
                    .badData, "\(pack.county.name)：\(open) 个发现还没有处理决定（写在 decisions.yaml）。",
                    "\(pack.id): \(open) findings without a decision; record them in decisions.yaml."
                )
            }
        }

        private func show(_ report: CheckReport) {
            for finding in report.findings {
                let mark = finding.decision == nil ? "✗" : "✓"
                let computed = finding.computed.map { "\t= \($0)" } ?? ""
                Terminal.line(
                    "\(mark) \(finding.id)\t\(finding.kind.title(Terminal.language))\(computed)")
                for evidence in finding.evidence {
                    let place = evidence.source.map { "\($0.document) L\($0.line) \($0.phrase)" }
                    let doubt = evidence.standing.doubt.map { "\t\($0)" } ?? ""
                    Terminal.line(
                        "    \(evidence.value)\t\(evidence.pack)/\(place ?? evidence.id)\(doubt)")
                }
            }
            for item in report.inexpressible { Terminal.line("? \(item.what)\t\(item.why)") }
            Terminal.tell(
                Message(
                    "比较了 \(report.checked) 处，有 \(report.findings.count) 个发现，"
                        + "\(report.inexpressible.count) 处无法判断。",
                    "\(report.checked) comparisons, \(report.findings.count) findings, "
                        + "\(report.inexpressible.count) cannot be expressed."))
        }
    }
}
