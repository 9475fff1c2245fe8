import DeviceProtocols
import Testing

@testable import DeviceSimulator

/// The program's side against the device's side, both written from the manuals and apart.
@Suite struct SettingsMemoryTests {
    static let lists: [SettingsDialect: [String]] = [
        .honeywell: [
            "{key: a, name: {zh: 甲, en: a}, tag: SUFBK2, value: 990D0A}",
            "{key: b, name: {zh: 乙, en: b}, tag: BEPBEP, value: \"1\"}",
        ],
        .newland: [
            "{key: a, name: {zh: 甲, en: a}, tag: TSUSET, value: 0D0A}",
            "{key: b, name: {zh: 乙, en: b}, tag: TSUENA, value: \"1\"}",
        ],
        .newlandOld: [
            "{key: a, name: {zh: 甲, en: a}, tag: \"5503\", value: \"2\"}",
            "{key: b, name: {zh: 乙, en: b}, tag: \"5504\", value: \"200\"}",
        ],
        .ssi: [
            "{key: a, name: {zh: 甲, en: a}, tag: \"2d\", value: \"01\"}",
            "{key: b, name: {zh: 乙, en: b}, tag: f04e, value: \"01\"}",
        ],
        .aclas: ["{key: a, name: {zh: 甲, en: a}, set: \"'<AL>' HT\", value: AL}"],
        .ohaus: [
            "{key: a, name: {zh: 甲, en: a}, set: \"'PSI' CR LF\", value: PSI, "
                + "ask: \"'I2' CR LF\", answer: \"'I2 A'\"}"
        ],
        .tspl: [
            "{key: a, name: {zh: 甲, en: a}, set: \"'DENSITY 8' CR LF\", value: \"8\", "
                + "ask: \"'OUT D' CR LF\"}"
        ],
        .zpl: [
            "{key: a, name: {zh: 甲, en: a}, tag: print.tone, value: \"15.0\"}",
            "{key: b, name: {zh: 乙, en: b}, tag: media.printmode, value: tear off}",
        ],
    ]

    /// Dialects that can be asked.
    static let asked: [SettingsDialect] = [.honeywell, .newland, .ssi, .ohaus, .tspl, .zpl]
    /// Dialects that answer commands.
    static let answering: [SettingsDialect] = [.honeywell, .newland, .newlandOld, .ssi]

    private func settings(_ dialect: SettingsDialect) throws -> DeviceSettings {
        let list = try #require(Self.lists[dialect])
        let text = """
            class: scanner
            maker: M
            model: X
            protocol: serial
            line: {baud: [9600]}
            settings:
              dialect: \(dialect.rawValue)
              source: s
              list:
            \(list.map { "    - \($0)" }.joined(separator: "\n"))
            evidence: datasheet
            source: s
            examples:
              - {bytes: "00", lines: ['x']}
            """
        let profile = try DeviceProfile.parse(text, file: "x", id: "scanners/x")
        return try #require(profile.settings)
    }

    /// Runs to the end, or so many steps; the device's bytes come one by one when `isSlow`.
    @discardableResult
    private func run(
        _ machine: inout SettingsMachine, _ memory: inout SettingsMemory,
        steps: Int = 10_000, isSlow: Bool = false
    ) -> SettingsReport? {
        var now = Duration.zero
        for _ in 0..<steps {
            switch machine.step(at: now) {
            case .send(let bytes, _):
                var answer: [UInt8] = []
                for piece in isSlow ? bytes.map({ [$0] }) : [bytes] {
                    answer += memory.receive(piece).answer
                }
                if !answer.isEmpty { machine.receive(answer, at: now) }
            case .wait(let until): now = max(now, until)
            case .finished(let report): return report
            }
        }
        return nil
    }

    private func flash(
        _ dialect: SettingsDialect, _ memory: inout SettingsMemory,
        _ store: SettingsStore? = .flash, isSlow: Bool = false
    ) throws -> SettingsReport {
        var machine = SettingsMachine(
            try settings(dialect), writingTo: store, lookIn: .ram, flashWritesLeft: 20)
        return try #require(run(&machine, &memory, isSlow: isSlow))
    }

