import DotMatrix
import LabelRaster
import Testing

@Suite struct PNGTests {
    @Test(arguments: [1, 7, 8, 9, 608])
    func surviveAsPNG(width: Int) throws {
        var bitmap = try #require(Bitmap(width: width, height: 5))
        for x in 0..<width where x % 3 == 0 { bitmap[x, x % 5] = true }
        let file = try bitmap.png()
        #expect(try Bitmap(png: file) == bitmap)
        // The bit depth stands at byte 24 of the header.
        #expect(file[24] == 1)
        #expect(throws: PNGError.self) { try Bitmap(png: Array(file.prefix(40))) }
    }
}
