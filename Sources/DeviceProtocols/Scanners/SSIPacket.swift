/// One packet of the Simple Serial Interface of Symbol and Zebra scanners.
///
/// Length (without the checksum), opcode, source, status, data, and the two's complement of the sum
/// of all these in 16 bits, high byte first (source: Zebra, Simple Serial Interface Programmer's
/// Guide, 72E-40451).
public struct SSIPacket: Sendable, Hashable {
    /// What a packet is for.
    public enum Opcode {
        /// The host asks for the scanner's versions.
        public static let requestRevision: UInt8 = 0xA3
        /// The scanner's answer to ``requestRevision``.
        public static let replyRevision: UInt8 = 0xA4
        /// Parameters with their values, either way.
        public static let parameterSend: UInt8 = 0xC6
        /// The host asks for the values of parameters.
        public static let parameterRequest: UInt8 = 0xC7
        /// The packet before was taken.
        public static let acknowledge: UInt8 = 0xD0
        /// The packet before was refused; the data say why.
        public static let refuse: UInt8 = 0xD1
        /// The host starts reading, as the trigger would.
        public static let startSession: UInt8 = 0xE4
        /// The host ends reading.
        public static let stopSession: UInt8 = 0xE5
        /// The scanner has to beep.
        public static let beep: UInt8 = 0xE6
        /// The scanner may read again.
        public static let enable: UInt8 = 0xE9
        /// The scanner must not read.
        public static let disable: UInt8 = 0xEA
        /// A code was read: its kind, then its content.
        public static let decodeData: UInt8 = 0xF3
        /// Something happened that the host asked to hear of.
        public static let event: UInt8 = 0xF6
    }

    /// Why a packet was refused.
    public enum Refusal {
        /// It came damaged: send it again.
        public static let resend: UInt8 = 0x01
        /// It makes no sense to the receiver.
        public static let badContext: UInt8 = 0x02
        /// The receiver cannot do what it says.
        public static let denied: UInt8 = 0x06
    }

    /// Most bytes of data, so that the length fits its byte.
    public static let longestData = 251
    /// Source of packets from the host.
    static let host: UInt8 = 0x04
    /// Source of packets from the scanner.
    static let decoder: UInt8 = 0x00
    /// Status: the packet was sent before.
    static let retransmit: UInt8 = 0x01
    /// Status: the next packet goes on where this one ends.
    static let continued: UInt8 = 0x02
    /// Length, opcode, source and status.
    static let headerLength = 4
    static let checksumLength = 2

    /// What the packet is for, see ``Opcode``.
    public var opcode: UInt8
    /// Who sent it: 4 the host, 0 the scanner.
    public var source: UInt8
    /// Bit 0: sent before; bit 1: more follows; bit 3: the change of parameters is to be kept.
    public var status: UInt8
    /// What the opcode needs besides.
    public var data: [UInt8]

    /// Makes a packet; data beyond ``longestData`` are left out.
    init(opcode: UInt8, source: UInt8, status: UInt8, data: [UInt8]) {
        self.opcode = opcode
        self.source = source
        self.status = status
        self.data = data.count > Self.longestData ? Array(data[..<Self.longestData]) : data
    }

    /// Makes a packet of the host.
    public init(hostOpcode opcode: UInt8, status: UInt8 = 0, data: [UInt8] = []) {
        self.init(opcode: opcode, source: Self.host, status: status, data: data)
    }

    /// Whether it was sent before and not answered.
    public var isRetransmitted: Bool { status & Self.retransmit != 0 }

    /// Whether more of the same follows.
    public var isContinued: Bool { status & Self.continued != 0 }

    /// The packet as it is sent.
    public var bytes: [UInt8] {
        var bytes = [UInt8(Self.headerLength + data.count), opcode, source, status]
        bytes += data
        let sum = bytes.withUnsafeBufferPointer { Self.checksum($0) }
        bytes.append(UInt8(sum >> 8))
        bytes.append(UInt8(sum & 0xFF))
        return bytes
    }

    /// Whether it says the same as another, whichever time it was sent.
    func isCopy(of other: SSIPacket) -> Bool {
        opcode == other.opcode && data == other.data
            && (status ^ other.status) & ~Self.retransmit == 0
    }

    static func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt16 {
        var sum: UInt16 = 0
        for byte in bytes { sum &+= UInt16(byte) }
        return 0 &- sum
    }
}

/// How the packets look that a scanner sends.
struct SSIFormat: FrameFormat {
    /// The lowest opcode in use.
    private static let firstOpcode: UInt8 = 0x80

    var longestFrame: Int {
        SSIPacket.headerLength + SSIPacket.longestData + SSIPacket.checksumLength
    }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<SSIPacket> {
        let length = Int(bytes[0])
        guard length >= SSIPacket.headerLength else { return .none }
        if bytes.count > 1, !Self.allows(length, bytes[1]) { return .none }
        if bytes.count > 2, bytes[2] != SSIPacket.decoder { return .none }
        let whole = length + SSIPacket.checksumLength
        guard bytes.count >= whole else { return .incomplete }
        let sum = SSIPacket.checksum(UnsafeBufferPointer(rebasing: bytes[..<length]))
        guard sum == UInt16(bytes[length]) << 8 | UInt16(bytes[length + 1]) else {
            return .refused(.checksum, length: whole)
        }
        let data = Array(UnsafeBufferPointer(rebasing: bytes[SSIPacket.headerLength..<length]))
        let packet = SSIPacket(
            opcode: bytes[1], source: SSIPacket.decoder, status: bytes[3], data: data)
        return .frame(packet, length: whole)
    }

    /// Answers and events have one length only: a damaged one shows at once.
    private static func allows(_ length: Int, _ opcode: UInt8) -> Bool {
        switch opcode {
        case SSIPacket.Opcode.acknowledge: length == SSIPacket.headerLength
        case SSIPacket.Opcode.refuse, SSIPacket.Opcode.event: length == SSIPacket.headerLength + 1
        default: opcode >= firstOpcode
        }
    }
}
