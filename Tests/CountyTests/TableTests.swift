import Identifiers
import StationJournal
import Testing

@testable import County

@Suite("Parcel table")
struct TableTests {
    private static let header = "number,carrier,receiver,phone,weigh\n"

    @Test("Names are masked and phones cut as they are read")
    func masked() throws {
        let text =
            "\u{FEFF}number,carrier,receiver,phone,weigh\r\n"
            + "731234567890,zto,村民甲,19900000001,yes\r\n\r\n"
            + "YT1234567890123,yto,\"村民,\"\"乙\",0376-55512,no\r\n"
        let parcels = try ParcelCSV.parse(text).get()
        #expect(
            parcels[0]
                == ExpectedParcel(
                    number: "731234567890", carrier: .zto, receiver: "村*甲", phoneTail: "0001",
                    weigh: true))
        #expect(parcels[1].receiver.hasPrefix("村*") && !parcels[1].receiver.contains("民"))
        #expect(parcels[1].phoneTail == nil, "six digits have to stay hidden")
    }

    @Test(
        "Every mistake is told by its line, and nothing is taken",
        arguments: [
            ("1,zto,村民甲,,no", 2), ("731234567890,zz,村民甲,,no", 2),
            ("731234567890,zto,,,no", 2), ("731234567890,zto,村民甲,12,no", 2),
            ("731234567890,zto,村民甲,,maybe", 2), ("731234567890,zto,村民甲,no", 2),
            ("731234567890,zto,村民甲,,no\n731234567890,zto,村民甲,,no", 3),
            ("731234567890,zto,\"村民甲,,no", 2), ("731234567890,zto,\"村\"x,,no", 2),
            ("731234567890,zto,\"村\n民\",,no\n1,zto,村民甲,,no", 4),
        ])
    func mistakes(_ rows: String, _ line: Int) throws {
        guard case .failure(let errors) = ParcelCSV.parse(Self.header + rows) else {
            return #expect(Bool(false), "taken")
        }
        #expect(errors.all.map(\.line) == [line])
        #expect(!errors.all.contains { $0.message.english.contains("村民甲") })
    }

    @Test("A wrong first line, an empty file and no rows", arguments: ["", "a,b\n", "\n\n"])
    func header(_ text: String) {
        guard case .failure(let errors) = ParcelCSV.parse(text) else {
            return #expect(Bool(false), "taken")
        }
        #expect(errors.all.map(\.line) == [1])
        #expect(throws: Never.self) { try ParcelCSV.parse(Self.header).get() }
    }

    @Test("Mistakes told are bounded")
    func bounded() {
        let text = Self.header + String(repeating: "x\n", count: 1000)
        guard case .failure(let errors) = ParcelCSV.parse(text) else {
            return #expect(Bool(false), "taken")
        }
        #expect(errors.all.count == ParcelCSV.errorsMax)
    }
}
