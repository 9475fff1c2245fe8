import DataFolder
import DeviceProtocols
import Testing

@Suite struct SettingsParsingTests {
    static let good =
        "{key: suffix, name: {zh: 后缀, en: suffix}, tag: SUFBK2, value: 990D0A}"

    private func failure(_ dialect: SettingsDialect, _ list: [String], limit: Int = 5) -> String {
        parsingFailure(
            SettingsFixtures.profileText(dialect, list, limit: limit), id: "scanners/x")
    }

    static let mistakes: [(String, String, String)] = [
        ("tag: SUFBK2", "tags: SUFBK2", "x.yaml:11:49: unknown key 'tags', nearest is 'tag'"),
        ("tag: SUFBK2", "tag: SUF", "x.yaml:11:54: a tag has six capital letters or digits"),
        ("tag: SUFBK2", "tag: sufbk2", "x.yaml:11:54: a tag has six capital letters or digits"),
        ("value: 990D0A", "value: \"99.\"", "a value is at most 100 characters without"),
        ("value: 990D0A", "value: \"\"", "no value"),
        ("value: 990D0A", "value: 990D0A, set: \"00\"", "unknown key 'set'"),
        ("key: suffix", "key: Suffix", "a key is lower-case letters, digits and hyphens"),
        ("en: suffix", "es: suffix", "unknown key 'es', nearest is 'en'"),
        ("990D0A}", "990D0A, store: [rom]}", "'rom' is not one of ram, flash"),
        ("990D0A}", "990D0A, store: []}", "name ram, flash or both"),
        ("990D0A}", "990D0A, verify: maybe}", "'maybe' is not one of readback, echo, none"),
        ("990D0A}", "990D0A, pause_ms: 20000}", "20000 is out of range 0…10000"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreNamed(old: String, new: String, says: String) {
        let line = Self.good.replacing(old, with: new)
        #expect(line != Self.good)
        let failure = failure(.honeywell, [line])
        if says == "no value" {
            // A clear suffix is a value too: only the unquoted nothing is refused.
            #expect(failure == "no error")
        } else {
            #expect(failure.contains(says), "\(failure)")
        }
    }

    @Test func aBlockHasToMakeSense() {
        #expect(failure(.honeywell, [Self.good]) == "no error")
        #expect(failure(.honeywell, [Self.good, Self.good]).contains("have the same key"))
        #expect(failure(.honeywell, [Self.good], limit: 0).contains("0 is out of range 1…100"))
        let parameter = "{key: k, name: {zh: z, en: e}, tag: f0, value: \"01\"}"
        #expect(failure(.ssi, [parameter]).contains("SSI number in hex"))
        #expect(failure(.ssi, [Self.good]).contains("SSI number in hex"))
        #expect(failure(.newlandOld, [Self.good]).contains("four digits"))
        #expect(failure(.zpl, [Self.good]).contains("lower-case words and dots"))
        let silent = "{key: k, name: {zh: z, en: e}, set: \"00\", value: x, verify: readback}"
        #expect(failure(.aclas, [silent]).contains("cannot be asked"))
        let echoing = silent.replacing("readback", with: "echo")
        #expect(failure(.tspl, [echoing]).contains("confirms no command"))
        let questionOnly = "{key: k, name: {zh: z, en: e}, set: \"00\", value: x, ask: \"01\"}"
        #expect(failure(.ohaus, [questionOnly]).contains("key 'answer' is missing"))
    }

    @Test func whatIsLeftOutIsFilledIn() throws {
        let settings = try SettingsFixtures.settings(.honeywell)
        let first = try #require(settings.list.first)
        #expect(first.verification == .readback)
        #expect(first.stores == [.ram, .flash])
        #expect(!first.needsReboot)
        #expect(
            try SettingsFixtures.settings(.aclas).list.first?.verification
                == DeviceSetting.Verification.none)
        #expect(try SettingsFixtures.settings(.newlandOld).list.first?.verification == .echo)
        #expect(try SettingsFixtures.settings(.tspl).list.first?.stores == [.flash])
    }

    /// One whole flash has to fit into a day, or it could never be finished.
    @Test(arguments: CheckoutFiles.profileIDs)
    func shippedSettingsFitIntoADay(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        guard let settings = profile.settings else { return }
        let writes = settings.saveCommand == nil ? settings.list.count : 1
        #expect(writes <= settings.flashWritesPerDay)
        #expect(settings.list.allSatisfy { !$0.chinese.isEmpty && !$0.english.isEmpty })
    }
}
