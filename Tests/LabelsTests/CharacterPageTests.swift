import Testing

@testable import Labels

@Suite("Pages of characters in a printer")
struct CharacterPageTests {
    @Test("what labels use most is on one page, all of it, and fills it")
    func common() {
        let characters = CharacterPage.commonCharacters.unicodeScalars
        #expect(characters.count == CharacterPage.mostCharacters)
        for character in characters {
            #expect(CharacterPage.page(of: character) == .common, "\(character)")
        }
    }

    @Test(
        "a font of somebody else's is not ours, though it begins alike",
        arguments: [
            "CAMBRIA1", "CODE128A", "CJKFONT1", "CONDENS1", "C0o15jq2", "C00015JQ", "C741ABCD",
        ])
    func foreign(name: String) {
        #expect(!StoredFonts.isOurs(name))
    }

    @Test("a name of ours is", arguments: ["C0O15JQ2", "C0800000", "C730ZZZZ"])
    func ours(name: String) {
        #expect(StoredFonts.isOurs(name))
    }
}
