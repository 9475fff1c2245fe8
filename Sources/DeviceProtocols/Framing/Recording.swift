/// What went over a line, with its provenance and the result lines it has to give.
///
/// A text file: header lines `# key: value`, then timed lines `seconds < bytes` (from the device)
/// and `seconds > bytes` (to the device) in the notation of ``ByteNotation``, a line `---`, then
/// the expected lines of ``decodeBursts(_:_:)``. Empty lines are ignored.
public struct Recording: Sendable, Equatable {
    /// Longest recording, in bytes of text.
    public static let longestText = 16 << 20
    /// Keys the header must have: whose profile, which device, where the bytes are from, and when.
    public static let requiredKeys = ["profile", "device", "origin", "date"]

    /// Which way bytes went.
    public enum Direction: String, Sendable {
        case fromDevice = "<"
        case toDevice = ">"
    }

    /// Bytes at a moment.
    public struct Event: Sendable, Equatable {
        /// Milliseconds since the recording began; never less than the event before.
        public let milliseconds: Int
        /// Which way the bytes went.
        public let direction: Direction
        /// The bytes.
        public let bytes: [UInt8]

        /// Bytes that went over a line at a moment.
        public init(milliseconds: Int, direction: Direction, bytes: [UInt8]) {
            self.milliseconds = milliseconds
            self.direction = direction
            self.bytes = bytes
        }
    }

    /// Why a text is no recording.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The file as it was named by the caller.
        public let file: String
        /// Line, counted from 1.
        public let line: Int
        /// What is wrong.
        public let message: String

        /// `file:line: message`.
        public var description: String { "\(file):\(line): \(message)" }
    }

    /// The header; at least ``requiredKeys``.
    public let header: [String: String]
    /// All events in the order of time.
    public let events: [Event]
    /// The expected result lines.
    public let expected: [String]

    /// The profile whose decoder reads it.
    public var profileID: String { header["profile"] ?? "" }

    /// Reads a recording; `file` is only used to name it in errors.
    /// - Throws: ``Failure`` for the first line not understood.
    public init(_ text: String, file: String) throws(Failure) {
        var reader = RecordingReader(file: file)
        guard text.utf8.count <= Self.longestText else {
            throw reader.failure("the recording is longer than \(Self.longestText) bytes")
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            try reader.take(line)
        }
        guard reader.isPastDivider else { throw reader.failure("the divider '---' is missing") }
        for key in Self.requiredKeys where reader.header[key] == nil {
            throw reader.failure("the header lacks '# \(key): …'")
        }
        header = reader.header
        events = reader.events
        expected = reader.expected
    }

    init(header: [String: String], events: [Event], expected: [String]) {
        self.header = header
        self.events = events
        self.expected = expected
    }

    /// What the device sent, cut wherever it was silent for longer than the gap.
    public func bursts(idleGapMilliseconds: Int) -> [[UInt8]] {
        var bursts: [[UInt8]] = []
        var last = 0
        for event in events where event.direction == .fromDevice {
            if bursts.isEmpty || event.milliseconds - last > idleGapMilliseconds {
                bursts.append([])
            }
            bursts[bursts.count - 1] += event.bytes
            last = event.milliseconds
        }
        return bursts
    }
}

/// Reads a recording line by line.
private struct RecordingReader {
    let file: String
    var lineNumber = 0
    var header: [String: String] = [:]
    var events: [Recording.Event] = []
    var expected: [String] = []
    var isPastDivider = false

    init(file: String) {
        self.file = file
    }

    func failure(_ message: String) -> Recording.Failure {
        Recording.Failure(file: file, line: max(1, lineNumber), message: message)
    }

    mutating func take(_ line: Substring) throws(Recording.Failure) {
        lineNumber += 1
        if line.allSatisfy({ $0 == " " }) { return }
        if isPastDivider {
            expected.append(String(line))
        } else if line == "---" {
            isPastDivider = true
        } else if line.hasPrefix("#") {
            try takeHeader(line.dropFirst())
        } else {
            try takeEvent(line)
        }
    }

    private mutating func takeHeader(_ line: Substring) throws(Recording.Failure) {
        guard let colon = line.firstIndex(of: ":") else {
            throw failure("a header line is '# key: value'")
        }
        let key = line[..<colon].drop { $0 == " " }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        guard !key.isEmpty, !value.isEmpty, header[String(key)] == nil else {
            throw failure("a header line is '# key: value', each key once")
        }
        header[String(key)] = String(value)
    }

    private mutating func takeEvent(_ line: Substring) throws(Recording.Failure) {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let milliseconds = milliseconds(parts[0]),
            let direction = Recording.Direction(rawValue: String(parts[1]))
        else { throw failure("expected 'seconds < bytes' or 'seconds > bytes'") }
        guard milliseconds >= events.last?.milliseconds ?? 0 else {
            throw failure("time runs backwards")
        }
        do {
            let bytes = try ByteNotation.bytes(String(parts[2]))
            events.append(
                Recording.Event(milliseconds: milliseconds, direction: direction, bytes: bytes))
        } catch {
            throw failure(error.description)
        }
    }

    /// Milliseconds of a text such as `12.345`; exactly three decimals.
    private func milliseconds(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...9).contains(parts[0].count), parts[1].count == 3,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let seconds = Int(parts[0]), let thousandths = Int(parts[1])
        else { return nil }
        return seconds * 1000 + thousandths
    }
}
