import StrictYAML

/// What a profile that can be read still lacks, told to the person who writes it.
public struct ProfileFinding: Sendable, Hashable {
    /// The key to look at, such as `examples`.
    public let key: String
    /// What is wrong and what to do, in Chinese.
    public let chinese: String
    /// The same in English.
    public let english: String

    init(_ key: String, _ chinese: String, _ english: String) {
        self.key = key
        self.chinese = chinese
        self.english = english
    }
}

extension DeviceProfile {
    /// Least number of examples of a profile.
    static let examplesMin = 2
    /// Shortest source that can name a document.
    static let sourceLengthMin = 8

    /// Reads a profile of which only the file's name is known; the class inside says the rest.
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: The file, for errors.
    ///   - name: The file's name without its ending.
    /// - Returns: The profile.
    /// - Throws: `YAMLError` for anything unknown, missing or contradictory.
    public static func parse(_ text: String, file: String, name: String) throws -> DeviceProfile {
        let entries = try YAMLDocument(text: text, file: file).root.entries()
        let written = try? entries.first { $0.key == "class" }?.value.choice(DeviceClass.self)
        return try parse(text, file: file, id: (written ?? .scanner).idPrefix + name.lowercased())
    }

    /// The keys without which no profile can be read, and what each is for.
    private static let requiredKeys: [(key: String, chinese: String, english: String)] = [
        ("class", "设备类别：scanner、scale 或 printer", "the kind: scanner, scale or printer"),
        ("maker", "厂商", "who makes it"), ("model", "型号", "the model's name"),
        ("protocol", "协议，看同类文件", "the protocol; look at a like device's file"),
        ("line", "串口设置，如 {baud: [9600]}", "the line's settings, such as {baud: [9600]}"),
        ("evidence", "依据等级；没有真机录制就写 datasheet", "the grade; datasheet without a recording"),
        ("source", "依据的资料：厂家、文件名、页码", "the document: maker, title, page"),
        (
            "examples", "至少 \(examplesMin) 个样例：bytes 和它解出的 lines",
            "at least \(examplesMin) examples: bytes, and the lines they give"
        ),
    ]

    /// The keys that a file lacks to be read as a profile at all, all at once.
    public static func missingKeys(in text: String, file: String) -> [ProfileFinding] {
        guard let entries = try? YAMLDocument(text: text, file: file).root.entries() else {
            return []
        }
        return requiredKeys.filter { required in
            !entries.contains { $0.key == required.key }
        }.map { ProfileFinding($0.key, "缺少：\($0.chinese)。", "missing: \($0.english)") }
    }

    /// What is missing or wrong in a profile that could be read.
    /// - Parameters:
    ///   - others: All profiles known so far; one with the same ID is passed over.
    ///   - recorded: The IDs of profiles that a recording of a real device proves.
    /// - Returns: The findings; none when the file is complete.
    public func check(
        among others: [DeviceProfile], recorded: Set<String> = []
    ) -> [ProfileFinding] {
        let others = others.filter { $0.id != id }
        return nameFindings(others) + evidenceFindings(recorded) + exampleFindings()
            + duplicateFindings(others)
    }

    /// Whether it stands for a protocol rather than for a model.
    public var isGeneric: Bool { fileName.hasPrefix("generic-") }

    /// Whether another model is the same on the line: then one is an alias of the other.
    public func behaves(like other: DeviceProfile) -> Bool {
        deviceClass == other.deviceClass && protocolName == other.protocolName && line == other.line
            && idleGapMilliseconds == other.idleGapMilliseconds && usb == other.usb
            && probes == other.probes && options == other.options && settings == other.settings
    }

    private var fileName: Substring { id[id.index(id.startIndex, offsetBy: idPrefixLength)...] }
    private var idPrefixLength: Int { deviceClass.idPrefix.count }

    // MARK: Name

