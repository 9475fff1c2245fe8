/// Parameter packets of the Simple Serial Interface of Symbol, Motorola and Zebra.
///
/// Length, opcode, source, status, data, 16-bit two's complement of the sum, high byte first; the
/// length leaves the checksum out (source: Symbol SE-923 integration guide, PARAM_SEND and
/// PARAM_REQUEST; Zebra SSI programmer's guide).
struct SSIParameterSpeech: SettingsSpeech {
    private static let parameterSend: UInt8 = 0xC6
    private static let parameterRequest: UInt8 = 0xC7
    private static let acknowledge: UInt8 = 0xD0
    private static let refuse: UInt8 = 0xD1
    private static let fromHost: UInt8 = 0x04
    private static let fromScanner: UInt8 = 0x00
    /// Status bit 3: the change is permanent.
    private static let permanent: UInt8 = 0x08
    private static let noBeep: UInt8 = 0xFF
    /// Causes in a CMD_NAK.
    private static let resend: UInt8 = 1

    var answersCommands: Bool { true }
    var thanks: [UInt8] { Self.packet(Self.acknowledge, status: 0, []) }

    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] {
        let data = [Self.noBeep] + number(setting) + (ByteNotation.hex(setting.value) ?? [])
        let status = store == .flash ? Self.permanent : 0
        return Self.packet(Self.parameterSend, status: status, data)
    }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? {
        Self.packet(Self.parameterRequest, status: 0, number(setting))
    }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        var isDamaged = false
        var start = 0
        while heard.count - start >= 6 {
            let length = Int(heard[start])
            let opcode = heard[start + 1]
            let isKnown = [Self.parameterSend, Self.acknowledge, Self.refuse].contains(opcode)
            guard length >= 4, heard[start + 2] == Self.fromScanner, isKnown else {
                start += 1
                continue
            }
            guard start + length + 2 <= heard.count else { return .incomplete }
            let packet = Array(heard[start..<(start + length + 2)])
            guard Self.isWhole(packet) else {
                isDamaged = true
                start += 1
                continue
            }
            if let verdict = verdict(of: packet, exchange) { return verdict }
            start += packet.count
        }
        return isDamaged ? .damaged : .incomplete
    }

    /// What one packet means; nil when it is not the one waited for.
    private func verdict(of packet: [UInt8], _ exchange: SettingsExchange) -> SettingsVerdict? {
        let data = Array(packet[4..<(packet.count - 2)])
        switch packet[1] {
        case Self.acknowledge: return exchange.isQuestion ? nil : .accepted
        case Self.refuse: return data.first == Self.resend ? .again : .refused(.denied)
        default: break
        }
        guard exchange.isQuestion else { return nil }
        let parameters = Array(data.dropFirst())
        // A scanner leaves out what it does not have.
        guard !parameters.isEmpty else { return .refused(.unknownTag) }
        let number = number(exchange.setting)
        guard parameters.starts(with: number), parameters.count > number.count else {
            return .damaged
        }
        return .value(ByteNotation.hexText(parameters.dropFirst(number.count)))
    }

    private func number(_ setting: DeviceSetting) -> [UInt8] {
        ByteNotation.hex(setting.tag) ?? []
    }

    private static func packet(_ opcode: UInt8, status: UInt8, _ data: [UInt8]) -> [UInt8] {
        let body = [UInt8(truncatingIfNeeded: 4 + data.count), opcode, fromHost, status] + data
        let check = checksum(body)
        return body + [UInt8(check >> 8), UInt8(check & 0xFF)]
    }

    private static func isWhole(_ packet: [UInt8]) -> Bool {
        let check = checksum(packet.dropLast(2))
        return packet.suffix(2).elementsEqual([UInt8(check >> 8), UInt8(check & 0xFF)])
    }

    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        let sum = bytes.reduce(UInt16(0)) { $0 &+ UInt16($1) }
        return 0 &- sum
    }
}
