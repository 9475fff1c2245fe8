public import Identifiers

/// One code as a scanner sent it.
public struct ScannedCode: Sendable, Equatable {
    /// The symbology, when the scanner sends it.
    public let aim: AIMIdentifier?
    /// The payload alone: no prefix, no AIM identifier, no suffix.
    public let bytes: [UInt8]

    /// Makes a code.
    public init(bytes: [UInt8], aim: AIMIdentifier?) {
        self.bytes = bytes
        self.aim = aim
    }

    /// The payload as UTF-8 when it is valid, else as GB 18030, else nil.
    ///
    /// Computed on each use.
    public var text: String? {
        String(validating: bytes, as: UTF8.self) ?? GB18030.decode(bytes)
    }
}
