import Glibc
import Logging
import Systemd
import Testing

@Suite struct JournalLogHandlerTests {
    /// The fields of a datagram in the native protocol, read back by the protocol's own rules.
    private func fields(_ bytes: [UInt8]) throws -> [String: String] {
        var fields: [String: String] = [:]
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 10) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
                let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(8)
                let name = String(decoding: line, as: UTF8.self)
                fields[name] = String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
                #expect(rest.first == 10)
                rest = rest.dropFirst()
                continue
            }
            fields[String(decoding: line[..<equals], as: UTF8.self)] =
                String(decoding: line[(equals + 1)...], as: UTF8.self)
        }
        #expect(rest.isEmpty)
        return fields
    }

    private func logger(_ receiver: DatagramReceiver) -> Logger {
        Logger(label: "sync") { label in
            JournalLogHandler(label: label, destination: .journal(path: receiver.address))
        }
    }

    @Test func aRecordKeepsItsFields() async throws {
        let receiver = try DatagramReceiver()
        var logger = logger(receiver)
        logger[metadataKey: "station"] = "s1"
        logger.warning(
            "line one\nline two = 2", metadata: ["batch-id": "7", "list": ["a", "b"], "站": "x"])
        let fields = try fields(await receiver.receive())
        #expect(fields["MESSAGE"] == "line one\nline two = 2")
        #expect(fields["PRIORITY"] == "4")
        #expect(fields["LOGGER"] == "sync")
        #expect(fields["CUNZHAN_STATION"] == "s1")
        #expect(fields["CUNZHAN_BATCH_ID"] == "7")
        #expect(fields["CUNZHAN_LIST"] == #"["a", "b"]"#)
        #expect(fields["CUNZHAN__"] == "x")
        #expect(fields["CODE_FILE"]?.hasSuffix("JournalLogHandlerTests.swift") == true)
        #expect(fields["CODE_LINE"].flatMap(Int.init) != nil)
    }

    @Test func aKeyCannotForgeAFieldOfTheJournal() async throws {
        let receiver = try DatagramReceiver()
        logger(receiver).info("x", metadata: ["a=b\nPRIORITY": "0\nMESSAGE=forged"])
        let fields = try fields(await receiver.receive())
        #expect(fields["PRIORITY"] == "6" && fields["MESSAGE"] == "x")
        #expect(fields["CUNZHAN_A_B_PRIORITY"] == "0\nMESSAGE=forged")
    }

    @Test func valuesAreCutBetweenCharacters() async throws {
        let receiver = try DatagramReceiver()
        logger(receiver).info("\(String(repeating: "村", count: 10_000))")
        let message = try #require(try fields(await receiver.receive())["MESSAGE"])
        #expect(message.utf8.count > 16_000 && message.utf8.count <= 16 * 1024)
        #expect(message.allSatisfy { $0 == "村" })
    }

    @Test func levelsBelowTheLeastAreNotWritten() async throws {
        let receiver = try DatagramReceiver()
        var logger = logger(receiver)
        logger.debug("no")
        logger.logLevel = .debug
        logger.debug("yes")
        #expect(try fields(await receiver.receive())["MESSAGE"] == "yes")
        #expect(await receiver.isWaiting(milliseconds: 0) == false)
    }

    /// What a handler writes to a descriptor.
    private func written(_ log: (Logger) -> Void) throws -> String {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure("pipe") }
        let output = ends[1]
        log(
            Logger(label: "desk") {
                JournalLogHandler(label: $0, destination: .lines(descriptor: output))
            })
        close(ends[1])
        defer { close(ends[0]) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends[0], &buffer, buffer.count)
        return String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
    }

    @Test func outsideSystemdARecordIsOneLine() async throws {
        let text = try written { logger in
            logger.error("a\nb\u{1b}[0m", metadata: ["b": "x y", "a": "1", "c": "\"\r"])
        }
        #expect(text == "error desk: a\\nb\\u{1B}[0m a=1 b=\"x y\" c=\"\\\"\\r\"\n")
    }

    @Test func theJournalIsUsedOnlyWhenStandardErrorLeadsThere() {
        var information = stat()
        fstat(2, &information)
        let stream = "\(information.st_dev):\(information.st_ino)"
        typealias Destination = JournalLogHandler.Destination
        #expect(
            Destination.fitting(environment: ["JOURNAL_STREAM": stream])
                == .journal(path: "/run/systemd/journal/socket"))
        #expect(
            Destination.fitting(environment: ["JOURNAL_STREAM": "1:1"]) == .lines(descriptor: 2))
        #expect(Destination.fitting(environment: [:]) == .lines(descriptor: 2))
    }
}
