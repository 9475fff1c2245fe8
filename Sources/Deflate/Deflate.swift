internal import CZlib

/// Why bytes could not be inflated.
public enum DeflateError: Error, Sendable, Hashable {
    /// They end before the stream does.
    case truncated
    /// They are not a zlib stream, or more follows behind its end.
    case malformed(String)
    /// They grow beyond what is allowed.
    case tooLarge(limit: Int)
}

/// zlib (RFC 1950) in memory, with a ceiling on what a body may grow to.
public enum Deflate {
    /// The usual level: beyond it columns of a journal gain under one per cent.
    public static let usualLevel = 6
    /// The level at which pictures get smallest.
    public static let bestLevel = 9

    /// Compresses bytes.
    /// - Parameters:
    ///   - bytes: Anything.
    ///   - level: 1 (fast) to 9 (small).
    /// - Returns: A zlib stream.
    public static func compress(_ bytes: [UInt8], level: Int = usualLevel) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let code = compress2(
            &output, &length, bytes, uLong(bytes.count), Int32(min(max(level, 1), 9)))
        precondition(code == Z_OK, "zlib refused a buffer of the size it asked for")
        return Array(output.prefix(Int(length)))
    }

    /// Inflates, refusing anything that grows beyond `limit` bytes.
    /// - Parameters:
    ///   - bytes: A whole zlib stream and nothing behind it.
    ///   - limit: The most bytes it may grow to.
    /// - Returns: What was compressed.
    /// - Throws: `DeflateError`.
    public static func expand(_ bytes: [UInt8], limit: Int) throws(DeflateError) -> [UInt8] {
        // Most streams grow about tenfold; try small before spending the ceiling.
        for size in [min(limit, max(4096, bytes.count * 16)), limit] {
            var length = uLongf(size)
            var output = [UInt8](repeating: 0, count: size)
            var consumed = uLong(bytes.count)
            switch uncompress2(&output, &length, bytes, &consumed) {
            case Z_OK:
                guard consumed == bytes.count else { throw .malformed("bytes after its end") }
                return Array(output.prefix(Int(length)))
            case Z_BUF_ERROR where length >= size: continue
            case Z_BUF_ERROR: throw .truncated
            default: throw .malformed("not zlib data")
            }
        }
        throw .tooLarge(limit: limit)
    }
}
