/// A picture of black and white dots, as a label printer's head sees it.
///
/// One bit per dot, most significant bit leftmost, 1 = black, rows padded to whole bytes with white.
/// Everything drawn outside of the picture is cut off silently, as on paper.
public struct Bitmap: Sendable, Equatable {
    /// The longest side a picture may have, in dots (1.3 m at 300 dpi).
    public static let maximumSide = 16_384
    /// The greatest area a picture may have, in dots (8 MiB of bits).
    public static let maximumArea = 64 * 1024 * 1024

    /// Width in dots.
    public let width: Int
    /// Height in dots.
    public let height: Int
    /// Bytes in one row: width in dots, rounded up to eight.
    public let bytesPerRow: Int
    /// The rows from the top, each `bytesPerRow` long.
    public private(set) var bytes: [UInt8]

    /// A white picture; nil when a side is below 1 or a limit is passed.
    public init?(width: Int, height: Int) {
        guard (1...Self.maximumSide).contains(width), (1...Self.maximumSide).contains(height),
            width * height <= Self.maximumArea
        else { return nil }
        self.init(checkedWidth: width, height: height)
    }

    /// A picture from rows of bits; nil when the number of bytes does not fit the size.
    public init?(width: Int, height: Int, bytes: some Sequence<UInt8>) {
        self.init(width: width, height: height)
        let rows = Array(bytes)
        guard rows.count == self.bytes.count else { return nil }
        self.bytes = rows
        clearPadding()
    }

    private init(checkedWidth width: Int, height: Int) {
        self.width = width
        self.height = height
        bytesPerRow = (width + 7) / 8
        bytes = [UInt8](repeating: 0, count: bytesPerRow * height)
    }

    /// Whether the dot is black; dots outside are white, and setting them does nothing.
    public subscript(x: Int, y: Int) -> Bool {
        get {
            guard x >= 0, y >= 0, x < width, y < height else { return false }
            return bytes[y * bytesPerRow + x / 8] & Self.mask(x) != 0
        }
        set {
            guard x >= 0, y >= 0, x < width, y < height else { return }
            let index = y * bytesPerRow + x / 8
            let mask = Self.mask(x)
            bytes[index] = newValue ? bytes[index] | mask : bytes[index] & ~mask
        }
    }

    /// The bit of a column within its byte.
    static func mask(_ x: Int) -> UInt8 { UInt8(0x80) >> UInt8(x & 7) }

    /// How many dots are black.
    public var blackDots: Int { bytes.reduce(0) { $0 + $1.nonzeroBitCount } }

    private mutating func clearPadding() {
        let used = width % 8
        guard used != 0 else { return }
        let mask = UInt8(0xFF) << UInt8(8 - used)
        for row in 0..<height { bytes[row * bytesPerRow + bytesPerRow - 1] &= mask }
    }
}

extension Bitmap {
    /// How drawn dots meet the dots that are there already.
    public enum Combination: Sendable {
        /// Black and white both replace what is there.
        case replace
        /// Black stays black.
        case or
        /// Black turns what is there over.
        case xor
    }

    /// Draws another picture with its top left corner at the given dot.
    public mutating func draw(
        _ picture: Bitmap, x left: Int, y top: Int, by combination: Combination = .or
    ) {
        let rows = Self.visible(picture.height, at: top, of: height)
        let columns = Self.visible(picture.width, at: left, of: width)
        guard !rows.isEmpty, !columns.isEmpty else { return }
        // Eight dots at a time: each byte of the picture falls on two neighbouring ones of this.
        let shift = UInt8(((left % 8) + 8) % 8)
        let firstByte = (left - Int(shift)) / 8
        for y in rows {
            let row = (top + y) * bytesPerRow
            for index in 0..<picture.bytesPerRow {
                let dots = UInt16(picture.bytes[y * picture.bytesPerRow + index]) << (8 - shift)
                let inside = UInt16(picture.dotsInByte(index)) << (8 - shift)
                let place = firstByte + index
                combine(UInt8(dots >> 8), UInt8(inside >> 8), at: place, row, combination)
                combine(UInt8(dots & 0xFF), UInt8(inside & 0xFF), at: place + 1, row, combination)
            }
        }
    }

    /// Combines up to eight dots with a byte of a row; `inside` marks those that belong to the picture.
    private mutating func combine(
        _ dots: UInt8, _ inside: UInt8, at place: Int, _ row: Int, _ combination: Combination
    ) {
        guard inside != 0, place >= 0, place < bytesPerRow else { return }
        let mask = inside & dotsInByte(place)
        switch combination {
        case .replace: bytes[row + place] = bytes[row + place] & ~mask | dots & mask
        case .or: bytes[row + place] |= dots & mask
        case .xor: bytes[row + place] ^= dots & mask
        }
    }

