import StrictYAML
import Testing

@Suite struct SpellingTests {
    @Test(arguments: [
        ("scales/yahoua-a12e", "scales/yaohua-a12e"),
        ("bud", "baud"),
        ("printer/tspl", "printers/tspl"),
    ])
    func findsWhatWasMeant(word: String, meant: String) {
        let known = ["scales/yaohua-a12e", "baud", "printers/tspl", "parity"]
        #expect(Spelling.nearest(to: word, among: known) == meant)
    }

    @Test func nothingIsNearestToNothing() {
        #expect(Spelling.nearest(to: "a", among: []) == nil)
        #expect(Spelling.nearest(to: "", among: ["x"]) == "x")
    }
}
