import DataFolder
import DeviceProtocols
import SeededRandom
import Testing

private func decoder(_ id: String) throws -> any FrameDecoder<ScaleReading> {
    try #require(try CheckoutFiles.data.profile(id: id).scaleDecoder())
}

/// Readings and reasons as short texts: `stable 1.250 kg`, `stable 0.950 kg net`, `overload`,
/// `!checksum`.
private func said<Decoder: FrameDecoder<ScaleReading>>(
    _ decoder: Decoder, _ bytes: [UInt8]
) -> [String] {
    decoded(decoder, bytes).map { item in
        switch item {
        case .malformed(let malformed): "!\(malformed.reason.rawValue)"
        case .message(let reading):
            ([reading.state.rawValue, reading.value, reading.unit?.rawValue]
                + [reading.net ? "net" : nil]).compactMap(\.self).joined(separator: " ")
        }
    }
}

private func said(_ id: String, _ bytes: [UInt8]) throws -> [String] {
    said(try decoder(id), bytes)
}

/// A frame of Mettler-Toledo's continuous output, made apart from the decoder.
private func continuous(
    _ status: [UInt8], _ weight: String = "  1250", tare: String? = "     0", isChecked: Bool = true
) -> [UInt8] {
    let frame = [0x02] + status + weight.utf8 + (tare ?? "").utf8 + [0x0D]
    let sum = frame.reduce(0) { ($0 + Int($1)) % 128 }
    return frame + (isChecked ? [UInt8((128 - sum) % 128)] : [])
}

@Suite struct MTContinuousTests {
    static let id = "scales/generic-mt-continuous"

    @Test(arguments: [
        (0, "stable 125000 kg"), (1, "stable 12500 kg"), (2, "stable 1250 kg"),
        (3, "stable 125.0 kg"), (4, "stable 12.50 kg"), (5, "stable 1.250 kg"),
        (6, "stable 0.1250 kg"), (7, "stable 0.01250 kg"),
    ])
    func placeOfThePoint(code: UInt8, expected: String) throws {
        #expect(try said(Self.id, continuous([0x28 | code, 0x30, 0x20])) == [expected])
    }

    /// Constant bits differ between makers: every value of them reads the same.
    @Test func constantBitsAreNotLookedAt() throws {
        for constant in UInt8(0)..<32 {
            let a = 0x05 | (constant & 0x1E) << 3
            let b = 0x10 | (constant & 1) << 5
            let c = (constant & 6) << 4
            #expect(try said(Self.id, continuous([a, b, c])) == ["stable 1.250 kg"], "\(constant)")
        }
    }

    @Test(arguments: [
        (0x31, 0x20, "stable 1.250 kg net"), (0x32, 0x20, "stable -1.250 kg"),
        (0x38, 0x20, "moving 1.250 kg"), (0x3B, 0x20, "moving -1.250 kg net"),
        (0x20, 0x20, "stable 1.250 lb"), (0x30, 0x21, "stable 1.250 g"),
        (0x20, 0x23, "stable 1.250 oz"), (0x34, 0x20, "overload"), (0x36, 0x20, "underload"),
        (0x3C, 0x20, "overload"), (0x70, 0x20, "zero-needed"), (0x74, 0x20, "overload"),
        (0x30, 0x30, "fault"), (0x30, 0x22, "!unexpected"), (0x30, 0x28, "stable 1.250 kg"),
    ])
    func statusBits(b: Int, c: Int, expected: String) throws {
        #expect(try said(Self.id, continuous([0x2D, UInt8(b), UInt8(c)])) == [expected])
    }

    /// All four kinds of frames after one another, also where the checksum looks like STX.
    @Test func layoutsAndChecksumsAreToldApart() throws {
        let decoder = try decoder(Self.id)
        var seen = false
        // Bits of no meaning and a digit make every checksum there is.
        for (bits, digit) in (UInt8(0)..<16).flatMap({ bits in (0..<8).map { (bits, $0) } }) {
            let status: [UInt8] = [0x05 | bits << 3, 0x30, 0x20]
            for tare in [nil, "     0"] as [String?] {
                let with = continuous(status, "  125\(digit)", tare: tare)
                let without = continuous(status, "  125\(digit)", tare: tare, isChecked: false)
                seen = seen || with.last == 0x02
                let value = "stable 1.25\(digit) kg"
                #expect(said(decoder, with) == [value])
                #expect(said(decoder, without) == [value])
                #expect(said(decoder, with + with) == [value, value])
                #expect(said(decoder, without + without) == [value, value])
            }
        }
        #expect(seen)
    }

