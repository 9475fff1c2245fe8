extension Identification {
    /// One line of JSON with the keys `input`, `kind`, `elements`, `candidates` and `error`.
    ///
    /// All keys are always there, in this order; `error` is null or has `code`, `ai` and `at`.
    /// Control characters are escaped, so that the line holds no line end.
    public var jsonLine: String {
        var out = "{\"input\":"
        Self.append(input, to: &out)
        out += ",\"kind\":\"\(kind.rawValue)\",\"elements\":["
        for (place, element) in elements.enumerated() {
            out += place == 0 ? "{\"ai\":" : ",{\"ai\":"
            Self.append(element.ai, to: &out)
            out += ",\"value\":"
            Self.append(element.value, to: &out)
            out += "}"
        }
        out += "],\"candidates\":["
        for (place, candidate) in candidates.enumerated() {
            out += place == 0 ? "" : ","
            out += "{\"carrier\":\"\(candidate.carrier.rawValue)\",\"rank\":\(candidate.rank)}"
        }
        out += "],\"error\":"
        appendError(to: &out)
        return out + "}"
    }

    private func appendError(to out: inout String) {
        guard let error else {
            out += "null"
            return
        }
        out += "{\"code\":\"\(error.code)\",\"ai\":"
        if let ai = error.ai { Self.append(ai, to: &out) } else { out += "null" }
        out += ",\"at\":\(error.at.map(String.init) ?? "null")}"
    }

    /// Appends a JSON string (RFC 8259, section 7).
    private static func append(_ text: String, to out: inout String) {
        let hex = Array("0123456789abcdef".unicodeScalars)
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: out += "\\\""
            case 0x5C: out += "\\\\"
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029:
                out += "\\u"
                for shift in [12, 8, 4, 0] {
                    out.unicodeScalars.append(hex[Int(scalar.value >> UInt32(shift)) & 0xF])
                }
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}
