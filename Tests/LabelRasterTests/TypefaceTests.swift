import DotMatrix
import LabelRaster
import Testing

@Suite struct TypefaceTests {
    @Test func drawsChineseInFixedCells() throws {
        let typeface = try Typeface()
        let line = try #require(try typeface.line("村民甲A1", pixels: 24))
        #expect(line.width == 3 * 24 + 2 * 12)
        #expect(line.height == 24)
        #expect(line.blackDots > 200)
        #expect(try typeface.line("", pixels: 24) == nil)
    }

    @Test func differentCharactersHaveDifferentPictures() throws {
        let typeface = try Typeface()
        let pictures = try "村民甲乙丙㛃".unicodeScalars.map { try typeface.glyph($0, pixels: 24) }
        for first in pictures.indices {
            for second in pictures.indices.dropFirst(first + 1) {
                #expect(pictures[first] != pictures[second])
            }
        }
    }

    /// Every stroke of the character at four times the size has ink near it at the small one.
    @Test(arguments: [16, 18, 20, 24])
    func smallCharactersKeepTheirStrokes(pixels: Int) throws {
        let typeface = try Typeface()
        for scalar in "收购小票产品县镇真实服务据量鸡蛋薯警墨疆囊赢".unicodeScalars {
            let small = try #require(try typeface.line(String(scalar), pixels: pixels))
            let large = try #require(try typeface.line(String(scalar), pixels: pixels * 4))
            var lost = 0
            for y in 0..<large.height {
                for x in 0..<large.width where large[x, y] {
                    let around = (-1...1).flatMap { dy in (-1...1).map { (x / 4 + $0, y / 4 + dy) }
                    }
                    let isInked = around.contains { x, y in
                        (0..<small.width).contains(x) && (0..<small.height).contains(y)
                            && small[x, y]
                    }
                    if !isInked { lost += 1 }
                }
            }
            #expect(lost * 50 < large.blackDots, "\(scalar) lost \(lost) of \(large.blackDots)")
        }
    }

    @Test func missingGlyphIsAnErrorNotABox() throws {
        let typeface = try Typeface()
        #expect(throws: TypefaceError.missingGlyph("\u{10FFFD}")) {
            try typeface.line("a\u{10FFFD}", pixels: 24)
        }
    }

    @Test func absentFontsAreNamed() {
        let source = Typeface.Source(path: "/nowhere/font.ttc", family: "None")
        let error = #expect(throws: TypefaceError.self) { try Typeface(sources: [source]) }
        #expect(error?.description.contains("/nowhere/font.ttc") == true)
    }

    @Test func aFaceIsTakenByItsFamily() {
        let source = Typeface.Source(
            path: Typeface.debianSources[0].path, family: "No Such Family")
        #expect(throws: TypefaceError.self) { try Typeface(sources: [source]) }
    }
}
