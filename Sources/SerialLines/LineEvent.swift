/// What a line has to tell.
public enum LineEvent: Sendable, Equatable {
    /// The line is open and can be written to.
    case opened(LineOpening)
    /// Bytes as they came; where one chunk ends means nothing.
    case bytes([UInt8])
    /// Nothing came for the idle gap asked for; once after each burst of bytes.
    case idle
    /// The follower was too slow and so many bytes are missing at this place.
    case dropped(byteCount: Int)
    /// The line is gone; the reader tries to open it again.
    case lost(LineLoss)
    /// The line cannot be opened now; once per different error, and the reader goes on trying.
    case unavailable(LineError)
}

/// How a line was opened.
public struct LineOpening: Sendable, Equatable {
    /// The address asked for.
    public var address: LineAddress
    /// The device node behind it, links resolved; for TCP the address again.
    public var devicePath: String
    /// Bits per second in force; nil where the line has no such thing.
    public var baud: Int?
    /// What was asked for and could not be had, where the line works all the same.
    public var compromises: [LineCompromise]
}

/// A setting of the profile that a line without wires cannot have and does not need.
public enum LineCompromise: Sendable, Equatable, CustomStringConvertible {
    /// A Linux pseudo-terminal carries 8 bits without parity only.
    case framing(asked: String, got: String)
    /// There are no modem wires on this line.
    case flowControl(asked: String)

    /// What is different, in English.
    public var description: String {
        switch self {
        case .framing(let asked, let got): "\(got) instead of \(asked)"
        case .flowControl(let asked): "no \(asked) flow control on this kind of line"
        }
    }
}

/// How an open line ended.
public enum LineLoss: Sendable, Equatable, CustomStringConvertible {
    /// The device was unplugged, or the other side of the pseudo-terminal closed.
    case hungUp
    /// The path vanished or names another device now, while the descriptor said nothing.
    case pathGone
    /// The device server closed the connection.
    case closedByPeer
    /// The system reported an error (errno).
    case failed(code: Int32)

    /// What happened, in English.
    public var description: String {
        switch self {
        case .hungUp: "the device hung up"
        case .pathGone: "the device's path is gone"
        case .closedByPeer: "the device server closed the connection"
        case .failed(let code): errorText(code)
        }
    }
}
