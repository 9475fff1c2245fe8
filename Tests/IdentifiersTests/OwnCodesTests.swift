import Foundation
import Identifiers
import Testing

@Suite struct OwnCodesTests {
    @Test(arguments: [
        (1, 1, 1, "1-1-0001"), (3, 2, 17, "3-2-0017"), (999, 99, 9999, "999-99-9999"),
    ])
    func pickup(_ shelf: Int, _ layer: Int, _ piece: Int, _ text: String) throws {
        let code = try #require(PickupCode(shelf: shelf, layer: layer, piece: piece))
        #expect(code.description == text)
        #expect(PickupCode(text) == code)
        #expect(code.barcode.hasPrefix("CZP-\(text)-"))
        #expect(PickupCode(barcode: code.barcode) == code)
        let found = identify(code.barcode)
        #expect(found.kind == .pickup)
        #expect(found.error == nil)
        #expect(identify("]C0" + code.barcode).kind == .pickup)
        let data = try JSONEncoder().encode([code])
        #expect(String(decoding: data, as: UTF8.self) == "[\"\(text)\"]")
        #expect(try JSONDecoder().decode([PickupCode].self, from: data) == [code])
    }

    @Test func pickupTyped() {
        #expect(PickupCode("3-2-17") == PickupCode(shelf: 3, layer: 2, piece: 17))
        #expect(PickupCode("003-02-17") == PickupCode(shelf: 3, layer: 2, piece: 17))
    }

    @Test(arguments: [
        "", "3-2", "3-2-", "0-2-17", "3-0-17", "3-2-0000", "1000-1-1", "1-100-1", "1-1-10000",
        "a-1-1", "-1-1-1", "3-2-17-", "３-2-17", " 3-2-17",
    ])
    func noPickup(_ text: String) { #expect(PickupCode(text) == nil) }

    /// Any wrong character, and any hyphen out of place, is caught.
    @Test func pickupCatchesChanges() throws {
        let good = try #require(PickupCode(shelf: 12, layer: 3, piece: 17)).barcode
        let characters = Array(good)
        for place in 4..<characters.count {
            for wrong in "0123456789-ABCXYZ" where wrong != characters[place] {
                var changed = characters
                changed[place] = wrong
                #expect(PickupCode(barcode: String(changed)) == nil)
                let found = identify(String(changed))
                #expect(found.kind == .pickup)
                #expect(found.error != nil)
            }
        }
        let check = try #require(good.last)
        #expect(PickupCode(barcode: "CZP-1-23-0017-\(check)") == nil)
        #expect(identify("CZP-1-23-0017-\(check)").error?.code == "check-character")
        #expect(identify("CZP-12-3-17-\(check)").error?.code == "format")
        #expect(identify("CZP-").error?.code == "format")
        #expect(identify("CZP-村").error?.code == "format")
    }

    @Test(arguments: ControlCode.allCases)
    func control(_ code: ControlCode) {
        #expect(ControlCode(barcode: code.barcode) == code)
        let found = identify(code.barcode)
        #expect(found.kind == .control)
        #expect(found.error == nil)
        #expect(identify(String(code.barcode.dropLast()) + "*").error != nil)
    }

    @Test func controlUnknown() {
        #expect(identify("CZC-DANCE-A").kind == .control)
        #expect(identify("CZC-DANCE-A").error != nil)
        #expect(ControlCode(barcode: "cancel") == nil)
    }

    @Test(arguments: ["2025", "LS0125000017", "ABCDEFGHIJKLMNOPQRSTUVWX"])
    func trace(_ body: String) throws {
        let code = try #require(TraceCode(body: body))
        #expect(TraceCode(code.description) == code)
        #expect(identify(code.description).kind == .trace)
        #expect(identify(code.description).error == nil)
        let changed = code.description.replacing(body, with: "9" + body.dropFirst())
        #expect(TraceCode(changed) == nil)
        #expect(identify(changed).error?.code == "check-character")
    }

    @Test(arguments: ["", "ABC", "abcd", "AB-CD", "村民甲乙", "ABCDEFGHIJKLMNOPQRSTUVWXY"])
    func noTrace(_ body: String) { #expect(TraceCode(body: body) == nil) }

    @Test func division() throws {
        let village = try #require(DivisionCode("411521104203"))
        #expect(village.level == .village)
        #expect(village.ancestor(.county)?.description == "411521000000")
        #expect(village.ancestor(.township)?.level == .township)
        #expect(village.isWithin(try #require(DivisionCode("410000000000"))))
        #expect(!village.isWithin(try #require(DivisionCode("420000000000"))))
        #expect(try #require(DivisionCode("411521000000")).ancestor(.village) == nil)
        #expect(try #require(DivisionCode("441900003000")).level == .township)
        #expect(identify(village.barcode).kind == .division)
        #expect(identify(village.barcode).error == nil)
        #expect(identify("411521104203").kind != .division)
        #expect(identify("CZD-41152110420").error?.code == "format")
    }

    @Test(arguments: [
        "", "41152110420", "4115211042033", "001521104203", "991521104203", "410021104203",
        "411521000203", "41152110420X",
    ])
    func noDivision(_ text: String) { #expect(DivisionCode(text) == nil) }
}
