import DeviceProtocols
import Identifiers
import SeededRandom
import Testing

private typealias Found = [Decoded<ScannedCode>]

private func decode(_ options: ScannerOptions, _ notation: String) throws -> Found {
    decoded(SerialScannerDecoder(options), try ByteNotation.bytes(notation))
}

private func code(_ notation: String, aim: String? = nil) throws -> Decoded<ScannedCode> {
    .message(
        ScannedCode(bytes: try ByteNotation.bytes(notation), aim: aim.flatMap { AIMIdentifier($0) })
    )
}

private func bad(
    _ reason: Malformed.Reason, _ notation: String
) throws -> Decoded<ScannedCode> {
    .malformed(Malformed(reason: reason, bytes: try ByteNotation.bytes(notation)))
}

@Suite struct SerialScannerDecoderTests {
    @Test(arguments: ["CR", "LF", "CR LF"])
    func anyLineEnd(end: String) throws {
        let found = try decode(ScannerOptions(), "'A1' \(end) 'B2' \(end)")
        #expect(found == [try code("'A1'"), try code("'B2'")])
    }

    @Test func emptyCodesAreReportedNotGiven() throws {
        #expect(
            try decode(ScannerOptions(), "CR LF 'A' CR LF") == [
                try bad(.unexpected, "CR LF"), try code("'A'"),
            ])
        #expect(try decode(ScannerOptions(), "']C0' CR") == [try bad(.unexpected, "']C0' CR")])
    }

    @Test(arguments: [
        ("]C1", true), ("]E0", true), ("]X9", true), ("]ea", true), ("]11", false), ("]C ", false),
        ("]é", false),
    ])
    func recognisesAIM(text: String, isAIM: Bool) throws {
        let found = try decode(ScannerOptions(), "'\(text)123' CR")
        #expect(found == [isAIM ? try code("'123'", aim: text) : try code("'\(text)123'")])
    }

    @Test func aimIsPayloadWhereTheProfileSaysSo() throws {
        let options = ScannerOptions(readsAIM: false)
        #expect(try decode(options, "']C1' CR") == [try code("']C1'")])
    }

    @Test func payloadMayContainCRWithALongerSuffix() throws {
        let options = ScannerOptions(suffix: .bytes([13, 10]))
        #expect(
            try decode(options, "'A' CR 'B' CR CR LF LF 'C' CR LF") == [
                try code("'A' CR 'B' CR"), try code("LF 'C'"),
            ])
    }

    @Test func fixedLengthMayContainAnything() throws {
        let options = ScannerOptions(fixedLength: 4)
        #expect(
            try decode(options, "'A' CR LF 'B' CR LF ']C0' CR CR CR CR LF '1234' CR") == [
                try code("'A' CR LF 'B'"), try code("CR CR CR CR", aim: "]C0"), try code("'1234'"),
            ])
    }

    @Test func wrongLengthCostsOneCodeOnly() throws {
        let options = ScannerOptions(fixedLength: 6)
        #expect(
            try decode(options, "'123' CR LF '123456' CR LF") == [
                try bad(.length, "'123' CR"), try code("'123456'"),
            ])
        #expect(
            try decode(options, "'123456789' CR LF '123456' CR") == [
                try bad(.length, "'123456789' CR"), try code("'123456'"),
            ])
    }

    @Test func fixedLengthWithoutSuffix() throws {
        let options = ScannerOptions(suffix: .none, fixedLength: 3)
        #expect(
            try decode(options, "'12345' ']C0' '6'") == [
                try code("'123'"), try code("'45]'"), try code("'C06'"),
            ])
    }

    @Test func prefixIsRequiredAndLeftOut() throws {
        let options = ScannerOptions(prefix: [2], suffix: .bytes([3]))
        #expect(
            try decode(options, "'xy' STX ']C0' 'A' ETX 'z' STX 'B' ETX") == [
                try bad(.unexpected, "'xy'"), try code("'A'", aim: "]C0"),
                try bad(.unexpected, "'z'"),
                try code("'B'"),
            ])
    }

    @Test func aNewStartCutsACodeOff() throws {
        let options = ScannerOptions(prefix: [2], suffix: .bytes([3]))
        #expect(
            try decode(options, "STX 'AB' STX 'CD' ETX") == [
                try bad(.unexpected, "STX 'AB'"), try code("'CD'"),
            ])
    }

    @Test func overlappingPrefixIsFound() throws {
        let options = ScannerOptions(prefix: Array("AAB".utf8))
        #expect(
            try decode(options, "'AAAB1' CR") == [
                try bad(.unexpected, "'A'"), try code("'1'"),
            ])
    }

    @Test func silenceEndsACodeWhereTheProfileSaysSo() throws {
        let options = ScannerOptions(suffix: .none, idleGapCompletes: true)
        var decoder = SerialScannerDecoder(options)
        #expect(decoder.feed(Array("]E0690".utf8)[...]).isEmpty)
        #expect(decoder.feed(Array("123".utf8)[...]).isEmpty)
        #expect(decoder.idle() == [try code("'690123'", aim: "]E0")])
        #expect(decoder.idle().isEmpty)
        #expect(try decode(options, "']E0'") == [try bad(.noTerminator, "']E0'")])
    }

    @Test func severalCodesAtOnePull() throws {
        let codes = "']C0' 'A' CR LF ']E0' '690' CR LF ']Q1' 'B' CR 'C' CR LF"
        let expected = [
            try code("'A'", aim: "]C0"), try code("'690'", aim: "]E0"),
            try code("'B' CR 'C'", aim: "]Q1"),
        ]
        let verifier = DecoderVerifier(
            decoder: SerialScannerDecoder(ScannerOptions(suffix: .bytes([13, 10]))), garbage: [],
            resyncFrames: 1)
        verifier.verify(try ByteNotation.bytes(codes), expected: expected, "several")
    }

    static let answering = ScannerOptions(
        answer: .init(start: [0x02, 0x01], end: [0x06, 0x3B, 0x03]))

    @Test(
        arguments: [
            ("STX SOH 'X' ACK ';' ETX", []), ("STX SOH CR LF ACK ';' ETX 'A' CR", ["'A'"]),
            ("'A' CR LF STX SOH 'X' ACK ';' ETX 'B' CR", ["'A'", "'B'"]),
            ("STX SOH 'X' ACK ';' ETX STX SOH 'Y' ACK ';' ETX 'B' CR", ["'B'"]),
            ("STX 'A' CR 'B' CR", ["STX 'A'", "'B'"]), ("'A' STX SOH CR", ["'A' STX SOH"]),
        ] as [(String, [String])])
    func answersToCommandsAreNoCodes(notation: String, codes: [String]) throws {
        let bytes = try ByteNotation.bytes(notation)
        let verifier = DecoderVerifier(
            decoder: SerialScannerDecoder(Self.answering), garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: try codes.map { try code($0) }, "answers")
    }

    @Test func unfinishedAnswersAreReported() throws {
        let start = "STX SOH 'XY'"
        #expect(try decode(Self.answering, start) == [try bad(.noTerminator, start)])
        #expect(try decode(Self.answering, "STX") == [try bad(.noTerminator, "STX")])
        #expect(try decode(Self.answering, "STX CR") == [try code("STX")])
        var decoder = SerialScannerDecoder(Self.answering)
        let endless = decoder.feed(([0x02, 0x01] + [UInt8](repeating: 0x41, count: 2_000))[...])
        let sizes = endless.map { item in
            if case .malformed(let malformed) = item { malformed.bytes.count } else { Int.max }
        }
        #expect(!sizes.isEmpty && sizes.allSatisfy { $0 <= 512 })
        #expect(decoder.feed([13, 10, 0x42, 13]).last == (try code("'B'")))
    }

    @Test func silenceOtherwiseKeepsTheBytes() throws {
        let found = try decode(ScannerOptions(prefix: [2]), "STX ']C0' '12'")
        #expect(found == [try bad(.noTerminator, "STX ']C0' '12'")])
    }

    @Test func lateLineFeedBelongsToItsCarriageReturn() throws {
        var decoder = SerialScannerDecoder(ScannerOptions())
        #expect(decoder.feed([0x41, 13]) == [try code("'A'")])
        #expect(decoder.idle().isEmpty)
        #expect(decoder.feed([10, 0x42, 13]) == [try code("'B'")])
    }

    @Test(arguments: [ScannerOptions.Suffix.lineEnd, .bytes([13, 10]), .bytes([3])])
    func overlongCodesAreRefusedWholeAndTheNextIsRead(suffix: ScannerOptions.Suffix) throws {
        let options = ScannerOptions(suffix: suffix, longest: 20)
        let end: [UInt8] =
            switch suffix {
            case .bytes(let bytes): bytes
            default: [13, 10]
            }
        let long = [UInt8](repeating: 0x41, count: 5_000)
        let good = Array("12345678901234567890".utf8)
        let bytes = long + end + good + end
        let verifier = DecoderVerifier(
            decoder: SerialScannerDecoder(options), garbage: [], resyncFrames: 1)
        let found = verifier.decode([bytes])
        #expect(found.last == .message(ScannedCode(bytes: good, aim: nil)))
        #expect(found.count == 2)
        guard case .malformed(let malformed) = found[0] else { return #expect(Bool(false)) }
        #expect(malformed.reason == .overlong)
        #expect(malformed.bytes.starts(with: long))
        verifier.verify(bytes, expected: found, "overlong")
    }

    /// Wherever the pieces of an endless code are cut, its suffix is seen and the next code is read.
    @Test(arguments: 21...90)
    func aSuffixAcrossPiecesOfAnOverlongCodeIsSeen(length: Int) throws {
        let options = ScannerOptions(suffix: .bytes([13, 10]), longest: 20)
        let long = [UInt8](repeating: 0x41, count: length)
        let found = decoded(SerialScannerDecoder(options), long + [13, 10, 0x42, 13, 10])
        #expect(
            found == [
                .malformed(Malformed(reason: .overlong, bytes: long + [13, 10])), try code("'B'"),
            ])
    }

    @Test func lengthLimitIsExact() throws {
        let options = ScannerOptions(longest: 5)
        #expect(try decode(options, "']C0' '12345' CR") == [try code("'12345'", aim: "]C0")])
        #expect(try decode(options, "'123456' CR") == [try bad(.overlong, "'123456' CR")])
    }

    @Test func garbageBetweenFrames() throws {
        let options = ScannerOptions(prefix: [2], suffix: .bytes([3]))
        let verifier = DecoderVerifier(
            decoder: SerialScannerDecoder(options), garbage: [0xFF, 0x0D, 0x41], resyncFrames: 2)
        let frame = try ByteNotation.bytes("STX '690' ETX")
        let code = ScannedCode(bytes: Array("690".utf8), aim: nil)
        verifier.verifyGarbageBetween(frames: [frame, frame], expected: [code, code], "prefix")
        verifier.verifyBitFlips(frame: frame, good: frame, "prefix")
    }

    /// Any framing, any bytes, any cuts: the same result, nothing invented, nothing lost.
    @Test(arguments: 0..<20)
    func randomFramingsAndBytes(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let alphabet: [UInt8] = [0x02, 0x03, 0x0A, 0x0D, 0x41, 0x42, 0x5D, 0x43, 0x31, 0x1D]
        let prefixes: [[UInt8]] = [[], [2], [0x41], [0x41, 0x41, 0x42], [2, 2]]
        let suffixes: [ScannerOptions.Suffix] = [.lineEnd, .bytes([13, 10]), .bytes([3]), .none]
        let suffix = suffixes.randomElement(using: &random) ?? .none
        let fixed = [nil, 3, 5].randomElement(using: &random) ?? nil
        let options = ScannerOptions(
            prefix: prefixes.randomElement(using: &random) ?? [], suffix: suffix,
            readsAIM: Bool.random(using: &random), fixedLength: fixed,
            longest: Int.random(in: 5...12, using: &random),
            idleGapCompletes: Bool.random(using: &random),
            answer: Bool.random(using: &random) ? .init(start: [2, 3], end: [0x43]) : nil)
        let verifier = DecoderVerifier(
            decoder: SerialScannerDecoder(options), garbage: [], resyncFrames: 1)
        let bytes = (0..<150).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        verifier.verify(bytes, expected: verifier.decode([bytes]), "seed \(seed) \(options)")
    }
}