    @Test func aWrongChecksumIsNoWeight() throws {
        let decoder = try decoder(Self.id)
        let good = continuous([0x2D, 0x30, 0x20])
        for wrong in UInt8(0)..<128 where wrong != good.last && wrong != 0x02 {
            #expect(said(decoder, good.dropLast() + [wrong]) == ["!checksum"], "\(wrong)")
        }
        #expect(try said(Self.id, Array(good.dropLast())) == ["stable 1.250 kg"])
        #expect(
            try said("scales/mettler-toledo-ind445", Array(good.dropLast())) == ["!no-terminator"])
        #expect(try said("scales/mettler-toledo-ind445", good) == ["stable 1.250 kg"])
    }

    @Test(arguments: ["12 50 ", "      ", "-01250", "1.2500"])
    func noNumber(weight: String) throws {
        #expect(try said(Self.id, continuous([0x2D, 0x30, 0x20], weight)) == ["!unexpected"])
    }
}

@Suite struct YaohuaFormatTests {
    private static func frame(_ body: String, punctuation: Bool = false) -> [UInt8] {
        let check = body.utf8.reduce(0, ^)
        let digits = [check >> 4, check & 15].map { half in
            half + (half > 9 && !punctuation ? 0x37 : 0x30)
        }
        return [0x02] + body.utf8 + digits + [0x03]
    }

    @Test(arguments: [
        ("+0020002", "moving 20.00 kg"), ("-0004503", "moving -0.450 kg"),
        ("+0000000", "moving 0 kg"), ("+0125004", "moving 1.2500 kg"),
        ("+  12503", "moving 1.250 kg"), ("+0020005", "!unexpected"), (" 0020002", "!unexpected"),
        ("+00A0002", "!unexpected"), ("+002002", "!length"), ("+00200002", "!length"),
    ])
    func formatZero(body: String, expected: String) throws {
        let id = "scales/generic-yaohua-0"
        #expect(try said(id, Self.frame(body)) == [expected])
        #expect(try said(id, Self.frame(body, punctuation: true)) == [expected])
    }

    @Test func everyWrongCheckDigitIsNoticed() throws {
        let decoder = try decoder("scales/generic-yaohua-0")
        let good = Self.frame("+0012503")
        var right = 0
        for high in UInt8(0x20)...0x7E {
            for low in UInt8(0x20)...0x7E {
                var frame = good
                frame[9] = high
                frame[10] = low
                if said(decoder, frame) == ["moving 1.250 kg"] {
                    right += 1
                } else {
                    #expect(said(decoder, frame) == ["!checksum"])
                }
            }
        }
        // The low half is above 9 here: a letter or a punctuation mark.
        #expect(good[10] > 0x40)
        #expect(right == 2)
    }

    @Test(arguments: [
        ("=000.3000", "moving 3.000 kg"), ("=00.1000-", "moving -1.00 kg"),
        ("=00000000", "moving 0 kg"), ("=05210000", "moving 1250 kg"),
        ("=000.300", "!no-terminator"), ("=000.3001", "!unexpected"), ("=00..3000", "!unexpected"),
        ("=000.300-0", "!length"), ("x", "!unexpected"),
    ])
    func formatOne(text: String, expected: String) throws {
        #expect(try said("scales/generic-yaohua-1", Array(text.utf8)) == [expected])
    }

    @Test(arguments: [
        ("=0003.000", "moving 3.000 kg"), ("=-0001.00", "moving -1.00 kg"),
        ("=0   1.25", "moving 1.25 kg"), ("=00003000", "moving 3000 kg"),
        ("=1003.000", "!unexpected"), ("=00003.0000", "!length"),
    ])
    func formatTwo(text: String, expected: String) throws {
        #expect(try said("scales/generic-yaohua-2", Array(text.utf8)).first == expected)
    }

    /// A run of numbers that lost or doubled a character never gives a number of its own.
    @Test(arguments: ["scales/generic-yaohua-1", "scales/generic-yaohua-2"])
    func aShiftedNumberIsNoNumber(id: String) throws {
        let frame = Array((id.hasSuffix("1") ? "=043.2100" : "=0012.340").utf8)
        let value = "moving 12.340 kg"
        #expect(try said(id, frame) == [value])
        for place in 1..<frame.count {
            var lost = frame
            lost.remove(at: place)
            var doubled = frame
            doubled.insert(frame[place], at: place)
            for damaged in [lost, doubled] {
                let readings = try said(id, frame + damaged + frame).filter { !$0.hasPrefix("!") }
                #expect(readings == [value, value], "\(place)")
            }
        }
    }

