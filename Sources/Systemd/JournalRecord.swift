internal import Logging

/// A record in the journal's native protocol
/// (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/): one datagram of fields.
struct JournalRecord {
    /// The most bytes of one value; more is cut off, since a datagram is limited.
    static let valueLimit = 16 * 1024
    /// The most fields a caller can give.
    static let fieldLimit = 32

    /// The datagram.
    private(set) var bytes: [UInt8] = []

    init(label: String, event: LogEvent, fields: Logger.Metadata) {
        add("MESSAGE", "\(event.message)")
        add("PRIORITY", Self.priority(event.level))
        add("LOGGER", label)
        add("CODE_FILE", event.file)
        add("CODE_FUNC", event.function)
        add("CODE_LINE", "\(event.line)")
        for (key, value) in fields.sorted(by: { $0.key < $1.key }).prefix(Self.fieldLimit) {
            add(Self.name(key), "\(value)")
        }
    }

    /// syslog(3) levels.
    private static func priority(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "7"
        case .info: "6"
        case .notice: "5"
        case .warning: "4"
        case .error: "3"
        case .critical: "2"
        }
    }

    /// The prefix `CUNZHAN_` and the key in capitals.
    ///
    /// So a name of the journal's own can never come out. Only letters, digits and underscores are
    /// allowed, and 64 bytes.
    private static func name(_ key: String) -> String {
        let letters = key.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                ? Character(scalar) : "_"
        }
        return String(("CUNZHAN_" + String(letters).uppercased()).prefix(64))
    }

    /// Never ends within a character, which the journal would show as binary data.
    private static func bounded(_ value: String) -> [UInt8] {
        guard value.utf8.count > valueLimit else { return Array(value.utf8) }
        let end = value.utf8.index(value.startIndex, offsetBy: valueLimit)
        let start = value.unicodeScalars.index(before: value.unicodeScalars.index(after: end))
        return Array(value.utf8[..<min(start, end)])
    }

    /// A value with a line break goes with its length instead of an equals sign.
    private mutating func add(_ name: String, _ value: String) {
        let value = Self.bounded(value)
        bytes += name.utf8
        if value.contains(UInt8(ascii: "\n")) {
            bytes.append(UInt8(ascii: "\n"))
            withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(UInt8(ascii: "\n"))
    }
}
