import Foundation
import Testing

@Suite("Usage of every program")
struct UsageTests {
    static let programs = ["stationd", "stationctl", "countyd", "countyctl", "devicesim"]

    @Test("--help is on standard output with exit code 0", arguments: programs)
    func help(program: String) async throws {
        let run = try await ProgramRun.of(program, ["--help"])
        #expect(run.code == 0)
        #expect(run.errors.isEmpty)
        #expect(run.text.contains("OVERVIEW") && run.text.contains("USAGE: \(program)"))
    }

    /// No version is promised: the option is a mistake like any other.
    @Test(
        "a wrong command line is 64, told on standard error",
        arguments: [
            ("stationd", "--version"), ("stationctl", "--version"), ("countyd", "--version"),
            ("countyctl", "--version"), ("devicesim", "--version"),
            ("stationd", "--nonsense"), ("stationctl", "nonsense"), ("countyd", "--nonsense"),
            ("countyctl", "nonsense"), ("devicesim", "nonsense"),
            ("stationd", "stray"), ("stationctl", "decode"), ("stationctl", "decode --profile"),
            ("stationctl", "label render"), ("stationctl", "label sample"),
            ("stationctl", "enrol x"),
            ("stationctl", "journal show --after x"), ("stationctl", "backup"),
            ("countyctl", "station add"), ("countyctl", "station enrol BAD_ID"),
            ("devicesim", "run"), ("devicesim", "morning --parcels 0"),
            ("devicesim", "morning --for x"), ("devicesim", "run --profile scales/none --link l"),
        ])
    func wrong(program: String, words: String) async throws {
        let arguments = words.split(separator: " ").map(String.init)
        let run = try await ProgramRun.of(program, arguments)
        #expect(run.code == 64, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(!run.errors.isEmpty)
    }

    @Test(
        "a missing configuration is 66 and named, in both languages",
        arguments: [
            ("stationd", ""), ("stationctl", "config check"), ("stationctl", "status"),
            ("stationctl", "sync now"), ("countyd", ""), ("countyd", "config check"),
        ])
    func missingConfiguration(program: String, words: String) async throws {
        let arguments = words.split(separator: " ").map(String.init)
        for language in ["zh_CN.UTF-8", "en_US.UTF-8"] {
            let run = try await ProgramRun.of(
                program, arguments + ["--config", "/nonexistent/it.yaml"],
                more: ["LANG": language])
            #expect(run.code == 66)
            #expect(run.errors.contains("/nonexistent/it.yaml") && run.errors.contains("--config"))
            #expect(run.errors.hasChinese == language.hasPrefix("zh"))
        }
    }

    @Test("a daemon that does not run is 69, with what to do")
    func daemonsAway() async throws {
        let scratch = try Scratch()
        let config = try scratch.write(
            "state: \(scratch.path)\nruntime: \(scratch.path)\nshelves: [{shelf: 1, layers: 1, capacity: 9}]\n"
                .utf8, to: "station.yaml")
        for words in [["status"], ["sync", "now"], ["journal", "show"], ["backup", "x.sqlite"]] {
            let run = try await ProgramRun.of("stationctl", words + ["--config", config])
            #expect(run.code == 69)
            #expect(run.errors.contains("stationd") && run.errors.contains("station.sock"))
        }
        let county = try await ProgramRun.of(
            "countyctl", ["station", "list", "--socket", "\(scratch.path)/county.sock"])
        #expect(county.code == 69)
        #expect(county.errors.contains("county.sock"))
    }

    @Test(
        "the language follows the locale",
        arguments: [
            (["LANG": "zh_CN.UTF-8"], true), (["LANG": "en_US.UTF-8"], false),
            (["LANG": "C"], false),
            (["LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"], true),
            (["LANG": "zh_CN.UTF-8", "LC_ALL": ""], true),
            (["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"], false),
        ])
    func language(variables: [String: String], isChinese: Bool) async throws {
        for program in ["stationd", "countyd"] {
            let run = try await ProgramRun.of(
                program, ["--config", "/nonexistent"], more: variables.mapValues { $0 })
            #expect(run.errors.hasChinese == isChinese, "\(program): \(run.errors)")
        }
    }
}

