internal import DotMatrix
internal import Glibc
internal import LabelRaster
public import Labels
internal import Synchronization

extension LabelArtist {
    /// An artist with the fonts and the symbol encoder of this machine.
    ///
    /// - Parameter pictures: The folder of pictures; nil for none.
    /// - Returns: The artist.
    /// - Throws: `LabelDrawingError` when no Chinese font is installed.
    public static func installed(pictures: String?) throws(LabelDrawingError) -> LabelArtist {
        guard Typeface.debianSources.contains(where: { access($0.path, R_OK) == 0 }) else {
            let searched = Typeface.debianSources.map(\.path)
            throw LabelDrawingError(
                message: TypefaceError.notInstalled(searched: searched).description)
        }
        let typeface = LateTypeface()
        let album = PictureAlbum(folder: pictures)
        return LabelArtist(
            advance: { scalar, pixels in
                try? typeface.opened?.glyph(scalar, pixels: pixels).advance
            },
            line: { text, pixels in try? typeface.opened?.line(text, pixels: pixels) },
            cells: { text, cell in
                typeface.opened?.cells(
                    text, width: cell.width, height: cell.height, isChinese: cell.isChinese
                ).line
            },
            symbol: { content, symbology throws(LabelError) in
                do throws(SymbolError) {
                    return try SymbolModules(content, as: Symbology(symbology)).modules
                } catch {
                    throw .symbolContent(reason: error.description)
                }
            },
            picture: { name, width, height in album.picture(name, width: width, height: height) })
    }
}

/// Fonts that are opened when first drawn with: most stations have a printer with fonts of its own,
/// and theirs need not lie in memory.
private final class LateTypeface: Sendable {
    private let typeface = Mutex<Typeface?>(nil)

    /// Nil when a font that was there has gone.
    var opened: Typeface? {
        typeface.withLock { typeface in
            if typeface == nil { typeface = try? Typeface() }
            return typeface
        }
    }
}

/// Why labels cannot be drawn on this machine.
public struct LabelDrawingError: Error, Sendable, Hashable, CustomStringConvertible {
    let message: String
    /// The reason and what to do next.
    public var description: String { message }
}

extension Symbology {
    fileprivate init(_ symbology: LabelSymbology) {
        self =
            switch symbology {
            case .code128: .code128
            case .gs1Code128: .gs1Code128
            case .ean13: .ean13
            case .dataMatrix: .dataMatrix
            case .gs1DataMatrix: .gs1DataMatrix
            case .qr(.low): .qr(.low)
            case .qr(.medium): .qr(.medium)
            case .qr(.quartile): .qr(.quartile)
            case .qr(.high): .qr(.high)
            }
    }
}
