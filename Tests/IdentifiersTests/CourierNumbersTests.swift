import Identifiers
import Testing

@Suite struct CourierNumbersTests {
    @Test(arguments: [
        ("1240921381750", [Carrier.ems, .yunda, .yto, .sf]),
        ("77316523125896", [.sto, .zto, .yto, .sf]),
        ("JDVA11408814483", [.jd]), ("JDX123456789012", [.jd]), ("JDK123456789012-1-1-", [.jd]),
        ("JT0006968326954", [.jt]), ("JT3002232682242", [.jt]),
        ("SF1234567890123", [.sf]), ("SF123456789012", [.sf]),
        ("YT8812345678901", [.yto]), ("YC1234567890", [.yto]), ("AB1234567890", [.yto]),
        ("STO1234567890", [.sto]), ("DPK364112047425", [.deppon]),
        ("DPK300585915441-1-2", [.deppon]),
        ("LP00123456789012", [.cainiao]), ("CN1234567890", [.cainiao]),
        ("CAINIAO12345678901234567890", [.cainiao]),
        ("462598779470531", [.yunda, .sf, .yto]), ("432542035598773", [.yunda, .sf, .yto]),
        ("751234567890", [.zto, .sf, .yto]), ("78123456789012", [.zto, .yto, .sf]),
        ("9860123456789", [.ems, .yunda, .yto, .sf]), ("301234567890", [.sf, .yto]),
        ("812345678901234568", [.yto]), ("123456789", [.deppon]),
    ])
    func candidates(_ number: String, _ expected: [Carrier]) {
        let found = identify(number)
        #expect(found.candidates.map(\.carrier) == expected)
        #expect(found.candidates.map(\.rank) == Array(1...max(1, expected.count)))
        #expect(found.kind == .waybill || found.kind == .gtin || found.kind == .sscc)
    }

    @Test(arguments: [
        "", "13812345678", "JDVA1140881448", "JT12345", "sf1234567890123", "SF12345678901234",
        "SF12345678901X", "村民甲", "12345678901234567", "JDVA114088144835", "DPK364112047425x",
        "HELLO",
        "１２４０９２１３８１７５０",
    ])
    func noCandidates(_ text: String) {
        let found = identify(text)
        #expect(found.candidates.isEmpty)
        #expect(found.kind == .text)
    }

    /// A number with a good check digit by chance is still offered as a waybill.
    @Test func candidatesWhateverTheKind() {
        let found = identify("1234567890128")
        #expect(found.kind == .gtin)
        #expect(found.candidates.first?.carrier == .ems)
        #expect(identify("]C01240921381750").candidates.count == 4)
    }

    @Test func historyRanksAgain() {
        let found = identify("1240921381750", history: [.yunda: 12, .ems: 3, .jd: 99])
        #expect(found.candidates.map(\.carrier) == [.yunda, .ems, .yto, .sf])
        #expect(found.candidates.map(\.rank) == [1, 2, 3, 4])
        let settled = identify("JT0006968326954", aim: nil, history: [.sf: 1000])
        #expect(settled.candidates.map(\.carrier) == [.jt])
    }

    @Test func carriersHaveNames() {
        #expect(
            Carrier.allCases.map(\.rawValue).joined(separator: " ")
                == "sf yto zto sto yunda ems jd jt deppon cainiao")
        #expect(Set(Carrier.allCases.map(\.chineseName)).count == 10)
        #expect(Set(Carrier.allCases.map(\.englishName)).count == 10)
    }
}
