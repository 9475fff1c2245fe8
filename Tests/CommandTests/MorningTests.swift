import CurlTransport
import Foundation
import Glibc
import Testing

/// What `make run` starts.
@Suite("devicesim morning", .serialized)
struct MorningTests {
    private struct Balance: Decodable {
        var scanned: Int
        var stored: Int
        var received: Int
        var labels: Int
        var balanced: Bool
    }

    private func start(_ arguments: [String], _ scratch: Scratch) throws -> Child {
        try Child(
            [Programs.path("devicesim"), "morning", "--folder", run(scratch)] + arguments,
            scratch: scratch, folder: "/")
    }

    private func run(_ scratch: Scratch) -> String { scratch.path + "/run" }

    private func balance(_ scratch: Scratch) throws -> Balance {
        let last = scratch.text("out").split(separator: "\n").last.map(String.init) ?? ""
        let form =
            /^\{"scanned":\d+,"stored":\d+,"received":\d+,"labels":\d+,"balanced":(true|false)\}$/
        #expect(last.wholeMatch(of: form) != nil, "\(last) \(scratch.text("err"))")
        return try JSONDecoder().decode(Balance.self, from: Data(last.utf8))
    }

    /// Processes whose command line names the morning's folder.
    private func left(_ scratch: Scratch) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil }.compactMap { pid in
            let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            let line = String(decoding: bytes, as: UTF8.self)
            return line.contains(run(scratch)) ? line : nil
        }
    }

    private func awaitDaemons(_ scratch: Scratch) async throws {
        try await until("both daemons run", within: .seconds(30)) {
            let lines = left(scratch)
            return lines.contains { $0.contains("/stationd\0") }
                && lines.contains { $0.contains("/countyd\0") }
        }
    }

    private func addresses(_ scratch: Scratch) async throws -> [String: Any] {
        let file = "run/addresses.json"
        try await until("the addresses are told", within: .seconds(30)) {
            !scratch.bytes(file).isEmpty
        }
        return try object(scratch.text(file))
    }

    @Test func endsByItselfWithTheBalance() async throws {
        let scratch = try Scratch()
        let morning = try start(["--headless", "--for", "5", "--parcels", "8"], scratch)
        try await awaitDaemons(scratch)
        #expect(Set(try await addresses(scratch).keys) == ["kiosk", "wall", "track", "county"])
        #expect(try await morning.end(within: .seconds(60)) == 0, "\(scratch.text("err"))")
        let balance = try balance(scratch)
        #expect(balance.balanced)
        #expect(balance.scanned == 8 && balance.stored == 8)
        #expect(balance.received == 8 && balance.labels == 8)
        #expect(left(scratch).isEmpty)
    }

    @Test func ctrlCInTheMiddleEndsWithTheBalanceToo() async throws {
        let scratch = try Scratch()
        let morning = try start([], scratch)
        let kiosk = try #require(try await addresses(scratch)["kiosk"] as? String)
        try await until("a parcel was taken in") {
            let state = try await ask("GET", kiosk + "state")
            let today = try object(String(decoding: state.body, as: UTF8.self))["today"]
            return (today as? [String: Int])?["received", default: 0] ?? 0 > 0
        }
        morning.signal(SIGINT)
        #expect(try await morning.end(within: .seconds(60)) == 0, "\(scratch.text("err"))")
        let balance = try balance(scratch)
        #expect(balance.balanced)
        #expect((1..<60).contains(balance.scanned))
        #expect(left(scratch).isEmpty)
    }

    @Test func nothingOutlivesAKilledMorning() async throws {
        let scratch = try Scratch()
        let morning = try start([], scratch)
        try await awaitDaemons(scratch)
        morning.signal(SIGKILL)
        #expect(try await morning.end() == 128 + SIGKILL)
        try await until("nothing is left", within: .seconds(5)) { left(scratch).isEmpty }
    }

    /// A parcel taken in behind the keeper's back: the station and the county have one more than
    /// the keeper saw.
    @Test func aBalanceThatDoesNotHoldIsExitCode1() async throws {
        let scratch = try Scratch()
        let morning = try start(["--headless", "--for", "5", "--parcels", "8"], scratch)
        let kiosk = try #require(try await addresses(scratch)["kiosk"] as? String)
        let rows = scratch.text("run/announced.csv").split(separator: "\n")
        let number = try #require(rows.last?.split(separator: ",").first)
        let answer = try await ask(
            "POST", kiosk + "input", headers: [HTTPHeader("X-Cunzhan-Kiosk", "1")],
            body: Array(#"{"code":"\#(number)"}"#.utf8))
        #expect(answer.status == 204)
        #expect(try await morning.end(within: .seconds(60)) == 1, "\(scratch.text("err"))")
        let balance = try balance(scratch)
        #expect(!balance.balanced)
        #expect(balance.scanned == 7 && balance.stored == 8)
        #expect(left(scratch).isEmpty)
    }
}
