internal import Deflate

/// Why a batch of entries could not be read.
public enum BatchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It ends before it is complete.
    case truncated
    /// It is not a batch, or a part of it contradicts another.
    case malformed(String)
    /// It inflates to more than allowed.
    case tooLarge(limit: Int)

    /// For people and logs; holds no content of the batch.
    public var description: String {
        switch self {
        case .truncated: "the batch ends too early"
        case .malformed(let what): "not a batch of entries: \(what)"
        case .tooLarge(let limit): "the batch inflates to more than \(limit) bytes"
        }
    }
}

/// A run of journal entries on the wire.
///
/// Layout, integers in LEB128: magic `CZB1`, first sequence, count, 32 bytes of the hash before the
/// first entry, the shapes (`JSONShape`) with their lengths, the shape of each entry, then for each
/// shape its columns. The whole is compressed by `Compression`. An entry that cannot be taken apart
/// is a shape of its own without values: any bytes come through unchanged.
public struct EntryBatch: Hashable, Sendable {
    /// Entries in one batch at most.
    public static let countMax = 1000
    /// Bytes of one entry at most; a station refuses to write a longer one.
    public static let bodyLengthMax = 16 * 1024
    /// Bytes of one batch at most before compression.
    public static let lengthMax = 8 * 1024 * 1024
    private static let magic: [UInt8] = Array("CZB1".utf8)

    /// The sequence of the first entry.
    public let firstSequence: Int64
    /// The link of the hash chain before the first entry.
    public let previousLink: [UInt8]
    /// The entries' bytes as journalled, in order.
    public let bodies: [[UInt8]]

    /// A batch of these entries.
    public init(firstSequence: Int64, previousLink: [UInt8], bodies: [[UInt8]]) {
        self.firstSequence = firstSequence
        self.previousLink = previousLink
        self.bodies = bodies
    }

    /// The bytes to send, compressed (zlib format, RFC 1950).
    public func encoded() -> [UInt8] {
        Deflate.compress(columns())
    }

    private func columns() -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.append(contentsOf: Self.magic)
        writer.variable(UInt64(bitPattern: firstSequence))
        writer.count(bodies.count)
        writer.bytes.append(contentsOf: previousLink)

        var shapes: [JSONShape] = []
        var numbers: [JSONShape: Int] = [:]
        var rows: [[[JSONScalar]]] = []
        var order: [Int] = []
        for body in bodies {
            let (shape, scalars) = JSONSplitter.split(body)
            let number = numbers[shape] ?? shapes.count
            if number == shapes.count {
                numbers[shape] = number
                shapes.append(shape)
                rows.append([])
            }
            rows[number].append(scalars)
            order.append(number)
        }
        writer.count(shapes.count)
        for shape in shapes {
            writer.count(shape.isVerbatim ? 1 : 0)
            writer.blob(shape.text)
        }
        for number in order { writer.count(number) }
        for rows in rows { Self.write(rows, to: &writer) }
        return writer.bytes
    }

    private static func write(_ rows: [[JSONScalar]], to writer: inout ByteWriter) {
        guard let first = rows.first else { return }
        for column in first.indices {
            var integers: [Int64] = []
            var strings: [[UInt8]] = []
            for row in rows {
                switch row[column] {
                case .integer(let value): integers.append(value)
                case .string(let value): strings.append(value)
                }
            }
            if strings.isEmpty {
                Column.write(integers: integers, to: &writer)
            } else {
                Column.write(strings: strings, to: &writer)
            }
        }
    }
}

extension EntryBatch {
    /// Reads a batch; everything in it is bounded before memory is spent on it.
    public init(decoding compressed: some Collection<UInt8>) throws(BatchError) {
        let bytes = try Self.expand(Array(compressed))
        var reader = ByteReader(bytes[...])
        guard Array(try reader.take(4)) == Self.magic else {
            throw .malformed("no CZB1 at its start")
        }
        let first = Int64(bitPattern: try reader.variable())
        guard first >= 1, first <= Int64.max - Int64(Self.countMax) else {
            throw .malformed("sequence \(first)")
        }
        let count = try reader.count(limit: Self.countMax, of: "entries")
        let link = Array(try reader.take(HashChain.linkLength))
        let shapes = try Self.readShapes(&reader, entries: count)
        var order: [Int] = []
        for _ in 0..<count {
            order.append(try reader.count(limit: max(0, shapes.count - 1), of: "shapes"))
        }
        let bodies = try Self.join(order, shapes, &reader)
        guard reader.isAtEnd else { throw .malformed("bytes after its end") }
        self.init(firstSequence: first, previousLink: link, bodies: bodies)
    }

    private static func readShapes(
        _ reader: inout ByteReader, entries: Int
    ) throws(BatchError) -> [JSONShape] {
        var shapes: [JSONShape] = []
        for _ in 0..<(try reader.count(limit: entries, of: "shapes")) {
            let verbatim = try reader.count(limit: 1, of: "shape flags") == 1
            let text = Array(try reader.blob(limit: bodyLengthMax))
            let shape = JSONShape(text: text, isVerbatim: verbatim)
            guard shape.marks.count <= JSONShape.valuesMax else {
                throw .malformed("over \(JSONShape.valuesMax) values in an entry")
            }
            shapes.append(shape)
        }
        return shapes
    }

    private static func join(
        _ order: [Int], _ shapes: [JSONShape], _ reader: inout ByteReader
    ) throws(BatchError) -> [[UInt8]] {
        guard order.isEmpty || !shapes.isEmpty else { throw .malformed("entries without a shape") }
        var counts = [Int](repeating: 0, count: shapes.count)
        for number in order { counts[number] += 1 }
        var columns: [[[[UInt8]]]] = []
        for (shape, count) in zip(shapes, counts) {
            columns.append(try readColumns(shape, count, &reader))
        }
        var next = [Int](repeating: 0, count: shapes.count)
        var bodies: [[UInt8]] = []
        for number in order {
            bodies.append(fill(shapes[number], columns[number], row: next[number]))
            next[number] += 1
        }
        return bodies
    }

    private static func readColumns(
        _ shape: JSONShape, _ count: Int, _ reader: inout ByteReader
    ) throws(BatchError) -> [[[UInt8]]] {
        var columns: [[[UInt8]]] = []
        for mark in shape.marks {
            if mark == JSONShape.integerMark {
                let integers = try Column.readIntegers(count, from: &reader)
                columns.append(integers.map { Array(String($0).utf8) })
            } else {
                columns.append(try Column.readStrings(count, from: &reader))
            }
        }
        return columns
    }

    private static func fill(_ shape: JSONShape, _ columns: [[[UInt8]]], row: Int) -> [UInt8] {
        guard !columns.isEmpty else { return shape.text }
        var body: [UInt8] = []
        body.reserveCapacity(shape.text.count + 16 * columns.count)
        var column = 0
        for byte in shape.text {
            if JSONShape.isMark(byte) {
                body.append(contentsOf: columns[column][row])
                column += 1
            } else {
                body.append(byte)
            }
        }
        return body
    }
}

extension EntryBatch {
    /// What a batch was before it was compressed.
    static func expand(_ bytes: [UInt8]) throws(BatchError) -> [UInt8] {
        do throws(DeflateError) {
            return try Deflate.expand(bytes, limit: lengthMax)
        } catch {
            switch error {
            case .truncated: throw .truncated
            case .malformed(let what): throw .malformed(what)
            case .tooLarge(let limit): throw .tooLarge(limit: limit)
            }
        }
    }
}
