import ArgumentParser
import DataFolder
import Foundation
import Glibc

/// Measures this package beside what the same work costs without it; what `make bench` calls.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Prints one table of measurements, all made in this run.",
        discussion: """
            Exit code 1 when a stated limit is missed. Only release builds are measured. Needs the
            programs stationd, stationctl, countyd and countyctl beside it, and setpriv.
            """)

    /// What can be measured.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case scan, commits, decoders, identify, labels, devices, wire, county, station, programme
    }

    @Option(help: "Folder on the disk that is measured; emptied first, removed at the end.")
    var folder = ".build/bench-data"

    @Option(help: "Seed of the made-up data.")
    var seed: UInt64 = 20_261_121

    @Option(name: .customLong("only"), help: "Only these measurements.")
    var parts: [Part] = []

    @Option(help: "Folder of device profiles, label templates and programme packs.")
    var data: String?

    func run() async throws {
        #if DEBUG
        throw ValidationError("a debug build is not measured: swift build -c release")
        #else
        print("\(ProcessInfo.processInfo.activeProcessorCount) cores, seed \(seed), release build")
        var table = Table()
        for part in parts.isEmpty ? Part.allCases : parts {
            Self.tell("measuring \(part.rawValue) …")
            table.add(try await measure(part))
        }
        print(table.text)
        for row in table.missed { print("missed: \(row.name)") }
        if !table.missed.isEmpty { throw ExitCode(1) }
        #endif
    }

    private func measure(_ part: Part) async throws -> [Measurement] {
        let space = try Folder(URL(filePath: folder).path)
        let data = try DataFolder.locate(
            option: data, environment: ProcessInfo.processInfo.environment,
            executable: "/proc/self/exe")
        return switch part {
        case .scan: try await ScanToCommit(folder: space, data: data, seed: seed).measure()
        case .commits: try await DiskSync(folder: space, seed: seed).measure()
        case .decoders: try DecoderThroughput(data: data).measure()
        case .identify: try IdentifySpeed(folder: space, data: data, seed: seed).measure()
        case .labels: try LabelSpeed(data: data).measure()
        case .devices:
            try await DeviceCosts(folder: space, programs: Self.programs, data: data).measure()
        case .wire: try WireSize(seed: seed).measure()
        case .county: try await CountyIngest(folder: space, seed: seed).measure()
        case .station:
            try await StationProcess(
                folder: space, programs: Self.programs, data: data, seed: seed
            ).measure()
        case .programme:
            try PackCheck(data: data).measure() + IndicatorSpeed(data: data).measure()
        }
    }

    private static var programs: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    private static func tell(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
