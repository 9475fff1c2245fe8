import Foundation
import Testing

@testable import DeviceProtocols

/// A scanner of the test's own that takes Honeywell menu commands.
private struct MenuScanner {
    var ram: [String: String] = [:]
    var flash: [String: String] = [:]
    /// What the next answers are instead; the last stays.
    var answers: [(String) -> [UInt8]?] = []

    mutating func hear(_ bytes: [UInt8]) -> [UInt8] {
        guard let end = bytes.last else { return [] }
        let body = String(decoding: bytes.dropFirst(3).dropLast(), as: UTF8.self)
        let tag = String(body.prefix(6))
        let data = String(body.dropFirst(6))
        if let odd = answers.first {
            answers.removeFirst()
            if let answer = odd(body) { return answer }
        }
        if data == "?" {
            let value = end == 0x2E ? flash[tag] : ram[tag] ?? flash[tag]
            return (tag + (value ?? "")).utf8 + [0x06, end]
        }
        if end == 0x2E { flash[tag] = data } else { ram[tag] = data }
        return body.utf8 + [0x06, end]
    }

    static func silent(_ body: String) -> [UInt8]? { [] }
    static func sound(_ body: String) -> [UInt8]? { nil }
    static func status(_ byte: UInt8, _ end: UInt8 = 0x21) -> (String) -> [UInt8]? {
        { $0.utf8 + [byte, end] }
    }
}

