import Identifiers

/// Scanners that send their codes in packets of the Simple Serial Interface and want each answered.
///
/// A damaged packet is asked for again. A packet sent again although it was taken is answered and
/// gives no second code. Packets that continue each other give one code. Prefix and suffix are left
/// out of the content where the profile names them; a packet needs neither.
///
/// The symbology is the AIM identifier in front of the content, else what the packet's code type
/// says beyond doubt.
public struct SSIDecoder: FrameDecoder {
    /// Most bytes of answers kept for a caller who does not take them.
    private static let mostReplies = 1024
    private static let acknowledgement = SSIPacket(hostOpcode: SSIPacket.Opcode.acknowledge).bytes
    private static let resendRequest =
        SSIPacket(hostOpcode: SSIPacket.Opcode.refuse, data: [SSIPacket.Refusal.resend]).bytes

    private let options: ScannerOptions
    private var packets = FormatDecoder(SSIFormat())
    private var replies: [UInt8] = []
    /// The last packet with decoded data that was taken.
    private var last: SSIPacket?
    /// A packet came damaged since then: what is sent again is that one.
    private var isDamaged = false
    private var parts = PacketParts()

    /// Makes a decoder for a scanner's contents.
    public init(_ options: ScannerOptions) {
        self.options = options
    }

    /// Takes the next bytes of the line.
    public mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScannedCode>] {
        var out: [Decoded<ScannedCode>] = []
        for item in packets.feed(bytes) { take(item, &out) }
        return out
    }

    /// Reports what the silence has cut off.
    ///
    /// Packets that continue each other are reported too, yet wait on: a scanner that has not heard
    /// its answer sends the packet again after seconds.
    public mutating func idle() -> [Decoded<ScannedCode>] {
        var out: [Decoded<ScannedCode>] = []
        for item in packets.idle() {
            guard case .malformed(let malformed) = item, malformed.reason == .noTerminator else {
                take(item, &out)
                continue
            }
            if malformed.bytes.count >= SSIPacket.headerLength { isDamaged = true }
            for found in Self.rescued(from: malformed.bytes[...]) { take(found, &out) }
        }
        if let bytes = parts.reportOnce() {
            out.append(.malformed(Malformed(reason: .noTerminator, bytes: bytes)))
        }
        return out
    }

    /// Takes the answers to the packets that came.
    public mutating func takeReplies() -> [UInt8] {
        defer { replies.removeAll(keepingCapacity: true) }
        return replies
    }

    /// A packet that was refused as damaged, or cut off by a silence, comes again.
    public var expectsRepeat: Bool { isDamaged || parts.isCutOff }

    // MARK: Packets

    /// What stands behind a damaged length: it may have swallowed whole packets.
    private static func rescued(from bytes: ArraySlice<UInt8>) -> [Decoded<SSIPacket>] {
        var inner = FormatDecoder(SSIFormat())
        var found = inner.feed(bytes.dropFirst())
        for item in inner.idle() {
            if case .malformed(let tail) = item, tail.reason == .noTerminator {
                found += rescued(from: tail.bytes[...])
            } else {
                found.append(item)
            }
        }
        let hasPacket = found.contains { if case .message = $0 { true } else { false } }
        guard hasPacket else {
            return [.malformed(Malformed(reason: .noTerminator, bytes: Array(bytes)))]
        }
        let first = Malformed(reason: .noTerminator, bytes: Array(bytes.prefix(1)))
        return [.malformed(first)] + found
    }

    private mutating func take(_ item: Decoded<SSIPacket>, _ out: inout [Decoded<ScannedCode>]) {
        switch item {
        case .malformed(let malformed):
            out.append(.malformed(malformed))
            // Less than a header is noise, and nobody waits for an answer to that.
            let isPacket =
                malformed.reason != .unexpected && malformed.bytes.count >= SSIPacket.headerLength
            guard isPacket else { return }
            isDamaged = true
            reply(Self.resendRequest)
        case .message(let packet):
            switch packet.opcode {
            case SSIPacket.Opcode.acknowledge, SSIPacket.Opcode.refuse: return
            case SSIPacket.Opcode.decodeData: takeData(packet, &out)
            default: break
            }
            reply(Self.acknowledgement)
        }
    }

    private mutating func reply(_ packet: [UInt8]) {
        guard replies.count < Self.mostReplies else { return }
        replies += packet
    }

    private mutating func takeData(_ packet: SSIPacket, _ out: inout [Decoded<ScannedCode>]) {
        if packet.isRetransmitted, !isDamaged, let last, packet.isCopy(of: last) { return }
        last = packet
        isDamaged = false
        guard let type = packet.data.first else {
            return out.append(.malformed(Malformed(reason: .length, bytes: packet.bytes)))
        }
        if let stale = parts.discard(before: packet, type) {
            out.append(.malformed(Malformed(reason: .unexpected, bytes: stale)))
        }
        parts.append(packet.data.dropFirst(), type)
        if let tooMuch = parts.takeOverlong(beyond: longestContent) {
            out.append(.malformed(Malformed(reason: .overlong, bytes: tooMuch)))
        }
        guard !packet.isContinued else { return }
        if let content = parts.finish() { out.append(code(content, type)) }
    }

    // MARK: Contents

    private var longestContent: Int {
        options.prefix.count + 3 + options.longest + ScannerOptions.longestAffix
    }

    private func code(_ content: [UInt8], _ type: UInt8) -> Decoded<ScannedCode> {
        var rest = content[...]
        if rest.starts(with: options.prefix) { rest = rest.dropFirst(options.prefix.count) }
        rest = rest.dropLast(suffixLength(rest))
        var aim = options.readsAIM ? Self.identifier(rest) : nil
        if aim != nil { rest = rest.dropFirst(3) }
        let length = rest.count
        aim = aim ?? Self.identifier(type: type, length: length)
        let reason: Malformed.Reason? =
            if length == 0 {
                .unexpected
            } else if length > options.longest {
                .overlong
            } else {
                options.fixedLength.map { $0 == length } == false ? .length : nil
            }
        if let reason { return .malformed(Malformed(reason: reason, bytes: content)) }
        return .message(ScannedCode(bytes: Array(rest), aim: aim))
    }

    private func suffixLength(_ content: ArraySlice<UInt8>) -> Int {
        switch options.suffix {
        case .none: return 0
        case .bytes(let suffix):
            return content.suffix(suffix.count) == suffix[...] ? suffix.count : 0
        case .lineEnd:
            let end = content.suffix(2)
            if end == [ASCIIControl.cr, ASCIIControl.lf] { return 2 }
            return end.last == ASCIIControl.cr || end.last == ASCIIControl.lf ? 1 : 0
        }
    }

    private static func identifier(_ content: ArraySlice<UInt8>) -> AIMIdentifier? {
        guard content.count >= 3, content[content.startIndex] == UInt8(ascii: "]") else {
            return nil
        }
        return AIMIdentifier(
            letter: content[content.startIndex + 1], modifier: content[content.startIndex + 2])
    }

    /// The AIM identifier a code type stands for.
    ///
    /// Only where there is one: the type of a QR code or of Code 39 leaves the modifier open, and
    /// UPC codes are longer behind an AIM identifier than as scanners send them (source: Motorola
    /// CS3000 Product Reference Guide, code type IDs; ISO/IEC 15424).
    private static func identifier(type: UInt8, length: Int) -> AIMIdentifier? {
        switch (type, length) {
        case (0x03, _): AIMIdentifier(letter: UInt8(ascii: "C"), modifier: UInt8(ascii: "0"))
        case (0x0F, _): AIMIdentifier(letter: UInt8(ascii: "C"), modifier: UInt8(ascii: "1"))
        case (0x0A, 8): AIMIdentifier(letter: UInt8(ascii: "E"), modifier: UInt8(ascii: "4"))
        case (0x0B, 13): AIMIdentifier(letter: UInt8(ascii: "E"), modifier: UInt8(ascii: "0"))
        case (0x4B, 15), (0x8B, 18):
            AIMIdentifier(letter: UInt8(ascii: "E"), modifier: UInt8(ascii: "3"))
        default: nil
        }
    }
}

