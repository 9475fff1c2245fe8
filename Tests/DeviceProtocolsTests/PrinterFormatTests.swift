import DataFolder
import SeededRandom
import Testing

@testable import DeviceProtocols

private let cpclBits: [PrinterConditions?] = [.printing, .paperOut, .coverOpen, .error, []]

private func roundBits() throws -> [[PrinterConditions?]] {
    try #require(try CheckoutFiles.data.profile(id: "printers/generic-escpos").printer).statusBits
}

private let idle = (
    first: "030,0,0,0320,000,0,0,0,000,0,0,0", second: "000,0,0,0,0,2,6,0,00000000,1,000",
    third: "1234,0"
)

/// An answer to `~HS` of lines given in full.
private func hostStatus(_ lines: [String]) -> [UInt8] {
    lines.flatMap { [0x02] + Array($0.utf8) + [0x03, 0x0D, 0x0A] }
}

private func statuses(_ items: [Decoded<PrinterStatus>]) -> [PrinterStatus] {
    items.compactMap { if case .message(let status) = $0 { status } else { nil } }
}

@Suite struct PrinterStatusTests {
    @Test func conditionsKeepTheContractsOrder() {
        let all = PrinterCondition.allCases.reduce(into: PrinterConditions()) {
            $0.insert(PrinterConditions($1))
        }
        #expect(all.list == Array(PrinterCondition.allCases.dropFirst()))
        #expect(PrinterConditions().list == [.ready])
        #expect(PrinterConditions(.ready).isEmpty)
        #expect(PrinterConditions().contains(PrinterCondition.ready))
        #expect(!PrinterConditions.jam.contains(PrinterCondition.ready))
        for condition in PrinterCondition.allCases {
            #expect(PrinterConditions(condition).list == [condition])
        }
        #expect(PrinterConditions.error.list == [.error])
        #expect(PrinterConditions.unexplained.explained == .error)
        #expect(PrinterConditions([.unexplained, .jam]).explained == .jam)
    }

    @Test(arguments: 0...20)
    func answersOfAnyLengthAreKept(count: Int) {
        let bytes = (0..<count).map { UInt8(255 - $0) }
        let status = PrinterStatus(.jam, bytes: bytes, remaining: count)
        #expect(status.bytes == bytes)
        #expect(status.remaining == count)
        #expect(status.state == [.jam])
        #expect(status != PrinterStatus(.jam, bytes: bytes))
        #expect(status != PrinterStatus(.jam, bytes: bytes + [0], remaining: count))
        #expect(PrinterStatus([], bytes: bytes).remaining == nil)
    }

    @Test func fewWordsEach() {
        #expect(MemoryLayout<Decoded<PrinterStatus>>.stride <= 24)
    }
}

@Suite struct ZPLStatusFormatTests {
    /// Which line and which number in it is set, and what that says.
    static let flags: [(line: Int, field: Int, state: [PrinterCondition])] = [
        (0, 1, [.paperOut]), (0, 2, [.paused]), (0, 4, [.printing]), (0, 5, [.ready]),
        (0, 6, [.error]), (0, 7, [.ready]), (0, 9, [.error]), (0, 10, [.error]),
        (0, 11, [.overheated]), (1, 1, [.ready]), (1, 2, [.coverOpen]), (1, 3, [.ribbonOut]),
        (1, 4, [.ready]), (1, 7, [.paused]), (1, 8, [.printing]), (1, 9, [.ready]),
        (2, 1, [.ready]),
    ]

    @Test(arguments: flags)
    func everyFlag(line: Int, field: Int, state: [PrinterCondition]) throws {
        var lines = [idle.first, idle.second, idle.third]
        var fields = lines[line].split(separator: ",").map(String.init)
        fields[field] = "1"
        lines[line] = fields.joined(separator: ",")
        let found = decoded(FormatDecoder(ZPLStatusFormat()), hostStatus(lines))
        let status = try #require(statuses(found).first)
        #expect(found.count == 1)
        #expect(status.state == state)
        #expect(status.remaining == (line == 1 && field == 8 ? 1 : 0))
        #expect(status.bytes == hostStatus(lines))
    }

