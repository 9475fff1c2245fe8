import CurlTransport
import Foundation
import Glibc
import Rehearsal
import Testing

@Suite("countyd meets what is wrong")
struct CountyStartTests {
    private func configuration(
        _ scratch: Scratch, https: String = "127.0.0.1:0", pages: String = "127.0.0.1:0",
        key: String = "https"
    ) throws -> String {
        let text = """
            county: 示例县
            state: \(scratch.path)/county
            runtime: \(scratch.path)/run
            \(key): "\(https)"
            public: "\(pages)"
            """
        return try scratch.write(text.utf8, to: "county.yaml")
    }

    private func expect(
        _ file: String, _ code: Int32, _ says: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        for language in ["zh_CN.UTF-8", "en_US.UTF-8"] {
            let run = try await ProgramRun.of(
                "countyd", ["--config", file], more: ["LANG": language])
            #expect(run.code == code, "\(run.errors)", sourceLocation: location)
            #expect(run.errors.contains(says), "\(run.errors)", sourceLocation: location)
            let last = run.errors.split(separator: "\n").last.map(String.init) ?? ""
            #expect(
                last.hasChinese == language.hasPrefix("zh"), "\(last)", sourceLocation: location)
            #expect(!run.errors.contains("Fatal error"), sourceLocation: location)
        }
    }

    @Test func wrongConfigurationIs78() async throws {
        let scratch = try Scratch()
        let unknown = try configuration(scratch, key: "htps")
        try await expect(unknown, 78, "county.yaml:4:1: ")
        for says in ["'htps'", "'https'"] { try await expect(unknown, 78, says) }
        let address = try configuration(scratch, https: "somewhere")
        try await expect(address, 78, "county.yaml:4:")
        let open = try configuration(scratch, pages: "0.0.0.0:0")
        try await expect(open, 78, "county.yaml:5:")
        let check = try await ProgramRun.of("countyd", ["config", "check", "--config", open])
        #expect(check.code == 78)
    }

    @Test func busyPortIs75() async throws {
        let (scratch, port) = (try Scratch(), try BusyPort())
        let address = "127.0.0.1:\(port.number)"
        try await expect(try configuration(scratch, https: address), 75, address)
        try await expect(try configuration(scratch, pages: address), 75, address)
    }

    @Test("stores that are busy, spoilt or gone; the county works again when it is put right")
    func stores() async throws {
        let scratch = try Scratch()
        let file = try configuration(scratch)
        let store = "\(scratch.path)/county/county.sqlite"
        func cycle(_ body: () async throws -> Void) async throws {
            let addresses = "\(scratch.path)/run/county-addresses.json"
            try? FileManager.default.removeItem(atPath: addresses)
            let log = try Scratch()
            let county = try Child([Programs.path("countyd"), "--config", file], scratch: log)
            try await until("countyd listens") {
                FileManager.default.fileExists(atPath: addresses)
            }
            try await body()
            county.signal(SIGTERM)
            #expect(try await county.end() == 0, "\(log.text("err"))")
        }
        try await cycle { try await expect(file, 75, "\(scratch.path)/county") }
        let (county, copy) = ("\(scratch.path)/county", "\(scratch.path)/copy")
        try FileManager.default.copyItem(atPath: county, toPath: copy)
        // The log alone can hold the whole store: without it the file itself is what counts.
        for tail in ["-wal", "-shm"] { unlink(store + tail) }

        let garbage = Data(repeating: 0x5A, count: 50_000)
        try garbage.write(to: URL(filePath: store))
        try await expect(file, 74, store)
        #expect(FileManager.default.contents(atPath: store) == garbage)

        try FileManager.default.removeItem(atPath: store)
        try await expect(file, 66, store)
        #expect(!FileManager.default.fileExists(atPath: store))

        try FileManager.default.removeItem(atPath: county)
        try FileManager.default.moveItem(atPath: copy, toPath: county)
        try await cycle {}
    }

    @Test func oversizedRequestsAreRefused() async throws {
        let stage = try await Stage()
        let sheet = try await ProgramRun.of(
            "countyctl",
            [
                "station", "enrol", Village.station, "--json", "--socket",
                "\(stage.folder)/run/county.sock",
            ])
        let pins = try #require(try object(sheet.text)["pins"] as? String)
        let big = [UInt8](repeating: 0x20, count: 40 << 20)
        let answer = try await ask(
            "POST", stage.village.countyURL + "/station/v1/entries", body: big, pins: [pins])
        #expect(answer.status == 413)
        #expect(answer.header("content-type") == "application/problem+json")
        // It goes on working.
        #expect(try await ask("GET", stage.village.publicURL + "/healthz").status == 200)
    }
}
