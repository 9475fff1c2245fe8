import StrictYAML

extension DeviceSettings {
    /// Reads the block `settings` of a profile.
    init(reading mapping: inout YAMLMapping) throws {
        dialect = try mapping.choice("dialect")
        flashWritesPerDay =
            try mapping.optionalInt("flash_writes_per_day", in: Self.flashWritesPerDay) ?? 5
        source = try mapping.string("source")
        let node = try mapping.required("list")
        let dialect = dialect
        list = try node.list().map { node in
            try node.mapping { try DeviceSetting(reading: &$0, dialect) }
        }
        guard !list.isEmpty else {
            throw node.error(
                "at least one setting is needed",
                chinese: "至少要写一项设置")
        }
        guard Set(list.map(\.key)).count == list.count else {
            throw node.error(
                "two settings have the same key",
                chinese: "有两项设置的 key 相同")
        }
    }
}

extension DeviceSetting {
    fileprivate init(reading mapping: inout YAMLMapping, _ dialect: SettingsDialect) throws {
        key = try Self.key(mapping.required("key"))
        let name = try mapping.required("name").mapping { name in
            (try name.string("zh"), try name.string("en"))
        }
        (chinese, english) = name
        let words = try Self.words(&mapping, dialect)
        (tag, value, command, question, answer) = words
        factory = try mapping.optionalString("factory")
        stores = try Self.stores(&mapping, dialect)
        verification = try Self.verification(&mapping, dialect, asks: !words.question.isEmpty)
        pauseMilliseconds =
            try mapping.optionalInt("pause_ms", in: DeviceSettings.pauses) ?? dialect.usualPause
        needsReboot = try mapping.bool("needs_reboot", absent: false)
        thenProfile = try mapping.optional("then_profile").map(Self.profileID)
    }

    private static func profileID(_ node: YAMLNode) throws -> String {
        let id = try node.string()
        guard DeviceClass.allCases.contains(where: { id.hasPrefix($0.idPrefix) }) else {
            throw node.error(
                "a profile's ID is written as scales/generic-mt-sics",
                chinese: "档案名写成 scales/generic-mt-sics 这样")
        }
        return id
    }

    private typealias Words = (
        tag: String, value: String, command: [UInt8], question: [UInt8], answer: [UInt8]
    )

    private static func key(_ node: YAMLNode) throws -> String {
        let key = try node.string()
        let isWord = key.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isWord, !key.hasPrefix("-") else {
            throw node.error(
                "a key is lower-case letters, digits and hyphens",
                chinese: "key 只能用小写字母、数字和连字符")
        }
        return key
    }

    private static func words(
        _ mapping: inout YAMLMapping, _ dialect: SettingsDialect
    ) throws -> Words {
        switch dialect {
        case .honeywell, .newland, .newlandOld, .zpl, .ssi:
            let tagNode = try mapping.required("tag")
            let valueNode = try mapping.required("value")
            let tag = try dialect.checkedTag(tagNode)
            let value = try dialect.checkedValue(valueNode)
            return (tag, value, [], [], [])
        case .tspl:
            let command = try mapping.required("set").deviceBytes()
            guard let ask = try mapping.optional("ask")?.deviceBytes() else {
                return ("", try mapping.string("value"), command, [], [])
            }
            return ("", try mapping.string("value"), command, ask, [])
        case .aclas, .ohaus:
            let command = try mapping.required("set").deviceBytes()
            let value = try mapping.string("value")
            guard let ask = try mapping.optional("ask")?.deviceBytes() else {
                return ("", value, command, [], [])
            }
            return ("", value, command, ask, try mapping.required("answer").deviceBytes())
        }
    }

    private static func stores(
        _ mapping: inout YAMLMapping, _ dialect: SettingsDialect
    ) throws -> Set<SettingsStore> {
        guard let node = mapping.optional("store") else { return dialect.usualStores }
        let stores = Set(try node.list().map { try $0.choice(SettingsStore.self) })
        guard !stores.isEmpty else {
            throw node.error(
                "name ram, flash or both",
                chinese: "写 ram、flash，或两个都写")
        }
        return stores
    }

