import DotMatrix
import Testing

@Suite struct BitmapTests {
    /// Three dots wide, two high; black at the top left and the bottom right.
    private func corners() throws -> Bitmap {
        var bitmap = try #require(Bitmap(width: 3, height: 2))
        bitmap[0, 0] = true
        bitmap[2, 1] = true
        return bitmap
    }

    @Test func sizesAreBounded() {
        #expect(Bitmap(width: 0, height: 1) == nil)
        #expect(Bitmap(width: 1, height: Bitmap.maximumSide + 1) == nil)
        #expect(Bitmap(width: Bitmap.maximumSide, height: Bitmap.maximumSide) == nil)
        #expect(Bitmap(width: 9, height: 1, bytes: [0xFF]) == nil)
        #expect(Bitmap(width: 9, height: 1, bytes: [0xFF, 0xFF])?.blackDots == 9)
    }

    @Test func dotsOutsideAreNoDots() throws {
        var bitmap = try corners()
        bitmap[-1, 0] = true
        bitmap[3, 0] = true
        #expect(bitmap.blackDots == 2)
        #expect(!bitmap[99, 99])
        bitmap.fill(x: 1, y: -5, width: .max, height: .max)
        #expect(bitmap.blackDots == 5)
        bitmap.draw(try corners(), x: .min / 2, y: .max / 2)
        #expect(bitmap.blackDots == 5)
    }

    @Test(arguments: [
        (0, [0, 0, 2, 1]), (1, [1, 0, 0, 2]), (2, [2, 1, 0, 0]), (3, [0, 2, 1, 0]),
    ])
    func turnsClockwise(turns: Int, dots: [Int]) throws {
        let turned = try corners().rotated(quarterTurns: turns)
        #expect(turned.width == (turns % 2 == 0 ? 3 : 2))
        #expect(turned[dots[0], dots[1]] && turned[dots[2], dots[3]])
        #expect(turned.blackDots == 2)
        #expect(try turned.rotated(quarterTurns: -turns) == corners())
    }

    @Test func drawingCombines() throws {
        let picture = try corners()
        for (mode, black) in [(Bitmap.Combination.replace, 2), (.or, 6), (.xor, 4)] {
            var bitmap = try #require(Bitmap(width: 3, height: 2))
            bitmap.fill(x: 0, y: 0, width: 3, height: 2)
            bitmap.draw(picture, x: 0, y: 0, by: mode)
            #expect(bitmap.blackDots == black)
        }
        #expect(picture.magnified(x: 2, y: 3)?.blackDots == 12)
        #expect(picture.magnified(x: 100_000, y: 1) == nil)
    }
}
