import County
import CountyProgramme
import Crypto
import FoundationEssentials

/// A paper at hand as a file: only what it is by its content is kept.
enum PaperFile {
    /// Bytes of a paper at most.
    private static let lengthMax = 256 << 20

    /// The SHA-256 of a file's bytes.
    ///
    /// - Throws: `CountyError` when it is missing or too long.
    static func digest(_ path: String) throws -> ContentDigest {
        let bytes = try InputFile.read(path, limit: lengthMax)
        let digits = SHA256.hash(data: bytes).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        guard bytes.count <= lengthMax, let digest = ContentDigest(digits.joined()) else {
            throw CountyError(
                .badData, "\(path) 超过 \(lengthMax) 字节。",
                "\(path) is longer than \(lengthMax) bytes.")
        }
        return digest
    }

    /// What a digest of the store stands for.
    static func kept(_ digits: String?) throws -> ContentDigest {
        guard let digest = digits.flatMap({ ContentDigest($0) }) else {
            throw CountyError(
                .software, "县库里的摘要读不懂：\(digits ?? "")。",
                "a digest of the store cannot be read: \(digits ?? "").")
        }
        return digest
    }
}
