extension Recording {
    /// A recording just made.
    ///
    /// - Parameters:
    ///   - header: The provenance; at least ``requiredKeys``.
    ///   - events: What went over the line, in the order of time.
    ///   - profile: The profile whose decoder gives the expected lines.
    public init(header: [String: String], events: [Event], decodedBy profile: DeviceProfile) {
        self.init(header: header, events: events, expected: [])
        let bursts = bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
        self.init(header: header, events: events, expected: decodeBursts(profile, bursts))
    }

    /// The file's text, which ``init(_:file:)`` reads.
    public var text: String {
        let first = Self.requiredKeys.filter { header[$0] != nil }
        let keys = first + header.keys.filter { !first.contains($0) }.sorted()
        let headerLines = keys.map { "# \($0): \(Self.oneLine(header[$0] ?? ""))" }
        let eventLines = events.filter { !$0.bytes.isEmpty }.map { event in
            "\(Self.seconds(event.milliseconds)) \(event.direction.rawValue) "
                + ByteNotation.text(event.bytes)
        }
        let lines = headerLines + [""] + eventLines + ["---"] + expected
        return lines.joined(separator: "\n") + "\n"
    }

    /// A line break would end the value, and an empty one is not allowed.
    private static func oneLine(_ value: String) -> String {
        let words = value.split { $0.isWhitespace }.joined(separator: " ")
        return words.isEmpty ? "unknown" : words
    }

    /// `12.345` for milliseconds.
    static func seconds(_ milliseconds: Int) -> String {
        let rest = String(milliseconds % 1000)
        let padded = String(repeating: "0", count: 3 - rest.count) + rest
        return "\(milliseconds / 1000).\(padded)"
    }
}