@Suite struct SettingsMachineTests {
    private func flash(
        _ scanner: inout MenuScanner, _ store: SettingsStore? = .ram, only: Set<String>? = nil,
        left: Int = 10, drive: inout SettingsDrive
    ) throws -> SettingsReport {
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.honeywell), writingTo: store, only: only,
            flashWritesLeft: left)
        var heard = scanner
        let report = drive.run(&machine) { heard.hear($0) }
        scanner = heard
        return try #require(report)
    }

    private func outcomes(_ report: SettingsReport) -> [SettingOutcome] {
        report.rows.map(\.outcome)
    }

    @Test func ramIsWrittenAndReadBack() throws {
        var scanner = MenuScanner()
        var drive = SettingsDrive()
        let report = try flash(&scanner, drive: &drive)
        #expect(outcomes(report) == [.verified, .verified])
        #expect(scanner.ram == ["SUFBK2": "990D0A", "BEPBEP": "1"])
        #expect(scanner.flash.isEmpty)
        #expect(report.flashWrites == 0 && drive.flashWrites == 0)
        #expect(report.left.ram == 2 && report.left.flash == 0)
        // Asked, told, asked: for each.
        #expect(drive.sent.count == 6)
    }

    @Test func whatHasItsValueIsNotWritten() throws {
        var scanner = MenuScanner(flash: ["SUFBK2": "990d0a"])
        var drive = SettingsDrive()
        let report = try flash(&scanner, .flash, drive: &drive)
        #expect(outcomes(report) == [.verified, .verified])
        #expect(report.rows.map(\.writes) == [0, 1])
        #expect(report.flashWrites == 1)
        #expect(report.left.already == 1 && report.left.flash == 1)
        #expect(report.flashedValues == ["beep": "1"])
    }

    /// Honeywell tells the stores apart: a value in RAM alone is not in flash.
    @Test func aValueInRAMIsStillWrittenToFlash() throws {
        var scanner = MenuScanner(ram: ["SUFBK2": "990D0A", "BEPBEP": "1"])
        var drive = SettingsDrive()
        let report = try flash(&scanner, .flash, drive: &drive)
        #expect(report.flashWrites == 2)
        #expect(scanner.flash.count == 2)
    }

    @Test func refusalsAreNamedAndTheRestGoesOn() throws {
        for (byte, refusal) in [(UInt8(0x05), SettingsRefusal.unknownTag), (0x15, .badValue)] {
            var scanner = MenuScanner()
            scanner.answers = [MenuScanner.sound, MenuScanner.status(byte)]
            var drive = SettingsDrive()
            let report = try flash(&scanner, drive: &drive)
            #expect(outcomes(report) == [.refused, .verified])
            #expect(report.rows[0].refusal == refusal)
            #expect(report.ending == .complete)
        }
    }

    @Test func anUnknownTagIsNotWritten() throws {
        var scanner = MenuScanner()
        scanner.answers = [MenuScanner.status(0x05, 0x2E)]
        var drive = SettingsDrive()
        let report = try flash(&scanner, .flash, drive: &drive)
        #expect(outcomes(report) == [.refused, .verified])
        #expect(report.rows[0].writes == 0)
    }

    @Test func aDeadDeviceEndsItAfterThreeQuestions() throws {
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.honeywell), writingTo: .flash, flashWritesLeft: 5)
        let report = try #require(drive.run(&machine) { _ in [] })
        #expect(outcomes(report) == [.unanswered, .notReached])
        #expect(report.ending == .noAnswer)
        #expect(drive.sent.count == 3)
        #expect(report.flashWrites == 0)
        #expect(report.left.notReached == 1)
        #expect(drive.now == .milliseconds(4500))
    }

    /// A write whose echo was lost is not repeated blindly: flash wears.
    @Test func aLostEchoIsSettledByAsking() throws {
        var scanner = MenuScanner(flash: ["BEPBEP": "1"])
        // The command is obeyed, its answer gets lost.
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.honeywell), writingTo: .flash, flashWritesLeft: 5)
        let report = try #require(
            drive.run(&machine) { bytes in
                let answer = scanner.hear(bytes)
                return bytes.count > 11 ? [] : answer
            })
        #expect(outcomes(report) == [.verified, .verified])
        #expect(report.flashWrites == 1)
    }

    @Test func aLostCommandIsRepeated() throws {
        var scanner = MenuScanner()
        scanner.answers = [MenuScanner.sound, MenuScanner.silent]
        var drive = SettingsDrive()
        let report = try flash(&scanner, .flash, only: ["suffix"], drive: &drive)
        #expect(outcomes(report) == [.verified])
        #expect(report.rows[0].writes == 2)
        #expect(report.flashWrites == 2)
    }

    @Test func repetitionsAreBounded() throws {
        var sent = 0
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.honeywell), writingTo: .flash, only: ["suffix"],
            flashWritesLeft: 50)
        // Questions are answered with another value, commands never.
        let report = try #require(
            drive.run(&machine) { bytes in
                if bytes.count > 11 {
                    sent += 1
                    return []
                }
                return Array("SUFBK2990D".utf8) + [0x06, 0x2E]
            })
        #expect(sent == 3)
        #expect(outcomes(report) == [.drifted])
        #expect(report.rows[0].found == "990D")
        #expect(report.left.unchanged == 1)
    }

    @Test func anEchoOfOtherBytesIsNotBelieved() throws {
        var scanner = MenuScanner()
        scanner.answers = [
            MenuScanner.sound, { _ in Array("SUFBK2990D0B".utf8) + [0x06, 0x21] },
        ]
        var drive = SettingsDrive()
        let report = try flash(&scanner, only: ["suffix"], drive: &drive)
        #expect(outcomes(report) == [.verified])
        #expect(report.rows[0].writes == 2)
    }

    @Test func codesScannedMeanwhileDoNotDisturb() throws {
        var scanner = MenuScanner()
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.honeywell), writingTo: .ram)
        let report = try #require(
            drive.run(&machine) { Array("6901234567892\r\n".utf8) + scanner.hear($0) })
        #expect(outcomes(report) == [.verified, .verified])
    }

    @Test func lookingFindsDriftAndWritesNothing() throws {
        var scanner = MenuScanner(flash: ["SUFBK2": "990D", "BEPBEP": "1"])
        var drive = SettingsDrive()
        let report = try flash(&scanner, nil, drive: &drive)
        #expect(outcomes(report) == [.drifted, .verified])
        #expect(report.rows[0].found == "990D")
        #expect(report.rows.allSatisfy { $0.writes == 0 })
        #expect(drive.sent.allSatisfy { $0.contains(UInt8(ascii: "?")) })
    }

    @Test func theDaysFlashWritesRunOut() throws {
        for left in 0...1 {
            var scanner = MenuScanner()
            var drive = SettingsDrive()
            let report = try flash(&scanner, .flash, left: left, drive: &drive)
            #expect(report.flashWrites == left)
            #expect(report.ending == .limit)
            #expect(report.rows[1].reason == .limit)
            #expect(report.left.flash == left && report.left.notReached == 2 - left)
            #expect(scanner.flash.count == left)
        }
    }

    /// Wherever it is cut off, the report agrees with what the device holds.
    @Test(arguments: [SettingsStore.ram, .flash], [SettingsReport.Ending.interrupted, .lineLost])
    func interruptedAtEveryStep(store: SettingsStore, ending: SettingsReport.Ending) throws {
        for steps in 0...40 {
            var scanner = MenuScanner()
            var drive = SettingsDrive()
            var machine = SettingsMachine(
                try SettingsFixtures.settings(.honeywell), writingTo: store, flashWritesLeft: 9)
            let whole = drive.run(&machine, stopAfter: steps) { scanner.hear($0) }
            machine.end(ending)
            guard case .finished(let report) = machine.step(at: drive.now) else {
                Issue.record("it goes on after its end")
                return
            }
            let held = store == .ram ? scanner.ram.count : scanner.flash.count
            let left = report.left
            let taken = left.ram + left.flash
            #expect(taken <= held && held <= taken + left.unknown, "after \(steps) steps")
            #expect(report.ending == (whole == nil ? ending : .complete))
            #expect(report.flashWrites == drive.flashWrites)
            #expect(taken + left.unknown + left.notReached == 2)
            #expect(left.isRAMDoubtful == (report.ending == .lineLost && left.ram > 0))
        }
    }

    /// Newland answers for what is in force, so only what was flashed before is trusted.
    @Test func whereStoresLookAlikeTheLedgerTells() throws {
        let settings = try SettingsFixtures.settings(.newland)
        for (flashed, writes) in [([:], 2), (["suffix": "0D0A"], 1), (["suffix": "0D"], 2)] {
            var drive = SettingsDrive()
            var machine = SettingsMachine(
                settings, writingTo: .flash, flashWritesLeft: 9, flashed: flashed)
            let report = try #require(
                drive.run(&machine) { bytes in
                    let body = Array(bytes.dropFirst(7).dropLast(2))
                    let tag = Array(body.prefix(6))
                    let value = tag.starts(with: Array("TSUSET".utf8)) ? "0D0A" : "1"
                    return [0x02, 0x01] + Array("0000@".utf8) + tag + Array(value.utf8)
                        + [0x06, 0x3B, 0x03]
                })
            #expect(outcomes(report) == [.verified, .verified])
            #expect(report.flashWrites == writes)
        }
    }

    @Test func zebraSavesOnceForAll() throws {
        var values: [String: String] = [:]
        var saved: [String: String] = [:]
        func printer(_ bytes: [UInt8]) -> [UInt8] {
            let text = String(decoding: bytes, as: UTF8.self)
            let parts = text.split(separator: "\"").map(String.init)
            if text.contains("^JUS") { saved = values }
            if text.contains("setvar") { values[parts[1]] = parts[3] }
            if text.contains("getvar") { return Array("\"\(values[parts[1]] ?? "0")\"".utf8) }
            return []
        }
        var drive = SettingsDrive()
        let settings = try SettingsFixtures.settings(.zpl)
        var machine = SettingsMachine(settings, writingTo: .flash, flashWritesLeft: 1)
        let report = try #require(drive.run(&machine, printer))
        #expect(outcomes(report) == [.verified, .verified])
        #expect(report.flashWrites == 1 && report.isSaved)
        #expect(saved.count == 2)
        #expect(report.left.flash == 2)
        // All that is known to be saved needs no second save.
        var again = SettingsMachine(
            settings, writingTo: .flash, flashWritesLeft: 1, flashed: report.flashedValues)
        let second = try #require(drive.run(&again, printer))
        #expect(second.flashWrites == 0 && second.left.already == 2)
        // Without a write left they stay in RAM, and the report says so.
        values = [:]
        var third = SettingsMachine(settings, writingTo: .flash, flashWritesLeft: 0)
        let limited = try #require(drive.run(&third, printer))
        #expect(limited.ending == .limit && !limited.isSaved)
        #expect(limited.left.ram == 2 && limited.left.flash == 0)
        #expect(limited.flashedValues.isEmpty)
    }

    @Test func devicesThatSayNothing() throws {
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.aclas), writingTo: .flash, flashWritesLeft: 1)
        let report = try #require(drive.run(&machine) { _ in [] })
        #expect(outcomes(report) == [.unverifiable])
        #expect(report.left.flash == 1)
        var looking = SettingsMachine(try SettingsFixtures.settings(.aclas), writingTo: nil)
        let look = try #require(drive.run(&looking) { _ in [] })
        #expect(outcomes(look) == [.unverifiable])
        // It only keeps the switch for good: nothing is sent while RAM is asked for.
        var ram = SettingsMachine(try SettingsFixtures.settings(.aclas), writingTo: .ram)
        let other = try #require(drive.run(&ram) { _ in [] })
        #expect(outcomes(other) == [.notReached])
        #expect(other.rows[0].reason == .otherStore)
    }

    @Test func anOhausScaleProvesTheSwitchByAnswering() throws {
        var isSICS = false
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.ohaus), writingTo: .flash, flashWritesLeft: 1)
        let report = try #require(
            drive.run(&machine) { bytes in
                if bytes.starts(with: Array("PSI".utf8)) { isSICS = true }
                return isSICS && bytes.starts(with: Array("I2".utf8))
                    ? Array("I2 A \"X\"\r\n".utf8) : []
            })
        #expect(outcomes(report) == [.verified])
        #expect(report.flashWrites == 1)
    }

    @Test func anOldNewlandConfirmsOnly() throws {
        for (answer, outcome) in [("OK", SettingOutcome.applied), ("ER", .refused)] {
            var drive = SettingsDrive()
            var machine = SettingsMachine(
                try SettingsFixtures.settings(.newlandOld), writingTo: .flash, flashWritesLeft: 1)
            let report = try #require(
                drive.run(&machine) { _ in Array("\r\n$$%~\(answer)\r\n".utf8) })
            #expect(outcomes(report) == [outcome])
        }
    }

    @Test func ssiAnswersAreAcknowledgedAndResent() throws {
        var resends = 1
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.ssi), writingTo: .ram, only: ["aim"])
        var value: UInt8 = 0
        let report = try #require(
            drive.run(&machine) { bytes in
                switch bytes[1] {
                case 0xC7:
                    return value == 0
                        ? [7, 0xC6, 0, 0, 0xFF, 0x2D, 0, 0xFE, 0x07]
                        : [7, 0xC6, 0, 0, 0xFF, 0x2D, 1, 0xFE, 0x06]
                case 0xC6:
                    resends -= 1
                    if resends == 0 { return [5, 0xD1, 0, 0, 1, 0xFF, 0x29] }
                    value = bytes[6]
                    return [4, 0xD0, 0, 0, 0xFF, 0x2C]
                default: return []
                }
            })
        #expect(outcomes(report) == [.verified])
        #expect(report.rows[0].writes == 2)
        // Both parameter packets of the scanner were acknowledged.
        #expect(drive.sent.count { $0 == [4, 0xD0, 4, 0, 0xFF, 0x28] } == 2)
    }
}

