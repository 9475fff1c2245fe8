/// Reads GS1 Digital Link URIs.
///
/// Source: GS1 Digital Link Standard, URI Syntax. The scheme is all capitals or all small, as
/// there; key names such as `gtin`, dropped from the standard since, are still read.
enum DigitalLink {
    private static let names: [String: String] = [
        "gtin": "01", "itip": "8006", "gmn": "8013", "cpid": "8010", "gln": "414", "party": "417",
        "gsrnp": "8017", "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401",
        "gsin": "402", "grai": "8003", "giai": "8004", "cpv": "22", "lot": "10", "ser": "21",
        "cpsn": "8011", "glnx": "254", "refno": "8020", "srin": "8019",
    ]

    /// A piece of the path or query: identifier and where its raw value stands.
    private struct Pair {
        let digits: ArraySlice<UInt8>
        let start: Int
        let value: Range<Int>
    }

    /// The element strings of a URI; nil when it is no http(s) URI with a GS1 key in its path.
    static func read(_ bytes: [UInt8]) -> ElementReading? {
        guard let pathStart = pathStart(bytes) else { return nil }
        let fragment = bytes[pathStart...].firstIndex(of: 0x23) ?? bytes.count
        let query = bytes[pathStart..<fragment].firstIndex(of: 0x3F) ?? fragment
        guard let path = pathPairs(bytes, pathStart..<query) else { return nil }
        var reading = ElementReading()
        for pair in path where !append(pair, bytes, to: &reading, inQuery: false) {
            return reading
        }
        if !isKeyWithQualifiers(path) {
            reading.fail(.linkOrder, ai: path[0].digits.text, at: path[0].start)
            return reading
        }
        readQuery(bytes, min(query + 1, fragment)..<fragment, path, into: &reading)
        if reading.error == nil { reading.finish() }
        return reading
    }

    /// Where the path begins: after the scheme and a domain of allowed characters.
    private static func pathStart(_ bytes: [UInt8]) -> Int? {
        guard bytes.count <= ElementReading.payloadBytesMax,
            let scheme = ["https://", "HTTPS://", "http://", "HTTP://"]
                .first(where: { bytes.starts(with: $0.utf8) }),
            bytes.allSatisfy(isURICharacter)
        else { return nil }
        let domain = bytes[scheme.utf8.count...].prefix { $0 != 0x2F }
        guard !domain.isEmpty, domain.endIndex < bytes.count,
            domain.allSatisfy({ !"_~?#@!$&'()*+,;=%".utf8.contains($0) })
        else { return nil }
        return domain.endIndex
    }

    private static func isURICharacter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }

    /// The pairs of the path from its rightmost key on, walked from the end.
    private static func pathPairs(_ bytes: [UInt8], _ range: Range<Int>) -> [Pair]? {
        var pairs: [Pair] = []
        var end = range.upperBound
        while let valueSlash = bytes[range.lowerBound..<end].lastIndex(of: 0x2F),
            let nameSlash = bytes[range.lowerBound..<valueSlash].lastIndex(of: 0x2F),
            let digits = identifier(bytes[(nameSlash + 1)..<valueSlash]),
            let match = AIIndex.shared.match(digits)
        {
            pairs.append(
                Pair(digits: digits, start: nameSlash + 1, value: (valueSlash + 1)..<end))
            if AIIndex.shared.rows[match.row].linkQualifiers != nil { return pairs.reversed() }
            end = nameSlash
        }
        return nil
    }

    private static func identifier(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard (2...5).contains(name.count) else { return nil }
        if name.isAllDigits { return name }
        return names[name.text].map { Array($0.utf8)[...] }
    }

    /// Whether what follows the key is one of its sequences of qualifiers, some perhaps left out.
    private static func isKeyWithQualifiers(_ path: [Pair]) -> Bool {
        qualifiers(of: path).contains { isSubsequence(path.dropFirst().map(\.digits.text), of: $0) }
    }

    private static func qualifiers(of path: [Pair]) -> [[String]] {
        AIIndex.shared.match(path[0].digits).map { AIIndex.shared.rows[$0.row] }?.linkQualifiers
            ?? []
    }

    private static func isSubsequence(_ part: [String], of whole: [String]) -> Bool {
        var rest = whole[...]
        for name in part {
            guard let place = rest.firstIndex(of: name) else { return false }
            rest = rest[(place + 1)...]
        }
        return true
    }

    /// Reads `name=value` parameters; names that are not all digits are other people's.
    private static func readQuery(
        _ bytes: [UInt8], _ range: Range<Int>, _ path: [Pair], into reading: inout ElementReading
    ) {
        for parameter in bytes[range].split(separator: 0x26) {
            guard let equals = parameter.firstIndex(of: 0x3D) else { continue }
            let name = parameter[..<equals]
            guard !name.isEmpty, name.isAllDigits else { continue }
            let pair = Pair(
                digits: name, start: name.startIndex, value: (equals + 1)..<parameter.endIndex)
            guard append(pair, bytes, to: &reading, inQuery: true) else { return }
            if !isAttribute(name, beside: path) {
                return reading.fail(.linkAttribute, ai: name.text, at: name.startIndex)
            }
        }
    }

    /// Whether an identifier may stand in the query: not one that belongs into this path.
    private static func isAttribute(_ digits: ArraySlice<UInt8>, beside path: [Pair]) -> Bool {
        guard let match = AIIndex.shared.match(digits) else { return false }
        let ownQualifiers = qualifiers(of: path).filter { sequence in
            isSubsequence(path.dropFirst().map(\.digits.text), of: sequence)
        }
        return AIIndex.shared.rows[match.row].isLinkAttribute
            && !ownQualifiers.contains { $0.contains(digits.text) }
            && !path.contains { $0.digits.elementsEqual(digits) }
    }

    /// Decodes a value and takes it in; returns false after an error.
    private static func append(
        _ pair: Pair, _ bytes: [UInt8], to reading: inout ElementReading, inQuery: Bool
    ) -> Bool {
        var value = percentDecoded(bytes[pair.value], plusIsSpace: inQuery)
        let isGTIN = pair.digits.elementsEqual("01".utf8)
        if isGTIN, [8, 12, 13].contains(value.count) {
            value = [UInt8](repeating: 0x30, count: 14 - value.count) + value
        }
        return reading.appendElement(
            pair.digits, value, at: pair.start, valueAt: pair.value.lowerBound,
            isSpelledOut: value.count == pair.value.count)
    }

    private static func percentDecoded(
        _ raw: ArraySlice<UInt8>, plusIsSpace: Bool
    ) -> [UInt8] {
        var out: [UInt8] = []
        var index = raw.startIndex
        while index < raw.endIndex {
            if raw[index] == 0x25, index + 2 < raw.endIndex, let high = raw[index + 1].hexValue,
                let low = raw[index + 2].hexValue
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(plusIsSpace && raw[index] == 0x2B ? 0x20 : raw[index])
                index += 1
            }
        }
        return out
    }
}
