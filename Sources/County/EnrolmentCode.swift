internal import Crypto

/// The one-time code a clerk gives to whoever sets up a station.
///
/// 28 symbols of Crockford's base 32, 140 random bits, in groups of four; read without regard to
/// case, spaces and hyphens, with O for 0 and I or L for 1. Only its hash is kept.
public struct EnrolmentCode: Sendable, Equatable {
    /// Symbols in a code.
    public static let length = 28
    /// How long a code can be used, in milliseconds: a day.
    public static let lifetime: Int64 = 24 * 3_600_000
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private let symbols: String

    /// A new code from a source of randomness, which outside tests is the system's.
    public init(using generator: inout some RandomNumberGenerator) {
        symbols = String(
            (0..<Self.length).map { _ in
                Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
            })
    }

    /// Reads a code as typed; nil when it cannot be one.
    public init?(_ text: String) {
        guard text.utf8.count <= 4 * Self.length else { return nil }
        var symbols: [Character] = []
        for character in text.uppercased() where character != "-" && !character.isWhitespace {
            let symbol: Character =
                switch character {
                case "O": "0"
                case "I", "L": "1"
                default: character
                }
            guard Self.alphabet.contains(symbol) else { return nil }
            symbols.append(symbol)
        }
        guard symbols.count == Self.length else { return nil }
        self.symbols = String(symbols)
    }

    /// In groups, to read out and type.
    public var grouped: String {
        stride(from: 0, to: Self.length, by: 4)
            .map { String(symbols.dropFirst($0).prefix(4)) }.joined(separator: "-")
    }

    /// What is stored and compared.
    public var hash: [UInt8] { Array(SHA256.hash(data: Array(symbols.utf8))) }
}
