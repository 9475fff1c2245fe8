/// Which carriers use waybill numbers of a given form.
///
/// No carrier publishes its forms and public collections disagree, so digits alone only make
/// candidates; letters in front settle it. Compiled from several public collections of patterns.
enum CourierNumbers {
    /// No waybill number is longer, its parcel suffix included.
    static let lengthMax = 40

    /// The candidates for a number, best first; a carrier settled by letters stands alone.
    ///
    /// With `history`, counts of what came in by each carrier, candidates by digits are ordered by
    /// it, and by the table where the counts are equal.
    static func candidates(
        for bytes: [UInt8], history: [Carrier: Int] = [:]
    ) -> [CarrierCandidate] {
        guard bytes.count >= 8, bytes.count <= lengthMax else { return [] }
        if let carrier = settledByLetters(bytes) { return [.init(carrier: carrier, rank: 1)] }
        var carriers: [Carrier] = []
        if bytes.isAllDigits, bytes.count < digitForms.count {
            for form in digitForms[bytes.count] where !carriers.contains(form.carrier) {
                if form.prefix.isEmpty || bytes.starts(with: form.prefix) {
                    carriers.append(form.carrier)
                }
            }
        }
        return ranked(carriers, history)
    }

    /// Carriers ordered by how often each came, and as they are where the counts are equal.
    static func ranked(
        _ carriers: [Carrier], _ history: [Carrier: Int]
    ) -> [CarrierCandidate] {
        let order =
            history.isEmpty
            ? Array(carriers)
            : carriers.enumerated().sorted { left, right in
                let counts = (history[left.element] ?? 0, history[right.element] ?? 0)
                return counts.0 == counts.1 ? left.offset < right.offset : counts.0 > counts.1
            }.map(\.element)
        return order.enumerated().map { CarrierCandidate(carrier: $1, rank: $0 + 1) }
    }

    // MARK: Letters

    /// A form that begins with letters: nothing else looks like it.
    private struct LetterForm {
        let carrier: Carrier
        let prefix: [UInt8]
        /// How many digits follow.
        let digits: ClosedRange<Int>
        /// Whether `-1-2` may follow: which of how many parcels.
        let takesSuffix: Bool

        init(
            _ carrier: Carrier, _ prefix: String, _ digits: ClosedRange<Int>, suffix: Bool = false
        ) {
            self.carrier = carrier
            self.prefix = Array(prefix.utf8)
            self.digits = digits
            takesSuffix = suffix
        }

        func fits(_ bytes: [UInt8]) -> Bool {
            guard bytes.starts(with: prefix) else { return false }
            let number = bytes[prefix.count...].prefix { $0.isDigit }
            guard digits.contains(number.count) else { return false }
            let rest = bytes[number.endIndex...]
            return rest.isEmpty
                || takesSuffix && rest.first == 0x2D
                    && rest.allSatisfy { $0.isDigit || $0 == 0x2D }
        }
    }

    private static let letterForms: [LetterForm] =
        [
            LetterForm(.sf, "SF", 12...13),
            LetterForm(.yto, "YT", 10...13),
            LetterForm(.yto, "YC", 10...13),
            LetterForm(.sto, "STO", 10...10),
            LetterForm(.jt, "JT", 12...13),
            LetterForm(.jd, "JD", 11...15, suffix: true),
            LetterForm(.jd, "JDX", 12...12, suffix: true),
            LetterForm(.jd, "JDK", 12...12, suffix: true),
            LetterForm(.deppon, "DPK", 11...20, suffix: true),
            LetterForm(.cainiao, "LP", 10...20),
            LetterForm(.cainiao, "CN", 10...20),
            LetterForm(.cainiao, "CAINIAO", 10...20),
        ]
        + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map { LetterForm(.jd, "JDV\($0)", 11...11, suffix: true) }

    /// Letters with a carrier of their own, which the general two-letter form leaves alone.
    private static let reservedLetters = Set(["SF", "JT", "JD", "LP", "CN"].map { Array($0.utf8) })

    private static func settledByLetters(_ bytes: [UInt8]) -> Carrier? {
        guard bytes[0].isUppercase else { return nil }
        // Foreign mail too is brought by China Post.
        if S10.hasForm(bytes) {
            return S10.checkDigit(bytes[2..<10]) == bytes[S10.checkDigitAt] ? .ems : nil
        }
        if let form = letterForms.first(where: { $0.fits(bytes) }) { return form.carrier }
        let isTwoLetters =
            bytes[1].isUppercase && (12...15).contains(bytes.count) && bytes[2...].isAllDigits
            && !reservedLetters.contains(Array(bytes[..<2]))
        return isTwoLetters ? .yto : nil
    }

    // MARK: Digits

    private struct DigitForm {
        let carrier: Carrier
        let prefix: [UInt8]
    }

    /// Forms of digits by length, the likelier first.
    private static let digitForms: [[DigitForm]] = {
        var forms = [[DigitForm]](repeating: [], count: 20)
        for (carrier, prefixes, lengths) in digitTable {
            for length in lengths {
                for prefix in prefixes.split(separator: " ") {
                    let bytes = prefix == "*" ? [] : Array(prefix.utf8)
                    forms[length].append(DigitForm(carrier: carrier, prefix: bytes))
                }
            }
        }
        return forms
    }()

    /// Carrier, first digits (`*` any), whole lengths; in the order of the ranks.
    private static let digitTable: [(Carrier, String, ClosedRange<Int>)] = [
        (.sto, "77", 12...15),
        (.sto, "268 888 588 688 368 468 568 668 768 868 968", 12...16),
        (.ems, "10 11 12 50 51 52 95 96 97 98 99", 13...13),
        (.yunda, "1 43 46", 13...13),
        (.yunda, "43 46", 15...15),
        (.zto, "75 78 73 76 63 64 72 54 55 56 90 91 92 93 94 95 98 36 68 39 50 53 37", 12...12),
        (.zto, "4 120 881 882 885 960 665 666 5711 2008 2009 2010 2013", 12...12),
        (.zto, "21 22 23 24 25 26 27 28 29", 12...12),
        (.yto, "6 7 8 9", 18...18),
        (.sto, "11 22 40", 12...12),
        (.sto, "33 55 66 4", 13...13),
        (.sto, "88 99", 15...15),
        (.zto, "*", 14...14),
        (.sf, "*", 12...12),
        (.yunda, "*", 13...13),
        (.yunda, "*", 15...15),
        (.sf, "*", 15...15),
        (.yto, "*", 12...15),
        (.sf, "*", 13...14),
        (.deppon, "*", 8...10),
    ]
}
