import CurlTransport
import Foundation
import Testing

@testable import County

/// A `countyd` of its own, as a process.
private final class Daemon {
    struct Addresses: Decodable {
        let https: String
        let pages: String
        let admin: String
        let pins: String
    }

    let folder: TemporaryFolder
    let process = Process()
    private let errors = Pipe()
    private var said = ""

    static let binaries =
        Bundle.allBundles.compactMap(\.bundleURL).first {
            $0.pathExtension == "xctest"
        }?.deletingLastPathComponent()
        ?? URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent()

    init(
        _ folder: TemporaryFolder, pages: String = "127.0.0.1:0", wrapper: [String] = []
    ) throws {
        self.folder = folder
        let text = """
            county: 罗山县
            state: \(folder.path)/state
            runtime: \(folder.path)/run
            https: 127.0.0.1:0
            public: \(pages)
            names: [county.example.cn]
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/county.yaml"))
        let arguments =
            wrapper + [
                Self.binaries.appendingPathComponent("countyd").path, "--config",
                folder.path + "/county.yaml",
            ]
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.standardError = errors
        process.environment = ["LANG": "en_US.UTF-8"]
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Where it listens, once it has said that it does.
    func addresses() throws -> Addresses {
        while !said.contains("county is open") {
            let more = errors.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw CountyError(.unavailable, "未启动", "countyd did not open: \(said)")
            }
            said += String(decoding: more, as: UTF8.self)
        }
        let file = URL(fileURLWithPath: folder.path + "/run/county-addresses.json")
        return try JSONDecoder().decode(Addresses.self, from: try Data(contentsOf: file))
    }

    /// Exit code and messages, once it has ended.
    func ended() -> (code: Int32, text: String) {
        said += String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }

    func stop() -> (code: Int32, text: String) {
        process.terminate()
        return ended()
    }
}

@Suite("The daemon as a process", .serialized)
struct DaemonTests {
    private func get(
        _ url: String, pins: [String] = []
    ) async throws -> HTTPAnswer {
        let transport = try CurlTransport(.init(pins: pins, allowsPlainLoopback: true))
        return try await transport.send(HTTPExchange(url: url))
    }

    @Test("It opens on free ports with a key that is pinned, and stops clean")
    func lifetime() async throws {
        let folder = try TemporaryFolder()
        let daemon = try Daemon(folder)
        let addresses = try daemon.addresses()
        #expect(try await get(addresses.pages + "/readyz").status == 200)
        #expect(try await get(addresses.https + "/healthz", pins: [addresses.pins]).status == 200)
        let wrong = "sha256//" + String(repeating: "A", count: 43) + "="
        let error = await #expect(throws: TransportError.self) {
            try await get(addresses.https + "/healthz", pins: [wrong])
        }
        #expect(error?.reason == .wrongPin)
        let socket = try FileManager.default.attributesOfItem(atPath: addresses.admin)
        #expect((socket[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(daemon.stop().code == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/run/county-addresses.json"))

        let again = try Daemon(folder)
        #expect(try again.addresses().pins == addresses.pins)
        #expect(again.stop().code == 0)
    }

    @Test("It stops within two seconds while screens look at the wall, with TLS and without")
    func viewers() throws {
        let daemon = try Daemon(try TemporaryFolder())
        let addresses = try daemon.addresses()
        let viewers = try (0..<20).map { index -> (Process, Pipe) in
            let curl = Process()
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
            let base = index.isMultiple(of: 2) ? addresses.pages : addresses.https
            curl.arguments = ["-skN", "--max-time", "30", base + "/wall/events"]
            let output = Pipe()
            curl.standardOutput = output
            try curl.run()
            return (curl, output)
        }
        // Each has seen the wall once before the order to stop.
        for (_, output) in viewers {
            var seen = Data()
            while !seen.contains(Data("event: board".utf8)) {
                let more = output.fileHandleForReading.availableData
                try #require(!more.isEmpty)
                seen += more
            }
        }
        let start = ContinuousClock.now
        #expect(daemon.stop().code == 0)
        #expect(ContinuousClock.now - start < .seconds(2))
        for (curl, output) in viewers {
            _ = output.fileHandleForReading.readDataToEndOfFile()
            curl.waitUntilExit()
        }
    }

    @Test("A busy port and a second daemon: try again; a garbled store: not readable")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let daemon = try Daemon(folder)
        let addresses = try daemon.addresses()
        let second = try Daemon(folder).ended()
        #expect(second.code == 75 && second.text.contains("Stop it first"))
        let port = addresses.pages.replacingOccurrences(of: "http://", with: "")
        let busy = try Daemon(try TemporaryFolder(), pages: port).ended()
        #expect(busy.code == 75 && busy.text.contains("\(port) is in use"))
        #expect(busy.text.split(separator: "\n").count == 1, "one clear line: \(busy.text)")
        #expect(daemon.stop().code == 0)
        let store = folder.path + "/state/county.sqlite"
        let garbage = Data(repeating: 0x5A, count: 20_000)
        try garbage.write(to: URL(fileURLWithPath: store))
        let unreadable = try Daemon(folder).ended()
        #expect(unreadable.code == 74 && unreadable.text.contains("county.sqlite"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: store)) == garbage)
        let open = try Daemon(try TemporaryFolder(), pages: "0.0.0.0:0").ended()
        #expect(open.code == 78 && open.text.contains("county.yaml:5:"))
    }

    @Test("When writing fails below SQLite it accepts nothing more and ends with 75")
    func inputOutput() async throws {
        let folder = try TemporaryFolder()
        let first = try Daemon(folder)
        _ = try first.addresses()
        #expect(first.stop().code == 0)
        // The write-ahead log may not grow over this, which the system reports as EFBIG.
        let daemon = try Daemon(folder, wrapper: ["/usr/bin/prlimit", "--fsize=40000"])
        let addresses = try daemon.addresses()
        let transport = try CurlTransport(
            .init(unixSocket: addresses.admin, allowsPlainLoopback: true))
        var last = 200
        for index in 0..<60 where last == 200 {
            let body = #"{"id":"station-\#(index)","name":"村"}"#
            let answer = try? await transport.send(
                HTTPExchange(
                    method: "POST", url: "http://localhost/admin/v1/stations",
                    body: Array(body.utf8)))
            last = answer?.status ?? 0
        }
        #expect(last != 200)
        let end = daemon.ended()
        #expect(end.code == 75 && end.text.contains("restart"), "\(end)")
    }
}
