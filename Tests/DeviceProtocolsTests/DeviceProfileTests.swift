import DataFolder
import DeviceProtocols
import Testing

private let scale = """
    class: scale
    maker: M
    model: X
    protocol: toledo-8217
    line: {baud: [9600], data_bits: 7, parity: even}
    scale: {unit: lb, poll_gap_ms: 300}
    evidence: datasheet
    source: s
    examples:
      - {bytes: "00", lines: ['x']}
    """

@Suite struct DeviceProfileTests {
    @Test(arguments: CheckoutFiles.profileIDs)
    func examplesGiveTheirLines(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        #expect(profile.examples.count >= 2)
        for example in profile.examples {
            #expect(decodeBurst(profile, example.bytes) == example.lines)
        }
    }

    @Test(arguments: CheckoutFiles.profileIDs)
    func everyProfileKeepsTheRules(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        #expect(id == id.lowercased())
        #expect(id.hasPrefix(profile.deviceClass.idPrefix))
        let decoders =
            (profile.scannerDecoder() == nil ? 0 : 1) + (profile.scaleDecoder() == nil ? 0 : 1)
            + (profile.printerDecoder() == nil ? 0 : 1)
        #expect(decoders == 1)
        // Nothing is called proven that no recording of a real device proves.
        #expect(profile.evidence == .datasheet)
    }

    @Test(arguments: [
        "scanners/generic-serial", "scanners/generic-ssi", "scanners/generic-honeywell",
        "scanners/generic-newland", "scales/generic-toledo-8217", "scales/generic-yaohua-a12e",
        "printers/generic-tspl", "printers/generic-zpl", "printers/generic-cpcl",
        "printers/generic-escpos",
        "scales/generic-yaohua-0", "scales/generic-yaohua-1", "scales/generic-yaohua-2",
        "scales/generic-yaohua-command", "scales/generic-mt-continuous", "scales/generic-cas-ecr",
        "scales/generic-dialog06", "scales/generic-bcd",
    ])
    func promisedGenericProfiles(id: String) {
        #expect(CheckoutFiles.profileIDs.contains(id))
    }

    @Test func pollCommands() throws {
        let profile = try DeviceProfile.parse(scale, file: "x", id: "scales/x")
        #expect(profile.poll == PollCommand(bytes: Array("W".utf8), minimumGapMilliseconds: 300))
        let short = scale.replacing("poll_gap_ms: 300", with: "poll_gap_ms: 50")
        let eager = try DeviceProfile.parse(short, file: "x", id: "scales/x")
        #expect(eager.poll?.minimumGapMilliseconds == 200)
        let data = CheckoutFiles.data
        #expect(try data.profile(id: "scales/generic-yaohua-a12e").poll == nil)
        #expect(try data.profile(id: "printers/generic-tspl").poll?.bytes == [0x1B, 0x21, 0x3F])
        #expect(try data.profile(id: "scanners/generic-serial").poll == nil)
    }

