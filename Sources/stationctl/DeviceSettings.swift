import ArgumentParser
import DataFolder
import DeviceProtocols
import Foundation
import SerialLines
import Station

extension Devices {
    /// `devices flash`.
    struct Flash: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "把设备设置成档案所写的样子 · Sets a device up as its profile says.",
            discussion: """
                Each setting is read first; one that has its value is not written. Without --store
                they go to RAM and last until the device loses its power. Flash wears: a day's
                writes are counted, and a profile limits them. Afterwards each is read back where
                the device can be asked. stationd must not hold the device meanwhile.

                Exit codes: 0; 64 unknown device, profile or setting; 65 refused or another value;
                69 no answer; 75 line in use, interrupted, or the day's flash writes used up.
                """)

        @OptionGroup var target: SettingsTarget

        @Option(help: "Where to keep them: ram or flash.")
        var store = StoreChoice.ram

        @Flag(help: "Show what would be sent, open nothing.")
        var dryRun = false

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                let job = try target.job(start)
                if dryRun { return try job.show(store.store) }
                try await job.run(writingTo: store.store, lookIn: store.store)
            }
        }
    }

    /// `devices verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "查设备的设置有没有变 · Looks whether a device's settings are as its profile says.",
            discussion: """
                Nothing is written. Exit codes: 0; 64 unknown device, profile or setting; 65 drift;
                69 no answer; 75 line in use or interrupted.
                """)

        @OptionGroup var target: SettingsTarget

        @Option(help: "Where to look, for devices that tell them apart: ram or flash.")
        var store = StoreChoice.ram

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                try await target.job(start).run(writingTo: nil, lookIn: store.store)
            }
        }
    }
}

/// The stores as words of the command line.
enum StoreChoice: String, ExpressibleByArgument, CaseIterable {
    case ram, flash

    var store: SettingsStore { self == .ram ? .ram : .flash }
}

/// Which device, and which of its settings.
struct SettingsTarget: ParsableArguments {
    @Argument(help: "The device's name: in the configuration, or as it was found.")
    var name: String?

    @OptionGroup var options: LineOptions

    @Option(help: "Only this setting; may be given several times.")
    var only: [String] = []

    func validate() throws {
        guard (name == nil) == (options.line != nil) else {
            throw ValidationError("Name a device of the station, or --line with --profile.")
        }
    }

    func job(_ start: ProgramStart) throws -> SettingsJob {
        let configuration = try start.loadConfigurationIfAny()
        let device = try DeviceTarget.find(name, options, start)
        let profile = try start.loadData().profile(id: device.profile)
        guard let settings = profile.settings else {
            throw StationFault(
                exitCode: 64, "\(profile.id) 没有可以通过线路设置的项目。请用说明书里的设置码。",
                "\(profile.id) names no settings; use the bar codes or keys of the device's manual")
        }
        let keys = settings.list.map(\.key)
        if let unknown = only.first(where: { !keys.contains($0) }) {
            throw StationFault(
                exitCode: 64, "没有设置项“\(unknown)”。可用的有：\(keys.joined(separator: "、"))。",
                "no setting '\(unknown)'; there are: \(keys.joined(separator: ", "))")
        }
        return SettingsJob(
            device: device.name, address: device.line, baud: device.baud, profile: profile,
            settings: settings,
            only: only.isEmpty ? nil : Set(only), json: options.json,
            ledger: configuration.map { FlashLedgerFile($0) }
                ?? FlashLedgerFile(environment: ProcessInfo.processInfo.environment))
    }
}

/// A line instead of a device of the station, and how the answer is wanted.
struct LineOptions: ParsableArguments {
    @Option(help: "Its line instead, such as /dev/ttyUSB0; needs --profile.")
    var line: String?

    @Option(help: "Its profile, such as scanners/generic-honeywell or printers/zebra-gk420d.")
    var profile: String?

    @Flag(help: "One JSON value.")
    var json = false

    func validate() throws {
        guard line == nil || profile != nil else {
            throw ValidationError("--line needs --profile.")
        }
    }
}

/// A device of the station, or one that stands on a line.
struct DeviceTarget {
    let name: String
    let profile: String
    let line: LineAddress
    let baud: Int?

    /// The device that the words of a command name.
    static func find(
        _ name: String?, _ options: LineOptions, _ start: ProgramStart
    ) throws -> DeviceTarget {
        if let line = options.line, let profile = options.profile {
            do throws(LineError) {
                return DeviceTarget(
                    name: line, profile: profile, line: try LineAddress(line), baud: nil)
            } catch {
                throw StationFault(exitCode: 64, error.chinese, "\(error)")
            }
        }
        let devices = try start.loadConfiguration().knownDevices
        guard let name, let device = devices.first(where: { $0.name == name }) else {
            throw StationFault.noSuchDevice(name ?? "", among: devices.map(\.name))
        }
        return DeviceTarget(
            name: name, profile: options.profile ?? device.profile, line: device.line,
            baud: device.baud)
    }
}

