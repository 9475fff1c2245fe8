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

    /// Bytes of a line that are kept, as the command's help says.
    private static let lineBytesMax = 2 << 20
    /// Virtual memory the program may have, of which its libraries alone take half.
    private static let memoryKilobytes = 400_000

    @Test("a line of the greatest length is whole, a longer one is cut, and the next is read")
    func longestLine() async throws {
        let whole = Array(repeating: UInt8(ascii: "x"), count: Self.lineBytesMax)
        let chinese = Array(String(repeating: "村", count: Self.lineBytesMax / 3 + 1).utf8)
        let input =
            whole + [0x0A] + whole + Array("y\r\n".utf8) + chinese + Array("\n6901234567892".utf8)
        let run = try await ProgramRun.of("stationctl", ["identify"], input: input)
        #expect(run.code == 0)
        try #require(run.lines.count == 4)
        let found = try run.lines.map { try check($0) }
        #expect(found.map { $0["kind"] as? String } == ["text", "text", "text", "gtin"])
        let texts = found.map { $0["input"] as? String ?? "" }
        #expect(texts[0].utf8.elementsEqual(whole) && texts[1].utf8.elementsEqual(whole))
        // Not cut through the middle of a character.
        #expect(texts[2].utf8.count == Self.lineBytesMax / 3 * 3)
        #expect(texts[2].unicodeScalars.allSatisfy { $0 == "村" })
        #expect(found[0]["error"] is NSNull)
        for (place, at) in [(1, Self.lineBytesMax), (2, Self.lineBytesMax / 3 * 3)] {
            let error = try #require(found[place]["error"] as? [String: Any])
            #expect(error["code"] as? String == "too-long")
            #expect(error["at"] as? Int == at)
        }
    }

    @Test("a line without end takes no more memory than one line, and nothing behind it is lost")
    func endlessLine() async throws {
        let script = """
            { head -c 200000000 /dev/zero | tr '\\0' x; printf '\\n6901234567892\\n'; } |
                { ulimit -v \(Self.memoryKilobytes); exec "$0" identify; }
            """
        let run = try await ProgramRun.of(
            "/bin/bash", ["-c", script, Programs.path("stationctl")], limit: .seconds(120))
        #expect(run.code == 0)
        #expect(run.errors.isEmpty)
        try #require(run.lines.count == 2)
        #expect(run.lines[0].hasSuffix(#""error":{"code":"too-long","ai":null,"at":2097152}}"#))
        #expect(try check(run.lines[1])["kind"] as? String == "gtin")
    }

    @Test("who writes a line and waits gets its answer before the next line")
    func conversation() async throws {
        let script = """
            coproc "$0" identify
            for text in 6901234567892 SF1234567890123; do
                echo $text >&"${COPROC[1]}"
                read -r -t 20 -u "${COPROC[0]}" answer || exit 1
                echo "$answer"
            done
            """
        let run = try await ProgramRun.of(
            "/bin/bash", ["-c", script, Programs.path("stationctl")], limit: .seconds(60))
        #expect(run.code == 0)
        #expect(try run.lines.map { try check($0)["kind"] as? String } == ["gtin", "waybill"])
    }

    @Test("standard input that cannot be read is an error with what to do")
    func unreadable() async throws {
        let run = try await ProgramRun.of(
            "/bin/bash", ["-c", "exec \"$0\" identify </", Programs.path("stationctl")])
        #expect(run.code == 74)
        #expect(run.errors.contains("standard input"))
        #expect(run.output.isEmpty)
    }
}