    @Test func printerFacts() throws {
        let printer = try #require(
            try CheckoutFiles.data.profile(id: "printers/generic-tspl").printer)
        #expect(printer.dotsPerMillimetre == 8)
        #expect(printer.polarity == .oneIsWhite)
        #expect(
            printer.statusBits == [
                [.coverOpen, .jam, .paperOut, .ribbonOut, .paused, .printing, nil, .error]
            ])
        #expect(printer.fonts.contains { $0.name == "TSS24.BF2" && $0.covers == .chinese })
    }

    static let mistakes: [(String, String, String)] = [
        ("maker: M", "makr: M", "x.yaml:2:1: unknown key 'makr', nearest is 'maker'"),
        ("baud: [9600]", "boud: [9600]", "x.yaml:5:8: unknown key 'boud', nearest is 'baud'"),
        ("baud: [9600]", "baud: []", "x.yaml:5:14: at least one rate is needed"),
        ("data_bits: 7", "data_bits: 9", "x.yaml:5:33: 9 is out of range 7…8"),
        ("parity: even", "parity: mark", "x.yaml:5:44: 'mark' is not one of none, even, odd"),
        ("class: scale", "class: scanner", "x.yaml:1:8: a scanner belongs in Scanners/"),
        (
            "toledo-8217", "toledo-8216",
            "x.yaml:4:11: unknown protocol 'toledo-8216'; known: toledo-8217, yaohua-a12e"
        ),
        ("unit: lb", "unit: jin", "x.yaml:6:15: 'jin' is not one of kg, g, lb, oz"),
        (
            "bytes: \"00\"", "bytes: \"0\"",
            "x.yaml:10:13: '0' is neither hex bytes, a control character's name nor quoted text"
        ),
        ("source: s", "source: s\nidle_gap_ms: 50", "x.yaml:9:14: 50 is out of range 500…10000"),
        (
            "source: s", "source: s\nusb: [{id: \"1A86:7523\"}]",
            "x.yaml:9:12: a USB id is four hexadecimal digits, ':' and four more, lower case"
        ),
        (
            "source: s", "source: s\nscanner: {aim: true}",
            "x.yaml:9:1: unknown key 'scanner', known here: aliases"
        ),
    ]

    @Test(arguments: mistakes)
    func strictDecoding(old: String, new: String, expected: String) {
        #expect(scale.contains(old))
        #expect(parsingFailure(scale.replacing(old, with: new)).hasPrefix(expected))
    }

    @Test func scannersMustBeAbleToEnd() {
        let text = scale.replacing("class: scale", with: "class: scanner")
            .replacing("toledo-8217", with: "serial")
            .replacing("scale: {unit: lb, poll_gap_ms: 300}", with: "scanner: {suffix: none}")
        #expect(
            parsingFailure(text, id: "scanners/x")
                == "x.yaml:6:19: without a suffix a code never ends: set fixed_length or"
                + " idle_gap_completes")
    }

    static let scannerMistakes: [(String, String)] = [
        ("{suffix: none, longest: 9}", "x.yaml:6:19: without a suffix a code never ends"),
        ("{trigger: {start: \"16 54 0D\"}}", "x.yaml:6:20: key 'stop' is missing"),
        ("{trigger: {start: \"\", stop: \"00\"}}", "x.yaml:6:28: a command has 1…64 bytes"),
        ("{commands: {beeps: \"00\"}}", "x.yaml:6:22: unknown key 'beeps', nearest is 'beep'"),
        (
            "{answer: {start: \"02 0D\", end: \"03\"}}",
            "x.yaml:6:27: a line end cannot begin an answer"
        ),
        (
            "{prefix: STX, answer: {start: STX, end: ETX}}",
            "x.yaml:6:10: answer does not go with prefix or fixed_length"
        ),
        ("{duplicates_ms: 60001}", "x.yaml:6:26: 60001 is out of range 0…60000"),
        ("{keyboard_usb: {ids: [], zh: z, en: e}}", "x.yaml:6:31: at least one USB id"),
        (
            "{keyboard_usb: {ids: [\"1EAB:0003\"], zh: z, en: e}}",
            "x.yaml:6:32: a USB id is written as"
        ),
        ("{keyboard_usb: {ids: [\"1eab:??03\"], zh: z}}", "x.yaml:6:25: key 'en' is missing"),
    ]

    @Test(arguments: scannerMistakes)
    func strictScannerKeys(scanner: String, expected: String) {
        let text = self.scanner(scanner)
        let found = parsingFailure(text, id: "scanners/x")
        #expect(found.hasPrefix(expected), "\(found)")
    }

    private func scanner(_ options: String) -> String {
        scale.replacing("class: scale", with: "class: scanner")
            .replacing("toledo-8217", with: "serial")
            .replacing("scale: {unit: lb, poll_gap_ms: 300}", with: "scanner: \(options)")
    }

    @Test func scannerKeys() throws {
        let text = scanner(
            "{trigger: {start: \"'T'\", stop: \"'P'\"}, commands: {beep: \"BEL\"}, duplicates_ms: 0,"
                + " keyboard_usb: {ids: [\"1eab:??03\"], zh: 换, en: switch}}")
        let profile = try DeviceProfile.parse(text, file: "x", id: "scanners/x")
        let scanner = try #require(profile.scanner)
        #expect(scanner.commands == [.start: [0x54], .stop: [0x50], .beep: [7]])
        #expect(scanner.duplicateMilliseconds == 0)
        #expect(scanner.keyboardMode?.hintChinese == "换")
        // Packets end by themselves.
        let packets = self.scanner("{aim: true}").replacing("serial", with: "ssi")
        let ssi = try DeviceProfile.parse(packets, file: "x", id: "scanners/x")
        #expect(ssi.scanner?.suffix == ScannerOptions.Suffix.none)
    }

    @Test func statusBytesExcludeSoftwareFlowControl() {
        let text = """
            class: printer
            maker: M
            model: X
            protocol: tspl
            line: {baud: [9600], flow: xonxoff}
            printer:
              language: tspl
              dpi: 203
              width_dots: 832
              encoding: gb18030
              polarity: one-is-white
              status: {reply: byte, bits: {"04": paper-out}}
            evidence: datasheet
            source: s
            examples:
              - {bytes: "00", lines: ['x']}
            """
        #expect(parsingFailure(text, id: "printers/x").contains("XON and XOFF"))
        #expect(
            parsingFailure(text.replacing("xonxoff", with: "rtscts"), id: "printers/x")
                == "no error")
        let badBit = text.replacing("xonxoff", with: "none").replacing("\"04\"", with: "\"06\"")
        #expect(parsingFailure(badBit, id: "printers/x").contains("a mask of one bit"))
    }

    @Test func converterChipsAreNeverProof() throws {
        let profile = try CheckoutFiles.data.profile(id: "scales/yaohua-xk3190-a12e")
        let match = try #require(profile.usb.first)
        #expect(match.strength(vendor: "1A86", product: "7523", serial: nil) == .chipOnly)
        #expect(match.strength(vendor: "1a86", product: "7522", serial: nil) == .none)
        let newland = try #require(
            try CheckoutFiles.data.profile(id: "scanners/newland-nls-hr52").usb.first)
        #expect(newland.strength(vendor: "1eab", product: "1A06", serial: nil) == .family)
        #expect(newland.strength(vendor: "1eab", product: "1a03", serial: nil) == .none)
        let ariva = try #require(
            try CheckoutFiles.data.profile(id: "scales/mettler-toledo-ariva").usb.first)
        #expect(ariva.strength(vendor: "0eb8", product: "2200", serial: nil) == .certain)
    }
}
