import DataFolder
import Testing

@testable import DeviceProtocols

/// A device on a port in simulated time, and what was done to it.
private struct SimulatedPort {
    /// What it sends by itself at a setting, and how often.
    var speech: (LineSettings) -> [UInt8] = { _ in [] }
    var period = Duration.milliseconds(100)
    /// What it says to a question.
    var answer: (LineSettings, [UInt8]) -> [UInt8] = { _, _ in [] }
    var failure: (LineSettings) -> DeviceSearch.Failure? = { _ in nil }

    private(set) var written: [[UInt8]] = []
    private(set) var opened: [String] = []
    private(set) var now = Duration.zero

    mutating func run(_ search: DeviceSearch) -> Finding {
        var search = search
        var settings = LineSettings()
        var due: (at: Duration, bytes: [UInt8])?
        var spokenAt = Duration.zero
        for _ in 0..<100_000 {
            switch search.step(at: now) {
            case .finish(let finding): return finding
            case .open(let asked):
                settings = asked
                opened.append("\(LineSetting(asked, baud: asked.bauds[0]))")
                if let failure = failure(asked) {
                    search.failed(failure)
                } else {
                    search.opened(at: now)
                }
                spokenAt = now
            case .write(let bytes):
                written.append(bytes)
                let reply = answer(settings, bytes)
                if !reply.isEmpty { due = (now + .milliseconds(30), reply) }
            case .wait(let until):
                let speech = speech(settings)
                let next = speech.isEmpty ? until : spokenAt + period
                if let reply = due, reply.at <= min(next, until) {
                    now = max(now, reply.at)
                    due = nil
                    search.heard(reply.bytes, at: now)
                } else if next < until {
                    now = max(now, next)
                    spokenAt = now
                    search.heard(speech, at: now)
                } else {
                    now = until
                }
            }
        }
        Issue.record("the search does not end")
        return Finding(.unknown)
    }
}

/// A few of the shipped profiles, so that the outcome does not change with each new one.
private let catalogue = FindingCatalogue(
    [
        "scales/generic-toledo-8217", "scales/generic-yaohua-a12e", "scales/mettler-toledo-ariva",
        "scales/yaohua-xk3190-a12e", "scanners/datalogic-gryphon", "scanners/generic-serial",
        "scanners/zebra-symbol-cdc", "printers/generic-tspl",
    ].compactMap { try? CheckoutFiles.data.profile(id: $0) })
private let frame = Array("WG004.139kg3D\r\n".utf8)
private let chip = PortTraits(vendor: "1a86", product: "7523")

@Suite struct DeviceSearchTests {
    /// Bytes that a wrong rate makes of others: never the same ones, never sense.
    private static func garbled(_ bytes: [UInt8]) -> [UInt8] { bytes.map { ($0 | 0x80) ^ 0x2A } }

    private static func speaks(
        _ bytes: [UInt8], at setting: String
    ) -> (LineSettings) -> [UInt8] {
        { settings in
            let line = LineSetting(settings, baud: settings.bauds[0])
            return line.description == setting ? bytes : garbled(bytes)
        }
    }

    @Test(
        "a scale that speaks is known by its frames, at whatever rate",
        arguments: [9600, 4800, 1200])
    func frames(baud: Int) {
        var port = SimulatedPort()
        port.speech = Self.speaks(frame, at: "\(baud) 8N1")
        let finding = port.run(DeviceSearch(chip, in: catalogue))
        #expect(finding.verdict == .claimed, "\(finding)")
        #expect(finding.profile == "scales/generic-yaohua-a12e")
        #expect(finding.line?.description == "\(baud) 8N1")
        #expect(finding.proof == .frames)
        #expect(finding.isConfirmed)
        #expect(port.written.isEmpty)
    }

    @Test("a converter chip proves nothing: a silent port stays unknown")
    func silence() {
        var port = SimulatedPort()
        let finding = port.run(DeviceSearch(chip, in: catalogue, asking: nil))
        #expect(finding.verdict == .unknown)
        #expect(port.written.isEmpty)
        // Silence is silence at every rate.
        #expect(port.opened.count == 1)
        #expect(finding.seen.map(\.byteCount) == [0])
    }

