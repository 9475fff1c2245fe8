import ArgumentParser
import DataFolder
import DeviceProtocols
import DeviceSimulator
import Dispatch
import Foundation
import Glibc

/// One device until it is told to end.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Behave as one device at a link.",
        discussion: """
            A pseudo-terminal is made and linked at PATH; open it like the device. JSON
            lines on standard output tell what was received and done, beginning with
            {"event":"ready","link":…}; finished labels are PNG files in the --out folder.
            Each command is answered: by what it did, by {"event":"done","command":…} where
            nothing else shows it, or by {"event":"error","message":…}.

            Commands, one a line, on standard input:
              scan TEXT, scan-hex HEX            the scanner reads a code
              weigh 1.250                        a weight in the profile's unit
              moving, overload, underload, zero-needed
              paper-out, paper-ok                a stopped label is printed again
              paper 76x130                       other labels, not measured by it yet
              cover-open, cover-closed, ribbon-out, ribbon-ok, overheated, cooled
              mute                               no answers until told otherwise
              unplug, plug                       hangs up; a new line at the link
              power                              off and on; RAM is lost, flash kept
              settings-ok, settings-refuse, settings-ignore, settings-garble, settings-mute
                                                 how it takes being told its settings
              settings-set KEY VALUE             somebody changes a setting at the device
              noise HEX, replay FILE             bytes as they are; a recording
              quit
            A script holds the same, `wait SECONDS`, and comments after #.

            What a device sends before a program has opened the line is kept for it, but
            not the steady stream of a scale. The program ends at quit, SIGINT or SIGTERM;
            with --script also when script and standard input have both ended. Without a
            script the end of standard input changes nothing.
            """)

    @Option(help: "Device profile, such as scales/yaohua-xk3190-a12e.")
    var profile: String

    @Option(help: "Where to link the pseudo-terminal; one left over there is replaced.")
    var link: String

    @Option(help: "File with commands to play from the start.")
    var script: String?

    @Option(help: "Folder for labels as 0001.png, 0002.png …; made if need be.")
    var out: String?

    @Option(help: "Folder with Devices/ in it, instead of the usual places.")
    var data: String?

    @Option(help: "Milliseconds a printer takes for a label.")
    var labelTime: Int = 300

    @Option(help: "Milliseconds a load moves before it rests.")
    var settleTime: Int = 400

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let profile = try loadProfile()
        let steps = try loadScript()
        try makeFolder()
        let device = try startDevice(profile)
        let signals = [SIGINT, SIGTERM].map { quit(device, on: $0) }
        let endings = Endings(device: device, waitsForScript: script != nil)
        CommandReader.start(device: device) { endings.inputEnded() }
        let player = Task {
            for step in steps {
                switch step {
                case .command(let command): device.perform(command)
                case .wait(let time): try await Task.sleep(for: .milliseconds(time))
                }
            }
            endings.scriptEnded()
        }
        for await event in device.events {
            guard Output.line(event.json) else { throw ExitCode(74) }
        }
        player.cancel()
        withExtendedLifetime(signals) {}
    }

    private func loadProfile() throws -> DeviceProfile {
        do throws(DataFolderError) {
            let folder = try DataFolder.locate(
                option: data, environment: ProcessInfo.processInfo.environment,
                executable: "/proc/self/exe")
            return try folder.profile(id: profile)
        } catch {
            throw Output.failure(error, code: error.exitCode)
        }
    }

    private func loadScript() throws -> [SimulatorStep] {
        guard let script else { return [] }
        guard let text = Output.contents(of: script) else {
            throw Output.failure("\(script): cannot be read; name an existing script", code: 66)
        }
        do {
            return try SimulatorStep.script(text, file: script)
        } catch {
            throw Output.failure(error, code: 65)
        }
    }

    private func makeFolder() throws {
        guard let out, mkdir(out, 0o755) != 0 else { return }
        var status = stat()
        guard stat(out, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Output.failure("\(out): the folder cannot be made; name another --out", code: 73)
        }
    }

    private func startDevice(_ profile: DeviceProfile) throws -> SimulatedDevice {
        do throws(SimulatorError) {
            return try SimulatedDevice(
                profile: profile, link: link, output: out,
                timing: SimulatorTiming(settle: settleTime, label: labelTime))
        } catch {
            let code: Int32 =
                switch error {
                case .unsupported: 64
                case .font: 66
                case .cannotCreate: 73
                }
            throw Output.failure(error, code: code)
        }
    }

    private func quit(_ device: SimulatedDevice, on number: Int32) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { device.perform(.quit) }
        source.resume()
        return source
    }
}
