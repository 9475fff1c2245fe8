import StrictYAML

extension PrinterOptions {
    init(reading mapping: inout YAMLMapping, _ protocolName: String) throws {
        let languageNode = try mapping.required("language")
        language = try languageNode.choice()
        let spoken = PrinterProtocol.all.first { $0.name == protocolName }?.language
        guard language == spoken else {
            throw languageNode.error("protocol \(protocolName) speaks another language")
        }
        dpi = try mapping.int("dpi", in: 100...1200)
        widthDots = try mapping.int("width_dots", in: 64...8192)
        encoding = try mapping.choice("encoding")
        fonts = try mapping.list("fonts").map { node in try node.mapping { try Font(reading: &$0) }
        }
        polarity = try mapping.choice("polarity")
        let status = try mapping.required("status").mapping { status in
            (
                reply: try status.choice("reply", StatusReply.self),
                bits: try status.optional("bits").map { try Self.statusBits($0) } ?? [],
                whilePrinting: try status.bool("while_printing", absent: true)
            )
        }
        statusReply = status.reply
        statusBits = status.bits
        answersWhilePrinting = status.whilePrinting
    }

    /// A mapping of one-bit masks to conditions, such as `"04": paper-out`.
    private static func statusBits(_ node: YAMLNode) throws -> [PrinterCondition?] {
        var bits = [PrinterCondition?](repeating: nil, count: 8)
        for (key, keyNode, value) in try node.entries() {
            guard let mask = ByteNotation.hex(key), mask.count == 1, mask[0].nonzeroBitCount == 1
            else {
                throw keyNode.error("a status bit is a mask of one bit: 01, 02, 04 … 80, in quotes")
            }
            let condition = try value.choice(PrinterCondition.self)
            guard condition != .ready else { throw value.error("a set bit cannot mean ready") }
            bits[mask[0].trailingZeroBitCount] = condition
        }
        return bits
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
