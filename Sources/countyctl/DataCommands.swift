import ArgumentParser
import County
import CountyStore
import FoundationEssentials
import Glibc
import StationJournal

/// The command `countyctl import …`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "导入 · Import tables.",
        subcommands: [Parcels.self, Register.self], defaultSubcommand: Register.self)

    struct Parcels: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "导入待到站包裹 · Announce parcels to a station.",
            discussion: """
                CSV，UTF-8，第一行 number,carrier,receiver,phone,weigh。姓名在读入时即被遮掩，电话只留后四位。
                CSV in UTF-8 with that first line. Names are masked and phones cut as they are read; \
                neither reaches the daemon. Safe to repeat.
                """)
        @Argument(help: "文件，- 为标准输入 · The file, - for standard input.")
        var file: String
        @Option(name: .customLong("station"), help: "站点编号 · The station's id.")
        var stationID: String
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let id = try StationCommand.Target.parse([stationID]).station()
            switch ParcelCSV.parse(try text()) {
            case .failure(let errors): throw failure(errors)
            case .success(let parcels):
                let count: AnnouncementCount = try await control.ask(
                    "POST", "/stations/\(id)/parcels", parcels)
                if output.json { return try Terminal.json(count) }
                Terminal.tell(
                    Message(
                        "新增 \(count.added)，更改 \(count.changed)，未变 \(count.same)。",
                        "\(count.added) added, \(count.changed) changed, \(count.same) unchanged."))
            }
        }

        private func failure(_ errors: CSVErrors) -> CountyError {
            for error in errors.all {
                Terminal.tell(
                    Message(
                        "\(file):\(error.line): \(error.message.chinese)",
                        "\(file):\(error.line): \(error.message.english)"))
            }
            return CountyError(
                .badData, "什么也没有导入。请改正以上各行后重试。",
                "nothing was imported. Correct the lines above and try again.")
        }

        private func text() throws -> String {
            let bytes = try InputFile.read(file, limit: ParcelCSV.lengthMax)
            guard bytes.count <= ParcelCSV.lengthMax else {
                throw CountyError(
                    .badData, "\(file) 超过 \(ParcelCSV.lengthMax) 字节，请分成几个文件。",
                    "\(file) is longer than \(ParcelCSV.lengthMax) bytes, split it.")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CountyError(
                    .badData, "\(file) 不是 UTF-8。请在表格软件中另存为“CSV UTF-8”。",
                    "\(file) is not UTF-8. Save it as \"CSV UTF-8\" in the spreadsheet.")
            }
            return text
        }
    }
}

/// A file named on the command line, or standard input.
enum InputFile {
    private static let chunk = 1 << 16

    /// Its bytes, up to one more than the limit.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor > STDERR_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        while bytes.count <= limit {
            let count = descriptor < 0 ? -1 : Glibc.read(descriptor, &buffer, chunk)
            if count == 0 { break }
            if count < 0, descriptor >= 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CountyError(
                    .noInput, "读不到 \(path)。请检查路径和权限。",
                    "cannot read \(path). Check its path and permissions.")
            }
            bytes += buffer.prefix(count)
        }
        return bytes
    }
}

/// The command `countyctl parcel …`.
struct ParcelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parcel", abstract: "包裹 · Parcels.", subcommands: [List.self, Summary.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出包裹 · List parcels by number.")
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            var after = ""
            while true {
                let parcels: [AdminMessages.Parcel] = try await control.ask(
                    "GET", "/parcels?after=\(after)")
                for parcel in parcels { try show(parcel) }
                guard parcels.count == CountyStore.parcelPageMax, let last = parcels.last else {
                    return
                }
                after = Percent.encoded(last.number)
            }
        }

        private func show(_ parcel: AdminMessages.Parcel) throws {
            if output.json { return try Terminal.json(parcel) }
            Terminal.line(
                [
                    parcel.number, parcel.carrier ?? "-", parcel.state, parcel.station.description,
                    parcel.conflict ? "!" : "",
                ].joined(separator: "\t"))
        }
    }

    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "汇总 · Parcels by state, entries by verdict.")
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let summary: AdminMessages.Summary = try await control.ask("GET", "/parcels/summary")
            if output.json { return try Terminal.json(summary) }
            for (state, count) in summary.parcels.sorted(by: { $0.key < $1.key }) {
                Terminal.line("parcels\t\(state)\t\(count)")
            }
            for (verdict, count) in summary.entries.sorted(by: { $0.key < $1.key }) {
                Terminal.line("entries\t\(verdict)\t\(count)")
            }
        }
    }
}

/// The command `countyctl entries`.
struct EntriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries",
        abstract: "站点流水 · A station's journal as the county has it, for audits.")
    @Option(name: .customLong("station"), help: "站点编号 · The station's id.")
    var stationID: String
    @OptionGroup var output: JSONOption
    @OptionGroup var control: ControlOption

    func run() async throws {
        let id = try StationCommand.Target.parse([stationID]).station()
        var (epoch, sequence): (Int64, Int64) = (0, 0)
        while true {
            let entries: [AdminMessages.Entry] = try await control.ask(
                "GET", "/stations/\(id)/entries?epoch=\(epoch)&sequence=\(sequence)")
            for entry in entries { try show(entry) }
            guard entries.count == CountyStore.entryPageMax, let last = entries.last else { return }
            (epoch, sequence) = (last.epoch, last.sequence)
        }
    }

    private func show(_ entry: AdminMessages.Entry) throws {
        if output.json { return try Terminal.json(entry) }
        Terminal.line(
            [
                "\(entry.epoch)", "\(entry.sequence)", entry.kind, entry.number ?? "-",
                entry.verdict,
            ].joined(separator: "\t"))
    }
}

/// The command `countyctl backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "备份 · Write a consistent copy of the store while the daemon works.",
        discussion: "不含 TLS 密钥：请另行保存 · The TLS key is not in it: keep that apart.")
    @Argument(help: "新文件 · A file that does not exist yet, in a folder countyd may write.")
    var file: String
    @OptionGroup var output: JSONOption
    @OptionGroup var control: ControlOption

    func run() async throws {
        let path =
            file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
        let done: AdminMessages.Backup = try await control.ask(
            "POST", "/backup", AdminMessages.Backup(path: path))
        if output.json { return try Terminal.json(done) }
        Terminal.tell(Message("备份已写入 \(done.path)。", "backup written to \(done.path)."))
    }
}

/// Percent-encoding for query values.
enum Percent {
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
