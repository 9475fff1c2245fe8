import StrictYAML

extension ScannerOptions {
    /// What holds for a protocol where the profile says nothing.
    init(protocolName: String) {
        let hasPackets = ScannerProtocol.named(protocolName)?.hasPackets ?? false
        self.init(suffix: hasPackets ? .none : .lineEnd)
    }

    init(reading mapping: inout YAMLMapping, _ protocolName: String) throws {
        let hasPackets = ScannerProtocol.named(protocolName)?.hasPackets ?? false
        let suffixNode = mapping.optional("suffix")
        let suffix = try suffixNode.map { try Suffix(reading: $0) }
        self.init(
            prefix: try mapping.optional("prefix")?.affix() ?? [],
            suffix: suffix ?? ScannerOptions(protocolName: protocolName).suffix,
            readsAIM: try mapping.bool("aim", absent: true),
            fixedLength: try mapping.optionalInt("fixed_length", in: Self.fixedLengths),
            longest: try mapping.optionalInt("longest", in: 1...Self.longestPayload)
                ?? Self.longestPayload,
            idleGapCompletes: try mapping.bool("idle_gap_completes", absent: false),
            duplicateMilliseconds: try mapping.optionalInt(
                "duplicates_ms", in: DuplicateFilter.windows),
            commands: try Self.commands(&mapping),
            answer: try mapping.optional("answer")?
                .mapping { try AnswerMarks(reading: &$0, isAllowed: !hasPackets) },
            keyboardMode: try mapping.optional("keyboard_usb")?
                .mapping { try KeyboardMode(reading: &$0) })
        if self.suffix == .none, fixedLength == nil, !idleGapCompletes, !hasPackets {
            throw (suffixNode ?? mapping.node).error(
                "without a suffix a code never ends: set fixed_length or idle_gap_completes",
                chinese: "没有后缀就不知道条码在哪里结束：请写 fixed_length 或 idle_gap_completes")
        }
        if answer != nil, !prefix.isEmpty || fixedLength != nil {
            throw mapping.node.error(
                "answer does not go with prefix or fixed_length",
                chinese: "answer 不能和 prefix、fixed_length 一起写")
        }
    }

    /// `trigger` starts and stops reading and always has both; `commands` has what else there is.
    private static func commands(
        _ mapping: inout YAMLMapping
    ) throws -> [ScannerCommand: [UInt8]] {
        var bytes: [ScannerCommand: [UInt8]] = [:]
        try mapping.optional("trigger")?.mapping { trigger in
            for command in [ScannerCommand.start, .stop] {
                bytes[command] = try trigger.required(command.rawValue).commandBytes()
            }
        }
        try mapping.optional("commands")?.mapping { others in
            for command in [ScannerCommand.enable, .disable, .beep] {
                if let node = others.optional(command.rawValue) {
                    bytes[command] = try node.commandBytes()
                }
            }
        }
        return bytes
    }
}

extension ScannerOptions.Suffix {
    init(reading node: YAMLNode) throws {
        switch try node.string() {
        case "line-end": self = .lineEnd
        case "none": self = .none
        default: self = .bytes(try node.affix())
        }
    }
}

extension ScannerOptions.AnswerMarks {
    fileprivate init(reading mapping: inout YAMLMapping, isAllowed: Bool) throws {
        guard isAllowed else {
            throw mapping.node.error(
                "packets tell answers from codes: leave answer out",
                chinese: "数据包本身分得清应答和条码：请去掉 answer")
        }
        let node = try mapping.required("start")
        start = try node.affix()
        end = try mapping.required("end").affix()
        if start.contains(ASCIIControl.cr) || start.contains(ASCIIControl.lf) {
            throw node.error(
                "a line end cannot begin an answer",
                chinese: "应答不能以换行开头")
        }
    }
}

extension KeyboardMode {
    init(reading mapping: inout YAMLMapping) throws {
        let node = try mapping.required("ids")
        let ids = try node.list().map { id in
            guard let match = USBMatch(try id.string(), serialPrefix: nil) else {
                throw id.error(
                    "a USB id is written as \"1eab:??03\", in lower case",
                    chinese: "USB 号写成 \"1eab:??03\"，小写")
            }
            return match
        }
        guard !ids.isEmpty else {
            throw node.error(
                "at least one USB id is needed",
                chinese: "至少要写一个 USB 号")
        }
        self.init(
            usb: ids, hintChinese: try mapping.string("zh"), hintEnglish: try mapping.string("en"))
    }
}

extension YAMLNode {
    fileprivate func commandBytes() throws -> [UInt8] {
        let bytes = try deviceBytes()
        guard (1...ScannerOptions.longestCommand).contains(bytes.count) else {
            throw error(
                "a command has 1…\(ScannerOptions.longestCommand) bytes",
                chinese: "命令写 1 到 \(ScannerOptions.longestCommand) 个字节")
        }
        return bytes
    }
}