    @Test(arguments: [
        ("AB+0012503", ["moving 1.250 kg"]), ("AD+0009503", ["moving 0.950 kg net"]),
        ("ZB-0000452", ["moving -0.45 kg"]), ("AA", []), ("AB", []), ("AC+0003003", []),
        ("AE00017", []), ("AH003", []), ("A\u{4}", ["fault"]), ("AB+001250", ["!length"]),
        ("AI", ["!unexpected"]), ("aB+0012503", ["!unexpected"]), ("AB 0012503", ["!unexpected"]),
    ])
    func commandMode(body: String, expected: [String]) throws {
        let id = "scales/generic-yaohua-command"
        #expect(try said(id, Self.frame(body)) == expected)
        #expect(try said(id, Self.frame(body, punctuation: true)) == expected)
    }

    @Test func onlyTheSetAddressIsHeard() throws {
        let id = "scales/yaohua-xk3190-a9-command"
        let other = Self.frame("CB+0012503")
        #expect(try said(id, other + Self.frame("AB+0000503") + other) == ["moving 0.050 kg"])
    }

    @Test func requests() throws {
        let data = CheckoutFiles.data
        let gross = try data.profile(id: "scales/generic-yaohua-command").poll
        #expect(gross?.bytes == [0x02, 0x41, 0x42, 0x30, 0x33, 0x03])
        let net = try data.profile(id: "scales/yaohua-xk3190-a23p-command").poll
        #expect(net?.bytes == [0x02, 0x41, 0x44, 0x30, 0x35, 0x03])
    }
}

@Suite struct CASECRTests {
    private static func frame(_ text: String, first: UInt8 = 1, check: UInt8? = nil) -> [UInt8] {
        [first, 0x02] + text.utf8 + [check ?? text.utf8.reduce(0, ^), 0x03, 0x04]
    }

    @Test(arguments: [
        ("S 01.250kg", "stable 1.250 kg"), ("U-00.450kg", "moving -0.450 kg"),
        ("S 001.250k", "stable 1.250 kg"), ("S   1250 g", "stable 1250 g"),
        ("S 1.250k", "stable 1.250 kg"), ("S 02.50LB", "stable 2.50 lb"),
        ("U       kg", "moving kg"), ("SFFFFFFFkg", "overload"), ("F 00.000kg", "overload"),
        ("S FFFFFFkg", "overload"), ("F-00.000kg", "underload"), ("S       kg", "!unexpected"),
        ("S 001250kg", "!unexpected"), ("S 01.250TJ", "!unexpected"), ("X 01.250kg", "!unexpected"),
        ("S*01.250kg", "!unexpected"), ("S -1.250kg", "!unexpected"), ("S 1.25k", "!length"),
        ("S 0001.250kg", "!length"),
    ])
    func frames(text: String, expected: String) throws {
        #expect(try said("scales/generic-cas-ecr", Self.frame(text)) == [expected])
        #expect(try said("scales/generic-cas-ecr", Self.frame(text, first: 0x81)) == [expected])
    }

    /// The check may look like ETX or any other byte.
    @Test func everyCheck() throws {
        let decoder = try decoder("scales/generic-cas-ecr")
        let text = "S 01.250kg"
        for check in UInt8.min...UInt8.max where check != text.utf8.reduce(0, ^) {
            let found = said(decoder, Self.frame(text, check: check))
            #expect(found == ["!checksum"], "\(check)")
        }
        let like = Self.frame("S 10.003kg")
        #expect(try said("scales/generic-cas-ecr", like + like).count == 2)
    }

    @Test func asksInThreeSteps() throws {
        let poll = try #require(try CheckoutFiles.data.profile(id: "scales/cas-pd-ii").poll)
        #expect(poll.steps.map(\.bytes) == [[0x05], [0x11]])
        #expect(poll.steps.map(\.reply) == [[0x06], []])
    }
}

@Suite struct Dialog06Tests {
    @Test func eachAnswerIsAnsweredAndARefusalAskedAbout() throws {
        var decoder = try decoder("scales/generic-dialog06")
        let inquiry: [UInt8] = [0x04, 0x02, 0x30, 0x38, 0x03]
        #expect(decoder.feed([0x06]).isEmpty)
        #expect(decoder.takeReplies().isEmpty)
        #expect(decoder.feed([0x15]).isEmpty)
        #expect(decoder.takeReplies() == inquiry)
        #expect(decoder.takeReplies().isEmpty)
        // The question itself refused: asked no further, so the two never run in circles.
        #expect(decoder.feed([0x15]).isEmpty)
        #expect(decoder.takeReplies().isEmpty)
        #expect(decoder.feed(Array("\u{2}09\u{1B}32\u{3}".utf8)[...]).count == 1)
        #expect(decoder.takeReplies() == [0x04])
        #expect(decoder.feed([0x15]).isEmpty)
        #expect(decoder.takeReplies() == inquiry)
    }

