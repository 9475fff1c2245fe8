import Identifiers
import Testing

@Suite struct CheckDigitsTests {
    @Test(arguments: [
        "02345673", "416000336108", "1234567890128", "12345678901231", "123456789012345675",
        "24012345678905", "2112233789657", "02345680", "6901234567892",
    ])
    func acceptsValidNumbersAndCatchesEveryWrongDigit(_ number: String) {
        #expect(CheckDigits.isValidGS1(number))
        let digits = Array(number)
        #expect(CheckDigits.gs1(of: String(digits.dropLast())) == digits.last)
        for place in digits.indices {
            for wrong in "0123456789" where wrong != digits[place] {
                var changed = digits
                changed[place] = wrong
                #expect(!CheckDigits.isValidGS1(String(changed)), "\(String(changed))")
            }
        }
    }

    @Test(arguments: ["", "5", "１２３４５６７８", "12a", "-1", " 02345673"])
    func refusesWhatIsNoNumber(_ text: String) {
        #expect(!CheckDigits.isValidGS1(text))
    }

    /// The example of the Global Release Identifier, which uses this system.
    @Test func mod37_36() {
        #expect(CheckDigits.mod37_36(of: "A12425GABC1234002") == "M")
        #expect(CheckDigits.mod37_36(of: "") == nil)
        #expect(CheckDigits.mod37_36(of: "a") == nil)
        #expect(CheckDigits.mod37_36(of: "A-1") == nil)
    }

    @Test func mod37_36CatchesEveryWrongCharacter() {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let body = Array("CZP003020017")
        let check = CheckDigits.mod37_36(of: String(body))
        for place in body.indices {
            for wrong in alphabet where wrong != body[place] {
                var changed = body
                changed[place] = wrong
                #expect(CheckDigits.mod37_36(of: String(changed)) != check)
            }
        }
    }
}
