/// Check digits and check characters of the numbers that stand on parcels and goods.
public enum CheckDigits {
    /// The GS1 check digit of `body`: weights 3, 1, 3, … from the right, modulo 10.
    ///
    /// Source: GS1 General Specifications, section 7.9. Returns nil when `body` is empty or holds
    /// anything but ASCII digits.
    public static func gs1(of body: some StringProtocol) -> Character? {
        let digits = body.utf8
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        return Character(Unicode.Scalar(mod10(Array(digits)[...])))
    }

    /// Whether the last digit of `number` is the GS1 check digit of those before it.
    public static func isValidGS1(_ number: some StringProtocol) -> Bool {
        endsInMod10(Array(number.utf8)[...])
    }

    /// The ISO/IEC 7064 MOD 37,36 check character of `body`, which is one of 0–9 and A–Z.
    ///
    /// It catches every single wrong character. Returns nil when `body` is empty or holds anything
    /// but ASCII digits and capital letters.
    public static func mod37_36(of body: some StringProtocol) -> Character? {
        mod37_36(Array(body.utf8)).map { Character(Unicode.Scalar($0)) }
    }
}

extension CheckDigits {
    /// The check digit of digits, as ASCII.
    static func mod10(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        var weight = 3
        for digit in digits.reversed() {
            // Reduced at once, so that no length of input can overflow.
            sum = (sum + weight * digit.digitValue) % 10
            weight = 4 - weight
        }
        return UInt8(0x30 + (10 - sum) % 10)
    }

    static func endsInMod10(_ number: ArraySlice<UInt8>) -> Bool {
        guard number.count >= 2, number.isAllDigits, let last = number.last else { return false }
        return mod10(number.dropLast()) == last
    }

    static func mod37_36(_ body: [UInt8]) -> UInt8? {
        guard !body.isEmpty else { return nil }
        var product = 36
        for byte in body {
            guard let value = alphanumericValue(byte) else { return nil }
            let sum = (product + value) % 36
            product = (sum == 0 ? 36 : sum) * 2 % 37
        }
        return alphanumerics[(37 - product) % 36]
    }

    /// The pair of check characters of an alphanumeric key; nil outside character set 82.
    ///
    /// Source: GS1 General Specifications, section 7.9: positions in character set 82 weighted by
    /// the primes from the right, modulo 1021, written as two characters of 5 bits each.
    static func checkPair(of body: ArraySlice<UInt8>) -> [UInt8]? {
        guard body.count <= primes.count else { return nil }
        var sum = 0
        for (byte, prime) in zip(body.reversed(), primes) {
            guard let position = set82.firstIndex(of: byte) else { return nil }
            sum += position * prime
        }
        sum %= 1021
        return [set32[sum >> 5], set32[sum & 31]]
    }

    static func endsInCheckPair(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count >= 2, let pair = checkPair(of: value.dropLast(2)) else { return false }
        return value.suffix(2).elementsEqual(pair)
    }

    private static let alphanumerics = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    private static let set32 = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
    private static let set82 = (0x21...0x7A).filter { CharacterRepertoire.set82.contains($0) }

    /// The first 97 primes: enough for the longest value an element string can have.
    private static let primes: [Int] = {
        var found: [Int] = []
        var candidate = 2
        while found.count < 97 {
            if found.allSatisfy({ !candidate.isMultiple(of: $0) }) { found.append(candidate) }
            candidate += 1
        }
        return found
    }()

    private static func alphanumericValue(_ byte: UInt8) -> Int? {
        if byte.isDigit { return byte.digitValue }
        return byte.isUppercase ? Int(byte) - 0x41 + 10 : nil
    }
}