@Suite struct UncountedWriteTests {
    /// What the caller does when a flash write cannot be noted: it goes back, and ends.
    @Test func aWriteThatWasNotSentIsNotReported() throws {
        var scanner = MenuScanner()
        var drive = SettingsDrive()
        var machine = SettingsMachine(
            try SettingsFixtures.settings(.honeywell), writingTo: .flash, flashWritesLeft: 9)
        while true {
            let before = machine
            guard case .send(let bytes, let writes) = machine.step(at: drive.now) else {
                Issue.record("no flash write came")
                return
            }
            if writes > 0 {
                machine = before
                machine.end(.notCounted)
                break
            }
            machine.receive(scanner.hear(bytes), at: drive.now)
        }
        let report = try #require(drive.run(&machine) { scanner.hear($0) })
        #expect(report.ending == .notCounted)
        #expect(report.flashWrites == 0 && report.rows.allSatisfy { $0.writes == 0 })
        #expect(report.rows.allSatisfy { $0.outcome == .notReached })
    }
}

@Suite struct FlashLedgerTests {
    @Test func writesCountByDeviceAndDay() {
        let today = moment(0)
        let tomorrow = moment(0, day: 1)
        var ledger = FlashLedger()
        ledger.note(writes: 2, of: "a", at: today)
        ledger.note(writes: 1, of: "a", at: today)
        ledger.note(writes: 0, of: "b", at: today)
        #expect(ledger.writes(of: "a", on: today.date) == 3)
        #expect(ledger.writesLeft(of: "a", at: today, limit: 5) == 2)
        #expect(ledger.writesLeft(of: "a", at: today, limit: 2) == 0)
        #expect(ledger.writesLeft(of: "a", at: tomorrow, limit: 5) == 5)
        #expect(ledger.writesLeft(of: "b", at: today, limit: 5) == 5)
        ledger.note(writes: 1, of: "a", at: tomorrow)
        #expect(ledger.writesLeft(of: "a", at: tomorrow, limit: 5) == 4)
    }

