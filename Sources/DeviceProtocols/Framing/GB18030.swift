import Glibc

/// The Chinese character set GB 18030, by the C library's iconv.
///
/// GBK is never used: it lacks characters of everyday names (㛃, 𠮷).
public enum GB18030 {
    /// Bytes of a text, or nil when a character has none.
    public static func encode(_ text: String) -> [UInt8]? {
        convert(Array(text.utf8), from: "UTF-8", to: "GB18030")
    }

    /// Text of bytes, or nil when they are not GB 18030.
    public static func decode(_ bytes: some Collection<UInt8>) -> String? {
        guard let text = convert(Array(bytes), from: "GB18030", to: "UTF-8") else { return nil }
        return String(validating: text, as: UTF8.self)
    }

    /// Longest result per byte of input: 3 bytes of UTF-8 for 2 of GB 18030, 4 for 2 the other way.
    private static let growth = 4

    private static func convert(_ input: [UInt8], from: String, to target: String) -> [UInt8]? {
        guard !input.isEmpty else { return [] }
        guard let descriptor = iconv_open(target, from), descriptor != Self.failed else {
            return nil
        }
        defer { iconv_close(descriptor) }
        let capacity = input.count * growth
        var input = input
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = run(descriptor, &input, into: buffer) ?? 0
        }
        return output.isEmpty ? nil : output
    }

    /// Bytes written, or nil when the input is not convertible as a whole.
    private static func run(
        _ descriptor: iconv_t, _ input: inout [UInt8],
        into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        var outLeft = buffer.count
        let complete = input.withUnsafeMutableBytes { raw in
            var inLeft = raw.count
            var from = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            var into = UnsafeMutableRawPointer(buffer.baseAddress)?
                .assumingMemoryBound(to: CChar.self)
            let irreversible = iconv(descriptor, &from, &inLeft, &into, &outLeft)
            return irreversible == 0 && inLeft == 0
        }
        return complete ? buffer.count - outLeft : nil
    }

    private static var failed: iconv_t? { iconv_t(bitPattern: -1) }
}
