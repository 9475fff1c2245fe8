/// How printers of each language are asked who they are.
enum PrinterIdentity {
    /// Longest name taken, in bytes.
    private static let longest = 128

    /// `~!T`: the model as text (source: TSPL/TSPL2 programming manual of TSC).
    static let tspl = IdentityQuery(send: Array("~!T\r\n".utf8)) { answer in
        let lines = answer.split { $0 == ASCIIControl.cr || $0 == ASCIIControl.lf || $0 == 0 }
        return lines.count == 1 ? lines.first.flatMap { text($0) } : nil
    }

    /// `~HI`: `STX model,version,dots per mm,memory,options ETX CR LF` (source: Zebra's ZPL II
    /// programming guide, host identification).
    static let zpl = IdentityQuery(send: Array("~HI".utf8)) { answer in
        guard answer.first == ASCIIControl.stx,
            let end = answer.firstIndex(of: ASCIIControl.etx),
            answer[(end + 1)...].allSatisfy({ $0 == ASCIIControl.cr || $0 == ASCIIControl.lf })
        else { return nil }
        let fields = answer[1..<end].split(
            separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count >= 4 else { return nil }
        return fields.first.flatMap { text($0) }
    }

    /// `getvar "appl.name"`: the firmware's name in quotes (source: Zebra's SGD command reference).
    static let cpcl = IdentityQuery(send: Array("! U1 getvar \"appl.name\"\r\n".utf8)) { answer in
        let quote = UInt8(ascii: "\"")
        let parts = answer.split(separator: quote, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty,
            parts[2].allSatisfy({ $0 == ASCIIControl.cr || $0 == ASCIIControl.lf }),
            !parts[1].elementsEqual("?".utf8)
        else { return nil }
        return text(parts[1])
    }

    /// `GS I 67`: `_`, the model, NUL (source: Epson's command references, GS I).
    static let escpos = IdentityQuery(send: [ASCIIControl.gs, 0x49, 67]) { answer in
        guard answer.first == UInt8(ascii: "_"), answer.last == 0 else { return nil }
        return text(answer.dropFirst().dropLast())
    }

    /// A name of printable ASCII, or nil.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard (2...longest).contains(bytes.count), bytes.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
