import SeededRandom
import Testing

@testable import Labels

@Suite struct LineBreakingTests {
    /// Ten dots for a Chinese character, five for ASCII.
    private static func width(_ text: Substring) -> Int {
        text.reduce(0) { $0 + ($1.isASCII ? 5 : 10) }
    }

    @Test(arguments: [
        ("一二三四五", 30, ["一二三", "四五"]),
        ("一二三，四五", 30, ["一二", "三，四", "五"]),
        ("一二（三四）", 30, ["一二", "（三", "四）"]),
        ("一二“三”四", 40, ["一二", "“三”四"]),
        ("一二……三", 30, ["一", "二……", "三"]), ("一二——三", 40, ["一二——", "三"]),
        ("一二三％四", 30, ["一二", "三％四"]), ("一二￥3.50", 45, ["一二", "￥3.50"]),
        ("一二三／四", 30, ["一二", "三／四"]), ("一二三」。四", 30, ["一二", "三」。", "四"]),
        ("hello world", 30, ["hello", "world"]),
        ("村 hello", 30, ["村", "hello"]),
        ("123456789", 30, ["123456", "789"]),
        ("5.00kg红薯", 40, ["5.00kg红", "薯"]),
        ("一  ", 30, ["一"]),
        ("", 30, []),
    ])
    func breaksWherePeopleWould(text: String, room: Int, lines: [String]) {
        #expect(LineBreaking.lines(of: text, room: room, width: Self.width) == lines)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func losesNothingAndFits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Array("一二三甲乙丙，。（）“” ab1.-")
        for _ in 0..<200 {
            let text = String(
                (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                    letters.randomElement(using: &random)
                })
            let lines = LineBreaking.lines(of: text, room: 45, width: Self.width)
            let kept = lines.joined().filter { $0 != " " }
            #expect(kept == text.filter { $0 != " " }, "seed \(seed)")
            for line in lines {
                #expect(Self.width(line[...]) <= 45 || line.count == 1, "seed \(seed) \(line)")
            }
        }
    }
}
