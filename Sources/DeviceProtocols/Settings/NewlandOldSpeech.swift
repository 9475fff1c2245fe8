/// `$$%^` commands, answered by OK or ER only
/// (source: Newland NLS-BS80 and BS8060 user guides, serial commands).
struct NewlandOldSpeech: SettingsSpeech {
    private static let lineEnd = [ASCIIControl.cr, ASCIIControl.lf]
    private static let start = Array("$$%^".utf8)
    private static let good = lineEnd + Array("$$%~OK".utf8) + lineEnd
    private static let bad = lineEnd + Array("$$%~ER".utf8) + lineEnd

    var answersCommands: Bool { true }

    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8] {
        Self.start + Array(setting.tag.utf8) + Array(setting.value.utf8)
    }

    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]? { nil }

    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict {
        if heard.endOfLast(Self.good) != nil { return .accepted }
        if heard.endOfLast(Self.bad) != nil { return .refused(.denied) }
        return .incomplete
    }
}
