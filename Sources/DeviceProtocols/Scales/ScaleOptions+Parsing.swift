import StrictYAML

extension ScaleOptions {
    /// Longest question a profile may ask a scale, in bytes.
    static let longestPoll = 32

    /// Reads the options that a protocol has; those of other protocols are unknown keys.
    init(reading mapping: inout YAMLMapping, _ protocolName: String) throws {
        self.init(
            unit: try mapping.optionalChoice("unit") ?? .kg,
            pollGapMilliseconds: try mapping.optionalInt("poll_gap_ms", in: 50...10_000),
            limits: try ScaleLimits(reading: &mapping))
        poll = try Self.poll(mapping.optional("poll"))
        beepsWhenPolled = try mapping.bool("poll_beeps", absent: false)
        answersNewWeightsOnly = try mapping.bool("answers_new_weights_only", absent: false)
        switch protocolName {
        case "mt-continuous": continuous = try MTContinuousOptions(reading: &mapping)
        case "yaohua-command": yaohuaCommand = try YaohuaCommandOptions(reading: &mapping)
        case "cas-ecr": ecr.checkedBytes = try mapping.optionalChoice("checked_bytes") ?? .text
        case "bcd": bcd = try BCDOptions(reading: &mapping)
        case ScaleProtocol.columns:
            layouts = try ColumnLayout.list(mapping.required("layout"))
        default: break
        }
    }

    private static func poll(_ node: YAMLNode?) throws -> [UInt8] {
        guard let node else { return [] }
        let bytes = try node.deviceBytes()
        guard (1...longestPoll).contains(bytes.count) else {
            throw node.error(
                "a poll has 1…\(longestPoll) bytes",
                chinese: "询问命令写 1 到 \(longestPoll) 个字节")
        }
        return bytes
    }
}

extension MTContinuousOptions {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        self.init(
            layout: try mapping.optionalChoice("layout") ?? .auto,
            checksum: try mapping.optionalChoice("checksum") ?? .auto,
            hasLineFeed: try mapping.bool("line_feed", absent: false))
    }
}

extension YaohuaCommandOptions {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        let node = mapping.optional("address")
        let letters = try node.map { Array(try $0.string().utf8) }
        if let node, let letters, letters.count != 1 || !(0x41...0x5A).contains(letters[0]) {
            throw node.error(
                "an address is one letter A…Z; number 1 on the indicator is A",
                chinese: "地址是一个字母 A 到 Z；仪表上的 1 号就是 A")
        }
        self.init(
            address: letters?.first, reads: try mapping.optionalChoice("reads") ?? .gross)
        checkDigits = try mapping.optionalChoice("check_digits") ?? .letters
    }
}

extension BCDOptions {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        self.init(
            hasUnitByte: try mapping.bool("unit_byte", absent: false),
            codeOfNoDecimals: try mapping.optionalInt("code_of_no_decimals", in: 0...1) ?? 1)
    }
}
