/// Where a device keeps a setting.
public enum SettingsStore: String, Sendable, Hashable, CaseIterable, Codable {
    /// Until the device loses its power.
    case ram
    /// For good; each write wears the memory.
    case flash
}

/// How a family of devices is told its settings over the line.
public enum SettingsDialect: String, Sendable, Hashable, CaseIterable {
    /// `SYN M CR` menu commands.
    case honeywell
    /// `~ SOH 0000` unified commands.
    case newland
    /// `$$%^` commands of the older pocket scanners.
    case newlandOld = "newland-old"
    /// Parameter packets of the Simple Serial Interface.
    case ssi
    /// `<AL>`, `<PB>`, `<DB>` before a TAB.
    case aclas
    /// `PSI` and `POH`.
    case ohaus
    /// Commands of TSPL and its `GETSETTING$`.
    case tspl
    /// `setvar`, `getvar` and `^JUS`.
    case zpl
}

/// One thing a device is set to.
public struct DeviceSetting: Sendable, Hashable {
    /// How it is proven that the device took it.
    public enum Verification: String, Sendable, Hashable, CaseIterable {
        /// The device is asked for its value afterwards.
        case readback
        /// The device confirms the command, and cannot be asked.
        case echo
        /// The device says nothing.
        case none
    }

    /// The word people name it by, such as `suffix`.
    public let key: String
    /// What it is, in Chinese.
    public let chinese: String
    /// What it is, in English.
    public let english: String
    /// The device's own name for it: a menu tag, a parameter's number in hex, a variable; empty
    /// where whole commands are given instead.
    public let tag: String
    /// The value it shall have, as the device writes it.
    public let value: String
    /// The maker's value, where known.
    public let factory: String?
    /// The whole command, for dialects without tags.
    public let command: [UInt8]
    /// The whole question, for dialects without tags; empty where there is none.
    public let question: [UInt8]
    /// What the answer to ``question`` contains while the setting holds, where it is no value.
    public let answer: [UInt8]
    /// Where the device can keep it.
    public let stores: Set<SettingsStore>
    /// How it is proven.
    public let verification: Verification
    /// Silence to keep after writing it, in milliseconds.
    public let pauseMilliseconds: Int
    /// Whether it only counts after the device was switched off and on.
    public let needsReboot: Bool
    /// The profile of the device once it has the value, where it then speaks another protocol.
    public let thenProfile: String?
}

/// What a device of a profile shall be set to, in the order in which it is written.
public struct DeviceSettings: Sendable, Hashable {
    /// The most flash writes a day a profile may allow.
    public static let flashWritesPerDay = 1...100
    /// The pauses a profile may name, in milliseconds.
    public static let pauses = 0...10_000

    /// How the device is spoken to.
    public let dialect: SettingsDialect
    /// How often a day the device's flash may be written.
    public let flashWritesPerDay: Int
    /// Where tags and values are from.
    public let source: String
    /// The settings, in order.
    public let list: [DeviceSetting]

    /// The bytes that set a setting.
    public func command(_ setting: DeviceSetting, in store: SettingsStore) -> [UInt8] {
        dialect.speech.command(setting, store)
    }

    /// The bytes that ask for a setting's value; nil where the device cannot be asked.
    public func question(_ setting: DeviceSetting, in store: SettingsStore) -> [UInt8]? {
        guard setting.verification == .readback else { return nil }
        return dialect.speech.question(setting, store)
    }

    /// The bytes that save all settings for good in one write; nil where each is saved by itself.
    public var saveCommand: [UInt8]? { dialect.speech.saveCommand }
}
