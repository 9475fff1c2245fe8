import DataFolder
import DeviceProtocols
import Foundation
import SeededRandom
import Testing

@Suite("stationctl decode")
struct DecodeCommandTests {
    static let data = DataFolder(path: Programs.checkout)
    static let profileIDs = (try? data.profileIDs()) ?? []
    /// One for each protocol, and some models: the decoders themselves are tested with every profile.
    static let spokenIDs = profileIDs.enumerated()
        .filter { $0.offset.isMultiple(of: 9) || $0.element.contains("/generic-") }.map(\.element)
    static let recordings =
        ((try? FileManager.default.contentsOfDirectory(
            atPath: Programs.checkout + "/Tests/Recordings")) ?? [])
        .filter { $0.hasSuffix(".txt") }.sorted()

    @Test func thereIsSomethingToDecode() {
        #expect(Self.recordings.count >= 4)
        #expect(Self.spokenIDs.count >= 30)
    }

    /// A recording is several bursts with silences between; the command's input is one burst.
    @Test("a recording's bytes, burst by burst, give its lines", arguments: recordings)
    func recording(name: String) async throws {
        let text = try String(
            contentsOfFile: "\(Programs.checkout)/Tests/Recordings/\(name)", encoding: .utf8)
        let recording = try Recording(text, file: name)
        let profile = try Self.data.profile(id: recording.profileID)
        // What came before counts: equal frames of a scale without a flag, a packet sent again.
        let remembers = profile.scaleDecoder() != nil || profile.protocolName == "ssi"
        let bursts = recording.bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
        var lines: [String] = []
        for burst in remembers ? [bursts.flatMap { $0 }] : bursts {
            let run = try await ProgramRun.of(
                "stationctl", ["decode", "--profile", recording.profileID], input: burst)
            #expect(run.code == 0)
            #expect(run.errors.isEmpty)
            lines += run.lines
        }
        #expect(lines == recording.expected)
    }

    @Test("a profile's examples, its ID in any letter case", arguments: spokenIDs)
    func examples(id: String) async throws {
        let profile = try Self.data.profile(id: id)
        #expect(!profile.examples.isEmpty)
        for example in profile.examples {
            let run = try await ProgramRun.of(
                "stationctl", ["decode", "--profile", id.uppercased()], input: example.bytes)
            #expect(run.code == 0)
            #expect(run.lines == example.lines)
        }
    }

    @Test("random bytes are malformed lines, never an error", arguments: spokenIDs)
    func noise(id: String) async throws {
        var random = SeededGenerator(seed: 7)
        let bytes = (0..<20_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let run = try await ProgramRun.of("stationctl", ["decode", "--profile", id], input: bytes)
        #expect(run.code == 0)
        #expect(run.errors.isEmpty)
        #expect(!run.lines.isEmpty)
        let device = try Self.data.profile(id: id).deviceClass.rawValue
        for line in run.lines { #expect(try object(line)["device"] as? String == device) }
    }

    @Test func emptyInputGivesNothing() async throws {
        let run = try await ProgramRun.of(
            "stationctl", ["decode", "--profile", "scanners/generic-serial"])
        #expect(run.code == 0)
        #expect(run.output.isEmpty)
    }

    @Test(
        "an unknown profile is a usage error that names the nearest",
        arguments: [
            ("scales/yaohua-xk3190-a12f", "scales/yaohua-xk3190-a12e"),
            ("scanner/generic-serial", "scanners/generic-serial"),
            ("printers/generic-tsp1", "printers/generic-tspl"),
        ])
    func unknown(id: String, nearest: String) async throws {
        for language in ["zh_CN.UTF-8", "C.UTF-8"] {
            let run = try await ProgramRun.of(
                "stationctl", ["decode", "--profile", id], more: ["LANG": language])
            #expect(run.code == 64)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains(id) && run.errors.contains(nearest))
            #expect(run.errors.contains("stationctl devices list"))
            #expect(run.errors.contains("没有") == language.hasPrefix("zh"))
        }
    }

    @Test func theListNamedInErrorsExists() async throws {
        let run = try await ProgramRun.of("stationctl", ["devices", "list", "--json"])
        #expect(run.code == 0)
        let profiles = try object(run.text)["profiles"] as? [[String: Any]] ?? []
        #expect(profiles.compactMap { $0["id"] as? String } == Self.profileIDs)
    }
}