    @Test("a device that only takes what it is sent is not claimed")
    func silentListener() {
        var port = SimulatedPort()
        let finding = port.run(DeviceSearch(chip, in: catalogue))
        #expect(finding.verdict == .unknown)
        #expect(!port.written.isEmpty)
        #expect(finding.asked.allSatisfy { $0.answer.isEmpty })
        // Nobody answered, so nobody has to be brought back.
        #expect(!port.written.contains([UInt8(ascii: "F")]))
    }

    @Test("a device that sends everything back is not claimed")
    func echo() {
        var port = SimulatedPort()
        port.answer = { $1 }
        let finding = port.run(DeviceSearch(chip, in: catalogue))
        #expect(finding.verdict == .unknown)
        #expect(finding.asked.contains { !$0.answer.isEmpty })
    }

    private static let answerOf8217 = [0x02] + Array("E\rhello".utf8)

    private static func scale8217(at setting: String) -> SimulatedPort {
        var port = SimulatedPort()
        port.answer = { settings, question in
            LineSetting(settings, baud: settings.bauds[0]).description == setting
                && question == Array("Ehello".utf8) ? answerOf8217 : []
        }
        return port
    }

    @Test("a polled scale is known by its answer, and let go again")
    func answer() {
        var port = Self.scale8217(at: "9600 7E1")
        let finding = port.run(DeviceSearch(PortTraits(), in: catalogue))
        #expect(finding.verdict == .claimed)
        #expect(finding.profile == "scales/generic-toledo-8217")
        #expect(finding.line?.description == "9600 7E1")
        #expect(finding.proof == .answer)
        #expect(port.written.last == [UInt8(ascii: "F")])
    }

    @Test("a rate the adapter refuses is left out")
    func refusedSetting() {
        var port = Self.scale8217(at: "19200 7E1")
        port.failure = { $0.bauds[0] == 9600 ? .settingRefused : nil }
        let finding = port.run(DeviceSearch(PortTraits(), in: catalogue))
        #expect(finding.profile == "scales/generic-toledo-8217")
        #expect(finding.line?.description == "19200 7E1")
    }

    @Test("a port that is busy is told, with the system's words")
    func busy() {
        var port = SimulatedPort()
        port.failure = { _ in .unavailable("in use by tio (12)") }
        let finding = port.run(DeviceSearch(PortTraits(), in: catalogue))
        #expect(finding.verdict == .unavailable)
        #expect(finding.trouble == "in use by tio (12)")
        #expect(port.opened.count == 1)
    }

    @Test(
        "a device that speaks and is not understood is asked nothing, and reported with its bytes")
    func babble() {
        var port = SimulatedPort()
        port.speech = { _ in Array("$GPGGA,000000*00\u{7F}\u{01}".utf8) }
        let finding = port.run(DeviceSearch(chip, in: catalogue))
        #expect(finding.verdict == .unknown)
        #expect(port.written.isEmpty)
        #expect(finding.seen.count > 1)
        #expect(finding.seen.allSatisfy { $0.byteCount > 0 && $0.bytes.hasPrefix("24475047") })
    }

    @Test("lines of text that no format knows are no scanner")
    func textLines() {
        var port = SimulatedPort()
        port.period = .milliseconds(500)
        port.speech = { _ in Array("weight 12 of 40\r\n".utf8) }
        let finding = port.run(DeviceSearch(chip, in: catalogue))
        #expect(finding.verdict != .claimed)
    }

    @Test("a code with a check digit is a scanner", arguments: ["9600 8N1", "115200 8N1"])
    func scanner(setting: String) {
        var port = SimulatedPort()
        port.period = .milliseconds(900)
        port.speech = Self.speaks(Array("6901234567892\r\n".utf8), at: setting)
        let finding = port.run(DeviceSearch(chip, in: catalogue))
        #expect(finding.verdict == .claimed, "\(finding)")
        #expect(finding.profile == "scanners/generic-serial")
        #expect(finding.line?.description == setting)
    }