    @Test(arguments: [
        ("00", []), ("01", ["fault"]), ("02", ["fault"]), ("10", ["fault"]), ("13", ["fault"]),
        ("20", ["moving kg"]), ("21", ["moving kg"]), ("22", ["moving kg"]), ("30", ["underload"]),
        ("31", ["underload"]), ("32", ["overload"]), ("99", ["fault"]), ("3x", ["!unexpected"]),
        ("3", ["!length"]),
    ])
    func states(code: String, expected: [String]) throws {
        let found = try said(
            "scales/generic-dialog06", Array("\u{2}09\u{1B}\(code)\u{3}".utf8))
        #expect(found == expected)
    }

    @Test func asksForTheWeightOnceThePriceIsTaken() throws {
        let poll = try #require(try CheckoutFiles.data.profile(id: "scales/generic-dialog06").poll)
        #expect(poll.steps.map(\.reply) == [[0x06], []])
        #expect(poll.steps.last?.bytes == [0x04, 0x05])
    }
}

@Suite struct BCDTests {
    /// Every status byte with one number.
    @Test func statusBytes() throws {
        let decoder = try decoder("scales/generic-bcd")
        for status in UInt8.min...UInt8.max {
            let found = said(decoder, [0xFF, status, 0x50, 0x12, 0x00])
            #expect(found == [Self.expected(status)], "\(status)")
        }
    }

    private static func expected(_ status: UInt8) -> String {
        let values = ["", "1250", "125.0", "12.50", "1.250", "0.1250", "0.01250", ""]
        let value = values[Int(status & 7)]
        if value.isEmpty || status & 0x18 == 0x18 { return "!unexpected" }
        let isNegative = status & 0x20 != 0
        if status & 0x80 != 0 { return isNegative ? "underload" : "overload" }
        if status & 0x18 != 0 { return "fault" }
        return (status & 0x40 != 0 ? "stable " : "moving ") + (isNegative ? "-" : "") + value
            + " kg"
    }

    @Test(arguments: [[0x5A, 0x12, 0x00], [0x50, 0xA2, 0x00], [0x50, 0x12, 0xFF]] as [[UInt8]])
    func noDecimals(digits: [UInt8]) throws {
        #expect(try said("scales/generic-bcd", [0xFF, 0x44] + digits).first == "!unexpected")
    }
}

@Suite struct ScaleOptionKeysTests {
    @Test(arguments: [
        ("generic-yaohua-0", "layout: long", "unknown key 'layout'"),
        ("generic-mt-continuous", "address: A", "unknown key 'address'"),
        ("generic-mt-continuous", "checksum: maybe", "'maybe' is not one of auto, sent, absent"),
        ("generic-yaohua-command", "address: a", "one letter A…Z"),
        ("generic-yaohua-command", "address: AB", "one letter A…Z"),
        ("generic-bcd", "code_of_no_decimals: 2", "out of range 0…1"),
    ])
    func foreignAndWrongKeys(name: String, line: String, expected: String) throws {
        let text = """
            class: scale
            maker: M
            model: X
            protocol: \(name.dropFirst("generic-".count))
            line: {baud: [9600]}
            scale: {\(line)}
            evidence: datasheet
            source: s
            examples:
              - {bytes: "00", lines: ['x']}
            """
        var message = ""
        do {
            _ = try DeviceProfile.parse(text, file: "x.yaml", id: "scales/x")
        } catch {
            message = "\(error)"
        }
        #expect(message.contains(expected), "\(message)")
    }
}

@Suite struct ScaleFormatNoiseTests {
    static let ids = [
        "yaohua-0", "yaohua-1", "yaohua-2", "yaohua-command", "mt-continuous", "cas-ecr",
        "dialog06", "bcd",
    ].map { "scales/generic-" + $0 }

    /// Bytes of examples, cut up and shuffled, read the same in every chunking, and bounded.
    @Test(arguments: ids)
    func shuffledPieces(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        let bytes = profile.examples.flatMap(\.bytes)
        for seed in 0..<4 {
            var random = SeededGenerator(seed: UInt64(seed))
            var noise: [UInt8] = []
            while noise.count < 200 {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let length = Int.random(in: 1...24, using: &random)
                noise += bytes[start..<min(bytes.count, start + length)]
                if Bool.random(using: &random) {
                    noise.append(.random(in: 0...255, using: &random))
                }
            }
            try check(decoder(id), noise, "\(id), seed \(seed)")
        }
    }

    private func check<Decoder: FrameDecoder<ScaleReading>>(
        _ decoder: Decoder, _ bytes: [UInt8], _ comment: Comment
    ) {
        let verifier = DecoderVerifier(decoder: decoder, garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), comment)
    }
}
