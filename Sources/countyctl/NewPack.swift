import ArgumentParser
import County
import CountyProgramme
import FoundationEssentials
import Glibc

extension ProgrammeCommand {
    /// The command `countyctl programme new FOLDER`.
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "新建一个县的方案包 · Write the skeleton of a county's pack.",
            discussion: """
                写出带注释的 YAML 文件，check 读得通，它的发现只有还没有抄进来的数。已有的文件夹不动。
                Writes commented YAML files that `check` reads; its findings are only what is not \
                copied yet. A folder that is there already is left alone (exit code 73).
                """)
        @Argument(help: "新文件夹 · The new folder; its name is the name of the pack.")
        var folder: String
        @Option(name: .customLong("county"), help: "县名 · The county's name.")
        var name: String
        @Option(help: "12 位区划代码 · The county's division code of twelve digits.")
        var code: String

        func run() async throws {
            guard code.utf8.count == 12, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw CountyError(
                    .usage, "--code 要写 12 位区划代码，如 411521000000，现在是 '\(code)'。",
                    "--code takes the twelve digits of a division such as 411521000000, "
                        + "found '\(code)'.")
            }
            let path = URL(filePath: folder)
            let files = ProgrammePack.skeleton(
                id: path.lastPathComponent,
                county: ProgrammePack.County(code: code, name: name), from: Self.today)
            try Self.make(folder)
            for file in files { try Self.write(file, to: folder) }
            Terminal.line(folder)
            Terminal.tell(
                Message(
                    "已写好 \(files.count) 个文件。下一步：照方案填，再运行 countyctl programme check \(folder)/",
                    "\(files.count) files written. Next: copy the plan into them, then "
                        + "countyctl programme check \(folder)/"))
        }

        /// Today in China; the pack is valid from the day it is begun.
        private static var today: Day {
            Day(number: Int(((Date().timeIntervalSince1970 + 28_800) / 86_400).rounded(.down)))
        }

        /// Makes the folder; what is there already is never written into.
        private static func make(_ folder: String) throws(CountyError) {
            guard mkdir(folder, 0o755) == 0 else {
                let isThere = errno == EEXIST
                throw CountyError(
                    .cannotCreate,
                    isThere
                        ? "'\(folder)' 已经有了，没有改动。请换一个文件夹名。"
                        : "建不了文件夹 '\(folder)'。上一级文件夹在吗？有写入权限吗？",
                    isThere
                        ? "'\(folder)' is there already and was left alone. Name another folder."
                        : "cannot make '\(folder)'. Is the folder above there and writable?")
            }
        }

        private static func write(_ file: PackFile, to folder: String) throws(CountyError) {
            do {
                try Data(file.text.utf8).write(
                    to: URL(filePath: folder).appending(path: file.name),
                    options: .withoutOverwriting)
            } catch {
                throw CountyError(
                    .inputOutput, "写不了 '\(folder)/\(file.name)'。磁盘满了吗？",
                    "cannot write '\(folder)/\(file.name)'. Is the disk full?")
            }
        }
    }
}