    private static func verification(
        _ mapping: inout YAMLMapping, _ dialect: SettingsDialect, asks: Bool
    ) throws -> Verification {
        let usual: Verification =
            switch dialect {
            case .honeywell, .newland, .ssi, .zpl: .readback
            case .newlandOld: .echo
            case .tspl, .aclas, .ohaus: asks ? .readback : .none
            }
        guard let node = mapping.optional("verify") else { return usual }
        let verification = try node.choice(Verification.self)
        switch (verification, usual) {
        case (.readback, .echo), (.readback, .none):
            throw node.error(
                "this device cannot be asked; write echo or none",
                chinese: "这种设备不能查询，请写 echo 或 none")
        case (.echo, _) where !dialect.speech.answersCommands:
            throw node.error(
                "\(dialect.rawValue) confirms no command; write none",
                chinese: "\(dialect.rawValue) 不确认命令，请写 none")
        default: return verification
        }
    }
}

extension SettingsDialect {
    /// Where devices keep what they are told, unless a profile says otherwise.
    ///
    /// Where the makers do not say it, the more careful answer is taken: flash, which is counted.
    fileprivate var usualStores: Set<SettingsStore> {
        switch self {
        case .honeywell, .newland, .ssi, .zpl: [.ram, .flash]
        case .newlandOld, .aclas, .ohaus, .tspl: [.flash]
        }
    }

    /// Milliseconds after a write.
    fileprivate var usualPause: Int {
        switch self {
        case .honeywell, .newland, .newlandOld, .ssi: 50
        case .aclas, .ohaus: 500
        case .tspl, .zpl: 100
        }
    }

    fileprivate func checkedTag(_ node: YAMLNode) throws -> String {
        let tag = try node.string()
        switch self {
        case .honeywell, .newland:
            guard tag.utf8.count == 6, tag.utf8.allSatisfy(isTagByte) else {
                throw node.error(
                    "a tag has six capital letters or digits, such as SUFBK2",
                    chinese: "tag 是六个大写字母或数字，如 SUFBK2")
            }
        case .newlandOld:
            guard tag.utf8.count == 4, tag.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw node.error(
                    "a command has four digits, such as \"5503\"",
                    chinese: "命令是四位数字，如 \"5503\"")
            }
        case .ssi:
            // F0, F1 and F2 begin a number of two bytes.
            let bytes = ByteNotation.hex(tag) ?? []
            let isLong = (0xF0...0xF2).contains(bytes.first ?? 0)
            guard bytes.count == (isLong ? 2 : 1) else {
                throw node.error(
                    "a parameter is its SSI number in hex, such as \"2d\" or f04e",
                    chinese: "参数写它的十六进制 SSI 编号，如 \"2d\" 或 f04e")
            }
        case .zpl:
            guard !tag.isEmpty, tag.utf8.allSatisfy(isVariableByte) else {
                throw node.error(
                    "a variable is lower-case words and dots, such as print.tone",
                    chinese: "变量名是小写单词加点，如 print.tone")
            }
        case .aclas, .ohaus, .tspl: break
        }
        return tag
    }

    fileprivate func checkedValue(_ node: YAMLNode) throws -> String {
        let value = try node.string()
        switch self {
        case .ssi:
            guard ByteNotation.hex(value)?.isEmpty == false else {
                throw node.error(
                    "a parameter's value is hexadecimal bytes, such as \"01\"",
                    chinese: "参数值写十六进制字节，如 \"01\"")
            }
        case .honeywell, .newland, .newlandOld:
            let ends = Array(".!;,?*^&".utf8)
            let isPlain = value.utf8.allSatisfy { (0x21...0x7E).contains($0) && !ends.contains($0) }
            guard isPlain, value.utf8.count <= 100 else {
                throw node.error(
                    "a value is at most 100 characters without . ! ; , ? * ^ &",
                    chinese: "值最多 100 个字符，不能有 . ! ; , ? * ^ &")
            }
        case .zpl:
            guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 }) else {
                throw node.error(
                    "a variable's value is plain text without quotes",
                    chinese: "变量值是不带引号的普通文字")
            }
        case .aclas, .ohaus, .tspl: break
        }
        return value
    }

    private func isTagByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private func isVariableByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }
}