    @Test(arguments: SettingsDialect.allCases, [false, true])
    func flashIsKeptWhenThePowerGoes(dialect: SettingsDialect, isSlow: Bool) throws {
        // Its commands have no end but a silence, which is not told to the memory.
        guard !(isSlow && dialect == .newlandOld) else { return }
        let settings = try settings(dialect)
        var memory = SettingsMemory(settings)
        let report = try flash(dialect, &memory, isSlow: isSlow)
        let expected: SettingOutcome =
            Self.asked.contains(dialect)
            ? .verified : Self.answering.contains(dialect) ? .applied : .unverifiable
        #expect(report.rows.allSatisfy { $0.outcome == expected })
        #expect(report.left.flash == settings.list.count)
        #expect(report.flashWrites == memory.flashWrites)
        memory.losePower()
        for setting in settings.list {
            #expect(memory.told(SettingsMemory.name(of: setting)) == setting.value)
        }
        guard Self.asked.contains(dialect) else { return }
        let look = try flash(dialect, &memory, nil)
        #expect(look.rows.allSatisfy { $0.outcome == .verified })
    }

    @Test(arguments: [SettingsDialect.honeywell, .newland, .ssi, .zpl])
    func ramIsLostWhenThePowerGoes(dialect: SettingsDialect) throws {
        var memory = SettingsMemory(try settings(dialect))
        let report = try flash(dialect, &memory, .ram)
        #expect(report.rows.allSatisfy { $0.outcome == .verified })
        #expect(report.left.ram == 2 && report.flashWrites == 0 && memory.flashWrites == 0)
        memory.losePower()
        let look = try flash(dialect, &memory, nil)
        #expect(look.rows.allSatisfy { $0.outcome == .drifted })
    }

    @Test(arguments: answering)
    func refusals(dialect: SettingsDialect) throws {
        var memory = SettingsMemory(try settings(dialect))
        memory.temper = .refuse
        let report = try flash(dialect, &memory)
        #expect(report.rows.allSatisfy { $0.outcome == .refused && $0.refusal != nil })
        #expect(report.ending == .complete)
        #expect(memory.flashWrites == 0)
    }

    @Test(arguments: asked)
    func whatIsConfirmedAndNotKeptIsSeen(dialect: SettingsDialect) throws {
        var memory = SettingsMemory(try settings(dialect))
        memory.temper = .ignore
        let report = try flash(dialect, &memory)
        #expect(report.rows.allSatisfy { $0.outcome == .drifted })
        #expect(report.left.flash == 0)
    }

    @Test(arguments: asked)
    func aDamagedAnswerIsAskedForAgain(dialect: SettingsDialect) throws {
        var memory = SettingsMemory(try settings(dialect))
        memory.temper = .garble
        let report = try flash(dialect, &memory)
        #expect(report.rows.allSatisfy { $0.outcome == .verified })
    }

    @Test(arguments: SettingsDialect.allCases)
    func aMuteDevice(dialect: SettingsDialect) throws {
        var memory = SettingsMemory(try settings(dialect))
        memory.temper = .mute
        let report = try flash(dialect, &memory)
        // Where neither commands nor questions are answered, silence is all there ever is.
        let first: SettingOutcome = dialect == .aclas ? .unverifiable : .unanswered
        #expect(report.rows.first?.outcome == first)
        #expect(report.rows.dropFirst().allSatisfy { $0.outcome == .notReached })
        #expect(memory.flashWrites == 0)
    }

    @Test(arguments: asked)
    func driftIsFound(dialect: SettingsDialect) throws {
        var memory = SettingsMemory(try settings(dialect))
        _ = try flash(dialect, &memory)
        let isKnown = memory.setByHand("a", dialect == .ssi ? "02" : "9")
        let isUnknown = !memory.setByHand("nothing", "9")
        #expect(isKnown && isUnknown)
        let look = try flash(dialect, &memory, nil)
        #expect(look.rows.first?.outcome == .drifted)
        #expect(look.rows.dropFirst().allSatisfy { $0.outcome == .verified })
        // And mended, with one write.
        let before = memory.flashWrites
        var machine = SettingsMachine(
            try settings(dialect), writingTo: .flash, flashWritesLeft: 9,
            flashed: ["a": "x", "b": look.rows.last?.setting.value ?? ""])
        let mended = try #require(run(&machine, &memory))
        #expect(mended.rows.allSatisfy { $0.outcome == .verified })
        #expect(memory.flashWrites == before + 1)
    }

