/// Drops a code that comes again from the same scanner within a time window, and counts it.
///
/// The same is: same device, same symbology, same content. The window begins with the code that
/// passed and is not made longer by those dropped: who scans a parcel again on purpose is heard
/// after the window, however often the scanner has repeated itself in between.
public struct DuplicateFilter: Sendable {
    /// Most codes remembered; beyond that the oldest is forgotten, so that a repeat may pass.
    public static let mostRemembered = 64
    /// Windows a profile or a station may name, in milliseconds; 0 lets everything pass.
    public static let windows = 0...60_000

    private struct Passed: Sendable {
        let device: String
        let code: ScannedCode
        let time: Int
    }

    /// How long a code is dropped after it passed, in milliseconds.
    public let windowMilliseconds: Int
    /// How many codes were dropped so far.
    public private(set) var dropped = 0
    /// What passed within the window, the oldest first.
    private var passed: [Passed] = []

    /// Makes a filter with nothing remembered.
    /// - Parameter windowMilliseconds: 0 lets everything pass; the bounds of ``windows`` hold.
    public init(windowMilliseconds: Int) {
        self.windowMilliseconds = min(
            max(windowMilliseconds, Self.windows.lowerBound), Self.windows.upperBound)
    }

    /// Whether a code is to be handed on.
    /// - Parameters:
    ///   - code: What was read.
    ///   - device: The scanner's name: two scanners may read the same parcel.
    ///   - now: Milliseconds of any clock that never runs backwards.
    /// - Returns: False for a repeat, which is counted.
    public mutating func passes(_ code: ScannedCode, from device: String, at now: Int) -> Bool {
        guard windowMilliseconds > 0 else { return true }
        passed.removeAll { now - $0.time >= windowMilliseconds }
        if passed.contains(where: { $0.device == device && $0.code == code }) {
            dropped += 1
            return false
        }
        if passed.count >= Self.mostRemembered { passed.removeFirst() }
        passed.append(Passed(device: device, code: code, time: now))
        return true
    }
}