    @Test func aBatchThatIsHeldUpDoesNotPrint() throws {
        let second = "000,0,1,0,0,2,6,0,00000012,1,000"
        let bytes = hostStatus([idle.first, second, idle.third])
        let found = decoded(FormatDecoder(ZPLStatusFormat()), bytes)
        let status = try #require(statuses(found).first)
        #expect(status.state == [.coverOpen])
        #expect(status.remaining == 12)
    }

    static let broken: [String] = [
        "030,0,0,0320,000,0,0,0,000,0,0", "030,0,0,0320,000,0,0,0,000,0,0,0,0",
        "030,0,,0320,000,0,0,0,000,0,0,0", "030,x,0,0320,000,0,0,0,000,0,0,0",
        "030,0,0,0320,000,0,0,0,000,0,0,000000000", "",
    ]

    @Test(arguments: broken)
    func brokenLinesAreNoStatus(first: String) {
        let bytes = hostStatus([first, idle.second, idle.third])
        let good = hostStatus([idle.first, idle.second, idle.third])
        let found = decoded(FormatDecoder(ZPLStatusFormat()), bytes + good)
        #expect(statuses(found).map(\.bytes) == [good])
        #expect(found.count == 2)
    }

    /// Two lines were lost: the next answer is read all the same.
    @Test func anAnswerAfterHalfOne() {
        let good = hostStatus([idle.first, idle.second, idle.third])
        let found = decoded(FormatDecoder(ZPLStatusFormat()), hostStatus([idle.first]) + good)
        #expect(statuses(found).map(\.bytes) == [good])
        let reasons = found.compactMap {
            if case .malformed(let malformed) = $0 { malformed.reason } else { nil }
        }
        #expect(reasons == [.unexpected])
    }

    @Test(arguments: 0..<8)
    func noiseInAnyCut(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let good = hostStatus([idle.first, idle.second, idle.third])
        var bytes: [UInt8] = []
        for _ in 0..<6 {
            var part = good
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                part[Int.random(in: 0..<part.count, using: &random)] =
                    [0x02, 0x03, 0x2C, 0x31][
                        Int.random(in: 0..<4, using: &random)]
            }
            bytes += part.prefix(Int.random(in: 1...part.count, using: &random))
        }
        let verifier = DecoderVerifier(
            decoder: FormatDecoder(ZPLStatusFormat()), garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), "seed \(seed)")
    }
}

@Suite struct ZPLDirectoryTests {
    private static let list =
        "\u{02}\r\nDIR E:*.FNT\r\n* C0O0PSMZ.FNT  003011     \r\n* C0O1VEEP.FNT  020481     \r\n"
        + "\r\n-1540096 bytes free\r\n\u{03}"

    @Test func namesAndRoomAreRead() {
        let directory = ZPLDirectory(Array(Self.list.utf8))
        #expect(directory.fonts == ["C0O0PSMZ", "C0O1VEEP"])
        #expect(directory.bytesFree == 1_540_096)
        let other =
            "\u{02}\r\n- DIR E:*.FNT \r\n* E:A.FNT 12 \r\n- 700 bytes free E: FLASH\r\n\u{03}"
        #expect(ZPLDirectory(Array(other.utf8)).fonts == ["A"])
        #expect(ZPLDirectory(Array(other.utf8)).bytesFree == 700)
        #expect(ZPLDirectory([]).fonts.isEmpty && ZPLDirectory([]).bytesFree == nil)
    }

    /// A list between two answers, in whatever pieces it comes; no status of the printer.
    @Test func listsAmongStatuses() {
        let status = hostStatus([idle.first, idle.second, idle.third])
        let bytes = status + Array(Self.list.utf8) + status
        let verifier = DecoderVerifier(
            decoder: FormatDecoder(ZPLAnswerFormat()), garbage: [], resyncFrames: 1)
        let found = verifier.decode([bytes])
        #expect(statuses(found).map(\.isDirectory) == [false, true, false])
        #expect(statuses(found).map(\.bytes) == [status, Array(Self.list.utf8), status])
        verifier.verify(bytes, expected: found, "list")
    }