@Suite("Where the data comes from")
struct DataPlaceTests {
    /// A data folder with one profile of a name of its own.
    private func dataFolder(_ scratch: Scratch, _ name: String) throws -> String {
        let folder = "\(scratch.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: folder + "/Devices/Scanners", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Programs.checkout + "/Devices/Scanners/generic-serial.yaml",
            toPath: "\(folder)/Devices/Scanners/\(name)-serial.yaml")
        return folder
    }

    private func decodes(
        _ id: String, _ arguments: [String], program: String = "stationctl",
        more: [String: String?] = [:]
    ) async throws -> Bool {
        let run = try await ProgramRun.of(
            program, ["decode", "--profile", id] + arguments, input: Array("A1\r\n".utf8), in: "/",
            more: more)
        return run.code == 0 && run.lines.count == 1
    }

    @Test("--data before CUNZHAN_DATA before the checkout, from any folder")
    func order() async throws {
        let scratch = try Scratch()
        let named = try dataFolder(scratch, "named")
        let variable = ["CUNZHAN_DATA": try dataFolder(scratch, "variable")] as [String: String?]
        #expect(try await decodes("scanners/generic-serial", []))
        #expect(try await decodes("scanners/variable-serial", [], more: variable))
        #expect(try await !decodes("scanners/generic-serial", [], more: variable))
        #expect(try await decodes("scanners/named-serial", ["--data", named], more: variable))
        #expect(try await !decodes("scanners/variable-serial", ["--data", named], more: variable))
        #expect(try await decodes("scanners/generic-serial", [], more: ["CUNZHAN_DATA": ""]))
    }

    @Test("a folder named wrongly is 66 and never passed over")
    func wronglyNamed() async throws {
        for (arguments, more) in [
            (["--data", "/nonexistent"], [:]), ([], ["CUNZHAN_DATA": "/nonexistent"]),
        ] as [([String], [String: String?])] {
            let run = try await ProgramRun.of(
                "stationctl", ["label", "list"] + arguments, more: more)
            #expect(run.code == 66)
            #expect(run.errors.contains("/nonexistent") && run.errors.contains("CUNZHAN_DATA"))
        }
    }

    /// Laid over /usr/share in a namespace of its own, seen by this one program.
    @Test(
        "away from a checkout the installed data is used",
        .enabled(if: SmallDisk.isPermitted, "mounting in a namespace of its own is not permitted"))
    func installed() async throws {
        let scratch = try Scratch()
        let copy = scratch.path + "/stationctl"
        try FileManager.default.copyItem(atPath: Programs.path("stationctl"), toPath: copy)
        // The fonts live under /usr/share too: they are kept.
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/fonts", withIntermediateDirectories: true)
        let script = """
            mount --bind /usr/share/fonts "$2" && mount -t tmpfs tmpfs /usr/share \
            && mkdir -p /usr/share/fonts /usr/share/cunzhan/Labels \
            && mount --bind "$2" /usr/share/fonts && cp -a "$1/Devices" /usr/share/cunzhan/ \
            && cp -a "$1/Sources/Labels/Templates" "$1/Sources/Labels/Privacy" \
                /usr/share/cunzhan/Labels/ \
            && shift 2 && exec "$@"
            """
        for words in [["label", "check", "pickup-60x40"], ["devices", "list"]] {
            let run = try await ProgramRun.of(
                copy, words, in: "/",
                prefix: [
                    "unshare", "-m", "sh", "-c", script, "sh", Programs.checkout,
                    scratch.path + "/fonts",
                ])
            #expect(run.code == 0, "\(run.errors)")
        }
    }

    /// The search walks up from the program's own file, links followed.
    @Test("a copy elsewhere finds no checkout, a link finds the program's own")
    func awayFromTheCheckout() async throws {
        let scratch = try Scratch()
        try FileManager.default.copyItem(
            atPath: Programs.path("stationctl"), toPath: scratch.path + "/copy")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "/link", withDestinationPath: Programs.path("stationctl"))
        #expect(try await decodes("scanners/generic-serial", [], program: scratch.path + "/link"))
        guard !FileManager.default.fileExists(atPath: "/usr/share/cunzhan/Devices") else { return }
        let run = try await ProgramRun.of(scratch.path + "/copy", ["label", "list"])
        #expect(run.code == 66)
        #expect(run.errors.contains("/usr/share/cunzhan") && run.errors.contains("--data"))
    }
}
