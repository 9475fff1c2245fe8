/// What a ZPL printer says it keeps in a memory (source: Zebra's ZPL II programming guide, ^HW).
///
/// Makers and versions set the lines out differently; names and the bytes left are found in any.
public struct ZPLDirectory: Sendable, Hashable {
    /// Asks for the fonts in the memory that outlives a loss of power.
    public static let question = Array("^XA^HWE:*.FNT^XZ".utf8)

    /// The fonts' names, without drive and extension.
    public let fonts: Set<String>
    /// Bytes left; nil where the answer does not tell.
    public let bytesFree: Int?

    /// Reads an answer.
    public init(_ answer: [UInt8]) {
        let words = answer.split { !Self.isWordByte($0) }.map {
            String(decoding: $0, as: UTF8.self)
        }
        var fonts: Set<String> = []
        var free: Int?
        for (index, word) in words.enumerated() {
            // The question itself stands there too, as `*.FNT`.
            if word.hasSuffix(".FNT"), word.utf8.count > 4 {
                fonts.insert(String(word.dropLast(4)))
            }
            if word == "bytes", index > 0, index + 1 < words.count, words[index + 1] == "free" {
                free = Int(words[index - 1])
            }
        }
        self.fonts = fonts
        bytesFree = free
    }

    /// The command that deletes a font (source: as above, ^ID).
    public static func deletion(of font: String) -> [UInt8] {
        Array("^XA^IDE:\(font).FNT^FS^XZ".utf8)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Answers of ZPL printers to `~HS`, and lists of their memory: `STX CR LF … ETX`.
struct ZPLAnswerFormat: FrameFormat {
    /// Some two hundred fonts.
    let longestFrame = 16_384
    private let status = ZPLStatusFormat()

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        guard bytes[0] == ASCIIControl.stx, bytes.count > 1 else {
            return status.verdict(bytes)
        }
        // A status goes on with a digit.
        guard Self.isListByte(bytes[1]), !(0x30...0x39).contains(bytes[1]) else {
            return statusVerdict(bytes)
        }
        for index in 1..<bytes.count {
            if bytes[index] == ASCIIControl.etx {
                let list = UnsafeBufferPointer(rebasing: bytes[...index])
                return .frame(PrinterStatus(.directory, answer: list), length: index + 1)
            }
            guard Self.isListByte(bytes[index]) else {
                return .refused(.unexpected, length: index)
            }
        }
        return bytes.count < longestFrame ? .incomplete : .refused(.overlong, length: bytes.count)
    }

    private func statusVerdict(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> FrameVerdict<PrinterStatus> {
        let verdict = status.verdict(bytes)
        guard case .incomplete = verdict, bytes.count >= status.longestFrame else { return verdict }
        return .none
    }

    private static func isListByte(_ byte: UInt8) -> Bool {
        byte == ASCIIControl.cr || byte == ASCIIControl.lf || (0x20...0x7E).contains(byte)
    }
}
