/// Why a hand-written file was refused, with the place to look at.
public struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named by the caller.
    public let file: String
    /// Line, counted from 1.
    public let line: Int
    /// Column, counted from 1.
    public let column: Int
    /// What is wrong and what to do, without the place.
    public let message: String
    /// The same in Chinese; the English text where there is no other.
    public let chineseMessage: String
    /// The required key that was absent, so that a misspelt neighbour can be named instead.
    public let missingKey: String?

    /// Makes an error for a place in a file.
    public init(file: String, line: Int, column: Int, message: String, chinese: String? = nil) {
        self.init(
            file: file, line: line, column: column, message: message, chinese: chinese,
            missingKey: nil)
    }

    init(
        file: String, line: Int, column: Int, message: String, chinese: String?, missingKey: String?
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        chineseMessage = chinese ?? message
        self.missingKey = missingKey
    }

    /// `file:line:column: message`, the form editors can jump to.
    public var description: String { "\(file):\(line):\(column): \(message)" }

    /// The same in Chinese.
    public var chineseDescription: String { "\(file):\(line):\(column): \(chineseMessage)" }
}
