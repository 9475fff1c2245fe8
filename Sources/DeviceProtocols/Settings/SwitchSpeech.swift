/// Scales that change what they speak at one command and say nothing to it.
///
/// Where the new protocol answers a question of its own, that answer is the proof (source: Pinnacle
/// OS2CX manual, protocol change; Ohaus Ranger instruction manual, PSI and POH).
struct SwitchSpeech: SettingsSpeech {
    let silenceMeansOther: Bool

    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] { setting.command }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? {
        setting.question.isEmpty ? nil : setting.question
    }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        guard exchange.isQuestion else { return .accepted }
        if heard.endOfLast(exchange.setting.answer) != nil {
            return .value(exchange.setting.value)
        }
        // A scale that sends its weight by itself is never quiet: only a silence judges.
        guard isQuiet, !heard.isEmpty else { return .incomplete }
        let text = heard.filter { (0x20...0x7E).contains($0) }
        return .value(String(decoding: text.prefix(40), as: UTF8.self))
    }
}
