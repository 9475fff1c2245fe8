import ArgumentParser
import DataFolder
import DeviceProtocols
import Foundation
import LabelDrawing
import Labels
import SerialLines
import Station

extension Label {
    /// `label fonts`.
    struct Fonts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "把字库存进打印机 · Keeps our fonts in a printer, so that labels get short.",
            discussion: """
                打印机存了字库，文字就不再当图片传，9600 波特时一张面单从 25 秒减到几秒。
                A printer that holds our fonts is sent characters instead of pictures of them.
                stationd must not hold the printer meanwhile. Its profile says whether it can
                (stored_fonts).
                """,
            subcommands: [Install.self, Verify.self, Remove.self])

        /// `label fonts install`.
        struct Install: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "存入字库 · Stores the fonts that the printer lacks.",
                discussion: """
                    先说要传多少、要多久；随时可以按 Ctrl-C 停下，再运行时接着存。没有存完之前不使用。
                    Says first how much goes over the line and how long it takes. Ctrl-C ends it at
                    any time; run again, it goes on. Nothing is used before all is there.

                    Exit codes: 0; 64 unknown device or profile, or one that stores no fonts; 65 the
                    printer did not take them; 69 no answer; 75 line in use or interrupted; 77 not the
                    user of stationd, who could not read what is noted.
                    """)

            @OptionGroup var target: FontTarget

            @Flag(help: "Say how much and how long, open nothing.")
            var dryRun = false

            @OptionGroup var place: Place

            func run() async throws {
                try await place.run { start in
                    let job = try target.job(start)
                    let data = try start.loadData()
                    let artist = try LabelArtist.installed(pictures: data.labelPictures)
                    if dryRun { return try job.show(job.plan(artist)) }
                    let (ending, fonts) = try await job.run.install {
                        StoredFontPlan(for: job.printer, room: $0, artist: artist)
                    } begin: {
                        job.announce($0, bytesLeft: $1)
                    } tell: {
                        job.tell($0)
                    }
                    try job.end(ending, done: fonts)
                }
            }
        }

        /// `label fonts verify`.
        struct Verify: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "查字库还在不在 · Looks whether the printer still holds the fonts.",
                discussion: """
                    Exit codes: 0; 64 unknown device or profile; 65 fonts are missing; 69 no answer;
                    75 line in use or interrupted.
                    """)

            @OptionGroup var target: FontTarget
            @OptionGroup var place: Place

            func run() async throws {
                try await place.run { start in
                    let job = try target.job(start)
                    let (ending, fonts) = try await job.run.verify()
                    try job.end(ending, done: fonts)
                }
            }
        }

        /// `label fonts remove`.
        struct Remove: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "删掉字库 · Takes our fonts out of the printer; others stay.",
                discussion: """
                    Exit codes: 0; 64 unknown device or profile; 65 the printer kept some; 69 no
                    answer; 75 line in use or interrupted.
                    """)

            @OptionGroup var target: FontTarget
            @OptionGroup var place: Place

            func run() async throws {
                try await place.run { start in
                    let job = try target.job(start)
                    try job.end(try await job.run.remove(), done: 0)
                }
            }
        }
    }
}

/// Which printer.
struct FontTarget: ParsableArguments {
    @Option(help: "The printer's name: in the configuration, or as it was found.")
    var device: String?

    @OptionGroup var options: LineOptions

    func validate() throws {
        guard (device == nil) != (options.line == nil) else {
            throw ValidationError("Name a --device of the station, or --line with --profile.")
        }
    }

    func job(_ start: ProgramStart) throws -> FontJob {
        let target = try DeviceTarget.find(device, options, start)
        let profile = try start.loadData().profile(id: target.profile)
        guard let printer = profile.printer, printer.fontBytes != nil else {
            throw StationFault.storesNoFonts(profile.id)
        }
        let configuration = try start.loadConfigurationIfAny()
        let file =
            configuration.map { PrinterFontsFile($0) }
            ?? PrinterFontsFile(environment: ProcessInfo.processInfo.environment)
        return FontJob(
            device: target.name, printer: printer, profile: profile,
            baud: target.baud ?? profile.line.bauds[0], json: options.json,
            run: FontRun(target.line, profile: profile, baud: target.baud, file: file))
    }
}

