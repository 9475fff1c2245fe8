/// A question that makes a device say who it is.
///
/// Unlike a ``DeviceProbe``, whose answer is known beforehand, the answer is read for the name in it.
public struct IdentityQuery: Sendable {
    /// The bytes to send.
    public let send: [UInt8]
    private let read: @Sendable (ArraySlice<UInt8>) -> String?

    /// Makes a query; `read` gives the identity an answer states, nil for any other bytes.
    init(send: [UInt8], read: @escaping @Sendable (ArraySlice<UInt8>) -> String?) {
        self.send = send
        self.read = read
    }

    /// The identity that a whole answer states, such as the model's name; nil when the bytes are not
    /// the answer to this question.
    public func identity(in answer: [UInt8]) -> String? { read(answer[...]) }
}
