import ArgumentParser
import County
import CountyProgramme
import CountyStore
import FoundationEssentials
import Glibc
import Spreadsheets
import StrictYAML

/// Which pack the registers are described in.
struct PackChoice: ParsableArguments {
    @Option(help: "方案包：文件夹或名字 · The pack: its folder or its name.")
    var pack: String
    @OptionGroup var packs: ProgrammeCommand.PackFolderOption

    /// The pack's id and its registers.
    func registers() throws -> (pack: String, registers: [RegisterType]) {
        try packs.registers(of: pack)
    }

    /// A register of the pack with the name it is kept under.
    func register(_ id: String) throws -> (name: RegisterName, type: RegisterType) {
        let (pack, types) = try registers()
        guard let type = types.first(where: { $0.id == id }) else {
            let near = Spelling.nearest(to: id, among: types.map(\.id))
            throw CountyError(
                .usage,
                "方案 \(pack) 没有登记簿 \(id)" + (near.map { "，是不是 \($0)？" } ?? "。")
                    + " 用 countyctl register list 查看。",
                "the pack \(pack) has no register \(id)"
                    + (near.map { ", perhaps \($0)?" } ?? ".") + " See countyctl register list.")
        }
        return (RegisterName(pack: pack, register: id), type)
    }
}

/// Who does something, and from which day it holds.
struct WriterOption: ParsableArguments {
    @Option(help: "经办人 · Who does it.")
    var by: String
    @Option(name: .customLong("on"), help: "自哪天起有效，默认今天 · The day it holds from (today).")
    var day: String?

    func heldFrom() throws -> Day {
        let today = Day.inChina(at: CurrentTime.milliseconds())
        guard let day else { return today }
        guard let read = Day(day) else {
            throw CountyError(
                .usage, "“\(day)”不是日期，请写成 2020-08-31。", "'\(day)' is no day such as 2020-08-31.")
        }
        return read
    }
}

/// Whether masked fields are shown: who asks and what for is written down first.
struct UnmaskOption: ParsableArguments {
    @Flag(help: "不遮挡个人信息 · Without masks; needs --by and --reason, which are recorded.")
    var unmasked = false
    @Option(help: "经办人 · Who asks.")
    var by: String?
    @Option(help: "用途 · What for.")
    var reason: String?

    /// Has it written down where somebody asks to see what is masked.
    func record(_ name: RegisterName, count: Int, _ control: ControlOption) async throws {
        guard unmasked else { return }
        let asked = AdminMessages.Unmasked(
            name: name, by: by ?? "", reason: reason ?? "", count: count)
        let _: AdminMessages.Unmasked = try await control.ask(
            "POST", "/registers/unmasked", asked)
    }
}

extension ControlOption {
    private static func query(_ name: RegisterName) -> String {
        "pack=\(Percent.encoded(name.pack))&register=\(Percent.encoded(name.register))"
    }

    private static func json(_ key: [String]) throws -> String {
        Percent.encoded(String(decoding: try JSONEncoder().encode(key), as: UTF8.self))
    }

    /// All open records of a register, by key.
    func records(of name: RegisterName) async throws -> [RegisterRow] {
        var rows: [RegisterRow] = []
        while true {
            let after = try rows.last.map { "&key=" + (try Self.json($0.key)) } ?? ""
            let page: [RegisterRow] = try await ask(
                "GET", "/registers/records?\(Self.query(name))\(after)")
            rows += page
            guard page.count == CountyStore.registerPageMax else { return rows }
        }
    }

    /// All versions of a record.
    ///
    /// - Throws: `CountyError` when there is none.
    func history(of key: [String], in name: RegisterName) async throws -> [RegisterVersion] {
        let versions: [RegisterVersion] = try await ask(
            "GET", "/registers/history?\(Self.query(name))&key=\(try Self.json(key))")
        guard !versions.isEmpty else {
            let text = key.joined(separator: " ")
            throw CountyError(
                .badData, "\(name.register) 里没有记录“\(text)”。", "\(name.register) has no '\(text)'.")
        }
        return versions
    }

    /// How many records each register of a pack holds.
    func tallies(of pack: String) async throws -> [RegisterTally] {
        try await ask("GET", "/registers?pack=\(Percent.encoded(pack))")
    }

    /// What was done with the registers of a pack, the last first.
    func acts(of pack: String, limit: Int) async throws -> [RegisterAct] {
        try await ask("GET", "/registers/acts?pack=\(Percent.encoded(pack))&limit=\(limit)")
    }
}

/// A file that is made, readable for its owner only, and never over another.
enum OutputFile {
    /// Makes an empty file; `body` fills it; what failed leaves none behind.
    static func make(_ path: String, _ body: () throws -> Void) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw errno == EEXIST
                ? CountyError(
                    .cannotCreate, "\(path) 已存在，不会覆盖。请换一个文件名。",
                    "\(path) exists and is not overwritten. Choose another name.")
                : CountyError(
                    .cannotCreate, "无法写 \(path)：\(reason)。", "cannot write \(path): \(reason).")
        }
        close(descriptor)
        do {
            try body()
        } catch let error as SheetError {
            unlink(path)
            throw CountyError(.cannotCreate, error.chinese, error.english)
        } catch {
            unlink(path)
            throw CountyError(
                .inputOutput, "写 \(path) 时出错，磁盘是否已满？",
                "writing \(path) failed. Is the disk full?")
        }
    }

    /// Whether a name asks for a workbook; CSV otherwise.
    static func isWorkbook(_ path: String) throws -> Bool {
        let name = path.lowercased()
        if name.hasSuffix(".xlsx") { return true }
        if name.hasSuffix(".csv") { return false }
        throw CountyError(
            .usage, "\(path)：文件名要以 .xlsx 或 .csv 结尾。",
            "\(path): the name has to end in .xlsx or .csv.")
    }
}
