/// Tells a scanner's answers to commands from its codes, by how they begin and end.
struct CommandAnswers: Sendable {
    /// What came of some bytes.
    enum Outcome {
        /// The answer goes on.
        case unfinished
        /// The answer has ended.
        case whole
        /// These bytes only looked like an answer: they begin a code.
        case code([UInt8])
        /// These bytes never ended.
        case overlong([UInt8])
    }

    /// Most bytes of an answer.
    private static let longest = 512

    private let marks: ScannerOptions.AnswerMarks
    private var bytes: [UInt8] = []

    init(_ marks: ScannerOptions.AnswerMarks) {
        self.marks = marks
    }

    /// Whether the next byte of the line belongs to an answer or may begin one.
    func expects(_ byte: UInt8) -> Bool { !bytes.isEmpty || byte == marks.start.first }

    /// Takes bytes until something is certain; gives the place behind the last one taken.
    mutating func take(
        _ buffer: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (outcome: Outcome, end: Int) {
        var index = start
        while index < buffer.count {
            bytes.append(buffer[index])
            index += 1
            if bytes.count <= marks.start.count {
                if marks.start.starts(with: bytes) { continue }
                return (.code(taken()), index)
            }
            if hasEnded {
                bytes.removeAll(keepingCapacity: true)
                return (.whole, index)
            }
            if bytes.count >= Self.longest { return (.overlong(taken()), index) }
        }
        return (.unfinished, index)
    }

    /// What a silence has cut off, or nil.
    mutating func cutOff() -> [UInt8]? { bytes.isEmpty ? nil : taken() }

    private var hasEnded: Bool {
        bytes.last == marks.end.last && bytes.count >= marks.start.count + marks.end.count
            && bytes.suffix(marks.end.count).elementsEqual(marks.end)
    }

    private mutating func taken() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
