/// Why a device does not take a setting, as far as it says so.
public enum SettingsRefusal: String, Sendable, Hashable, Codable {
    /// It has no such setting.
    case unknownTag = "unknown-tag"
    /// It has the setting, but not this value.
    case badValue = "bad-value"
    /// It does not allow it now, or at all.
    case denied
}

/// What the bytes heard after a question or a command mean.
enum SettingsVerdict: Equatable {
    /// The answer has not come, or not whole.
    case incomplete
    /// The command was obeyed.
    case accepted
    /// The value asked for.
    case value(String)
    /// The device will not.
    case refused(SettingsRefusal)
    /// The device wants to hear it again.
    case again
    /// An answer came that is not the one to what was sent.
    case damaged
}

/// What was sent last.
struct SettingsExchange {
    /// What is talked about.
    let setting: DeviceSetting
    /// Where it is kept.
    let store: SettingsStore
    /// Whether it was a question; else a command.
    let isQuestion: Bool
}

/// How a dialect puts settings into bytes, and what it makes of the answers.
protocol SettingsSpeech: Sendable {
    /// Whether a question is answered for the store it names, and not for what is in force.
    var tellsStoresApart: Bool { get }
    /// Whether commands are confirmed or refused by the device.
    var answersCommands: Bool { get }
    /// Whether no answer to a question is itself an answer: the setting does not hold.
    var silenceMeansOther: Bool { get }
    /// What makes all settings permanent in one write; nil where each command does.
    var saveCommand: [UInt8]? { get }
    /// What is sent after a value has come; empty for nothing.
    var thanks: [UInt8] { get }

    /// The bytes that set it.
    func command(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]
    /// The bytes that ask for it; nil where it cannot be asked.
    func question(_ setting: DeviceSetting, _ store: SettingsStore) -> [UInt8]?
    /// What was heard since sending means; `isQuiet` after a silence.
    func verdict(
        _ heard: [UInt8], _ exchange: SettingsExchange, isQuiet: Bool
    ) -> SettingsVerdict
}

extension SettingsSpeech {
    var tellsStoresApart: Bool { false }
    var answersCommands: Bool { false }
    var silenceMeansOther: Bool { false }
    var saveCommand: [UInt8]? { nil }
    var thanks: [UInt8] { [] }
}

extension SettingsDialect {
    /// The dialect's speech.
    var speech: any SettingsSpeech {
        switch self {
        case .honeywell: MenuCommandSpeech.honeywell
        case .newland: MenuCommandSpeech.newland
        case .newlandOld: NewlandOldSpeech()
        case .ssi: SSIParameterSpeech()
        case .aclas: SwitchSpeech(silenceMeansOther: false)
        case .ohaus: SwitchSpeech(silenceMeansOther: true)
        case .tspl: TSPLSettingsSpeech()
        case .zpl: ZPLSettingsSpeech()
        }
    }
}

extension DeviceSetting {
    /// Whether a value read is the one wanted: letter case and leading zeros apart.
    func isFulfilled(by found: String) -> Bool {
        let wanted = value.uppercased()
        let found = found.uppercased()
        if wanted == found { return true }
        func significant(_ text: String) -> Substring? {
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return text.drop { $0 == "0" }
        }
        guard let wanted = significant(wanted), let found = significant(found) else {
            return false
        }
        return wanted == found
    }
}

extension Array<UInt8> {
    /// Offset behind the last occurrence of a pattern, or nil.
    func endOfLast(_ pattern: [UInt8]) -> Int? {
        guard !pattern.isEmpty, count >= pattern.count else { return nil }
        var start = count - pattern.count
        while start >= 0 {
            if self[start..<(start + pattern.count)].elementsEqual(pattern) {
                return start + pattern.count
            }
            start -= 1
        }
        return nil
    }

    /// Printable ASCII as text; nil when there is anything else.
    var printableText: String? {
        allSatisfy { (0x20...0x7E).contains($0) } ? String(decoding: self, as: UTF8.self) : nil
    }
}
