internal import CPNG
public import DotMatrix

/// A picture that could not be made into a PNG file or read from one.
public struct PNGError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What libpng said.
    public let message: String
    /// What libpng said, in one line.
    public var description: String { "PNG: \(message)" }
}

extension Bitmap {
    // libpng's format macros are not visible to Swift: a palette of grey values, one byte a dot.
    private static let greyPaletteFormat: UInt32 = 0x08
    private static let greyFormat: UInt32 = 0x00
    private static let imageVersion: UInt32 = 1

    /// The picture as a PNG file with one bit per dot.
    public func png() throws(PNGError) -> [UInt8] {
        var image = png_image()
        image.version = Self.imageVersion
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = Self.greyPaletteFormat
        image.colormap_entries = 2
        let palette: [UInt8] = [255, 0]
        let dots = dotBytes()
        // A PNG of two colours is never much longer than its bits: deflate's worst case and headers.
        var file = [UInt8](repeating: 0, count: bytes.count + bytes.count / 8 + 4096)
        var length = png_alloc_size_t(file.count)
        let written = png_image_write_to_memory(&image, &file, &length, 0, dots, 0, palette)
        defer { png_image_free(&image) }
        guard written != 0, length <= file.count else { throw PNGError(message: image.text) }
        return Array(file[..<Int(length)])
    }

    /// A picture from a PNG file; dots darker than mid grey are black.
    public init(png file: [UInt8]) throws(PNGError) {
        var image = png_image()
        image.version = Self.imageVersion
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, file, file.count) != 0 else {
            throw PNGError(message: image.text)
        }
        image.format = Self.greyFormat
        guard var picture = Bitmap(width: Int(image.width), height: Int(image.height)) else {
            throw PNGError(message: "\(image.width) x \(image.height) dots are too many")
        }
        var dots = [UInt8](repeating: 0, count: picture.width * picture.height)
        guard png_image_finish_read(&image, nil, &dots, 0, nil) != 0 else {
            throw PNGError(message: image.text)
        }
        for y in 0..<picture.height {
            for x in 0..<picture.width where dots[y * picture.width + x] < 128 {
                picture[x, y] = true
            }
        }
        self = picture
    }

    /// One byte a dot, 1 = black: the palette indices libpng packs into bits.
    private func dotBytes() -> [UInt8] {
        var dots = [UInt8](repeating: 0, count: width * height)
        for y in 0..<height {
            for x in 0..<width where self[x, y] { dots[y * width + x] = 1 }
        }
        return dots
    }
}

extension png_image {
    fileprivate var text: String {
        withUnsafeBytes(of: message) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