    @Test(arguments: 0..<8)
    func noiseInAnyCut(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let status = hostStatus([idle.first, idle.second, idle.third])
        var bytes: [UInt8] = []
        for number in 0..<6 {
            var part = number % 2 == 0 ? status : Array(Self.list.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                part[Int.random(in: 0..<part.count, using: &random)] =
                    [0x02, 0x03, 0x0D, 0x31][Int.random(in: 0..<4, using: &random)]
            }
            bytes += part.prefix(Int.random(in: 1...part.count, using: &random))
        }
        let verifier = DecoderVerifier(
            decoder: FormatDecoder(ZPLAnswerFormat()), garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), "seed \(seed)")
    }

    /// Only who asks for lists takes them: for `decode` they belong to no frame.
    @Test func listsAreForThoseWhoAsk() throws {
        let profile = try CheckoutFiles.data.profile(id: "printers/zebra-gk420d")
        for takesEndMarks in [true, false] {
            var decoder = try #require(profile.printerDecoder(takesEndMarks: takesEndMarks))
            let found = decoder.feed(Array(Self.list.utf8)[...]) + decoder.idle()
            #expect(statuses(found).contains(where: \.isDirectory) == takesEndMarks)
        }
    }
}

@Suite struct CPCLStatusFormatTests {
    @Test(arguments: 0..<256)
    func everyByte(byte: Int) {
        let found = decoded(FormatDecoder(CPCLStatusFormat(bits: cpclBits)), [UInt8(byte)])
        guard byte < 0x20 else { return #expect(statuses(found).isEmpty && found.count == 1) }
        var state: [PrinterCondition] = []
        if byte & 2 != 0 { state.append(.paperOut) }
        if byte & 4 != 0 { state.append(.coverOpen) }
        if byte & 1 != 0 { state.append(.printing) }
        if byte & 8 != 0 { state.append(.error) }
        #expect(statuses(found).map(\.state) == [state.isEmpty ? [.ready] : state])
    }
}

@Suite struct ESCPOSStatusFormatTests {
    static let answers: [([UInt8], [PrinterCondition])] = [
        ([0x12, 0x12, 0x12, 0x12], [.ready]), ([0x16, 0x12, 0x12, 0x1E], [.ready]),
        ([0x1A, 0x12, 0x12, 0x12], [.error]), ([0x1A, 0x16, 0x12, 0x12], [.coverOpen]),
        ([0x1A, 0x32, 0x12, 0x72], [.paperOut]), ([0x12, 0x12, 0x12, 0x72], [.paperOut]),
        ([0x1A, 0x52, 0x1A, 0x12], [.jam]), ([0x1A, 0x52, 0x52, 0x12], [.overheated]),
        ([0x1A, 0x52, 0x32, 0x12], [.error]), ([0x1A, 0x52, 0x12, 0x12], [.error]),
        ([0x3A, 0x12, 0x12, 0x12], [.paused]),
        ([0x1A, 0x76, 0x12, 0x7E], [.paperOut, .coverOpen]),
    ]

    @Test(arguments: answers)
    func rounds(bytes: [UInt8], state: [PrinterCondition]) throws {
        let format = ESCPOSStatusFormat(reply: .round, bits: try roundBits())
        let found = decoded(FormatDecoder(format), bytes)
        #expect(found == [.message(PrinterStatus(statuses(found)[0].conditions, bytes: bytes))])
        #expect(statuses(found).map(\.state) == [state])
    }

    @Test func aSilenceShowsWhereARoundBegins() throws {
        var decoder = FormatDecoder(ESCPOSStatusFormat(reply: .round, bits: try roundBits()))
        #expect(decoder.feed([0x12, 0x12, 0x12]) == [])
        #expect(
            decoder.idle() == [
                .malformed(Malformed(reason: .noTerminator, bytes: [0x12, 0x12, 0x12]))
            ])
        #expect(statuses(decoder.feed([0x1A, 0x32, 0x12, 0x72])).map(\.state) == [[.paperOut]])
        #expect(decoder.idle() == [])
    }

    /// No byte of flow control is ever part of an answer.
    @Test(arguments: [PrinterOptions.StatusReply.round, .automatic])
    func neverFlowControl(reply: PrinterOptions.StatusReply) throws {
        let start: [UInt8] = reply == .round ? [0x12, 0x12, 0x12, 0x12] : [0x10, 0, 0, 0]
        for place in 0..<4 {
            for control: UInt8 in [0x11, 0x13] {
                var bytes = start
                bytes[place] = control
                let format = ESCPOSStatusFormat(reply: reply, bits: try roundBits())
                #expect(statuses(decoded(FormatDecoder(format), bytes)).isEmpty)
            }
        }
    }

