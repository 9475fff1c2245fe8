/// Appends the primitive values of the batch format.
struct ByteWriter {
    var bytes: [UInt8] = []

    /// LEB128, least significant group first, as in DWARF and Protocol Buffers.
    mutating func variable(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func count(_ value: Int) {
        variable(UInt64(value))
    }

    /// A signed value in zigzag, so that small negative differences stay short.
    mutating func signed(_ value: Int64) {
        variable(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// The low `width` bytes of a value, most significant first.
    mutating func fixed(_ value: UInt64, width: Int) {
        for index in (0..<width).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))))
        }
    }

    mutating func blob(_ value: some Collection<UInt8>) {
        count(value.count)
        bytes.append(contentsOf: value)
    }
}

/// Reads the primitive values of the batch format; every read is bounded by what is there.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    var isAtEnd: Bool { at == bytes.endIndex }

    mutating func take(_ length: Int) throws(BatchError) -> ArraySlice<UInt8> {
        guard length >= 0, length <= bytes.endIndex - at else { throw .truncated }
        defer { at += length }
        return bytes[at..<at + length]
    }

    mutating func variable() throws(BatchError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard at < bytes.endIndex else { throw .truncated }
            let byte = bytes[at]
            at += 1
            if shift == 63, byte > 1 { throw .malformed("an integer over 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed("an integer over 64 bits")
    }

    /// A count of things, refused over `limit` before anything is allocated for it.
    mutating func count(limit: Int, of what: String) throws(BatchError) -> Int {
        let value = try variable()
        guard value <= UInt64(limit) else { throw .malformed("\(value) \(what), at most \(limit)") }
        return Int(value)
    }

    mutating func signed() throws(BatchError) -> Int64 {
        let value = try variable()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func fixed(width: Int) throws(BatchError) -> UInt64 {
        try take(width).reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func blob(limit: Int) throws(BatchError) -> ArraySlice<UInt8> {
        try take(try count(limit: limit, of: "bytes"))
    }
}
