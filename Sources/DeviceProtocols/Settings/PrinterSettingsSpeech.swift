/// Settings of TSPL printers: commands without an answer, and `OUT GETSETTING$(…)` to ask
/// (source: TSC TSPL/TSPL2 programming manual).
struct TSPLSettingsSpeech: SettingsSpeech {
    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] { setting.command }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? {
        setting.question.isEmpty ? nil : setting.question
    }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        guard exchange.isQuestion else { return .accepted }
        let isEnded = heard.contains { $0 == ASCIIControl.cr || $0 == ASCIIControl.lf }
        let text = heard.filter { $0 != ASCIIControl.cr && $0 != ASCIIControl.lf && $0 != 0 }
        guard !text.isEmpty, isEnded || isQuiet else { return .incomplete }
        guard let answer = text.printableText else { return .damaged }
        return .value(answer.trimmedOfSpaces)
    }
}

/// Settings of Zebra printers by variables: `setvar`, `getvar`, and `^JUS` to keep them
/// (source: Zebra programming guide, SGD printer commands and ^JU).
struct ZPLSettingsSpeech: SettingsSpeech {
    private static let quote = UInt8(ascii: "\"")

    var saveCommand: [UInt8]? { Array("^XA^JUS^XZ\r\n".utf8) }

    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] {
        Array("! U1 setvar \"\(setting.tag)\" \"\(setting.value)\"\r\n".utf8)
    }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? {
        Array("! U1 getvar \"\(setting.tag)\"\r\n".utf8)
    }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        guard exchange.isQuestion else { return .accepted }
        guard let start = heard.firstIndex(of: Self.quote) else { return .incomplete }
        guard let end = heard[(start + 1)...].firstIndex(of: Self.quote) else {
            return .incomplete
        }
        guard let value = Array(heard[(start + 1)..<end]).printableText else { return .damaged }
        // A variable the printer does not have.
        return value == "?" ? .refused(.unknownTag) : .value(value)
    }
}

extension String {
    fileprivate var trimmedOfSpaces: String {
        let front = drop { $0 == " " }
        return String(front.reversed().drop { $0 == " " }.reversed())
    }
}
