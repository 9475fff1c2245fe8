/// How it went with one setting.
public enum SettingOutcome: String, Sendable, Hashable, CaseIterable, Codable {
    /// The device confirmed the command; it was not read back.
    case applied
    /// Read from the device: it has the value.
    case verified
    /// The command went out; the device says nothing and cannot be asked.
    case unverifiable
    /// The device will not.
    case refused
    /// Read from the device: it has another value.
    case drifted
    /// The device did not answer, or not understandably; it may have the old value or the new one.
    case unanswered
    /// Nothing was sent for it.
    case notReached = "not-reached"
}

/// What became of a device's settings, and in what state it was left.
public struct SettingsReport: Sendable, Equatable {
    /// Why it ended.
    public enum Ending: String, Sendable, Hashable, Codable {
        /// Everything was gone through.
        case complete
        /// A person stopped it.
        case interrupted
        /// The device stopped answering.
        case noAnswer = "no-answer"
        /// The line was lost: the device was unplugged.
        case lineLost = "line-lost"
        /// The flash was written as often today as it may be.
        case limit
        /// A flash write could not be counted, so it was not made.
        case notCounted = "not-counted"
    }

    /// Why nothing was sent for a setting.
    public enum Reason: String, Sendable, Hashable, Codable {
        /// It ended before.
        case ended
        /// The day's flash writes are used up.
        case limit
        /// The device cannot keep it in the store asked for.
        case otherStore = "other-store"
    }

    /// How it went with one setting.
    public struct Row: Sendable, Equatable {
        /// The setting.
        public let setting: DeviceSetting
        /// How it went.
        public internal(set) var outcome = SettingOutcome.notReached
        /// The value last read from the device, or nil.
        public internal(set) var found: String?
        /// How often the command was sent.
        public internal(set) var writes = 0
        /// Why the device will not, or nil.
        public internal(set) var refusal: SettingsRefusal?
        /// Why nothing was sent, or nil.
        public internal(set) var reason: Reason?
    }

    /// What is known of the device afterwards; the counts are of settings.
    public struct LeftState: Sendable, Equatable {
        /// All that were to be gone through.
        public let total: Int
        /// Written to RAM in this run, and taken.
        public let ram: Int
        /// Written to flash in this run, and taken.
        public let flash: Int
        /// Had the value already.
        public let already: Int
        /// Sent, and not known whether taken.
        public let unknown: Int
        /// Refused by the device or with another value: as before.
        public let unchanged: Int
        /// Nothing was sent.
        public let notReached: Int
        /// What was written to RAM is gone: the device lost its line, and perhaps its power.
        public let isRAMDoubtful: Bool
    }

    /// Whether settings were written, or only read.
    public let isFlash: Bool
    /// The store asked for.
    public let store: SettingsStore
    /// One row for each setting, in order.
    public internal(set) var rows: [Row]
    /// Why it ended.
    public internal(set) var ending = Ending.complete
    /// How often the flash was written.
    public internal(set) var flashWrites = 0
    /// Whether the command that saves all settings was sent.
    public internal(set) var isSaved = false
    /// Whether the dialect needs that command to make settings permanent.
    let needsSaving: Bool

    /// The settings that only count after the device was switched off and on.
    public var awaitingReboot: [DeviceSetting] {
        rows.filter { $0.setting.needsReboot && $0.writes > 0 && Self.isGood($0.outcome) }
            .map(\.setting)
    }

    /// Values that are in flash after this run, by key: what the caller keeps for the next.
    public var flashedValues: [String: String] {
        guard isFlash, store == .flash, !needsSaving || isSaved else { return [:] }
        let kept = rows.filter { Self.isGood($0.outcome) && ($0.writes > 0 || isSaved) }
        return Dictionary(kept.map { ($0.setting.key, $0.setting.value) }) { first, _ in first }
    }

    /// What is known of the device afterwards.
    public var left: LeftState {
        let taken = rows.count { $0.writes > 0 && Self.isGood($0.outcome) }
        let inFlash = store == .flash && (!needsSaving || isSaved)
        return LeftState(
            total: rows.count, ram: inFlash ? 0 : taken, flash: inFlash ? taken : 0,
            already: rows.count { $0.writes == 0 && $0.outcome == .verified },
            unknown: rows.count { $0.writes > 0 && $0.outcome == .unanswered },
            unchanged: rows.count {
                $0.outcome == .refused || $0.outcome == .drifted
                    || ($0.outcome == .unanswered && $0.writes == 0)
            },
            notReached: rows.count {
                $0.outcome == .notReached || ($0.outcome == .unverifiable && $0.writes == 0)
            },
            isRAMDoubtful: ending == .lineLost && !inFlash && taken > 0)
    }

    private static func isGood(_ outcome: SettingOutcome) -> Bool {
        switch outcome {
        case .applied, .verified, .unverifiable: true
        case .refused, .drifted, .unanswered, .notReached: false
        }
    }
}
