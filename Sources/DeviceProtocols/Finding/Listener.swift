internal import Identifiers

/// One profile's decoder, listening to a line whose device is not known yet.
struct Listener: Sendable {
    private enum Decoder {
        case scanner(any FrameDecoder<ScannedCode>)
        case scale(any FrameDecoder<ScaleReading>)
    }

    /// Frames whose meaning is kept, to tell profiles that read them alike from those that do not.
    static let keptLines = 32

    let entry: FindingCatalogue.Entry
    private var decoder: Decoder
    /// Whole frames so far.
    private(set) var frames = 0
    /// Bytes that belong to none.
    private(set) var malformedBytes = 0
    /// Those after the first whole frame; before it the line was joined in the middle of one.
    private(set) var laterMalformedBytes = 0
    /// What the first frames mean.
    private(set) var lines: [String] = []
    /// A code came that carries its own proof, such as a check digit.
    private(set) var hasProvenCode = false
    private var hasUnlikelyCode = false

    /// Nil for devices that say nothing by themselves.
    init?(_ entry: FindingCatalogue.Entry) {
        if let decoder = entry.profile.scannerDecoder() {
            self.decoder = .scanner(decoder)
        } else if let decoder = entry.profile.scaleDecoder() {
            self.decoder = .scale(decoder)
        } else {
            return nil
        }
        self.entry = entry
    }

    mutating func feed(_ bytes: [UInt8]) {
        switch decoder {
        case .scanner(var scanner):
            take(scanner.feed(bytes[...]))
            decoder = .scanner(scanner)
        case .scale(var scale):
            count(scale.feed(bytes[...]), DecodeLine.json)
            decoder = .scale(scale)
        }
    }

    mutating func idle() {
        switch decoder {
        case .scanner(var scanner):
            take(scanner.idle())
            decoder = .scanner(scanner)
        case .scale(var scale):
            count(scale.idle(), DecodeLine.json)
            decoder = .scale(scale)
        }
    }

    private mutating func take(_ decoded: [Decoded<ScannedCode>]) {
        for case .message(let code) in decoded { judge(code) }
        count(decoded, DecodeLine.json)
    }

    private mutating func judge(_ code: ScannedCode) {
        guard code.bytes.count >= 4, let text = code.text,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0.value == 0x1D })
        else {
            hasUnlikelyCode = true
            return
        }
        switch identify((code.aim?.description ?? "") + text).kind {
        case .waybill: break
        // Text may as well be the lines of a scale nobody knows.
        case .text: hasUnlikelyCode = true
        default: hasProvenCode = true
        }
    }

    private mutating func count<Message>(
        _ decoded: [Decoded<Message>], _ line: (Decoded<Message>) -> String
    ) {
        for item in decoded {
            switch item {
            case .message:
                frames += 1
                if lines.count < Self.keptLines { lines.append(line(item)) }
            case .malformed(let malformed):
                malformedBytes += malformed.bytes.count
                if frames > 0 { laterMalformedBytes += malformed.bytes.count }
            }
        }
    }

    /// Whether what came is enough to believe that this is the device.
    func fits(byteCount: Int) -> Bool {
        // One damaged frame in twenty may be the cable's fault.
        guard frames > 0, laterMalformedBytes * 20 <= byteCount else { return false }
        guard entry.profile.deviceClass == .scanner else {
            return frames >= entry.strength.framesNeeded
        }
        return !hasUnlikelyCode && malformedBytes == 0 && (hasProvenCode || frames >= 2)
    }

    /// Whether nothing speaks against the device, even if it is not proven yet.
    func isPlausible(byteCount: Int) -> Bool {
        entry.profile.deviceClass == .scanner
            ? fits(byteCount: byteCount) : frames > 0 && laterMalformedBytes * 20 <= byteCount
    }

    /// Whether both made the same of what came; one may be a frame behind.
    func agrees(with other: Listener) -> Bool {
        guard abs(lines.count - other.lines.count) <= 1 else { return false }
        let count = min(lines.count, other.lines.count)
        return lines.prefix(count) == other.lines.prefix(count)
            || lines.suffix(count) == other.lines.suffix(count)
    }

    func candidate(at line: LineSetting) -> Finding.Candidate {
        Finding.Candidate(
            profile: entry.profile.id, line: line, frames: frames, malformedBytes: malformedBytes)
    }
}