/// One run of `devices flash` or `devices verify`.
struct SettingsJob {
    let device: String
    let address: LineAddress
    let baud: Int?
    let profile: DeviceProfile
    let settings: DeviceSettings
    let only: Set<String>?
    let json: Bool
    let ledger: FlashLedgerFile

    /// Runs it, shows the report, and ends with its exit code.
    func run(writingTo store: SettingsStore?, lookIn: SettingsStore) async throws {
        let isFlash = store == .flash
        let identity = FlashLedgerFile.device(at: address)
        let noted = isFlash ? try ledger.read() : FlashLedger()
        // A count that cannot be kept is known before the device is touched.
        if isFlash { try ledger.update { _ in } }
        let left = noted.writesLeft(
            of: identity, at: FlashLedgerFile.now(), limit: settings.flashWritesPerDay)
        let machine = SettingsMachine(
            settings, writingTo: store, lookIn: lookIn, only: only, flashWritesLeft: left,
            flashed: noted.values(of: identity))
        let run = SettingsRun(address, settings: profile.line, baud: baud) { writes in
            try ledger.update { $0.note(writes: writes, of: identity, at: FlashLedgerFile.now()) }
        }
        let (report, fault) = try await run(machine)
        try show(report, flashWritesLeft: left - report.flashWrites)
        if isFlash, !report.flashedValues.isEmpty {
            try ledger.update { $0.note(values: report.flashedValues, of: identity) }
        }
        if let fault { throw fault }
        let code = SettingsText.exitCode(report)
        guard code == 0 else { throw ExitCode(code) }
    }

    /// Shows what a run would send.
    func show(_ store: SettingsStore) throws {
        for setting in settings.list where only?.contains(setting.key) ?? true {
            Output.line("\(setting.key)  \(setting.chinese) \(setting.english)")
            if let question = settings.question(setting, in: store) {
                Output.line("  问 ask   \(ByteNotation.hexText(question))")
            }
            guard setting.stores.contains(store) else {
                Output.line("  不写 not written: store \(store.rawValue)")
                continue
            }
            let command = settings.command(setting, in: store)
            Output.line("  写 write \(ByteNotation.hexText(command))")
        }
        if store == .flash, let save = settings.saveCommand {
            Output.line("保存 save  \(ByteNotation.hexText(save))")
        }
    }
}

// MARK: What people and programs read

extension SettingsJob {
    private struct Row: Encodable {
        var setting: String
        var name: Phrase
        var outcome: String
        var wanted: String
        var found: String?
        var writes: Int
        var refusal: String?
        var reason: String?
        var needsReboot: Bool
        var thenProfile: String?
    }

    private struct Left: Encodable {
        var total, already, ram, flash, unchanged, unknown, notReached: Int
        var text: Phrase
    }

    private struct Whole: Encodable {
        var device: String
        var profile: String
        var job: String
        var store: String
        var ending: String
        var settings: [Row]
        var left: Left
        var flashWrites: Int
        var flashWritesLeft: Int?
    }

    private func show(_ report: SettingsReport, flashWritesLeft: Int) throws {
        if json { return try Output.json(whole(report, flashWritesLeft)) }
        for row in report.rows {
            let outcome = SettingsText.outcome(row.outcome)
            let remark = SettingsText.remark(row).map { "  \($0.zh) \($0.en)" } ?? ""
            Output.line(
                "\(outcome.zh) \(outcome.en)  \(row.setting.key)  "
                    + "\(row.setting.chinese) \(row.setting.english)\(remark)")
        }
        let texts = [
            SettingsText.left(report),
            SettingsText.flashWrites(report, left: flashWritesLeft), SettingsText.reboot(report),
            SettingsText.thenProfile(report),
            SettingsText.ending(report.ending),
        ]
        for text in texts.compactMap({ $0 }) {
            Output.line(text.zh)
            Output.line(text.en)
        }
    }

    private func whole(_ report: SettingsReport, _ flashWritesLeft: Int) -> Whole {
        let left = report.left
        return Whole(
            device: device, profile: profile.id, job: report.isFlash ? "flash" : "verify",
            store: report.store.rawValue, ending: report.ending.rawValue,
            settings: report.rows.map { row in
                Row(
                    setting: row.setting.key,
                    name: Phrase(row.setting.chinese, row.setting.english),
                    outcome: row.outcome.rawValue, wanted: row.setting.value, found: row.found,
                    writes: row.writes, refusal: row.refusal?.rawValue,
                    reason: row.reason?.rawValue, needsReboot: row.setting.needsReboot,
                    thenProfile: row.setting.thenProfile)
            },
            left: Left(
                total: left.total, already: left.already, ram: left.ram, flash: left.flash,
                unchanged: left.unchanged, unknown: left.unknown, notReached: left.notReached,
                text: SettingsText.left(report)),
            flashWrites: report.flashWrites,
            flashWritesLeft: report.isFlash && report.store == .flash ? flashWritesLeft : nil)
    }
}
