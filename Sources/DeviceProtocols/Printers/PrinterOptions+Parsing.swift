import StrictYAML

extension PrinterOptions {
    init(reading mapping: inout YAMLMapping, _ protocolName: String) throws {
        let languageNode = try mapping.required("language")
        language = try languageNode.choice()
        let spoken = PrinterProtocol.all.first { $0.name == protocolName }
        guard let spoken, language == spoken.language else {
            throw languageNode.error(
                "protocol \(protocolName) speaks another language",
                chinese: "协议 \(protocolName) 不是这种打印机语言，language 应和 protocol 一致")
        }
        dpi = try mapping.int("dpi", in: 100...1200)
        widthDots = try mapping.int("width_dots", in: 64...8192)
        encoding = try mapping.choice("encoding")
        fonts = try mapping.list("fonts").map { node in try node.mapping { try Font(reading: &$0) }
        }
        symbols = try Self.symbols(&mapping, language)
        fontBytes = try Self.fontBytes(&mapping, language, encoding)
        polarity = try mapping.choice("polarity")
        graphics = try Self.graphics(&mapping, language)
        afterLabel = try mapping.optionalChoice("after_label") ?? .none
        let status = try mapping.required("status").mapping { status in
            let reply = try Self.reply(&status, spoken)
            return (
                reply: reply, bits: try Self.statusBits(&status, bytes: reply.mappedBytes),
                silence: try status.optionalChoice("silence", Silence.self) ?? .unknown,
                whilePrinting: try status.bool("while_printing", absent: true)
            )
        }
        statusReply = status.reply
        statusBits = status.bits
        silence = status.silence
        answersWhilePrinting = status.whilePrinting
    }

    private static func symbols(
        _ mapping: inout YAMLMapping, _ language: Language
    ) throws -> [Symbol] {
        let nodes = try mapping.list("symbols")
        if let first = nodes.first, language != .escpos {
            throw first.error(
                "symbols are listed for ESC/POS printers only",
                chinese: "只有 ESC/POS 打印机才写 symbols")
        }
        return try nodes.map { try $0.choice() }
    }

    /// `stored_fonts`: only ZPL has a command for fonts that we draw, and they hold Unicode characters.
    private static func fontBytes(
        _ mapping: inout YAMLMapping, _ language: Language, _ encoding: TextEncoding
    ) throws -> Int? {
        guard let node = mapping.optional("stored_fonts") else { return nil }
        guard language == .zpl, encoding == .utf8 else {
            throw node.error(
                "fonts are stored in ZPL printers with the encoding utf-8 only",
                chinese: "只有 encoding 为 utf-8 的 ZPL 打印机才写 stored_fonts")
        }
        return try node.mapping { fonts in
            _ = try fonts.string("source")
            return try fonts.int("kilobytes", in: 64...65_536) * 1_024
        }
    }

    private static func graphics(
        _ mapping: inout YAMLMapping, _ language: Language
    ) throws -> Graphics {
        guard let node = mapping.optional("graphics") else {
            return language == .zpl ? .runs : .plain
        }
        let graphics: Graphics = try node.choice()
        guard language == .zpl || graphics == .plain else {
            throw node.error(
                "\(language.rawValue) has plain graphics only",
                chinese: "\(language.rawValue) 的图形只能写 plain")
        }
        return graphics
    }

    private static func reply(
        _ status: inout YAMLMapping, _ spoken: PrinterProtocol
    ) throws -> StatusReply {
        let node = try status.required("reply")
        let reply: StatusReply = try node.choice()
        guard reply == .none || spoken.replies.contains(reply) else {
            let known = spoken.replies.map(\.rawValue).joined(separator: ", ")
            throw node.error(
                "\(spoken.name) has no such reply; known: \(known), none",
                chinese: "\(spoken.name) 没有这种应答，可以写：\(known), none")
        }
        return reply
    }

    /// A mapping of one-bit masks to conditions, such as `"04": paper-out`, or `"2:04": cover-open`
    /// for the second of several status bytes.
    private static func statusBits(
        _ status: inout YAMLMapping, bytes count: Int
    ) throws -> [[PrinterConditions?]] {
        let empty = [PrinterConditions?](repeating: nil, count: 8)
        var bits = [[PrinterConditions?]](repeating: empty, count: count)
        guard let node = status.optional("bits") else { return bits }
        guard count > 0 else {
            throw node.error(
                "such a reply has no status bits", chinese: "这种应答没有状态位，去掉 bits")
        }
        for (key, keyNode, value) in try node.entries() {
            guard let (byte, bit) = place(key, bytes: count) else {
                throw keyNode.error(
                    "a status bit is a mask of one bit: 01, 02, 04 … 80, in quotes; with several"
                        + " status bytes after the byte's number: 2:04",
                    chinese: "状态位写成只有一位的掩码，加引号：\"01\"、\"02\" … \"80\"；有几个状态字节时前面加第几个字节：\"2:04\"")
            }
            bits[byte][bit] = try meaning(value)
        }
        return bits
    }

    private static func place(_ key: String, bytes count: Int) -> (byte: Int, bit: Int)? {
        let parts = key.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == (count > 1 ? 2 : 1), let last = parts.last,
            let mask = ByteNotation.hex(last), mask.count == 1, mask[0].nonzeroBitCount == 1
        else { return nil }
        let byte = count > 1 ? Int(parts[0]) ?? 0 : 1
        guard (1...count).contains(byte) else { return nil }
        return (byte - 1, mask[0].trailingZeroBitCount)
    }

    private static func meaning(_ node: YAMLNode) throws -> PrinterConditions {
        switch try node.string() {
        case "nothing": return []
        case "unexplained": return .unexplained
        default:
            let condition = try node.choice(PrinterCondition.self)
            guard condition != .ready else {
                throw node.error(
                    "a set bit cannot mean ready", chinese: "置 1 的位不能表示 ready；没有意义的位写 nothing")
            }
            return PrinterConditions(condition)
        }
    }
}

extension PrinterOptions.Font {
    init(reading mapping: inout YAMLMapping) throws {
        name = try mapping.string("name")
        width = try mapping.int("width", in: 4...512)
        height = try mapping.int("height", in: 4...512)
        covers = try mapping.choice("covers")
    }
}
