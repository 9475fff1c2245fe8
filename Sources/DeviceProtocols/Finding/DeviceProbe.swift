internal import StrictYAML

/// A question that only one kind of device answers in one way.
///
/// In a profile:
///
/// ```yaml
/// probe:
///   - send: "'Ehello'"
///     expect: "STX 'E' CR 'hello'"
///     after: "'F'"
///     wait_ms: 500
/// ```
///
/// There is no probe without an expected answer: a device that merely takes what it is sent has
/// told nothing about itself.
public struct DeviceProbe: Sendable, Hashable {
    /// The worst that the question does to a device of another kind.
    public enum Effect: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Nothing that a person would notice.
        case none
        /// A sound.
        case beep
        /// Paper or a label is used up.
        case print

        /// Orders by how much it disturbs.
        public static func < (left: Effect, right: Effect) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .none: 0
            case .beep: 1
            case .print: 2
            }
        }
    }

    /// Fewest bytes that an expected answer must demand; noise gives one byte easily.
    public static let demandedMin = 2
    /// Most bytes of a question or of what is sent after it.
    public static let longest = 64
    /// Waits that a profile may ask for, in milliseconds.
    static let waits = 50...5000

    /// The question.
    public let send: [UInt8]
    /// The answer that proves the device.
    public let expect: AnswerPattern
    /// What brings the device back to its usual work after an answer; empty for nothing.
    public let after: [UInt8]
    /// Longest wait for the answer, in milliseconds.
    public let waitMilliseconds: Int
    /// The worst that the question does to a device of another kind.
    public let effect: Effect

    /// Makes a probe, or nil where the answer proves nothing: too few bytes are demanded, or the
    /// question's own echo would do.
    public init?(
        send: [UInt8], expect: AnswerPattern, after: [UInt8] = [], waitMilliseconds: Int = 500,
        effect: Effect = .none
    ) {
        guard !send.isEmpty, expect.demandedCount >= Self.demandedMin,
            !expect.occurs(in: send)
        else { return nil }
        self.send = send
        self.expect = expect
        self.after = after
        self.waitMilliseconds = waitMilliseconds
        self.effect = effect
    }
}

extension DeviceProbe {
    init(reading mapping: inout YAMLMapping) throws {
        let send = try mapping.required("send").probeBytes()
        let expectNode = try mapping.required("expect")
        let expectText = try expectNode.string()
        let expect: AnswerPattern
        do {
            expect = try AnswerPattern(expectText)
        } catch {
            throw expectNode.error(
                "\(error.description), nor ?? (any byte) nor .. (any bytes)",
                chinese: "应答写法有误（\(error.description)）。可以写字节，?? 表示任意一个字节，.. 表示任意多个")
        }
        let after = try mapping.optional("after")?.probeBytes() ?? []
        let wait = try mapping.optionalInt("wait_ms", in: Self.waits) ?? 500
        let effect: Effect = try mapping.optionalChoice("effect") ?? .none
        guard
            let probe = DeviceProbe(
                send: send, expect: expect, after: after, waitMilliseconds: wait, effect: effect)
        else {
            throw expectNode.error(
                "an answer demands at least \(Self.demandedMin) bytes and is not the question's echo",
                chinese: "应答至少要认定 \(Self.demandedMin) 个字节，而且不能只是问题的回声")
        }
        self = probe
    }
}

extension YAMLNode {
    fileprivate func probeBytes() throws -> [UInt8] {
        let bytes = try deviceBytes()
        guard (1...DeviceProbe.longest).contains(bytes.count) else {
            throw error(
                "1…\(DeviceProbe.longest) bytes",
                chinese: "写 1 到 \(DeviceProbe.longest) 个字节")
        }
        return bytes
    }
}
