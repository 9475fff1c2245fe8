/// The code of a traced lot, which stands on its label and in the address of its public page.
public struct TraceCode: Sendable, Hashable, Codable, LosslessStringConvertible {
    /// Characters the body may have: short enough for a barcode on a 50 mm label.
    public static let bodyLength = 4...24

    /// What makes the lot distinct: digits and capital letters.
    public let body: String

    /// A code for a body of 4 to 24 digits and capital letters; nil for any other.
    public init?(body: String) {
        guard Self.bodyLength.contains(body.utf8.count),
            body.utf8.allSatisfy({ $0.isDigit || $0.isUppercase })
        else { return nil }
        self.body = body
    }

    /// Reads `CZT-<body>-K`; nil for another form or a wrong check character.
    public init?(_ description: String) {
        guard let content = CodePrefix.trace.content(of: description),
            let code = TraceCode(body: String(content)), code.description == description
        else { return nil }
        self = code
    }

    /// Decodes the whole code.
    public init(from decoder: any Decoder) throws {
        self = try Self.decodedText(from: decoder)
    }

    /// Encodes the whole code.
    public func encode(to encoder: any Encoder) throws {
        try encodeText(to: encoder)
    }

    /// The whole code, `CZT-<body>-K`, where K is a check character (ISO/IEC 7064 MOD 37,36 over
    /// `CZT` and the body).
    public var description: String {
        let check = CodePrefix.trace.checkCharacter(body).map(String.init) ?? ""
        return "\(CodePrefix.trace.rawValue)\(body)-\(check)"
    }
}
