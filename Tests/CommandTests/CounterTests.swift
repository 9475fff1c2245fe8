import CurlTransport
import DeviceSimulator
import Foundation
import Glibc
import Rehearsal
import SeededRandom
import StationStore
import Testing

/// Timed tests, one at a time.
@Suite("At the counter", .serialized)
struct CounterTests {
    @Test("each device unplugged is shown, and taken up again, within 2 s; the daemon goes on")
    func unplug() async throws {
        let stage = try await Stage(parcels: 1, printer: true)
        try await until("all devices work") {
            try await stage.screen().devices.allSatisfy { $0.state == "ok" }
        }
        let devices: [(String, SimulatedDevice?)] = [
            ("scanner", stage.village.scanner), ("scale", stage.village.scale),
            ("printer", stage.village.printer),
        ]
        for (name, device) in devices {
            let device = try #require(device)
            device.perform(.unplug)
            let gone = try await until("\(name) is shown lost") {
                try await stage.lamp(name) == "lost"
            }
            device.perform(.plug)
            let back = try await until("\(name) works again") {
                try await stage.lamp(name) == "ok"
            }
            print("unplug \(name): shown after \(gone), taken up after \(back)")
            #expect(gone < .seconds(2))
            #expect(back < .seconds(2))
        }
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")
    }

    @Test("a line that is missing at the start, or taken by another, is lost; the rest works")
    func missingLine() async throws {
        let stage = try await Stage(parcels: 2, printer: true)
        try await stage.stop()
        let scale = stage.folder + "/scale"
        // Another program holds the printer's line as this one would: exclusively.
        let held = open(stage.folder + "/printer", O_RDWR | O_NOCTTY | O_CLOEXEC)
        #expect(held >= 0 && flock(held, LOCK_EX | LOCK_NB) == 0)
        try stage.configure("pty:\(scale)", "pty:\(scale)-none")
        let station = try await stage.start()
        defer { station.signal(SIGKILL) }
        try await until("the scale is shown lost") { try await stage.lamp("scale") == "lost" }
        try await until("the printer is shown lost") { try await stage.lamp("printer") == "lost" }
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")
        close(held)
        try await until("the printer's line is free") { try await stage.lamp("printer") == "ok" }
        #expect(try await stage.scan(stage.parcels[1].number).light == "green")
    }

    @Test("100 kB of noise on scanner and scale are counted, then both work")
    func noise() async throws {
        let stage = try await Stage(parcels: 8, weighed: true)
        var random = SeededGenerator(seed: 99)
        let end = Array("END-OF-NOISE".utf8)
        for device in [stage.village.scanner, stage.village.scale] {
            for _ in 0..<100 {
                let bytes = (0..<1000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                device.perform(.noise(bytes))
            }
        }
        stage.village.scanner.perform(.noise(end))
        // What scanners read is shown with its contents hidden.
        let hex = Array("AAA-AA-AAAAA".utf8).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }.joined()
        var scanner: [String: Any] = [:]
        try await until("the noise is over", every: .milliseconds(50)) {
            scanner = try await stage.counts("scanner")
            let malformed = scanner["malformed"] as? [String: Int] ?? [:]
            return (scanner["lastBytes"] as? String)?.hasSuffix(hex) == true
                && malformed["no-terminator", default: 0] > 0
        }
        let scale = try await stage.counts("scale")
        let malformed = scale["malformed"] as? [String: Int] ?? [:]
        print("noise: scanner \(scanner["malformed"] ?? ""), scale \(malformed)")
        #expect(malformed.values.reduce(0, +) > 0)
        #expect(scanner["bytes"] as? Int ?? 0 > 50_000)

        // The desk may still be showing what it made of the noise.
        var last: Int64 = -1
        try await until("the screen is at rest", every: .milliseconds(100)) {
            let id = try await stage.screen().scan.id
            defer { last = id }
            return id == last
        }
        let keeper = try Keeper(stage.village)
        for parcel in stage.parcels {
            #expect(try await keeper.takeIn(parcel, kilograms: "1.250").light == "green")
        }
        #expect(stage.parcels.filter(\.weigh).count == 1)
    }

    /// The children of a rehearsal are tied to its life, not to that of a thread of the pool.
    @Test("programs started from many tasks outlive the threads that started them")
    func threadsOfThePool() async throws {
        let children = try await withThrowingTaskGroup(of: ChildProgram.self) { group in
            for _ in 0..<8 {
                group.addTask { try ChildProgram("sleep", ["60"], log: "/dev/null") }
            }
            var children: [ChildProgram] = []
            for try await child in group { children.append(child) }
            return children
        }
        defer { children.forEach { $0.signal(SIGKILL) } }
        // An idle thread of the pool ends after 5 s.
        let start = ContinuousClock.now
        try await until("the pool has let its threads go", every: .milliseconds(250)) {
            ContinuousClock.now - start > .seconds(8)
        }
        #expect(children.allSatisfy { $0.poll() == nil })
    }

    @Test("told to end while the county does not answer, the daemon ends soon")
    func endsBesideASilentCounty() async throws {
        let stage = try await Stage(parcels: 1)
        let county = try #require(stage.village.county)
        kill(county.pid, SIGSTOP)
        defer { kill(county.pid, SIGCONT) }
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")
        let words = ["sync", "now", "--config", stage.configuration]
        #expect(try await ProgramRun.of("stationctl", words).code == 0)
        let station = try #require(stage.village.stationd)
        let start = ContinuousClock.now
        station.signal(SIGTERM)
        #expect(try await station.waitForEnd(within: .seconds(60)) == .exited(0))
        let took = ContinuousClock.now - start
        print("stopped beside a silent county after \(took)")
        #expect(took < .seconds(10))
    }

    @Test("the kiosk refuses what is too large, from elsewhere, or from another page")
    func kiosk() async throws {
        let stage = try await Stage()
        let url = stage.village.kioskURL
        let own = HTTPHeader("X-Cunzhan-Kiosk", "1")
        func input(_ body: String, _ headers: [HTTPHeader]) async throws -> Int {
            try await ask("POST", url + "/input", headers: headers, body: Array(body.utf8)).status
        }
        let before = try await stage.screen().scan.id
        let long = String(repeating: "9", count: 5000)
        #expect(try await input(#"{"code":"\#(long)"}"#, [own]) == 413)
        #expect(try await input(#"{"code":"9"}"#, []) == 403)
        #expect(try await input(#"{"code":"9"}"#, [HTTPHeader("X-Cunzhan-Kiosk", "0")]) == 403)
        #expect(try await input("{", [own]) == 400)
        #expect(try await input(#"{"code":" "}"#, [own]) == 400)
        for host in ["county.example", "127.0.0.1.example.org", "192.0.2.1:80", ""] {
            let answer = try await ask("GET", url + "/state", headers: [HTTPHeader("Host", host)])
            #expect([421, 400].contains(answer.status), "Host: \(host)")
        }
        #expect(try await stage.screen().scan.id == before)
        #expect(try await input(#"{"code":"没有这个"}"#, [own]) == 204)
        try await until("the typed code is shown") { try await stage.screen().scan.id > before }
    }
}
