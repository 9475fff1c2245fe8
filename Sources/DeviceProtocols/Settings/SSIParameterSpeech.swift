/// Parameter packets of the Simple Serial Interface of Symbol, Motorola and Zebra
/// (source: Symbol SE-923 integration guide, PARAM_SEND and PARAM_REQUEST).
struct SSIParameterSpeech: SettingsSpeech {
    private typealias Opcode = SSIPacket.Opcode

    /// Status bit 3: the change is permanent.
    private static let permanent: UInt8 = 0x08
    private static let noBeep: UInt8 = 0xFF

    var answersCommands: Bool { true }
    var thanks: [UInt8] { SSIPacket(hostOpcode: Opcode.acknowledge).bytes }

    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] {
        let value = ByteNotation.hex(setting.value) ?? []
        return SSIPacket(
            hostOpcode: Opcode.parameterSend, status: store == .flash ? Self.permanent : 0,
            data: [Self.noBeep] + number(setting) + value
        ).bytes
    }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? {
        SSIPacket(hostOpcode: Opcode.parameterRequest, data: number(setting)).bytes
    }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        let format = SSIFormat()
        var isDamaged = false
        var start = 0
        while start < heard.count {
            let found = heard.withUnsafeBufferPointer {
                format.verdict(UnsafeBufferPointer(rebasing: $0[start...]))
            }
            switch found {
            case .frame(let packet, let length):
                if let verdict = verdict(of: packet, exchange) { return verdict }
                start += length
            case .refused:
                isDamaged = true
                start += 1
            // What looks like the length of a long packet may be a stray byte before a short one.
            default: start += 1
            }
        }
        return isDamaged ? .damaged : .incomplete
    }

    /// What one packet means; nil when it is not the one waited for.
    private func verdict(of packet: SSIPacket, _ exchange: SettingsExchange) -> SettingsVerdict? {
        switch packet.opcode {
        case Opcode.acknowledge: return exchange.isQuestion ? nil : .accepted
        case Opcode.refuse:
            let isResend = packet.data.first == SSIPacket.Refusal.resend
            return isResend ? .again : .refused(.denied)
        case Opcode.parameterSend where exchange.isQuestion: break
        default: return nil
        }
        let parameters = Array(packet.data.dropFirst())
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
}