    // MARK: USB

    @Test("a scanner that says by USB what it is works at once, unopened")
    func certainScanner() {
        var port = SimulatedPort()
        let traits = PortTraits(vendor: "05E0", product: "1701", serial: "X")
        let finding = port.run(DeviceSearch(traits, in: catalogue))
        #expect(finding.verdict == .claimed)
        #expect(finding.profile == "scanners/zebra-symbol-cdc")
        #expect(finding.proof == .usb)
        #expect(!finding.isConfirmed)
        #expect(port.opened.isEmpty && port.now == .zero)
    }

    @Test(
        "a scale that says by USB what it is, is asked, and believed either way",
        arguments: [true, false])
    func certainScale(answers: Bool) {
        var port = answers ? Self.scale8217(at: "9600 7E1") : SimulatedPort()
        let traits = PortTraits(vendor: "0eb8", product: "2200")
        let finding = port.run(DeviceSearch(traits, in: catalogue))
        #expect(finding.profile == "scales/mettler-toledo-ariva")
        #expect(finding.isConfirmed == answers)
    }

    // MARK: Memory

    private static func memory(_ profile: String, _ line: String) throws -> RememberedDevice {
        RememberedDevice(profile: profile, line: try #require(LineSetting(line)))
    }

    @Test("what worked before is tried first and confirmed")
    func memoryConfirmed() throws {
        var port = SimulatedPort()
        port.speech = Self.speaks(frame, at: "1200 8N1")
        let memory = try Self.memory("scales/yaohua-xk3190-a12e", "1200 8N1")
        let finding = port.run(DeviceSearch(chip, in: catalogue, remembered: memory))
        #expect(finding.profile == "scales/yaohua-xk3190-a12e")
        #expect(finding.proof == .memory && finding.isConfirmed)
        #expect(port.opened == ["1200 8N1"])
        #expect(port.now < .seconds(1))
    }

    @Test("a device that is switched off now is believed to be the one it was")
    func memorySilent() throws {
        var port = SimulatedPort()
        let memory = try Self.memory("scales/generic-toledo-8217", "2400 7E1")
        let finding = port.run(DeviceSearch(chip, in: catalogue, remembered: memory))
        #expect(finding.profile == "scales/generic-toledo-8217")
        #expect(finding.line?.description == "2400 7E1")
        #expect(finding.proof == .memory && !finding.isConfirmed)
        #expect(port.written == [Array("Ehello".utf8)])
    }

    @Test("another device on the same port is not taken for the one before")
    func memoryContradicted() throws {
        var port = SimulatedPort()
        port.speech = Self.speaks(frame, at: "9600 8N1")
        let memory = try Self.memory("scales/generic-toledo-8217", "9600 7E1")
        let finding = port.run(DeviceSearch(chip, in: catalogue, remembered: memory))
        #expect(finding.profile == "scales/generic-yaohua-a12e")
        #expect(finding.proof == .frames)
    }

    @Test("a remembered profile that is no longer there is forgotten")
    func memoryOfNothing() throws {
        var port = SimulatedPort()
        port.speech = Self.speaks(frame, at: "9600 8N1")
        let memory = try Self.memory("scales/no-such", "9600 8N1")
        let finding = port.run(DeviceSearch(chip, in: catalogue, remembered: memory))
        #expect(finding.proof == .frames)
    }

    @Test("settings that made no sense before come last")
    func avoiding() throws {
        var port = SimulatedPort()
        port.speech = Self.speaks(frame, at: "4800 8N1")
        let avoided = [try #require(LineSetting("9600 8N1"))]
        _ = port.run(DeviceSearch(chip, in: catalogue, avoiding: avoided))
        #expect(port.opened.first != "9600 8N1")
    }

    // MARK: Several that fit

    private static func twins(_ second: String) throws -> FindingCatalogue {
        func profile(_ id: String, _ unit: String) throws -> DeviceProfile {
            let text = """
                class: scale
                maker: M
                model: X
                protocol: toledo-8217
                line: {baud: [9600]}
                scale: {unit: \(unit)}
                probe:
                  - {send: "'Ehello'", expect: "STX 'E' CR 'hello'", after: "'F'"}
                evidence: datasheet
                source: s
                examples:
                  - {bytes: "STX '01.250' CR", lines: ['x']}
                """
            return try DeviceProfile.parse(text, file: "x", id: id)
        }
        return FindingCatalogue([
            try profile("scales/one", "kg"), try profile("scales/two", second),
        ])
    }

    @Test("profiles that would read a device differently are all reported, none is taken")
    func ambiguous() throws {
        var speaking = SimulatedPort()
        speaking.speech = { _ in [0x02] + Array("01.250\r".utf8) }
        var asked = Self.scale8217(at: "9600 8N1")
        let catalogue = try Self.twins("lb")
        for finding in [
            speaking.run(DeviceSearch(PortTraits(), in: catalogue)),
            asked.run(DeviceSearch(PortTraits(), in: catalogue)),
        ] {
            #expect(finding.verdict == .ambiguous)
            #expect(finding.profile == nil)
            #expect(finding.candidates.map(\.profile).sorted() == ["scales/one", "scales/two"])
        }
    }

    @Test("profiles that read a device alike are one")
    func alike() throws {
        var port = SimulatedPort()
        port.speech = { _ in [0x02] + Array("01.250\r".utf8) }
        let catalogue = try Self.twins("kg")
        let finding = port.run(DeviceSearch(PortTraits(), in: catalogue))
        #expect(finding.profile == "scales/one")
        let memory = try Self.memory("scales/two", "9600 8N1")
        let known = port.run(DeviceSearch(PortTraits(), in: catalogue, remembered: memory))
        #expect(known.profile == "scales/two")
    }

    @Test("a question that would use up paper is asked only when a person allows it")
    func effects() throws {
        let text = """
            class: printer
            maker: M
            model: X
            protocol: tspl
            line: {baud: [9600]}
            printer:
              language: tspl
              dpi: 203
              width_dots: 448
              encoding: gb18030
              polarity: one-is-white
              status: {reply: none}
            probe:
              - {send: "'~!T' CR LF", expect: "'MODEL' .. CR LF", effect: print}
            evidence: datasheet
            source: s
            examples:
              - {bytes: "00", lines: ['x']}
            """
        let profile = try DeviceProfile.parse(text, file: "x", id: "printers/x")
        let catalogue = FindingCatalogue([profile])
        var port = SimulatedPort()
        port.answer = { _, _ in Array("MODEL X1\r\n".utf8) }
        let shy = port.run(DeviceSearch(PortTraits(), in: catalogue))
        #expect(shy.verdict == .unknown && port.written.isEmpty)
        let bold = port.run(DeviceSearch(PortTraits(), in: catalogue, asking: .print))
        #expect(bold.profile == "printers/x")
    }

    // MARK: Values

    @Test func formatsWithACheckOutrankThoseWithout() throws {
        let data = CheckoutFiles.data
        let strength = { FormatStrength(of: try data.profile(id: $0)) }
        #expect(try strength("scales/generic-yaohua-a12e") == .checked)
        #expect(try strength("scales/generic-toledo-8217") == .shaped)
        #expect(try strength("scanners/generic-serial") == .loose)
    }

    @Test(arguments: ["9600 8N1", "1200 7E1", "115200 7O2", "300 8N2"])
    func settingsAreReadBack(text: String) {
        #expect(LineSetting(text)?.description == text)
    }

    @Test(arguments: ["", "9600", "9600 9N1", "9600 8X1", "9600 8N3", "9600  ", "0 8N1", "1e4 8N1"])
    func whatIsNoSettingIsRefused(text: String) {
        #expect(LineSetting(text) == nil)
    }
}