    private func nameFindings(_ others: [DeviceProfile]) -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        let isPlain = fileName.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        if !isPlain {
            findings.append(
                ProfileFinding(
                    "class", "文件名 '\(fileName)' 只能用小写字母、数字和连字符。",
                    "the file name '\(fileName)' may have small letters, digits and hyphens only"))
        }
        let wanted = isGeneric ? "generic" : Self.firstWord(of: maker)
        if !fileName.hasPrefix(wanted) || maker.hasPrefix("Generic") && !isGeneric {
            findings.append(
                ProfileFinding(
                    "maker", "文件名应为 厂商-型号.yaml，以 '\(wanted)-' 开头；'generic-' 只留给通用协议。",
                    "the file is named maker-model.yaml and begins with '\(wanted)-'; 'generic-' is"
                        + " for protocols"))
        }
        for other in others where other.deviceClass == deviceClass && other.maker == maker {
            let names = Set([other.model] + other.aliases)
            for name in [model] + aliases where names.contains(name) {
                findings.append(
                    ProfileFinding(
                        "model", "\(maker) \(name) 已在 \(other.id) 里。",
                        "\(maker) \(name) is in \(other.id) already"))
            }
        }
        return findings
    }

    /// The first word of a maker's Latin name in small letters.
    private static func firstWord(of maker: String) -> String {
        let word = maker.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return word.lowercased()
    }

    // MARK: Evidence

    private func evidenceFindings(_ recorded: Set<String>) -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        if source.utf8.count < Self.sourceLengthMin {
            findings.append(
                ProfileFinding(
                    "source", "来源太短：写明厂家和文件名，让别人找得到。",
                    "the source is too short: name maker and document so that others find it"))
        }
        if evidence != .datasheet, !recorded.contains(id) {
            findings.append(
                ProfileFinding(
                    "evidence",
                    "'\(evidence.rawValue)' 要有真机录制：用 stationctl devices record 录一份放进"
                        + " Tests/Recordings，或写 datasheet。",
                    "'\(evidence.rawValue)' needs a recording of a real device in Tests/Recordings"
                        + " (stationctl devices record); else write datasheet"))
        }
        return findings
    }

    // MARK: Examples

    private func exampleFindings() -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        if examples.count < Self.examplesMin {
            findings.append(
                ProfileFinding(
                    "examples", "至少要 \(Self.examplesMin) 个字节样例，现在 \(examples.count) 个。",
                    "at least \(Self.examplesMin) examples are needed, here are \(examples.count)"))
        }
        var isUnderstood = false
        for (index, example) in examples.enumerated() {
            let decoded = decodeBurst(self, example.bytes)
            isUnderstood = isUnderstood || decoded.contains { !$0.contains(#""malformed":"#) }
            findings += Self.differences(decoded, example.lines, number: index + 1)
        }
        if !isUnderstood {
            findings.append(
                ProfileFinding(
                    "examples", "没有一个样例解出正常的结果：波特率无关，请检查协议和选项。",
                    "no example gives a result: check protocol and options"))
        }
        return findings
    }

    /// Line by line: what the file expects, and what the decoder gives.
    private static func differences(
        _ decoded: [String], _ expected: [String], number: Int
    ) -> [ProfileFinding] {
        (0..<max(decoded.count, expected.count)).compactMap { index in
            let found = index < decoded.count ? decoded[index] : nil
            let wanted = index < expected.count ? expected[index] : nil
            guard found != wanted else { return nil }
            return ProfileFinding(
                "examples",
                "样例 \(number) 第 \(index + 1) 行不符\n- 文件里 \(wanted ?? "（没有）")\n+ 解码得 \(found ?? "（没有）")",
                "example \(number), line \(index + 1) differs\n- in the file \(wanted ?? "(none)")"
                    + "\n+ decoded     \(found ?? "(none)")")
        }
    }

    // MARK: Duplicates

    private func duplicateFindings(_ others: [DeviceProfile]) -> [ProfileFinding] {
        guard !isGeneric, let same = others.first(where: { !$0.isGeneric && behaves(like: $0) })
        else { return [] }
        return [
            ProfileFinding(
                "model", "和 \(same.id) 完全一样：不必新建文件，把型号写进它的 aliases。",
                "the same on the line as \(same.id): add the model to its aliases instead")
        ]
    }
}