    /// The bits of a byte of each row that are dots and not padding.
    private func dotsInByte(_ index: Int) -> UInt8 {
        let used = width - index * 8
        return used >= 8 ? 0xFF : ~(0xFF >> UInt8(used))
    }

    /// The rows or columns of a picture that lie on this one.
    private static func visible(_ length: Int, at start: Int, of limit: Int) -> Range<Int> {
        guard start < limit, start > -length else { return 0..<0 }
        return max(0, -start)..<min(length, limit - start)
    }

    /// Fills a rectangle with black, white, or the opposite of what is there (nil).
    public mutating func fill(x: Int, y: Int, width: Int, height: Int, black: Bool? = true) {
        let columns = Self.clipped(x, width, to: self.width)
        guard !columns.isEmpty else { return }
        let (first, last) = (columns.lowerBound / 8, (columns.upperBound - 1) / 8)
        for row in Self.clipped(y, height, to: self.height) {
            for index in first...last {
                var mask: UInt8 = 0xFF
                if index == first { mask &= 0xFF >> UInt8(columns.lowerBound % 8) }
                if index == last { mask &= ~(0x7F >> UInt8((columns.upperBound - 1) % 8)) }
                let place = row * bytesPerRow + index
                switch black {
                case true?: bytes[place] |= mask
                case false?: bytes[place] &= ~mask
                case nil: bytes[place] ^= mask
                }
            }
        }
    }

    /// A part of a line that lies on the picture; huge numbers do not overflow.
    private static func clipped(_ start: Int, _ length: Int, to limit: Int) -> Range<Int> {
        let (sum, overflow) = start.addingReportingOverflow(max(0, length))
        let lower = min(max(0, start), limit)
        return lower..<max(lower, min(limit, overflow ? limit : sum))
    }

    /// The picture with every dot made into a block; nil when that is too large.
    public func magnified(x horizontally: Int, y vertically: Int) -> Bitmap? {
        guard horizontally >= 1, vertically >= 1, horizontally <= Self.maximumSide,
            vertically <= Self.maximumSide,
            var result = Bitmap(width: width * horizontally, height: height * vertically)
        else { return nil }
        if horizontally == 1, vertically == 1 { return self }
        for y in 0..<height {
            var x = 0
            // Neighbouring black dots become one block.
            while x < width {
                guard self[x, y] else {
                    x += 1
                    continue
                }
                let start = x
                while x < width, self[x, y] { x += 1 }
                result.fill(
                    x: start * horizontally, y: y * vertically,
                    width: (x - start) * horizontally, height: vertically)
            }
        }
        return result
    }

    /// The picture turned clockwise by quarter turns (any whole number).
    public func rotated(quarterTurns: Int) -> Bitmap {
        let turns = ((quarterTurns % 4) + 4) % 4
        guard turns != 0 else { return self }
        let sideways = turns % 2 == 1
        var result = Bitmap(
            checkedWidth: sideways ? height : width, height: sideways ? width : height)
        for y in 0..<height {
            for x in 0..<width where self[x, y] {
                switch turns {
                case 1: result[height - 1 - y, x] = true
                case 2: result[width - 1 - x, height - 1 - y] = true
                default: result[y, width - 1 - x] = true
                }
            }
        }
        return result
    }

    /// The picture at another size, each dot taken from the nearest; nil when that is too large.
    public func scaled(width newWidth: Int, height newHeight: Int) -> Bitmap? {
        guard var result = Bitmap(width: newWidth, height: newHeight) else { return nil }
        for y in 0..<newHeight {
            for x in 0..<newWidth
            where self[(2 * x + 1) * width / (2 * newWidth), (2 * y + 1) * height / (2 * newHeight)]
            {
                result[x, y] = true
            }
        }
        return result
    }

    /// A part of the picture; nil when nothing of it lies on this one.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> Bitmap? {
        let columns = Self.clipped(x, width, to: self.width)
        let rows = Self.clipped(y, height, to: self.height)
        guard !columns.isEmpty, !rows.isEmpty,
            var part = Bitmap(width: columns.count, height: rows.count)
        else { return nil }
        part.draw(self, x: -columns.lowerBound, y: -rows.lowerBound, by: .replace)
        return part
    }

    /// The bytes of one row.
    public func row(_ y: Int) -> ArraySlice<UInt8> {
        bytes[(y * bytesPerRow)..<((y + 1) * bytesPerRow)]
    }
}
