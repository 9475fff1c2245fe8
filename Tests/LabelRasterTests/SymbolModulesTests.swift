import DotMatrix
import LabelRaster
import Testing

@Suite struct SymbolModulesTests {
    @Test func code128HasItsModules() throws {
        // Start, 3 characters, check character of 11 modules, stop of 13.
        #expect(try SymbolModules("ABC", as: .code128).modules.width == 11 * 5 + 13)
        let dots = try #require(
            try SymbolModules("ABC", as: .code128).bitmap(module: 2, height: 80))
        #expect(dots.width == 2 * 68 && dots.height == 80)
    }

    @Test(arguments: [(QRLevel.low, 21), (.medium, 21), (.quartile, 21), (.high, 25)])
    func qrHasItsModules(level: QRLevel, side: Int) throws {
        #expect(try SymbolModules("CZP-3-2-0017-G", as: .qr(level)).modules.width == side)
    }

    @Test func contentIsRefusedNotChanged() throws {
        #expect(throws: SymbolError.notASCII) { try SymbolModules("村", as: .qr(.low)) }
        #expect(throws: SymbolError.empty) { try SymbolModules("", as: .code128) }
        #expect(throws: SymbolError.self) {
            try SymbolModules("[01]06901234567890", as: .gs1Code128)
        }
        #expect(throws: SymbolError.self) {
            try SymbolModules(String(repeating: "x", count: 4_000), as: .qr(.high))
        }
        _ = try SymbolModules("[01]06901234567892[10]A", as: .gs1Code128)
    }
}
