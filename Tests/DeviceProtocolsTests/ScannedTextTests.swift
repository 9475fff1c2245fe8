import DeviceProtocols
import Identifiers
import Testing

@Suite struct ScannedTextTests {
    @Test(arguments: [
        ("'690'", "690"), ("E6 9D 91", "村"), ("B4 E5 C3 F1", "村民"), ("82 30 B7 31", "㛃"),
        ("95 32 82 36", "\u{20000}"),
    ])
    func utf8ElseGB18030(notation: String, text: String) throws {
        #expect(ScannedCode(bytes: try ByteNotation.bytes(notation), aim: nil).text == text)
    }

    @Test(arguments: ["FF", "B4", "31 FF 32"])
    func neitherIsNil(notation: String) throws {
        let code = ScannedCode(bytes: try ByteNotation.bytes(notation), aim: nil)
        #expect(code.text == nil)
        #expect(DecodeLine.json(for: .message(code)).contains(#""text":null,"aim":null"#))
    }

    @Test(arguments: ["", "abc", "村民甲㛃𠮷", "é…—", "\u{10FFFF}"])
    func gb18030RoundTrips(text: String) throws {
        let bytes = try #require(GB18030.encode(text))
        #expect(GB18030.decode(bytes) == text)
    }

    @Test func jsonIsEscaped() throws {
        let bytes = try ByteNotation.bytes("'a' 22 5C 1D 0D 7F '村'")
        let line = DecodeLine.json(for: .message(ScannedCode(bytes: bytes, aim: nil)))
        #expect(
            line
                == #"{"device":"scanner","text":"a\"\\\u001d\r\u007f村","aim":null,"#
                + #""bytes":"61225c1d0d7fe69d91"}"#)
    }
}
