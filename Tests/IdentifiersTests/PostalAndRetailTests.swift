import Testing

@testable import Identifiers

@Suite struct PostalAndRetailTests {
    @Test(arguments: ["RB123456785GB", "AA123456785CN"])
    func s10(_ number: String) throws {
        let found = identify(number)
        #expect(found.kind == .s10)
        #expect(found.error == nil)
        #expect(found.candidates == [CarrierCandidate(carrier: .ems, rank: 1)])
        let postal = try #require(S10(number))
        #expect(postal.country == String(number.suffix(2)))
        #expect(postal.service == String(number.prefix(2)))
    }

    /// Check digits 0 and 5 stand for two remainders each; any other catches every wrong digit.
    @Test func s10CatchesEveryWrongDigit() throws {
        let digits = Array("RB473124829GB")
        _ = try #require(S10(String(digits)))
        for place in 2..<11 {
            for wrong in "0123456789" where wrong != digits[place] {
                var changed = digits
                changed[place] = wrong
                #expect(S10(String(changed)) == nil, "\(String(changed))")
            }
        }
    }

    @Test(arguments: ["RB123456786US", "RB123456784GB"])
    func s10Broken(_ number: String) {
        let found = identify(number)
        #expect(found.kind == .text)
        #expect(found.error == IdentificationError(.checkDigit, at: 10))
        #expect(found.candidates.isEmpty)
        #expect(S10(number) == nil)
    }

    @Test(arguments: [
        ("02345673", "00000002345673"), ("416000336108", "00416000336108"),
        ("1234567890128", "01234567890128"), ("12345678901231", "12345678901231"),
        ("]E01234567890128", "01234567890128"), ("]E402345673", "00000002345673"),
        ("]E3123456789012812", "01234567890128"), ("]E3123456789012812345", "01234567890128"),
        ("]C01234567890128", "01234567890128"), ("]I112345678901231", "12345678901231"),
        // UPC-A with and without the zero in front, alone and with add-ons.
        ("]E0036000291452", "00036000291452"), ("]E00036000291452", "00036000291452"),
        ("]E303600029145212", "00036000291452"), ("]E303600029145212345", "00036000291452"),
        // UPC-E: each of the ways zeros are left out, then with add-ons.
        ("]E004252614", "00042100005264"), ("]E001234133", "00012300000413"),
        ("]E001234145", "00012340000015"), ("]E001234558", "00012345000058"),
        ("]E30425261412", "00042100005264"), ("]E30425261412345", "00042100005264"),
        // EAN-8 from a scanner that says EAN-13, and with an add-on.
        ("]E096385074", "00000096385074"), ("]E39638507412", "00000096385074"),
    ])
    func gtin(_ text: String, _ gtin: String) {
        let found = identify(text)
        #expect(found.kind == .gtin)
        #expect(found.elements == [ElementString(ai: "01", value: gtin)])
        #expect(found.error == nil)
    }

    @Test(arguments: [
        ("]E01234567890127", "check-digit"), ("]E0", "empty"), ("]E0123456789013", "check-digit"),
        ("]E0123", "length"), ("]E0123456789012X", "charset"), ("]E3123456789012812X", "charset"),
        ("]E11", "length"), ("]E41234567890128", "length"), ("]E91234567890128", "length"),
        ("]E3123456789012712", "check-digit"), ("]E004252615", "check-digit"),
        ("]E404252614", "check-digit"), ("]E0425261", "length"), ("]E312345678", "length"),
    ])
    func retailBroken(_ text: String, _ code: String) {
        let found = identify(text)
        #expect(found.kind == .gtin)
        #expect(found.error?.code == code)
        #expect(found.elements.isEmpty)
    }

    /// The expanded form of every number system and last digit has the check digit of the short one.
    @Test func upcE() {
        for number in 0..<2000 {
            let digits = String(1_000_000 + number * 499).dropFirst()
            let short = (number % 2 == 0 ? "0" : "1") + digits
            let valid = (0...9).filter { check in
                RetailSymbol.expandedUPCE(Array("\(short)\(check)".utf8)) != nil
            }
            #expect(valid.count == 1, "\(short)")
        }
        #expect(RetailSymbol.expandedUPCE(Array("24252614".utf8)) == nil)
    }

    @Test func addOns() throws {
        #expect(identify("]E112").kind == .gtin)
        #expect(identify("]E112").error == nil)
        #expect(identify("]E212345").elements.isEmpty)
        #expect(try RetailSymbol("123456789012812", modifier: "3").addOn == "12")
        #expect(try RetailSymbol("12345", modifier: "2").gtin == nil)
    }

    @Test func sscc() {
        let found = identify("123456789012345675")
        #expect(found.kind == .sscc)
        #expect(found.elements == [ElementString(ai: "00", value: "123456789012345675")])
        #expect(identify("123456789012345676").kind == .text)
    }

    @Test(arguments: ["]C1", "]e0", "]E3", "]Q3", "]zZ"])
    func aim(_ text: String) throws {
        #expect(try #require(AIMIdentifier(text)).description == text)
    }

    @Test(arguments: ["", "]", "]C", "]C12", "C1]", "]11", "]C-", "]村1", "]C１"])
    func noAIM(_ text: String) {
        #expect(AIMIdentifier(text) == nil)
    }

    @Test func aimApartFromPayload() {
        let aim = AIMIdentifier("]C1")
        let found = identify("0109501101530003", aim: aim)
        #expect(found.kind == .gs1)
        #expect(found.input == "0109501101530003")
        #expect(identify("]C10109501101530003").payload == "0109501101530003")
        #expect(identify("]C10109501101530003").input == "]C10109501101530003")
        #expect(identify("HELLO", aim: aim).error?.code == "unknown-ai")
    }
}
