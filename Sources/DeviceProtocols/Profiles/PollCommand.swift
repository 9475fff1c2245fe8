/// What has to be sent again and again to hear a device's state.
public struct PollCommand: Sendable, Hashable {
    /// The gap between two rounds where neither protocol nor profile knows better, in milliseconds.
    static let usualGap = 250

    /// One thing sent, and what has to come back before the next is sent.
    public struct Step: Sendable, Hashable {
        /// The bytes to send.
        public let bytes: [UInt8]
        /// The bytes that allow the next step, such as ACK; empty for the last step.
        public let reply: [UInt8]

        /// Makes a step.
        public init(bytes: [UInt8], reply: [UInt8] = []) {
            self.bytes = bytes
            self.reply = reply
        }
    }

    /// What is sent, in order; one step for most devices.
    public let steps: [Step]
    /// Least time between the beginnings of two rounds, in milliseconds; also the longest wait for
    /// a step's reply before the round is given up.
    public let minimumGapMilliseconds: Int

    /// Whether the device is to be asked only while somebody waits for a weight: it beeps at each
    /// question, or answers each weight but once.
    public let onlyWhenWanted: Bool

    /// Makes a poll of several steps.
    public init(steps: [Step], minimumGapMilliseconds: Int, onlyWhenWanted: Bool = false) {
        self.steps = steps
        self.minimumGapMilliseconds = minimumGapMilliseconds
        self.onlyWhenWanted = onlyWhenWanted
    }

    /// Makes a poll that sends one thing.
    public init(bytes: [UInt8], minimumGapMilliseconds: Int) {
        self.init(
            steps: [Step(bytes: bytes)], minimumGapMilliseconds: minimumGapMilliseconds)
    }

    /// The bytes of the first step.
    public var bytes: [UInt8] { steps.first?.bytes ?? [] }
}
