/// Codes are encoded as the one text that people read.
extension LosslessStringConvertible {
    /// Decodes a code from its text.
    static func decodedText(from decoder: any Decoder) throws -> Self {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let code = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a \(Self.self): \(text.prefix(40))")
        }
        return code
    }

    /// Encodes the text.
    func encodeText(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
