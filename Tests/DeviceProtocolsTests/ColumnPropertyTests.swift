import DeviceProtocols
import SeededRandom
import Testing

/// A layout made up at random, and frames written for it by other code than the decoder's.
private struct RandomLayout {
    private var yaml: [String] = []
    private var column = 1
    private var random: SeededGenerator
    private let digits: Int
    private let decimals: Int
    private let hasState: Bool
    private let hasSign: Bool
    private let isReversed: Bool
    private let parts: [String]
    private let end: [UInt8]
    private let check: String?
    private let widest: Int

    init(seed: Int) {
        random = SeededGenerator(seed: UInt64(seed) &+ 77)
        digits = Int.random(in: 4...7, using: &random)
        decimals = Int.random(in: 0...3, using: &random)
        hasState = Bool.random(using: &random)
        hasSign = Bool.random(using: &random)
        isReversed = Int.random(in: 0..<5, using: &random) == 0
        end = [[13, 10], [3], [13], []].randomElement(using: &random) ?? []
        widest = end.isEmpty || isReversed ? 0 : Int.random(in: 0...3, using: &random)
        let checks: [String?] = [nil, "xor-hex", end.isEmpty ? nil : "xor", nil]
        check = checks.randomElement(using: &random) ?? nil
        var parts = ["number", "any", "unit"]
        if hasState { parts.append("state") }
        if hasSign { parts.append("sign") }
        parts.shuffle(using: &random)
        self.parts = parts
    }

    /// The layout as a profile has it.
    mutating func text() -> String {
        yaml = []
        column = 1
        var fixed = ["1: STX"]
        column += 1
        for part in parts { add(part) }
        if let check {
            let width = check == "xor-hex" ? 2 : 1
            let columns = width == 2 ? "\(column)-\(column + 1)" : "\(column)"
            yaml.append("checksum: {kind: \(check), covers: 2-\(column - 1), columns: \(columns)}")
            column += width
        }
        if !end.isEmpty {
            let names = end.map { [13: "CR", 10: "LF", 3: "ETX"][$0] ?? "" }
            fixed.append("\(column): \(names.joined(separator: " "))")
            column += end.count
        }
        yaml.append("fixed: {\(fixed.joined(separator: ", "))}")
        return (["- length: \(column - 1)"] + yaml.map { "  \($0)" }).joined(separator: "\n")
    }

    private mutating func add(_ part: String) {
        switch part {
        case "number":
            let width = digits + 1 + (hasSign ? 0 : 1)
            var fields = "columns: \(column)-\(column + width - 1)"
            if isReversed { fields += ", reversed: true" }
            if widest > 0 { fields += ", widest: \(width + widest)" }
            yaml.append("number: {\(fields)}")
            column += width
        case "any":
            yaml.append("any: [\(column)]")
            column += 1
        case "unit":
            yaml.append("unit: {columns: \(column)-\(column + 1), map: {kg: kg, g: g}}")
            column += 2
        case "state":
            yaml.append("state: {columns: \(column), map: {S: stable, \"\": moving, O: overload}}")
            column += 1
        default:
            yaml.append("sign: \(column)")
            column += 1
        }
    }

    /// A frame, and the line it has to give.
    mutating func frame() -> (bytes: [UInt8], line: String) {
        let magnitude = Int.random(in: 1..<10_000, using: &random)
        let isNegative = Bool.random(using: &random)
        let isGram = Bool.random(using: &random)
        let isStable = hasState && Bool.random(using: &random)
        let number = decimal(magnitude)
        var body: [UInt8] = []
        for part in parts {
            switch part {
            case "number": body += field(number, isNegative: isNegative && !hasSign)
            case "any": body.append(UInt8(ascii: "~"))
            case "unit": body += (isGram ? " g" : "kg").utf8
            case "state": body.append(isStable ? UInt8(ascii: "S") : UInt8(ascii: " "))
            default: body.append(isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            }
        }
        let either = body.reduce(0, ^)
        switch check {
        case "xor"?: body.append(either)
        case "xor-hex"?: body += ByteNotation.hexText([either]).uppercased().utf8
        default: break
        }
        var milligrams = magnitude * (isGram ? 1_000 : 1_000_000)
        for _ in 0..<decimals { milligrams /= 10 }
        let sign = isNegative ? "-" : ""
        let line =
            #"{"device":"scale","state":"\#(isStable ? "stable" : "moving")","#
            + #""value":"\#(sign + number)","unit":"\#(isGram ? "g" : "kg")","#
            + #""mass_mg":\#(isNegative ? -milligrams : milligrams),"net":false}"#
        return ([2] + body + end, line)
    }

    private func decimal(_ magnitude: Int) -> String {
        var text = String(magnitude)
        while text.count <= decimals { text = "0" + text }
        guard decimals > 0 else { return text }
        return "\(text.dropLast(decimals)).\(text.suffix(decimals))"
    }

    private mutating func field(_ number: String, isNegative: Bool) -> [UInt8] {
        let width = digits + 1 + (hasSign ? 0 : 1)
        let text = (isNegative ? "-" : "") + number
        let more = widest > 0 ? Int.random(in: 0...widest, using: &random) : 0
        var bytes = [UInt8](repeating: 0x20, count: max(0, width + more - text.utf8.count))
        bytes += text.utf8
        return isReversed ? bytes.reversed() : bytes
    }
}

@Suite struct ColumnPropertyTests {
    @Test(arguments: 0..<150)
    func whatALayoutWritesIsReadBack(seed: Int) throws {
        var layout = RandomLayout(seed: seed)
        let text = layout.text()
        let profile = try columnProfile(text)
        let frames = (0..<6).map { _ in layout.frame() }
        let lines = frames.map(\.line)
        for frame in frames {
            #expect(decodeBurst(profile, frame.bytes) == [frame.line], "\(text)")
        }
        let glued = decodeBurst(profile, frames.flatMap(\.bytes))
        #expect(glued == lines, "seed \(seed)\n\(text)")
        let noise: [UInt8] = [0xFF, 0x00, 0x55]
        let noisy = decodeBurst(profile, frames.flatMap { noise + $0.bytes })
        #expect(noisy.filter { $0.contains("value") } == lines, "seed \(seed)\n\(text)")
    }

    @Test(arguments: 0..<40)
    func everyCutGivesTheSame(seed: Int) throws {
        var layout = RandomLayout(seed: seed)
        let profile = try columnProfile(layout.text())
        var random = SeededGenerator(seed: UInt64(seed))
        var bytes: [UInt8] = []
        for _ in 0..<8 {
            var frame = layout.frame().bytes
            switch Int.random(in: 0..<4, using: &random) {
            case 0: frame.removeLast(Int.random(in: 1..<frame.count, using: &random))
            case 1:
                let place = Int.random(in: 0..<frame.count, using: &random)
                frame[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default: break
            }
            bytes += frame
        }
        let decoder = try #require(profile.scaleDecoder())
        check(decoder, bytes, "seed \(seed)")
    }

    private func check<Decoder: FrameDecoder>(
        _ decoder: Decoder, _ bytes: [UInt8], _ comment: Comment
    ) {
        let verifier = DecoderVerifier(decoder: decoder, garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), comment)
    }
}
