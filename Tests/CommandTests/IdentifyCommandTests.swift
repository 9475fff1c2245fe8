import Foundation
import Testing

@Suite("stationctl identify")
struct IdentifyCommandTests {
    private static let keys: Set = ["input", "kind", "elements", "candidates", "error"]

    private func check(_ line: String) throws -> [String: Any] {
        let object = try object(line)
        #expect(Set(object.keys) == Self.keys, "\(line.prefix(200))")
        if let error = object["error"] as? [String: Any] {
            #expect(Set(error.keys) == ["code", "ai", "at"])
        }
        return object
    }

    static let kinds: [(String, String)] = [
        ("]C10106901234567892\u{1D}10LOT7", "gs1"), ("(01)06901234567892(10)LOT7", "gs1"),
        ("\u{1D}0106901234567892", "gs1"), ("0106901234567892", "gs1"),
        ("https://id.example.org/01/06901234567892", "digital-link"),
        ("RB123456785GB", "s10"), ("6901234567892", "gtin"), ("]E06901234567892", "gtin"),
        ("CZP-3-2-0017-G", "pickup"), ("SF0000000000001", "waybill"),
        ("YT8800000000001", "waybill"), ("村民甲", "text"), ("", "text"), ("hello", "text"),
    ]

    @Test("from arguments: one line each, in their order, all keys")
    func arguments() async throws {
        let texts = Self.kinds.map(\.0)
        let run = try await ProgramRun.of("stationctl", ["identify"] + texts)
        #expect(run.code == 0)
        #expect(run.errors.isEmpty)
        #expect(run.lines.count == texts.count)
        for (line, (text, kind)) in zip(run.lines, Self.kinds) {
            let object = try check(line)
            #expect(object["input"] as? String == text)
            #expect(object["kind"] as? String == kind, "\(text)")
        }
    }

    @Test("from standard input: the same lines as from arguments")
    func standardInput() async throws {
        let texts = Self.kinds.map(\.0)
        let input = Array((texts.joined(separator: "\n") + "\n").utf8)
        let run = try await ProgramRun.of("stationctl", ["identify"], input: input)
        let same = try await ProgramRun.of("stationctl", ["identify"] + texts)
        #expect(run.code == 0)
        #expect(run.output == same.output)
    }

    @Test("a text that begins with a hyphen comes after two hyphens")
    func hyphen() async throws {
        let run = try await ProgramRun.of("stationctl", ["identify", "--", "-1", "--help"])
        #expect(run.code == 0)
        #expect(try run.lines.map { try check($0)["input"] as? String } == ["-1", "--help"])
    }

    static let hostileLines: [(name: String, line: [UInt8])] = [
        ("empty", []), ("1 MB of digits", Array(repeating: 0x39, count: 1 << 20)),
        ("1 MB of brackets", Array(repeating: 0x28, count: 1 << 20)),
        ("1 MB of GS", Array(repeating: 0x1D, count: 1 << 20)),
        ("invalid UTF-8", [0xFF, 0xFE, 0xC0, 0x80]), ("cut UTF-8", [0xE6, 0x9D]),
        ("NUL and controls", Array(0...9) + Array(11...31)), ("quotes", Array(#""\"},{"#.utf8)),
        ("carriage return", [0x36, 0x0D]), ("AIM alone", Array("]C1".utf8)),
        ("half an AI", Array("]C101".utf8)), ("http alone", Array("https://".utf8)),
        ("combining", Array(String(repeating: "e\u{301}", count: 1000).utf8)),
        ("wrong way", Array("\u{202E}123\u{2028}x".utf8)),
    ]

    @Test("hostile lines: one JSON line each, exit 0", arguments: hostileLines)
    func hostile(name: String, line: [UInt8]) async throws {
        let run = try await ProgramRun.of("stationctl", ["identify"], input: line + [0x0A])
        #expect(run.code == 0)
        #expect(run.errors.isEmpty)
        #expect(run.lines.count == 1)
        _ = try check(run.lines.first ?? "")
        // The last line needs no newline; a carriage return before one belongs to it.
        guard let last = line.last, last != 0x0D else { return }
        #expect(
            try await ProgramRun.of("stationctl", ["identify"], input: line).output == run.output)
    }

    @Test func noInputGivesNoLine() async throws {
        let run = try await ProgramRun.of("stationctl", ["identify"])
        #expect(run.code == 0)
        #expect(run.output.isEmpty)
    }
}
