import FoundationEssentials
import Testing
import X509

@testable import County

@Suite("Configuration and state")
struct ConfigurationTests {
    @Test("Defaults stand for what is not written")
    func defaults() throws {
        let configuration = try CountyConfiguration(text: "county: 罗山县\n", file: "c.yaml")
        #expect(configuration == CountyConfiguration(county: "罗山县"))
        #expect(configuration.socket == CountyConfiguration.defaultSocket)
    }

    @Test(
        "A mistake is told by file and line",
        arguments: [
            "coutny: 罗山县", "https: 8443", "public: 0.0.0.0:8080", "state: relative",
            "names: [\"UPPER\"]", "https: 127.0.0.1:70000", "county: \"\"",
        ])
    func mistakes(_ line: String) throws {
        let error = #expect(throws: (any Error).self) {
            try CountyConfiguration(text: "# first\n\(line)\n", file: "c.yaml")
        }
        #expect("\(try #require(error))".hasPrefix("c.yaml:2:"))
    }

    @Test("Languages are chosen by the usual variables")
    func languages() {
        #expect(MessageLanguage(environment: ["LANG": "zh_CN.UTF-8"]) == .chinese)
        #expect(MessageLanguage(environment: ["LANG": "zh_CN", "LC_ALL": "en_US"]) == .english)
        #expect(MessageLanguage(environment: [:]) == .english)
    }

    @Test("The key stays the same over restarts; the certificate follows the names")
    func identity() throws {
        let folder = try TemporaryFolder()
        let now = 1_795_230_000.0
        func identity(_ names: [String], _ create: Bool, _ now: Double) throws -> CountyIdentity {
            try CountyIdentity(folder: folder.path, names: names, now: now, create: create)
        }
        let first = try identity(["a.example.cn"], true, now)
        let same = try identity(["a.example.cn"], false, now + 86_400)
        #expect(same.pin == first.pin && same.certificate == first.certificate)
        let renamed = try identity(["b.example.cn", "10.0.0.5"], false, now)
        #expect(renamed.pin == first.pin && renamed.certificate != first.certificate)
        let names = try #require(try renamed.certificate.extensions.subjectAlternativeNames)
        #expect(names.count == 4)
        let late = try identity(["b.example.cn", "10.0.0.5"], false, now + 9.5 * 365 * 86_400)
        #expect(late.pin == first.pin && late.certificate != renamed.certificate)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/tls-key.pem")
        #expect("\(mode[.posixPermissions] ?? 0)" == "\(0o600)")
        try FileManager.default.removeItem(atPath: folder.path + "/tls-key.pem")
        #expect(throws: CountyError.self) { try identity([], false, now) }
    }

    @Test("A missing store or key of a known county is never made anew")
    func missing() async throws {
        for (name, status) in [
            ("county.sqlite", ExitStatus.noInput), ("tls-key.pem", .inputOutput),
        ] {
            let folder = try TemporaryFolder()
            var configuration = CountyConfiguration()
            configuration.state = folder.path + "/state"
            configuration.runtime = folder.path + "/run"
            let log = LogText()
            func open() throws {
                try CountyApplication(
                    configuration, now: { Village.now }, logger: log.logger
                ).close()
            }
            try open()
            let path = configuration.state + "/" + name
            try FileManager.default.removeItem(atPath: path)
            let error = #expect(throws: CountyError.self) { try open() }
            #expect(error?.status == status)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("Two daemons do not share a state folder")
    func locked() throws {
        let village = try Village()
        var configuration = CountyConfiguration()
        configuration.state = village.folder.path + "/state"
        configuration.runtime = village.folder.path + "/run2"
        let error = #expect(throws: CountyError.self) {
            try CountyApplication(
                configuration, now: { Village.now }, logger: village.log.logger)
        }
        #expect(error?.status == .tryAgain)
    }
}
