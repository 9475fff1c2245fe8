/// Takes a device's bytes as they come and gives its messages.
///
/// A decoder never owns a line and never throws: what it cannot read becomes a ``Malformed`` value.
/// How the bytes are cut into chunks makes no difference to what comes out. Garbage between frames
/// is held back until a frame, a bound or a silence ends it; a long run comes in several
/// neighbouring pieces (see ``coalesced(_:)``).
public protocol FrameDecoder<Message>: Sendable {
    /// What one frame says.
    associatedtype Message: Sendable & Equatable

    /// Takes the next bytes of the line.
    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<Message>]

    /// Tells that the line has been silent for the profile's idle gap (or has ended).
    mutating func idle() -> [Decoded<Message>]

    /// Takes what the device has to be sent for what was fed, such as an acknowledgement.
    ///
    /// Asked for after each ``feed(_:)`` and ``idle()``, once their messages were handed on: what is
    /// lost before that is then sent again by the device. Empty for most protocols.
    mutating func takeReplies() -> [UInt8]

    /// Whether what came damaged last will be sent again by the device, so that nothing is lost yet.
    var expectsRepeat: Bool { get }
}

extension FrameDecoder {
    /// Most devices send nothing a second time.
    public var expectsRepeat: Bool { false }

    /// Most devices expect no answer.
    public mutating func takeReplies() -> [UInt8] { [] }
}

/// What a decoder found: a message, or bytes that belong to none.
public enum Decoded<Message: Sendable & Equatable>: Sendable, Equatable {
    /// A whole frame.
    case message(Message)
    /// Bytes that belong to no frame.
    case malformed(Malformed)
}

/// Bytes that belong to no frame, and why.
public struct Malformed: Sendable, Equatable {
    /// Why bytes were refused.
    public enum Reason: String, Sendable, CaseIterable {
        /// The frame's own check does not fit its bytes.
        case checksum
        /// The frame ended too early or too late for its format.
        case length
        /// No frame has such bytes at this place; also a frame cut off by the start of another.
        case unexpected
        /// The line fell silent in the middle of a frame.
        case noTerminator = "no-terminator"
        /// The frame exceeded the longest one allowed without ending.
        case overlong
    }

    /// Why the bytes were refused.
    public let reason: Reason
    /// The bytes as they came.
    public let bytes: [UInt8]

    /// Makes a value.
    public init(reason: Reason, bytes: [UInt8]) {
        self.reason = reason
        self.bytes = bytes
    }
}

/// Joins neighbouring malformed bytes of the same reason into one value.
public func coalesced<Message>(_ decoded: [Decoded<Message>]) -> [Decoded<Message>] {
    var joined: [Decoded<Message>] = []
    var pending: Malformed.Reason?
    var bytes: [UInt8] = []
    func close() {
        guard let reason = pending else { return }
        joined.append(.malformed(Malformed(reason: reason, bytes: bytes)))
        pending = nil
        bytes = []
    }
    for item in decoded {
        guard case .malformed(let malformed) = item else {
            close()
            joined.append(item)
            continue
        }
        if pending != malformed.reason { close() }
        pending = malformed.reason
        bytes += malformed.bytes
    }
    close()
    return joined
}
