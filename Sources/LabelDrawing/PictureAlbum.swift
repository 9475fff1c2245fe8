internal import DotMatrix
internal import Foundation
internal import LabelRaster
internal import Synchronization

/// Pictures for labels: black-and-white PNG files of a folder, made to measure and kept.
final class PictureAlbum: Sendable {
    private struct Print: Hashable {
        var name: String
        var width: Int
        var height: Int
    }

    /// Pictures kept at their sizes; a station uses two or three.
    private static let mostKept = 32

    private let folder: String?
    private let kept = Mutex<[Print: Bitmap]>([:])

    init(folder: String?) { self.folder = folder }

    func picture(_ name: String, width: Int, height: Int) -> Bitmap? {
        let print = Print(name: name, width: width, height: height)
        if let bitmap = kept.withLock({ $0[print] }) { return bitmap }
        guard let bitmap = original(name)?.scaled(width: width, height: height) else { return nil }
        kept.withLock {
            if $0.count >= Self.mostKept { $0.removeAll() }
            $0[print] = bitmap
        }
        return bitmap
    }

    /// Names are words: no template reads a file elsewhere.
    private func original(_ name: String) -> Bitmap? {
        let isWord = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
        guard isWord, let folder,
            let file = FileManager.default.contents(atPath: "\(folder)/\(name).png")
        else { return nil }
        return try? Bitmap(png: Array(file))
    }
}
