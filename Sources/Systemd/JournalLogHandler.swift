internal import Glibc
public import Logging

/// Writes log records to systemd's journal with their fields, or, outside systemd, as one line each
/// to standard error.
///
/// Values are the caller's: whoever logs must not put a name, a phone number or a waybill into a
/// message or its metadata.
public struct JournalLogHandler: LogHandler {
    /// Where records go.
    public enum Destination: Sendable, Equatable {
        /// The journal's native socket at this path.
        case journal(path: String)
        /// Lines on this descriptor.
        case lines(descriptor: Int32)

        /// The journal when standard error leads there (`JOURNAL_STREAM`), else standard error.
        public static func fitting(environment: [String: String]) -> Destination {
            guard let stream = environment["JOURNAL_STREAM"], stream == identity(of: 2) else {
                return .lines(descriptor: 2)
            }
            return .journal(path: "/run/systemd/journal/socket")
        }

        private static func identity(of descriptor: Int32) -> String? {
            var information = stat()
            guard fstat(descriptor, &information) == 0 else { return nil }
            return "\(information.st_dev):\(information.st_ino)"
        }
    }

    /// The least level that is written.
    public var logLevel: Logger.Level = .info
    /// Fields of every record.
    public var metadata: Logger.Metadata = [:]
    /// Further fields, asked for at every record.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let destination: Destination
    private let journal: DatagramAddress?

    /// A handler for the logger called `label`.
    public init(label: String, destination: Destination) {
        self.label = label
        self.destination = destination
        if case .journal(let path) = destination {
            journal = DatagramAddress(path)
        } else {
            journal = nil
        }
    }

    /// A field of every record.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record; never throws and never waits long.
    public func log(event: LogEvent) {
        var fields = metadata
        fields.merge(metadataProvider?.get() ?? [:]) { $1 }
        fields.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { fields["error"] = "\(error)" }
        switch destination {
        case .journal:
            let record = JournalRecord(label: label, event: event, fields: fields)
            guard journal?.send(record.bytes, waiting: .milliseconds(100)) != 0 else { return }
            // The journal is away or full: standard error still leads to it or to the console.
            write(LogLine.text(label: label, event: event, fields: fields), to: 2)
        case .lines(let descriptor):
            write(LogLine.text(label: label, event: event, fields: fields), to: descriptor)
        }
    }

    private func write(_ line: String, to descriptor: Int32) {
        let bytes = Array(line.utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

/// A record as one line of text.
enum LogLine {
    /// Level, logger, message and fields; control characters are written as escapes, so that a
    /// record stays one line.
    static func text(label: String, event: LogEvent, fields: Logger.Metadata) -> String {
        let pairs = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\(quoted("\($0.value)"))" }
        return "\(event.level) \(label): \(escaped("\(event.message)"))\(pairs.joined())\n"
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        guard !isPlain else { return escaped(value) }
        return "\"\(escaped(value, and: "\""))\""
    }

    private static func escaped(_ text: String, and other: Unicode.Scalar? = nil) -> String {
        text.unicodeScalars.reduce(into: "") { line, scalar in
            let isEscaped = isControl(scalar) || scalar == other
            line += isEscaped ? scalar.escaped(asASCII: false) : String(scalar)
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}
