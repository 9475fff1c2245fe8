/// What an answer has to look like: bytes that must stand there, and places where anything may.
///
/// Written as ``ByteNotation`` with two words more: `??` is any one byte, `..` any number of them.
/// The answer of a balance to its identity query, say, is `'I4 A "' .. '"' CR LF`.
public struct AnswerPattern: Sendable, Hashable {
    enum Element: Sendable, Hashable {
        case byte(UInt8)
        case any
        case run
    }

    let elements: [Element]

    /// How many bytes are demanded; the pattern with more of them says more about the device.
    public var demandedCount: Int {
        elements.count { if case .byte = $0 { true } else { false } }
    }

    /// Reads a pattern.
    /// - Throws: ``ByteNotation/Failure`` for the first word not understood.
    public init(_ text: String) throws(ByteNotation.Failure) {
        var elements: [Element] = []
        var rest = text[...]
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let first = rest.first else { break }
            var word = rest.prefix { $0 != " " && $0 != "\t" }
            if first == "'" || first == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: first) else {
                    throw ByteNotation.Failure(word: String(rest))
                }
                word = rest[...end]
            }
            rest = rest[word.endIndex...]
            switch word {
            case "??": elements.append(.any)
            case "..": elements.append(.run)
            default: elements += try ByteNotation.bytes(String(word)).map { .byte($0) }
            }
        }
        self.elements = elements
    }

    /// Whether the answer stands somewhere in the bytes.
    ///
    /// The time is at most the product of both lengths.
    public func occurs(in bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        // What stands before and behind the answer does not matter.
        let elements: [Element] = [.run] + elements + [.run]
        var element = 0
        var place = 0
        var lastRun: (element: Int, place: Int)?
        while place < bytes.count {
            if element < elements.count, elements[element] == .run {
                lastRun = (element, place)
                element += 1
            } else if element < elements.count,
                elements[element] == .any || elements[element] == .byte(bytes[place])
            {
                element += 1
                place += 1
            } else if let last = lastRun {
                // The run takes one byte more, and what follows it is tried again.
                lastRun = (last.element, last.place + 1)
                element = last.element + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .run }
    }
}
