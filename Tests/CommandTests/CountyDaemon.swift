import Foundation
import Glibc
import Testing

/// One `countyd` for all tests of a suite, with an empty store.
struct CountyDaemon: SuiteTrait, TestScoping {
    /// The control socket of the suite's daemon.
    @TaskLocal static var socket = ""

    var isRecursive: Bool { false }

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let (scratch, log) = (try Scratch(), try Scratch())
        let text = """
            county: 示例县
            state: \(scratch.path)/county
            runtime: \(scratch.path)/run
            https: 127.0.0.1:0
            public: 127.0.0.1:0
            """
        let file = try scratch.write(text.utf8, to: "county.yaml")
        let county = try Child([Programs.path("countyd"), "--config", file], scratch: log)
        defer { county.signal(SIGKILL) }
        let addresses = "\(scratch.path)/run/county-addresses.json"
        try await until("countyd listens: \(log.text("err"))") {
            FileManager.default.fileExists(atPath: addresses)
        }
        let admin = try object(String(contentsOfFile: addresses, encoding: .utf8))["admin"]
        try await Self.$socket.withValue(admin as? String ?? "") { try await function() }
        county.signal(SIGTERM)
        #expect(try await county.end() == 0, "\(log.text("err"))")
    }

    /// Runs `countyctl` with the suite's daemon.
    static func countyctl(_ words: [String], chinese: Bool = false) async throws -> ProgramRun {
        try await ProgramRun.of(
            "countyctl", words + ["--socket", socket],
            more: chinese ? ["LANG": "zh_CN.UTF-8"] : [:])
    }
}

extension SuiteTrait where Self == CountyDaemon {
    /// One `countyd` for the whole suite.
    static var countyDaemon: Self { CountyDaemon() }
}