    private static let dayMilliseconds: Int64 = 86_400_000

    /// A moment of the boot `boot`, so many days after its start, by a clock that is `years` off.
    private func moment(_ years: Int64, day: Int64 = 0, boot: String = "b1") -> FlashLedger.Moment {
        let up = 10_000 + day * Self.dayMilliseconds
        let wall = 1_795_239_000_000 + years * 365 * Self.dayMilliseconds + up
        return FlashLedger.Moment(
            date: "day \(wall / Self.dayMilliseconds)", wall: wall, boot: boot, up: up)
    }

    /// Neither direction gives new writes on the same day, and neither locks the flash for years.
    @Test(arguments: [Int64(-10), 10])
    func aClockThatIsYearsOff(years: Int64) {
        var ledger = FlashLedger()
        ledger.note(writes: 5, of: "a", at: moment(0))
        #expect(ledger.writesLeft(of: "a", at: moment(years), limit: 5) == 0)
        // After a restart nobody knows how long it was off: that day has writes of its own …
        let restarted = moment(years, boot: "b2")
        #expect(ledger.writesLeft(of: "a", at: restarted, limit: 5) == 5)
        ledger.note(writes: 5, of: "a", at: restarted)
        #expect(ledger.writesLeft(of: "a", at: restarted, limit: 5) == 0)
        // … and they lock neither today nor the next days once the clock is right.
        #expect(ledger.writesLeft(of: "a", at: moment(0, boot: "b3"), limit: 5) == 0)
        #expect(ledger.writesLeft(of: "a", at: moment(0, day: 1, boot: "b3"), limit: 5) == 5)
        #expect(ledger.writesLeft(of: "a", at: moment(0, day: 1), limit: 5) == 5)
    }

