/// What has to be sent again and again to hear a device's state.
public struct PollCommand: Sendable, Hashable {
    /// The bytes to send.
    public let bytes: [UInt8]
    /// Least time between two commands, in milliseconds.
    public let minimumGapMilliseconds: Int

    /// Makes a command.
    public init(bytes: [UInt8], minimumGapMilliseconds: Int) {
        self.bytes = bytes
        self.minimumGapMilliseconds = minimumGapMilliseconds
    }
}