    /// The answer behind a label is taken where it is waited for; to everybody else it is noise.
    @Test(arguments: ["printers/generic-escpos", "printers/epson-tm-t81"])
    func endMarks(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        let isAutomatic = profile.printer?.statusReply == .automatic
        let ready: [UInt8] = isAutomatic ? [0x10, 0, 0, 0] : [0x16, 0x12, 0x12, 0x12]
        let marking = try #require(profile.printerDecoder(takesEndMarks: true))
        let plain = try #require(profile.printerDecoder())
        for byte: UInt8 in [0x00, 0x0C] {
            let bytes = ready + [byte, byte] + ready
            let waiting = statuses(decoded(marking, bytes))
            #expect(waiting.map { $0.isEndMark } == [false, true, false])
            #expect(statuses(decoded(plain, bytes)).map { $0.bytes } == [ready, ready])
        }
        // A single stray byte, as of a printer that is switched on, marks nothing.
        let stray = statuses(decoded(marking, [0x00] + ready + [0x00, 0x0C]))
        #expect(stray.map { $0.bytes } == [ready])
        #expect(stray.map { $0.isEndMark } == [false])
    }

    @Test func automaticStatusFindsItsStart() {
        var bits = [[PrinterConditions?]](repeating: Array(repeating: [], count: 8), count: 4)
        bits[0][5] = .coverOpen
        bits[2][2] = .paperOut
        bits[2][3] = .paperOut
        let format = ESCPOSStatusFormat(reply: .automatic, bits: bits)
        let found = decoded(
            FormatDecoder(format),
            [0x0C, 0x0F, 0x30, 0x00, 0x10, 0x00, 0x0C, 0x0F, 0x14, 0x00, 0x00, 0x0F])
        #expect(statuses(found).map(\.state) == [[.paperOut], [.ready]])
        let refused = found.compactMap {
            if case .malformed(let malformed) = $0 { malformed.bytes } else { nil }
        }
        #expect(refused == [[0x0C, 0x0F, 0x30, 0x00]])
    }
}

@Suite struct PrinterProfileTests {
    private static func text(_ language: String, _ status: String, flow: String = "none") -> String
    {
        """
        class: printer
        maker: M
        model: X
        protocol: \(language)
        line: {baud: [9600], flow: \(flow)}
        printer:
          language: \(language)
          dpi: 203
          width_dots: 832
          encoding: gb18030
          polarity: one-is-black
          status: {\(status)}
        evidence: datasheet
        source: s
        examples:
          - {bytes: "00", lines: ['x']}
        """
    }

    private static func failure(_ text: String) -> String {
        parsingFailure(text, id: "printers/x")
    }

    /// Where a status byte can be XON or XOFF, software flow control would swallow it.
    static let flows: [(String, String, Bool)] = [
        ("tspl", "byte", false), ("tspl", "either", false), ("tspl", "frame", true),
        ("cpcl", "byte", false), ("cpcl", "extended", false), ("zpl", "lines", true),
        ("escpos", "round", true), ("escpos", "automatic", true), ("tspl", "none", true),
        ("zpl", "none", true), ("cpcl", "none", true), ("escpos", "none", true),
    ]

    @Test(arguments: flows)
    func softwareFlowControl(language: String, reply: String, isAllowed: Bool) {
        let message = Self.failure(Self.text(language, "reply: \(reply)", flow: "xonxoff"))
        #expect((message == "no error") == isAllowed, "\(message)")
        #expect(isAllowed || message.contains("XON and XOFF"))
        #expect(Self.failure(Self.text(language, "reply: \(reply)")) == "no error")
    }

    static let mistakes: [(String, String, String)] = [
        ("zpl", "reply: byte", "zpl has no such reply; known: lines, none"),
        ("tspl", "reply: lines", "tspl has no such reply; known: byte, frame, either, none"),
        ("escpos", "reply: byte", "escpos has no such reply; known: round, automatic, none"),
        ("zpl", "reply: lines, bits: {\"01\": jam}", "such a reply has no status bits"),
        ("cpcl", "reply: byte, bits: {\"2:01\": jam}", "mask of one bit"),
        ("escpos", "reply: round, bits: {\"04\": jam}", "mask of one bit"),
        ("escpos", "reply: round, bits: {\"5:04\": jam}", "mask of one bit"),
        ("escpos", "reply: round, bits: {\"0:04\": jam}", "mask of one bit"),
        ("cpcl", "reply: byte, bits: {\"01\": ready}", "a set bit cannot mean ready"),
        ("cpcl", "reply: byte, bits: {\"01\": fine}", "'fine' is not one of"),
        ("zpl", "reply: lines, silence: bad", "'bad' is not one of fault, unknown"),
    ]