/// The contents of packets that continue each other.
private struct PacketParts: Sendable {
    private var bytes: [UInt8] = []
    private var type: UInt8?
    /// How many of the bytes were reported as cut off.
    private var reported = 0
    /// A silence has cut them off: only a packet sent again continues them.
    private(set) var isCutOff = false
    /// They were too long; what still comes of them is reported and left.
    private var isOverlong = false

    /// What a silence has cut off, each byte once.
    mutating func reportOnce() -> [UInt8]? {
        isCutOff = type != nil
        return takeUnreported()
    }

    /// Drops parts that a packet does not continue; gives what was not reported of them yet.
    mutating func discard(before packet: SSIPacket, _ newType: UInt8) -> [UInt8]? {
        let continues = type == newType && (!isCutOff || packet.isRetransmitted)
        guard type != nil, !continues else {
            isCutOff = false
            return nil
        }
        defer { self = PacketParts() }
        return takeUnreported()
    }

    mutating func append(_ more: ArraySlice<UInt8>, _ newType: UInt8) {
        bytes += more
        type = newType
    }

    mutating func takeOverlong(beyond limit: Int) -> [UInt8]? {
        guard isOverlong || bytes.count > limit else { return nil }
        isOverlong = true
        let unreported = takeUnreported()
        (bytes, reported) = ([], 0)
        return unreported
    }

    /// The whole content; nil when it was too long.
    mutating func finish() -> [UInt8]? {
        defer { self = PacketParts() }
        return isOverlong ? nil : bytes
    }

    private mutating func takeUnreported() -> [UInt8]? {
        guard reported < bytes.count else { return nil }
        defer { reported = bytes.count }
        return Array(bytes[reported...])
    }
}
