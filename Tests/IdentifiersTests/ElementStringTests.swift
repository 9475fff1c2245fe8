import Testing

@testable import Identifiers

@Suite struct ElementStringTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let expected: String
        init(_ text: String, _ expected: String) {
            self.text = text
            self.expected = expected
        }
        var testDescription: String { text.replacing("\u{1D}", with: "<GS>") }
    }

    /// Elements as `ai=value`, then the error as `!code/ai/at`.
    static func summary(_ found: Identification) -> String {
        var parts = found.elements.map { "\($0.ai)=\($0.value)" }
        if let error = found.error {
            parts.append("!\(error.code)/\(error.ai ?? "-")/\(error.at.map(String.init) ?? "-")")
        }
        return parts.joined(separator: " ")
    }

    @Test(arguments: [
        Case("]C10109501101530003", "01=09501101530003"),
        Case("]C1010950110153000310AB-12\u{1D}17250331", "01=09501101530003 10=AB-12 17=250331"),
        Case("]e00109501101530003", "01=09501101530003"),
        Case("]d20109501101530003", "01=09501101530003"),
        Case("]Q30109501101530003", "01=09501101530003"),
        Case("]J10109501101530003", "01=09501101530003"),
        Case("\u{1D}0109501101530003", "01=09501101530003"),
        Case("]C1\u{1D}0109501101530003", "01=09501101530003"),
        Case("0109501101530003", "01=09501101530003"),
        Case("00123456789012345675", "00=123456789012345675"),
        Case("02095011015300033712", "02=09501101530003 37=12 !required-ai/37/16"),
        Case("(01)09501101530003(10)A(1)B", "01=09501101530003 10=A(1)B"),
        Case("[01]09501101530003[21]X", "01=09501101530003 21=X"),
        Case("(01)09501101530003(10)A\\(21)B", "01=09501101530003 10=A(21)B"),
        Case("]C100123456789012345675420471400", "00=123456789012345675 420=471400"),
        Case("]C1001234567890123456754031+200", "00=123456789012345675 403=1+200"),
        // A separator after a predefined length, and at the end, is let pass.
        Case("]C10109501101530003\u{1D}10A\u{1D}", "01=09501101530003 10=A"),
        Case("]C10109501101530003\u{1D}", "01=09501101530003"),
        Case("]C1010950110153000315250200", "01=09501101530003 15=250200"),
        Case("]C101095011015300033103001250", "01=09501101530003 3103=001250"),
    ])
    func reads(_ item: Case) {
        let found = identify(item.text)
        #expect(found.kind == .gs1)
        #expect(Self.summary(found) == item.expected)
    }

    @Test(arguments: [
        Case("]C1", "!empty/-/0"),
        Case("]Q3", "!empty/-/0"),
        Case("\u{1D}", "!empty/-/1"),
        Case("]C1\u{1D}", "!empty/-/1"),
        Case("]C10109501101530004", "!check-digit/01/15"),
        Case("]C1010950110153000", "!too-short/01/15"),
        Case("]C101095011015300X3", "!charset/01/14"),
        Case("]C10509501101530003", "!unknown-ai/-/0"),
        Case("]C1hello", "!unknown-ai/-/0"),
        Case("]C101095011015300033109001250", "01=09501101530003 !unknown-ai/-/16"),
        Case("]C10109501101530003\u{1D}\u{1D}10A", "01=09501101530003 !unknown-ai/-/17"),
        Case("]C1010950110153000310123456789012345678901", "01=09501101530003 !too-long/10/38"),
        Case("]C1010950110153000310AB#", "01=09501101530003 !charset/10/20"),
        Case("]C1010950110153000310村", "01=09501101530003 !charset/10/18"),
        Case("]C1010950110153000317251301", "01=09501101530003 !date/17/18"),
        Case("]C1010950110153000317250230", "01=09501101530003 !date/17/18"),
        Case("]C1010950110153000317250229", "01=09501101530003 !date/17/18"),
        Case("]C10109501101530003422156426156", "01=09501101530003 !missing-separator/422/22"),
        Case("]C110ABC", "10=ABC !required-ai/10/0"),
        Case("]C1010950110153000337 5", "01=09501101530003 !charset/37/18"),
        Case(
            "]C10209501101530003375\u{1D}0109501101530003",
            "02=09501101530003 37=5 01=09501101530003 !excluded-ai/02/0"),
        Case(
            "]C1010950110153000331030012503102001250",
            "01=09501101530003 3103=001250 3102=001250 !excluded-ai/3103/16"),
        Case("]C1010950110153000310A\u{1D}10B", "01=09501101530003 10=A 10=B !repeated-ai/10/20"),
        Case("]C1010950110153000310A\u{1D}10A", "01=09501101530003 10=A 10=A"),
        Case("0209501101530003", "02=09501101530003 !required-ai/02/0"),
        Case("(01)0950110153000", "!too-short/01/17"),
        Case("(01)095011015300034", "!too-long/01/18"),
        Case("(01)09501101530003(05)1", "01=09501101530003 !unknown-ai/05/19"),
        Case("]C1401ABC123", "!company-prefix/401/3"),
        Case("]C141395011015300030013", "413=9501101530003 !too-short/00/20"),
    ])
    func reportsWhatIsWrong(_ item: Case) {
        let found = identify(item.text)
        #expect(found.kind == .gs1)
        #expect(Self.summary(found) == item.expected)
    }

    @Test(arguments: [
        "0109501101530004", "010950110153000310", "0123", "(010)12345678", "(0376)1234567",
        "(hello)",
        "()", "(01", "(", "[", "0309501101530003",
    ])
    func leavesOtherTextAlone(_ text: String) {
        #expect(identify(text).kind != .gs1)
    }

    /// A day 00 stands for the month where that is allowed, and nowhere else.
    @Test func dayZero() {
        #expect(identify("]C1010950110153000317250200").error == nil)
        #expect(identify("]C10109501101530003\u{1D}7006250200").error?.code == "date")
        #expect(identify("]C1010950110153000317240229").error == nil)
    }

    @Test func tableIsSound() {
        var seen: Set<String> = []
        for row in AITable.rows {
            for last in row.lastDigit.map({ $0.map(String.init) }) ?? [""] {
                #expect(seen.insert(row.digits + last).inserted, "\(row.digits)\(last)")
            }
            #expect((2...4).contains(row.length))
            #expect(!row.isPredefined || row.isFixedLength, "\(row.digits)")
            for component in row.components.dropLast() {
                #expect(component.length.lowerBound == component.length.upperBound)
            }
            for pattern in row.needs.joined().flatMap({ $0.split(separator: "+") })
                + row.bars.map({ $0[...] })
            {
                let digits = pattern.prefix { $0 != "n" }
                #expect(
                    AITable.rows.contains {
                        $0.length == pattern.count && $0.digits.hasPrefix(digits)
                    },
                    "\(row.digits) refers to \(pattern)")
            }
        }
        #expect(seen.count == 541)
    }

    /// The first two digits that need no separator, as listed in the General Specifications.
    @Test func predefinedLengths() {
        let listed = Set([
            "00", "01", "02", "03", "11", "12", "13", "15", "16", "17", "20", "31", "32", "33",
            "34", "35", "36", "41",
        ])
        for row in AITable.rows {
            #expect(
                row.isPredefined == listed.contains(String(row.digits.prefix(2))), "\(row.digits)")
        }
    }

    static let notAboutCombination: Set<String> = ["required-ai", "excluded-ai", "repeated-ai"]

    @Test(arguments: AITable.rows.indices, [UInt64(1), 2, 3])
    func everyValidElementComesBack(_ row: Int, _ seed: UInt64) {
        var generator = ElementGenerator(seed: seed &* 1000 &+ UInt64(row))
        for _ in 0..<20 {
            let element = generator.element(of: AITable.rows[row])
            for text in [
                "]C1\(element.ai)\(element.value)", "\u{1D}\(element.ai)\(element.value)\u{1D}",
            ] {
                let found = identify(text)
                #expect(found.elements == [element], "seed \(seed): \(found.jsonLine)")
                let isCombination =
                    found.error.map { Self.notAboutCombination.contains($0.code) } ?? true
                #expect(isCombination, "seed \(seed): \(found.jsonLine)")
            }
        }
    }

    @Test(arguments: [UInt64(11), 12, 13, 14])
    func everyValidMessageComesBack(_ seed: UInt64) {
        var generator = ElementGenerator(seed: seed)
        for _ in 0..<500 {
            let count = Int.random(in: 1...6, using: &generator.random)
            let elements = (0..<count).map { _ in
                let row = AITable.rows.randomElement(using: &generator.random) ?? AITable.rows[0]
                return generator.element(of: row)
            }
            var text = "]C1"
            for element in elements {
                let match = AIIndex.shared.match(Array(element.ai.utf8)[...])
                let isPredefined = match.map { AIIndex.shared.rows[$0.row].isPredefined } ?? false
                text += element.ai + element.value + (isPredefined ? "" : "\u{1D}")
            }
            let found = identify(text)
            #expect(found.elements == elements, "seed \(seed): \(found.jsonLine)")
            let isFine = found.error.map { Self.notAboutCombination.contains($0.code) } ?? true
            #expect(isFine, "seed \(seed): \(found.jsonLine)")
        }
    }

    @Test(arguments: ["00", "01", "02", "402", "410", "414", "8017", "253", "8003", "8006"])
    func everyWrongDigitIsCaught(_ ai: String) throws {
        var generator = ElementGenerator(seed: 77)
        let row = try #require(AITable.rows.first { $0.digits == ai })
        let checked = try #require(
            row.components.first { !$0.rules.isEmpty && $0.length.lowerBound > 10 })
        let start = row.components[0].length.lowerBound == 1 ? 1 : 0
        let element = generator.element(of: row)
        for place in start..<(start + checked.length.lowerBound) {
            for wrong in UInt8(0x30)...0x39 where wrong != Array(element.value.utf8)[place] {
                var value = Array(element.value.utf8)
                value[place] = wrong
                let found = identify("]C1\(ai)\(value.text)")
                #expect(found.error?.code == "check-digit", "\(found.jsonLine)")
                #expect(found.error?.ai == ai)
            }
        }
    }

    @Test func joins() {
        let elements = [
            ElementString(ai: "01", value: "09501101530003"), ElementString(ai: "10", value: "A1"),
            ElementString(ai: "17", value: "250331"),
        ]
        #expect(ElementString.joined(elements) == "010950110153000310A1\u{1D}17250331")
        #expect(ElementString.joined([ElementString(ai: "10", value: "A")]) == nil)
        #expect(ElementString.joined([ElementString(ai: "05", value: "A")]) == nil)
        #expect(ElementString.joined([ElementString(ai: "01", value: "1")]) == nil)
        #expect(ElementString.joined([]) == nil)
    }
}
