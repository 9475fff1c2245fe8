import Identifiers

/// `identify`: any text is told apart, and what is told holds together.
struct IdentifyTarget: FuzzTarget {
    let name = "identify"

    /// Longest escape of a byte in JSON is six bytes; a key padded to 14 digits adds some more, and
    /// elements and candidates repeat their parts of the input.
    private static let lineLengthMax = (perByte: 16, fixed: 1024)

    let seeds: [[UInt8]] = [
        "0106901234567892", "]C10106901234567892\u{1D}10LOT7\u{1D}21A", "]d2011234567890123110A",
        "(01)09501101530003(17)271231(10)AB\\(12", "[00]106141411234567897", "]E06901234567892",
        "]E3690123456789212345", "]E15 3", "]E212345", "]E412345670", "RR123456785CN",
        "https://id.gs1.org/01/09501101530003/22/2A/10/ABC/21/12?17=271231&x=%41+",
        "HTTP://example.org/gtin/012345678905/lot/A", "SF1234567890123", "JDVA11408814483-1-2",
        "77316523125896", "CZC-CANCEL-K", "CZT-1", "CZP-3-2-0017-K", "CZD-411521100000-1",
        "3922123PC14A(3103)000195", "8020X\u{1D}4151234567890128", "7007210101210131", "村民甲",
    ].map { Array($0.utf8) }

    func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        let found = identify(text)
        let line = found.jsonLine
        demand(found.input == text, "the input is told as it was")
        demand(!line.utf8.contains(0x0A) && line.hasSuffix("}"), "one line of JSON")
        demand(
            line.utf8.count <= text.utf8.count * Self.lineLengthMax.perByte
                + Self.lineLengthMax.fixed, "the line is bounded")
        demandRanks(found.candidates)
        let settled = identify(text, history: [.yunda: 3, .sf: 2, .jd: 9])
        demand(
            Set(settled.candidates.map(\.carrier)) == Set(found.candidates.map(\.carrier)),
            "a history orders candidates and makes none")
        demand(settled.kind == found.kind, "a history makes no other kind")
        if found.kind == .gs1, found.error == nil { demandRoundTrip(found) }
    }

    private func demandRanks(_ candidates: [CarrierCandidate]) {
        demand(candidates.map(\.rank) == Array(1..<(candidates.count + 1)), "ranks are 1, 2, …")
        demand(Set(candidates.map(\.carrier)).count == candidates.count, "each carrier once")
    }

    /// What is right can be written again, and is read as the same.
    private func demandRoundTrip(_ found: Identification) {
        guard let data = ElementString.joined(found.elements) else {
            return demand(false, "right elements can be joined")
        }
        let again = identify("]C1" + data)
        demand(again.elements == found.elements && again.error == nil, "joined elements read back")
    }
}
