/// The three classes of devices at a counter.
public enum DeviceClass: String, Sendable, Hashable, CaseIterable {
    case scanner, scale, printer

    /// Name of the folder under `Devices/`, such as `Scales`.
    public var folder: String {
        switch self {
        case .scanner: "Scanners"
        case .scale: "Scales"
        case .printer: "Printers"
        }
    }

    /// Beginning of a profile's ID, such as `scales/`.
    public var idPrefix: String { folder.lowercased() + "/" }
}

/// All that is known of a device model: one file in `Devices/`.
public struct DeviceProfile: Sendable {
    /// How well the profile is proven.
    public enum Evidence: String, Sendable, CaseIterable {
        /// Written from the maker's or others' documents.
        case datasheet
        /// Proven by a recording of a real device.
        case recorded
        /// Proven by use at a counter.
        case inService = "in-service"
    }

    /// What the class of device needs besides.
    public enum Options: Sendable, Hashable {
        case scanner(ScannerOptions)
        case scale(ScaleOptions)
        case printer(PrinterOptions)
    }

    /// Bytes a device sends, and the result lines they have to give.
    public struct Example: Sendable, Hashable {
        /// The bytes, one burst.
        public let bytes: [UInt8]
        /// The expected lines, see ``decodeBurst(_:_:)``.
        public let lines: [String]
    }

    /// `class/maker-model` in lower case, from the file's place and name.
    public let id: String
    /// The class of device.
    public let deviceClass: DeviceClass
    /// The maker's name as people know it.
    public let maker: String
    /// The model.
    public let model: String
    /// Other models that are the same on the line.
    public let aliases: [String]
    /// The name of the protocol, such as `toledo-8217`.
    public let protocolName: String
    /// How the line is set.
    public let line: LineSettings
    /// Silence in milliseconds after which what is unfinished stays so.
    public let idleGapMilliseconds: Int
    /// What USB tells of it; empty where it has no USB of its own.
    public let usb: [USBMatch]
    /// Questions that prove such a device; empty where none is known.
    public let probes: [DeviceProbe]
    /// What the class of device needs besides.
    public let options: Options
    /// What the device shall be set to, or nil where nothing can be set over the line.
    public let settings: DeviceSettings?
    /// How well the profile is proven.
    public let evidence: Evidence
    /// Where the facts are from.
    public let source: String
    /// What a technician has to know, or nil.
    public let note: String?
    /// Bytes and what they mean; the tests run them.
    public let examples: [Example]

    /// Options of a scanner, or nil.
    public var scanner: ScannerOptions? {
        if case .scanner(let options) = options { options } else { nil }
    }

    /// Options of a scale, or nil.
    public var scale: ScaleOptions? {
        if case .scale(let options) = options { options } else { nil }
    }

    /// Options of a printer, or nil.
    public var printer: PrinterOptions? {
        if case .printer(let options) = options { options } else { nil }
    }

    /// A new decoder for a scanner's bytes, or nil for other devices.
    public func scannerDecoder() -> (any FrameDecoder<ScannedCode>)? {
        guard let scanner else { return nil }
        return ScannerProtocol.all.first { $0.name == protocolName }?.makeDecoder(scanner)
    }

    /// A new decoder for a scale's bytes, or nil for other devices.
    public func scaleDecoder() -> (any FrameDecoder<ScaleReading>)? {
        guard let scale else { return nil }
        return ScaleProtocol.all.first { $0.name == protocolName }?.makeDecoder(scale)
    }

    /// A new decoder for a printer's answers, or nil for other devices.
    /// - Parameter takesEndMarks: Whether answers to ``PrintEvidence/mark(_:)`` are waited for; else
    ///   they are noise.
    /// - Returns: The decoder.
    public func printerDecoder(
        takesEndMarks: Bool = false
    ) -> (any FrameDecoder<PrinterStatus>)? {
        guard let printer else { return nil }
        let spoken = PrinterProtocol.all.first { $0.name == protocolName }
        return spoken?.makeDecoder(printer, takesEndMarks)
    }

    /// How a device of this protocol is asked who it is; nil where its language has no such question.
    public var identityQuery: IdentityQuery? {
        PrinterProtocol.all.first { printer != nil && $0.name == protocolName }?.identity
    }

    /// What to send to hear the device's state; nil for devices that speak on their own.
    public var poll: PollCommand? {
        switch options {
        case .scanner: return nil
        case .printer(let printer):
            return PrinterProtocol.poll(printer)
        case .scale(let scale): return scalePoll(scale)
        }
    }

    private func scalePoll(_ scale: ScaleOptions) -> PollCommand? {
        var poll = ScaleProtocol.all.first { $0.name == protocolName }?.poll(scale)
        if !scale.poll.isEmpty {
            let gap = poll?.minimumGapMilliseconds ?? PollCommand.usualGap
            poll = PollCommand(bytes: scale.poll, minimumGapMilliseconds: gap)
        }
        guard let poll else { return nil }
        return PollCommand(
            steps: poll.steps,
            minimumGapMilliseconds: max(
                scale.pollGapMilliseconds ?? 0, poll.minimumGapMilliseconds),
            onlyWhenWanted: scale.beepsWhenPolled || scale.answersNewWeightsOnly)
    }
}
