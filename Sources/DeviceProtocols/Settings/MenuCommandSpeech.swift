/// Menu commands with a tag of six characters, as scanners of Honeywell and Newland take them.
///
/// The device repeats the command with ACK, NAK or ENQ before its end. What differs are the frames
/// and the query characters: `*` asks for the value at Newland and for the range at Honeywell
/// (source: Honeywell user guides, serial programming commands; Newland NLS-HR52 user manual, use of
/// programming commands).
struct MenuCommandSpeech: SettingsSpeech {
    private enum Maker {
        case honeywell, newland
    }

    static let honeywell = MenuCommandSpeech(maker: .honeywell)
    static let newland = MenuCommandSpeech(maker: .newland)

    private static let syn = [ASCIIControl.syn, UInt8(ascii: "M"), ASCIIControl.cr]
    private static let zeros = Array("0000".utf8)
    private static let tilde = [UInt8(ascii: "~"), ASCIIControl.soh] + zeros
    private static let reply = [ASCIIControl.stx, ASCIIControl.soh] + zeros

    private let maker: Maker

    var tellsStoresApart: Bool { maker == .honeywell }
    var answersCommands: Bool { true }

    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] {
        frame(setting.tag, setting.value, store)
    }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? {
        frame(setting.tag, maker == .honeywell ? "?" : "*", store)
    }

    private func frame(_ tag: String, _ data: String, _ store: SettingsStore) -> [UInt8] {
        let body = Array(tag.utf8) + Array(data.utf8)
        return switch maker {
        case .honeywell: Self.syn + body + [mark(store)]
        case .newland: Self.tilde + [mark(store)] + body + end
        }
    }

    private func mark(_ store: SettingsStore) -> UInt8 {
        switch (maker, store) {
        case (.honeywell, .ram): UInt8(ascii: "!")
        case (.honeywell, .flash): UInt8(ascii: ".")
        case (.newland, .ram): UInt8(ascii: "#")
        case (.newland, .flash): UInt8(ascii: "@")
        }
    }

    private var end: [UInt8] { [UInt8(ascii: ";"), ASCIIControl.etx] }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        guard let (status, place) = status(in: heard, exchange.store) else { return .incomplete }
        guard let echo = echo(Array(heard[..<place]), exchange.store) else { return .damaged }
        let tag = Array(exchange.setting.tag.utf8)
        guard let start = echo.upperCased.endOfLast(tag) else { return .damaged }
        guard let data = Array(echo[start...]).printableText else { return .damaged }
        switch status {
        case ASCIIControl.enq: return .refused(.unknownTag)
        case ASCIIControl.nak: return .refused(.badValue)
        default: break
        }
        if exchange.isQuestion {
            let isQuery = data == "?" || data == "*"
            return isQuery ? .damaged : .value(data)
        }
        return data.uppercased() == exchange.setting.value.uppercased() ? .accepted : .damaged
    }

    /// The first status byte that stands before the end of a command, and where.
    private func status(in heard: [UInt8], _ store: SettingsStore) -> (UInt8, Int)? {
        let tail = maker == .honeywell ? [mark(store)] : end
        for (index, byte) in heard.enumerated() {
            switch byte {
            case ASCIIControl.ack, ASCIIControl.nak, ASCIIControl.enq:
                if heard[(index + 1)...].starts(with: tail) { return (byte, index) }
            default: break
            }
        }
        return nil
    }

    /// What was repeated, without what stands before it on the line.
    private func echo(_ text: [UInt8], _ store: SettingsStore) -> [UInt8]? {
        switch maker {
        case .honeywell:
            return Array(text[(text.endOfLast(Self.syn) ?? 0)...])
        case .newland:
            guard let start = text.endOfLast(Self.reply), start < text.count,
                text[start] == mark(store)
            else { return nil }
            return Array(text[(start + 1)...])
        }
    }
}

extension Array<UInt8> {
    /// ASCII letters as capitals; the rest as it is.
    fileprivate var upperCased: [UInt8] {
        map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
    }
}