    /// Stopped after each possible step, the report never claims what the device does not hold.
    @Test(arguments: SettingsDialect.allCases)
    func interruptedAtEveryStep(dialect: SettingsDialect) throws {
        for steps in 0...60 {
            let settings = try settings(dialect)
            var memory = SettingsMemory(settings)
            var machine = SettingsMachine(settings, writingTo: .flash, flashWritesLeft: 9)
            _ = run(&machine, &memory, steps: steps)
            machine.end(.interrupted)
            let report = try #require(run(&machine, &memory))
            #expect(report.flashWrites == memory.flashWrites, "after \(steps) steps")
            if report.left.flash > 0 { memory.losePower() }
            let held = settings.list.filter {
                memory.told(SettingsMemory.name(of: $0)) == $0.value
            }.count
            let taken = report.left.ram + report.left.flash
            #expect(taken <= held, "after \(steps) steps")
            #expect(held <= taken + report.left.unknown, "after \(steps) steps")
        }
    }

    private func receive(
        _ dialect: SettingsDialect, _ bytes: [UInt8]
    ) throws -> (answer: [UInt8], rest: [UInt8]) {
        var memory = SettingsMemory(try settings(dialect))
        return memory.receive(bytes)
    }

    @Test func whatIsNoCommandIsLeftToTheDevice() throws {
        let trigger: [UInt8] = [0x16, 0x54, 0x0D]
        #expect(try receive(.honeywell, trigger).rest == trigger)
        let start: [UInt8] = [0x04, 0xE4, 0x04, 0x00, 0xFF, 0x14]
        #expect(try receive(.ssi, start).rest == start)
        let label = Array("^XA^FO1,1^FDx^FS^XZ\r\n".utf8)
        #expect(try receive(.zpl, label).rest == label)
        let question = Array("! U1 getvar \"print.tone\"\r\n".utf8)
        let mixed = try receive(.zpl, label + question + label)
        #expect(mixed.rest == label + label)
        #expect(mixed.answer == Array("\"0\"".utf8))
    }

    @Test func unknownTagsAreAnsweredAsTheDevicesDo() throws {
        let menu = try receive(.honeywell, [0x16, 0x4D, 0x0D] + Array("XYZABC1!".utf8))
        #expect(menu.answer == Array("XYZABC1".utf8) + [0x05, 0x21])
        let unified = try receive(.newland, [0x7E, 0x01] + Array("0000@XYZABC*;".utf8) + [0x03])
        #expect(unified.answer == [0x02, 0x01] + Array("0000@XYZABC*".utf8) + [0x05, 0x3B, 0x03])
        let zebra = try receive(.zpl, Array("! U1 getvar \"no.such\"\r\n".utf8))
        #expect(zebra.answer == Array("\"?\"".utf8))
        let old = try receive(.newlandOld, Array("$$%^99991".utf8))
        #expect(old.answer == Array("\r\n$$%~ER\r\n".utf8))
    }
}

/// Every block of settings that is shipped, against a memory of its own.
@Suite struct ShippedSettingsTests {
    static let ids: [String] = (try? DeviceClass.allCases.flatMap(Fixtures.profileIDs)) ?? []

    @Test(arguments: ids)
    func everyBlockCanBeFlashed(id: String) throws {
        guard let settings = try Fixtures.profile(id).settings else { return }
        #expect(settings.list.allSatisfy { $0.thenProfile.map(Self.ids.contains) ?? true })
        var memory = SettingsMemory(settings)
        var machine = SettingsMachine(
            settings, writingTo: .flash, flashWritesLeft: settings.flashWritesPerDay)
        var now = Duration.zero
        while true {
            switch machine.step(at: now) {
            case .send(let bytes, _):
                let (answer, rest) = memory.receive(bytes)
                // Acknowledgements and line ends are the device's own affair.
                let isOwn = settings.dialect == .ssi || rest == [0x0D, 0x0A]
                #expect(rest.isEmpty || isOwn, "\(id)")
                if !answer.isEmpty { machine.receive(answer, at: now) }
            case .wait(let until): now = max(now, until)
            case .finished(let report):
                let good: Set<SettingOutcome> = [.verified, .applied, .unverifiable]
                #expect(report.rows.allSatisfy { good.contains($0.outcome) }, "\(id)")
                #expect(report.ending == .complete)
                #expect(report.flashWrites == memory.flashWrites)
                return
            }
        }
    }

    @Test func thereAreSome() {
        #expect(Self.ids.count >= 10)
    }
}
