import StrictYAML

extension DeviceProfile {
    /// Fastest and slowest rates a profile may name, in bits per second.
    static let bauds = 300...4_000_000
    /// Idle gaps a profile may name, in milliseconds.
    static let idleGaps = 5...10_000
    /// Least idle gap of a scale: longer than the time between two of its frames, since a silence
    /// makes stability start afresh.
    static let scaleIdleGaps = 500...10_000

    /// Reads a profile.
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: The file's name, for errors.
    ///   - id: The profile's ID; its beginning has to fit the class named in the file.
    /// - Returns: The profile.
    /// - Throws: `YAMLError` for anything unknown, missing or contradictory.
    public static func parse(_ text: String, file: String, id: String) throws -> DeviceProfile {
        let document = try YAMLDocument(text: text, file: file)
        return try document.root.mapping { try DeviceProfile(reading: &$0, id: id) }
    }

    private init(reading mapping: inout YAMLMapping, id: String) throws {
        self.id = id
        let classNode = try mapping.required("class")
        deviceClass = try classNode.choice(DeviceClass.self)
        guard id.hasPrefix(deviceClass.idPrefix) else {
            throw classNode.error(
                "a \(deviceClass.rawValue) belongs in \(deviceClass.folder)/",
                chinese: "\(deviceClass.rawValue) 的文件要放在 \(deviceClass.folder)/ 里")
        }
        maker = try mapping.string("maker")
        model = try mapping.string("model")
        aliases = try mapping.strings("aliases")
        protocolName = try Self.protocolName(&mapping, deviceClass)
        line = try mapping.required("line").mapping { try LineSettings(reading: &$0) }
        idleGapMilliseconds = try Self.idleGap(&mapping, deviceClass)
        usb = try mapping.list("usb").map { node in try node.mapping { try USBMatch(reading: &$0) }
        }
        probes = try mapping.list("probe").map { node in
            try node.mapping { try DeviceProbe(reading: &$0) }
        }
        options = try Self.options(&mapping, deviceClass, protocolName, line)
        settings = try mapping.optional("settings")?.mapping {
            try DeviceSettings(reading: &$0)
        }
        evidence = try mapping.choice("evidence")
        source = try mapping.string("source")
        note = try mapping.optionalString("note")
        let exampleNodes = try mapping.required("examples").list()
        examples = try exampleNodes.map { node in try node.mapping { try Example(reading: &$0) } }
        guard !examples.isEmpty else {
            throw mapping.node.error(
                "at least one example is needed: bytes, and the lines they give",
                chinese: "examples 里至少要一个样例：bytes 和它解出的 lines")
        }
        try demandReachableStability(mapping.node)
    }

    /// The protocols that a class of devices may speak.
    public static func protocolNames(of deviceClass: DeviceClass) -> [String] {
        switch deviceClass {
        case .scanner: ScannerProtocol.all.map(\.name)
        case .scale: ScaleProtocol.all.map(\.name)
        case .printer: PrinterProtocol.all.map(\.name)
        }
    }

    private static func protocolName(
        _ mapping: inout YAMLMapping, _ deviceClass: DeviceClass
    ) throws -> String {
        let names = protocolNames(of: deviceClass)
        let node = try mapping.required("protocol")
        let name = try node.string()
        guard names.contains(name) else {
            let known = names.joined(separator: ", ")
            throw node.error(
                "unknown protocol '\(name)'; known: \(known)",
                chinese: "不认识的协议 '\(name)'，可以写：\(known)")
        }
        return name
    }

    private static func idleGap(
        _ mapping: inout YAMLMapping, _ deviceClass: DeviceClass
    ) throws -> Int {
        switch deviceClass {
        case .scanner: try mapping.optionalInt("idle_gap_ms", in: idleGaps) ?? 50
        case .scale: try mapping.optionalInt("idle_gap_ms", in: scaleIdleGaps) ?? 1000
        case .printer: try mapping.optionalInt("idle_gap_ms", in: idleGaps) ?? 100
        }
    }

