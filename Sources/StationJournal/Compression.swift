internal import CZlib

/// zlib (RFC 1950) in memory, with a ceiling on what a body may grow to.
enum Compression {
    /// Compresses at level 6: beyond it columns gain under one per cent.
    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let code = compress2(&output, &length, bytes, uLong(bytes.count), 6)
        precondition(code == Z_OK, "zlib refused a buffer of the size it asked for")
        return Array(output.prefix(Int(length)))
    }

    /// Inflates, refusing anything that grows beyond `limit` bytes.
    static func inflate(_ bytes: [UInt8], limit: Int) throws(BatchError) -> [UInt8] {
        // Most batches grow about tenfold; try small before spending the ceiling.
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