    @Test(arguments: mistakes)
    func strictDecoding(language: String, status: String, message: String) {
        #expect(Self.failure(Self.text(language, status)).contains(message))
    }

    static let memories: [(String, String, String, String)] = [
        ("zpl", "utf-8", "{kilobytes: 1536, source: s}", "no error"),
        ("zpl", "gb18030", "{kilobytes: 1536, source: s}", "encoding utf-8 only"),
        ("tspl", "utf-8", "{kilobytes: 1536, source: s}", "ZPL printers"),
        ("zpl", "utf-8", "{kilobytes: 1536}", "'source'"),
        ("zpl", "utf-8", "{source: s}", "'kilobytes'"),
        ("zpl", "utf-8", "{kilobytes: 63, source: s}", "64"),
        ("zpl", "utf-8", "{kilobytes: 1536, source: s, drive: E}", "drive"),
    ]

    @Test(arguments: memories)
    func memoryForFonts(language: String, encoding: String, value: String, message: String) {
        let text = Self.text(language, "reply: none")
            .replacing("encoding: gb18030", with: "encoding: \(encoding)\n  stored_fonts: \(value)")
        #expect(Self.failure(text).contains(message), "\(Self.failure(text))")
    }

    @Test func polls() throws {
        func poll(_ language: String, _ reply: String) throws -> PollCommand? {
            try DeviceProfile.parse(
                Self.text(language, "reply: \(reply)"), file: "x", id: "printers/x"
            ).poll
        }
        #expect(try poll("zpl", "lines")?.bytes == Array("~HS".utf8))
        #expect(try poll("cpcl", "byte")?.bytes == [0x1B, 0x68])
        #expect(try poll("cpcl", "extended")?.bytes == [0x1B, 0x69])
        #expect(try poll("escpos", "round")?.bytes == [16, 4, 1, 16, 4, 2, 16, 4, 3, 16, 4, 4])
        #expect(try poll("escpos", "automatic")?.bytes == [0x1D, 0x61, 0x0F])
        for language in ["tspl", "zpl", "cpcl", "escpos"] {
            #expect(try poll(language, "none") == nil)
        }
    }

    /// Otherwise two rounds of four bytes could run together.
    @Test(arguments: CheckoutFiles.profileIDs.filter { $0.hasPrefix("printers/") })
    func roundsAreAskedForAfterASilence(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        guard profile.printer?.statusReply == .round, let poll = profile.poll else { return }
        #expect(poll.minimumGapMilliseconds > profile.idleGapMilliseconds)
    }

    static let identities: [(String, [UInt8], String?)] = [
        ("tspl", Array("TTP-244 Plus\r\n".utf8), "TTP-244 Plus"), ("tspl", [0x20], nil),
        ("tspl", [], nil), ("tspl", Array("A\rB\r".utf8), nil),
        (
            "zpl", Array("\u{02}ZD421-203dpi ZPL,V93.21.07Z,8,8192KB\u{03}\r\n".utf8),
            "ZD421-203dpi ZPL"
        ),
        ("zpl", Array("\u{02}ZD421,V1".utf8), nil), ("zpl", Array("\u{02}ZD421\u{03}".utf8), nil),
        ("cpcl", Array("\"V68.19.7Z\"".utf8), "V68.19.7Z"), ("cpcl", Array("\"?\"".utf8), nil),
        ("cpcl", Array("V68".utf8), nil),
        ("escpos", Array("_TM-T20\0".utf8), "TM-T20"), ("escpos", Array("_TM-T20".utf8), nil),
        ("escpos", [0x20], nil),
    ]

    @Test(arguments: identities)
    func identity(language: String, answer: [UInt8], name: String?) throws {
        let query = try #require(
            try CheckoutFiles.data.profile(id: "printers/generic-\(language)").identityQuery)
        #expect(!query.send.isEmpty)
        #expect(query.identity(in: answer) == name)
    }
}
