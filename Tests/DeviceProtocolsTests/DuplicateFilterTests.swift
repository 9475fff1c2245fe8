import DeviceProtocols
import Identifiers
import Testing

private func code(_ text: String, _ aim: String? = nil) -> ScannedCode {
    ScannedCode(bytes: Array(text.utf8), aim: aim.flatMap { AIMIdentifier($0) })
}

@Suite struct DuplicateFilterTests {
    @Test func theSameWithinTheWindowIsDroppedAndCounted() {
        var filter = DuplicateFilter(windowMilliseconds: 1_000)
        #expect(filter.passes(code("A"), from: "s", at: 0) == true)
        #expect(filter.passes(code("A"), from: "s", at: 1) == false)
        #expect(filter.passes(code("B"), from: "s", at: 2) == true)
        #expect(filter.passes(code("A"), from: "s", at: 999) == false)
        #expect(filter.dropped == 2)
        #expect(filter.passes(code("A"), from: "s", at: 1_000) == true)
        #expect(filter.dropped == 2)
    }

    @Test func otherDeviceSymbologyOrContentIsNotTheSame() {
        var filter = DuplicateFilter(windowMilliseconds: 1_000)
        #expect(filter.passes(code("A", "]C0"), from: "s", at: 0) == true)
        #expect(filter.passes(code("A", "]C1"), from: "s", at: 0) == true)
        #expect(filter.passes(code("A"), from: "s", at: 0) == true)
        #expect(filter.passes(code("A", "]C0"), from: "t", at: 0) == true)
        #expect(filter.passes(code("a", "]C0"), from: "s", at: 0) == true)
        #expect(filter.dropped == 0)
    }

    /// A scanner that repeats itself ten times a second must not silence the keeper for ever.
    @Test func repeatsDoNotStretchTheWindow() {
        var filter = DuplicateFilter(windowMilliseconds: 1_000)
        let passed = (0..<50).count { filter.passes(code("A"), from: "s", at: $0 * 100) }
        #expect(passed == 5)
        #expect(filter.dropped == 45)
    }

    @Test func noWindowLetsEverythingPass() {
        var filter = DuplicateFilter(windowMilliseconds: 0)
        #expect(filter.passes(code("A"), from: "s", at: 0) == true)
        #expect(filter.passes(code("A"), from: "s", at: 0) == true)
        #expect(filter.dropped == 0)
        #expect(DuplicateFilter(windowMilliseconds: -5).windowMilliseconds == 0)
        #expect(DuplicateFilter(windowMilliseconds: .max).windowMilliseconds == 60_000)
    }

    /// With too many different codes at once the oldest is forgotten, never a new one dropped.
    @Test func memoryIsBounded() {
        var filter = DuplicateFilter(windowMilliseconds: 60_000)
        let count = DuplicateFilter.mostRemembered + 1
        let passed = (0..<count).count { filter.passes(code("\($0)"), from: "s", at: $0) }
        #expect(passed == count)
        #expect(filter.passes(code("\(count - 1)"), from: "s", at: count) == false)
        #expect(filter.passes(code("1"), from: "s", at: count) == false)
        #expect(filter.passes(code("0"), from: "s", at: count) == true)
    }
}
