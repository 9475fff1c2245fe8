import ArgumentParser
import DataFolder
import Foundation
import Glibc
import Rehearsal

/// Plays a keeper's morning; what `make run` calls.
struct PlayMorning: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "morning",
        abstract: "Plays a keeper's morning through a county server and one station.",
        discussion: """
            Starts countyd and stationd from this program's own folder on loopback, with a
            simulated scanner, scale and label printer. The last line on standard output is the
            balance; exit code 0 only if it holds. People's messages go to standard error.
            """)

    @Option(help: "Folder for everything the programs write; emptied first.")
    var folder = ".run"

    @Option(help: "Parcels on the courier's list.")
    var parcels = 60

    @Option(name: .customLong("for"), help: "Seconds from the first scan; else until Ctrl-C.")
    var seconds: Int?

    @Flag(help: "End by itself when the morning is over.")
    var headless = false

    @Option(help: "Seed of the made-up data.")
    var seed: UInt64?

    @Option(help: "Folder of device profiles and label templates.")
    var data: String?

    func validate() throws {
        guard (1...5000).contains(parcels) else {
            throw ValidationError("--parcels: 1 to 5000")
        }
        guard seconds.map({ (1...86_400).contains($0) }) ?? true else {
            throw ValidationError("--for: 1 to 86400 seconds")
        }
    }

    func run() async throws {
        let plan = plan
        let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().path
        let data = try DataFolder.locate(
            option: data, environment: ProcessInfo.processInfo.environment,
            executable: "/proc/self/exe")
        Self.tell("seed \(plan.seed)")
        let morning = try Morning(
            plan, folder: URL(filePath: folder).path, programs: programs, data: data,
            say: Self.tell)
        let signals = Self.stopOnSignal(morning)
        defer { signals.forEach { $0.cancel() } }
        do {
            let balance = try await morning.play()
            print(balance.line)
            if !balance.balanced { throw ExitCode(1) }
        } catch let exit as ExitCode {
            throw exit
        } catch {
            Self.tell("\(error)")
            throw ExitCode(70)
        }
    }

    private var plan: Morning.Plan {
        var plan = Morning.Plan()
        plan.parcels = parcels
        plan.seconds = seconds
        plan.isHeadless = headless
        if let seed { plan.seed = seed }
        return plan
    }

    private static func stopOnSignal(_ morning: Morning) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { morning.stop() }
            source.resume()
            return source
        }
    }

    private static func tell(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
