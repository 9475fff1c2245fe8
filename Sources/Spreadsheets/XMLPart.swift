internal import CExpat

/// What reads one kind of XML part, told of its elements as they come.
///
/// Names come without their namespace's prefix.
protocol XMLPart: AnyObject {
    /// An element begins.
    func begin(_ element: String, _ attributes: XMLAttributes) throws
    /// An element ends.
    func end(_ element: String) throws
    /// Some characters of the element, UTF-8; may come in pieces.
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
}

extension XMLPart {
    func end(_ element: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// An element's attributes, as long as it begins.
struct XMLAttributes {
    fileprivate let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The value of an attribute, its prefix left away.
    subscript(_ name: String) -> String? {
        guard var pair = list else { return nil }
        while let key = pair[0], let value = pair[1] {
            if XMLNames.local(key) == name { return String(cString: value) }
            pair += 2
        }
        return nil
    }

    /// A value that is a whole number, not negative.
    func int(_ name: String) -> Int? {
        self[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}

private enum XMLNames {
    static func local(_ name: UnsafePointer<CChar>) -> String {
        let text = String(cString: name)
        guard let colon = text.utf8.lastIndex(of: 0x3A) else { return text }
        return String(text[text.index(after: colon)...])
    }
}

/// Runs expat over a part: no document types, so no entities of its own making, and a limit of depth.
final class XMLReading {
    private static let depthMax = 64

    private let part: any XMLPart
    private let parser: XML_Parser
    private var depth = 0
    private var failure: (any Error)?

    /// Reads a part of a workbook.
    static func read(_ name: String, of archive: ZipArchive, into part: any XMLPart) throws {
        guard let parser = XML_ParserCreate(nil) else {
            throw SheetError.damaged(part: name, place: "")
        }
        defer { XML_ParserFree(parser) }
        let reading = XMLReading(part, parser)
        reading.listen()
        try archive.read(name) { piece in
            let status = XML_Parse(
                parser, piece.baseAddress, Int32(piece.count), piece.isEmpty ? 1 : 0)
            if let failure = reading.failure { throw failure }
            guard status == XML_STATUS_OK else {
                let line = XML_GetCurrentLineNumber(parser)
                throw SheetError.damaged(part: name, place: "line \(line)")
            }
        }
    }

    private init(_ part: any XMLPart, _ parser: XML_Parser) {
        self.part = part
        self.parser = parser
    }

    private func listen() {
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, list in
                XMLReading.of(data)?.perform { reading in
                    reading.depth += 1
                    guard let name, reading.depth <= XMLReading.depthMax else { throw Refusal() }
                    try reading.part.begin(XMLNames.local(name), XMLAttributes(list: list))
                }
            },
            { data, name in
                XMLReading.of(data)?.perform { reading in
                    reading.depth -= 1
                    if let name { try reading.part.end(XMLNames.local(name)) }
                }
            })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let reading = XMLReading.of(data), let text, reading.failure == nil else {
                return
            }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
                reading.part.text(UnsafeBufferPointer(start: $0, count: Int(count)))
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            XMLReading.of(data)?.perform { _ in throw Refusal() }
        }
    }

    private struct Refusal: Error {}

    private static func of(_ data: UnsafeMutableRawPointer?) -> XMLReading? {
        data.map { Unmanaged<XMLReading>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Carries a failure over expat, which is stopped; a refusal ends as damage in its line.
    private func perform(_ body: (XMLReading) throws -> Void) {
        guard failure == nil else { return }
        do {
            try body(self)
        } catch {
            if !(error is Refusal) { failure = error }
            XML_StopParser(parser, XML_Bool(XML_FALSE))
        }
    }
}
