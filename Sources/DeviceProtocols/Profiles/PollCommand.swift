/// What has to be sent again and again to hear a device's state.
public struct PollCommand: Sendable, Hashable {
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

    /// Makes a poll of several steps.
    public init(steps: [Step], minimumGapMilliseconds: Int) {
        self.steps = steps
        self.minimumGapMilliseconds = minimumGapMilliseconds
    }

    /// Makes a poll that sends one thing.
    public init(bytes: [UInt8], minimumGapMilliseconds: Int) {
        self.init(
            steps: [Step(bytes: bytes)], minimumGapMilliseconds: minimumGapMilliseconds)
    }

    /// The bytes of the first step.
    public var bytes: [UInt8] { steps.first?.bytes ?? [] }
}