    @Test func onlySoManyDaysAreRemembered() {
        var ledger = FlashLedger()
        for day in 0..<Int64(FlashLedger.mostDays + 1) {
            ledger.note(writes: 1, of: "a", at: moment(0, day: day))
        }
        #expect(ledger.writes(of: "a", on: moment(0).date) == 0)
        #expect(ledger.writes(of: "a", on: moment(0, day: 1).date) == 1)
    }

    @Test func theFirstLedgersAreRead() throws {
        let text = #"{"devices":{"a":{"date":"2026-11-21","values":{"beep":"1"},"writes":4}}}"#
        let old = try JSONDecoder().decode(FlashLedger.self, from: Data(text.utf8))
        #expect(old.writes(of: "a", on: "2026-11-21") == 4)
        #expect(old.values(of: "a") == ["beep": "1"])
        let again = try JSONDecoder().decode(FlashLedger.self, from: JSONEncoder().encode(old))
        #expect(again == old)
    }

    @Test func valuesAreKept() {
        var ledger = FlashLedger()
        ledger.note(values: ["suffix": "0D0A"], of: "a")
        ledger.note(values: ["beep": "1"], of: "a")
        #expect(ledger.values(of: "a") == ["suffix": "0D0A", "beep": "1"])
        #expect(ledger.values(of: "b").isEmpty)
    }
}