/// One run of `label fonts`.
struct FontJob {
    let device: String
    let printer: PrinterOptions
    let profile: DeviceProfile
    let baud: Int
    let json: Bool
    let run: FontRun

    private struct Whole: Encodable {
        var device: String
        var profile: String
        var ending: String
        var fonts: Int
    }

    func plan(_ artist: LabelArtist) throws -> StoredFontPlan {
        guard let plan = StoredFontPlan(for: printer, artist: artist), !plan.fonts.isEmpty else {
            throw StationFault(
                exitCode: 64, "\(profile.id) 的存储空间放不下任何字库。",
                "the memory of \(profile.id) has no room for any font")
        }
        return plan
    }

    /// What would be stored in a printer with nothing in its memory.
    func show(_ plan: StoredFontPlan) throws {
        announce(plan, bytesLeft: plan.wireBytes)
        guard json else { return }
        try Output.json(
            Whole(
                device: device, profile: profile.id, ending: "dry-run", fonts: plan.fonts.count))
    }

    /// What is to come, before it begins.
    func announce(_ plan: StoredFontPlan, bytesLeft: Int) {
        let kilobytes = (plan.storedBytes + 1_023) / 1_024
        Self.say(
            "\(plan.fonts.count) 个字库，\(plan.characters) 个字形，占打印机约 \(kilobytes) KB；"
                + "传 \(bytesLeft) 字节，\(baud) 波特约 \(minutes(bytesLeft)) 分钟。请勿断电。\n"
                + "\(plan.fonts.count) fonts, \(plan.characters) characters, about \(kilobytes) KB in the "
                + "printer; \(bytesLeft) bytes at \(baud) Bd take about "
                + "\(minutes(bytesLeft)) minutes; leave it switched on")
        if !plan.isWhole {
            Self.say(
                "空间不够放全部字号，放不下的照旧传图片。\n"
                    + "not all sizes fit its memory; the others go as pictures as before")
        }
    }

    func tell(_ progress: FontRun.Progress) {
        Self.say(
            "\(progress.done)/\(progress.total)  还要约 about \(minutes(progress.bytesLeft)) 分钟 min")
    }

    /// Says what became of it, and ends with its exit code.
    func end(_ ending: FontRun.Ending, done: Int) throws {
        if json {
            try Output.json(
                Whole(
                    device: device, profile: profile.id, ending: ending.rawValue,
                    fonts: ending == .complete ? done : 0))
        }
        switch ending {
        case .complete:
            if !json { Output.line("完成 done") }
        case .missing:
            throw StationFault(
                exitCode: 65, "打印机里的字库不全，文字将照旧当图片传。请运行：stationctl label fonts install",
                "the printer does not hold all fonts; text goes as pictures until: "
                    + "stationctl label fonts install")
        case .refused:
            throw StationFault(
                exitCode: 65, "打印机没有照做：存储空间已满，或不支持。文字将照旧当图片传。",
                "the printer did not obey: its memory is full, or it has no such command; text goes "
                    + "as pictures as before")
        case .silent:
            throw StationFault(
                exitCode: 69, "打印机没有应答。请检查电源、线缆、纸和机盖，再运行一次。",
                "the printer does not answer; check power, cable, paper and cover, and run it again"
            )
        case .interrupted:
            throw StationFault(
                exitCode: 75, "已停下。没有存完的字库不会使用；再运行一次就接着存。",
                "ended; fonts are not used before all are there; run it again to go on")
        }
    }

    private func minutes(_ bytes: Int) -> Int {
        (bytes * 10 + baud * 60 - 1) / (baud * 60)
    }

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}

extension StationFault {
    /// A printer whose profile names no memory for fonts.
    static func storesNoFonts(_ profile: String) -> StationFault {
        StationFault(
            exitCode: 64, "\(profile) 不能存字库（档案里没有 stored_fonts）。",
            "\(profile) stores no fonts: its profile has no stored_fonts")
    }
}
