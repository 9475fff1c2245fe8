import Foundation

/// Standard output, line by line; a reader that has gone away ends the program quietly.
enum Output {
    static func line(_ text: String) {
        print(text)
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
