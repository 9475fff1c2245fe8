import Glibc
import Station

/// Standard input as lines of bounded length.
///
/// A line end is LF or CR LF; the last line needs none. It takes as much memory as one line, however
/// long the input is.
struct InputLines: ~Copyable {
    /// The longest line that is kept, in bytes; of a longer one the beginning.
    ///
    /// Far more than any symbol holds (a QR code 7,089 digits), and little for a small machine.
    static let lineBytesMax = 2 << 20
    /// Bytes asked for at a time.
    private static let chunkBytes = 64 << 10

    /// A line without its end.
    struct Line {
        var bytes: [UInt8]
        /// Whether it was longer than `lineBytesMax`; the rest was skipped.
        var isCut: Bool
    }

    private var chunk = [UInt8](repeating: 0, count: InputLines.chunkBytes)
    private var unread = 0..<0
    private var isAtEnd = false

    /// The next line; nil after the last one.
    ///
    /// - Parameter beforeWaiting: Called each time before more input is asked for, which can take
    ///   as long as somebody types.
    /// - Returns: The line without its end.
    /// - Throws: `StationFault` when standard input cannot be read.
    mutating func next(beforeWaiting: () -> Void) throws -> Line? {
        var line = Line(bytes: [], isCut: false)
        var isEmpty = true
        while true {
            if unread.isEmpty {
                beforeWaiting()
                guard try fill() else { return isEmpty ? nil : line }
            }
            isEmpty = false
            let end = indexOfLineEnd()
            take(unread.lowerBound..<(end ?? unread.upperBound), into: &line)
            unread = (end.map { $0 + 1 } ?? unread.upperBound)..<unread.upperBound
            guard end != nil else { continue }
            if line.bytes.last == 0x0D, !line.isCut { line.bytes.removeLast() }
            return line
        }
    }

    private func take(_ range: Range<Int>, into line: inout Line) {
        guard !line.isCut else { return }
        let room = Self.lineBytesMax - line.bytes.count
        line.bytes += chunk[range.prefix(room)]
        guard range.count > room else { return }
        line.isCut = true
        // Not through the middle of a character: what continues one goes, and what began it.
        let continued = line.bytes.suffix(3).reversed().prefix { $0 & 0xC0 == 0x80 }.count
        line.bytes.removeLast(continued)
        if let last = line.bytes.last, last >= 0xC0 { line.bytes.removeLast() }
    }

    private func indexOfLineEnd() -> Int? {
        chunk.withUnsafeBytes { raw in
            guard let start = raw.baseAddress,
                let found = memchr(start + unread.lowerBound, 0x0A, unread.count)
            else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }

    /// Reads a chunk; false at the end of the input.
    private mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        var count = 0
        repeat {
            count = chunk.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        guard count >= 0 else {
            let reason = String(cString: strerror(errno))
            throw StationFault(
                exitCode: 74, "读不了标准输入：\(reason)。请换一个文件或管道。",
                "cannot read standard input: \(reason); give it a file or a pipe")
        }
        isAtEnd = count == 0
        unread = 0..<count
        return count > 0
    }
}