    /// A silence makes stability start afresh: between two answers there must be none.
    private func demandReachableStability(_ node: YAMLNode) throws {
        guard let scale, let poll, !scale.answersNewWeightsOnly,
            protocolName == "yaohua-command" || scale.layouts.contains(where: { $0.state == nil })
        else { return }
        guard idleGapMilliseconds >= 2 * poll.minimumGapMilliseconds else {
            throw node.error(
                "idle_gap_ms is \(idleGapMilliseconds) and the scale is asked every"
                    + " \(poll.minimumGapMilliseconds) ms: at least twice that is needed, or five"
                    + " equal answers in a row never come",
                chinese:
                    "idle_gap_ms 是 \(idleGapMilliseconds)，而秤每 \(poll.minimumGapMilliseconds) 毫秒才问一次："
                    + "idle_gap_ms 至少要两倍，不然永远等不到连续五次相同的应答")
        }
    }

    private static func options(
        _ mapping: inout YAMLMapping, _ deviceClass: DeviceClass, _ protocolName: String,
        _ line: LineSettings
    ) throws -> Options {
        switch deviceClass {
        case .scanner:
            let node = mapping.optional("scanner")
            return .scanner(
                try node?.mapping { try ScannerOptions(reading: &$0, protocolName) }
                    ?? ScannerOptions(protocolName: protocolName))
        case .scale:
            let needsOptions = protocolName == ScaleProtocol.columns
            let node = needsOptions ? try mapping.required("scale") : mapping.optional("scale")
            let options = try node?.mapping { try ScaleOptions(reading: &$0, protocolName) }
            return .scale(options ?? ScaleOptions())
        case .printer:
            let node = try mapping.required("printer")
            let options = try node.mapping { try PrinterOptions(reading: &$0, protocolName) }
            if options.statusReply.canHoldFlowControl && line.flow == .xonxoff {
                throw node.error(
                    "status bytes 11 and 13 are XON and XOFF: with flow xonxoff the status reply"
                        + " has to be none",
                    chinese: "状态字节 11 和 13 就是 XON 和 XOFF：flow 是 xonxoff 时 status 的 reply 只能是 none")
            }
            return .printer(options)
        }
    }
}

extension LineSettings {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        let bauds = try mapping.required("baud")
        let rates = try bauds.list().map { try $0.int(in: DeviceProfile.bauds) }
        guard !rates.isEmpty else {
            throw bauds.error(
                "at least one rate is needed", chinese: "至少要写一个波特率，如 [9600]")
        }
        self.init(
            bauds: rates,
            dataBits: try mapping.optionalInt("data_bits", in: 7...8) ?? 8,
            parity: try mapping.optionalChoice("parity") ?? .none,
            stopBits: try mapping.optionalInt("stop_bits", in: 1...2) ?? 1,
            flow: try mapping.optionalChoice("flow") ?? .none,
            dtr: try mapping.bool("dtr", absent: true),
            rts: try mapping.bool("rts", absent: true),
            settleMilliseconds: try mapping.optionalInt("settle_ms", in: 0...10_000) ?? 0)
    }
}

extension USBMatch {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        let node = try mapping.required("id")
        let serialPrefix = try mapping.optionalString("serial_prefix")
        guard let match = USBMatch(try node.string(), serialPrefix: serialPrefix) else {
            throw node.error(
                "a USB id is four hexadecimal digits, ':' and four more, lower case, in quotes",
                chinese: "USB 号是四位十六进制、冒号、再四位，小写，加引号，如 \"1a86:7523\"")
        }
        self = match
    }
}

extension DeviceProfile.Example {
    fileprivate init(reading mapping: inout YAMLMapping) throws {
        bytes = try mapping.required("bytes").deviceBytes()
        lines = try mapping.strings("lines")
    }
}

extension YAMLNode {
    /// Bytes in the notation of ``ByteNotation``.
    func deviceBytes() throws -> [UInt8] {
        let text = try string()
        do {
            return try ByteNotation.bytes(text)
        } catch {
            throw self.error(
                error.description,
                chinese: "字节写法有误（\(error.description)）。可以写：十六进制 02 0D、控制字符名 STX CR、单引号文字 'ABC'")
        }
    }

    func affix() throws -> [UInt8] {
        let bytes = try deviceBytes()
        guard (1...ScannerOptions.longestAffix).contains(bytes.count) else {
            throw error(
                "a prefix or suffix has 1…\(ScannerOptions.longestAffix) bytes",
                chinese: "前缀、后缀写 1 到 \(ScannerOptions.longestAffix) 个字节")
        }
        return bytes
    }
}
