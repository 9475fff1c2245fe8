import Testing

@testable import DeviceProtocols

private func bytes(_ text: String) -> [UInt8] {
    (try? ByteNotation.bytes(text)) ?? []
}

@Suite struct SettingsSpeechTests {
    /// The query of Code 11 at Newland is the maker's own example.
    static let sent: [(SettingsDialect, Int, SettingsStore, command: String, question: String?)] = [
        (
            .honeywell, 0, .ram, "SYN 'M' CR 'SUFBK2990D0A!'", "SYN 'M' CR 'SUFBK2?!'"
        ),
        (
            .honeywell, 1, .flash, "SYN 'M' CR 'BEPBEP1.'", "SYN 'M' CR 'BEPBEP?.'"
        ),
        (
            .newland, 0, .ram, "7E 01 '0000#TSUSET0D0A;' 03", "7E 01 '0000#TSUSET*;' 03"
        ),
        (
            .newland, 1, .flash, "7E 01 30 30 30 30 40 43 31 31 45 4E 41 31 3B 03",
            "7E 01 30 30 30 30 40 43 31 31 45 4E 41 2A 3B 03"
        ),
        (.newlandOld, 0, .flash, "'$$%^55032'", nil),
        (.ssi, 0, .ram, "07 C6 04 00 FF 2D 01 FE 02", "05 C7 04 00 2D FF 03"),
        (.ssi, 1, .flash, "08 C6 04 08 FF F0 4E 01 FC E8", "06 C7 04 00 F0 4E FD F1"),
        (.aclas, 0, .flash, "3C 41 4C 3E 09", nil),
        (.ohaus, 0, .flash, "'PSI' CR LF", "'I2' CR LF"),
        (.tspl, 0, .flash, "'DENSITY 8' CR LF", "'OUT DENSITY' CR LF"),
        (
            .zpl, 0, .flash, "'! U1 setvar \"print.tone\" \"15.0\"' CR LF",
            "'! U1 getvar \"print.tone\"' CR LF"
        ),
    ]

    @Test(arguments: sent)
    func bytesSent(
        dialect: SettingsDialect, place: Int, store: SettingsStore, command: String,
        question: String?
    ) throws {
        let settings = try SettingsFixtures.settings(dialect)
        let setting = settings.list[place]
        #expect(settings.command(setting, in: store) == bytes(command))
        #expect(settings.question(setting, in: store) == question.map(bytes))
    }

    static let heard: [(SettingsDialect, isQuestion: Bool, String, SettingsVerdict)] = [
        (.honeywell, false, "'SUFBK2990D0A' ACK '!'", .accepted),
        (.honeywell, false, "SYN 'M' CR 'sufbk2990d0a' ACK '!'", .accepted),
        (.honeywell, false, "'SUFBK2990D0A' NAK '!'", .refused(.badValue)),
        (.honeywell, false, "'SUFBK2990D0A' ENQ '!'", .refused(.unknownTag)),
        (.honeywell, false, "'SUFBK2990D0A' ACK", .incomplete),
        (.honeywell, false, "'SUFBK2990D0A' ACK '.'", .incomplete),
        (.honeywell, false, "'SUFBK2990C0A' ACK '!'", .damaged),
        (.honeywell, false, "'SUFBJ2990D0A' ACK '!'", .damaged),
        (.honeywell, true, "'6901234567892' CR 'SUFBK2990D' ACK '!'", .value("990D")),
        (.honeywell, true, "'SUFBK2' ACK '!'", .value("")),
        (.honeywell, true, "'SUFBK2?' ENQ '!'", .refused(.unknownTag)),
        (.honeywell, true, "'SUFBK2?' ACK '!'", .damaged),
        (.newland, false, "STX SOH '0000#TSUSET0D0A' ACK ';' ETX", .accepted),
        (.newland, false, "STX SOH '0000@TSUSET0D0A' ACK ';' ETX", .damaged),
        (.newland, false, "STX SOH '0000#TSUSET0D0A' ACK ';'", .incomplete),
        (.newland, false, "STX SOH '0000#TSUSET0D0A' NAK ';' ETX", .refused(.badValue)),
        (.newland, true, "STX SOH '0000#TSUSET0D' ACK ';' ETX", .value("0D")),
        (.newland, true, "STX SOH '0000#TSUSET' ENQ ';' ETX", .refused(.unknownTag)),
        (.newland, true, "STX SOH '0010#TSUSET0D' ACK ';' ETX", .damaged),
        (.newlandOld, false, "CR LF '$$%~OK' CR LF", .accepted),
        (.newlandOld, false, "CR LF '$$%~ER' CR LF", .refused(.denied)),
        (.newlandOld, false, "CR LF '$$%~O'", .incomplete),
        (.ssi, false, "04 D0 00 00 FF 2C", .accepted),
        (.ssi, false, "05 D1 00 00 01 FF 29", .again),
        (.ssi, false, "05 D1 00 00 06 FF 24", .refused(.denied)),
        (.ssi, false, "04 D0 00 00 FF", .incomplete),
        (.ssi, false, "04 D0 00 00 FF 2D", .damaged),
        (.ssi, true, "07 C6 00 00 FF 2D 02 FE 05", .value("02")),
        (.ssi, true, "04 D0 00 00 FF 2C 07 C6 00 00 FF 2D 02 FE 05", .value("02")),
        (.ssi, true, "05 C6 00 00 FF FE 36", .refused(.unknownTag)),
        (.ssi, true, "07 C6 00 00 FF 2E 02 FE 04", .damaged),
        (.ohaus, true, "'I2 A \"X\"' CR LF", .value("PSI")),
        (.ohaus, true, "'ES' CR LF", .incomplete),
        (.tspl, true, "'8' CR LF", .value("8")),
        (.tspl, true, "' 8 '", .incomplete),
        (.zpl, true, "'\"15.0\"'", .value("15.0")),
        (.zpl, true, "'\"15.'", .incomplete),
        (.zpl, true, "'\"?\"'", .refused(.unknownTag)),
    ]

    @Test(arguments: heard)
    func answersHeard(
        dialect: SettingsDialect, isQuestion: Bool, text: String, verdict: SettingsVerdict
    ) throws {
        let setting = try SettingsFixtures.settings(dialect).list[0]
        let exchange = SettingsExchange(setting: setting, store: .ram, isQuestion: isQuestion)
        #expect(dialect.speech.verdict(bytes(text), exchange, isQuiet: false) == verdict)
    }

    @Test func aSilenceEndsAnAnswerWithoutAnEnd() throws {
        let setting = try SettingsFixtures.settings(.tspl).list[0]
        let exchange = SettingsExchange(setting: setting, store: .flash, isQuestion: true)
        let speech = SettingsDialect.tspl.speech
        #expect(speech.verdict(bytes("' 8 '"), exchange, isQuiet: true) == .value("8"))
    }

    @Test(arguments: [
        ("990D0A", "990d0a", true), ("500", "0500", true), ("0", "00", true), ("1", "", false),
        ("15.0", "15.0", true), ("15.0", "15", false), ("0D", "D", false),
    ])
    func fulfilment(wanted: String, found: String, holds: Bool) throws {
        let text = SettingsFixtures.profileText(
            .zpl, ["{key: k, name: {zh: z, en: e}, tag: a.b, value: \"\(wanted)\"}"])
        let profile = try DeviceProfile.parse(text, file: "x", id: "scanners/x")
        #expect(profile.settings?.list.first?.isFulfilled(by: found) == holds)
    }
}
