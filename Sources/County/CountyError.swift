internal import FoundationEssentials

/// The language messages on a terminal are given in.
public enum MessageLanguage: Sendable {
    /// 中文 (Chinese).
    case chinese
    /// English.
    case english

    /// By the usual variables: Chinese, unless the locale is English or plain C.
    public init(environment: [String: String]) {
        let locale =
            ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty } ?? "C"
        let isEnglish = locale.hasPrefix("en") || locale.hasPrefix("C") || locale == "POSIX"
        self = isEnglish ? .english : .chinese
    }
}

/// What a program says to a person, in both languages.
public struct Message: Sendable, Equatable {
    /// 中文 (Chinese).
    public let chinese: String
    /// English.
    public let english: String

    /// A message in both.
    public init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }

    /// The text in one of them.
    public func text(_ language: MessageLanguage) -> String {
        language == .chinese ? chinese : english
    }
}

/// Exit codes, from sysexits.
public enum ExitStatus: Int32, Sendable, Codable {
    /// The command line is wrong.
    case usage = 64
    /// A file's content is wrong.
    case badData = 65
    /// A file is missing.
    case noInput = 66
    /// The daemon is not there.
    case unavailable = 69
    /// A mistake in the program.
    case software = 70
    /// A file cannot be made.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// Try again: port busy, disk full, already running.
    case tryAgain = 75
    /// Not permitted.
    case notPermitted = 77
    /// The configuration is wrong.
    case configuration = 78
}

/// A failure a person has to know of: what, where and what to do next.
public struct CountyError: Error, Sendable, Equatable {
    /// The exit code it leads to.
    public let status: ExitStatus
    /// What to tell.
    public let message: Message

    /// A failure with its exit code and message.
    public init(_ status: ExitStatus, _ chinese: String, _ english: String) {
        self.status = status
        message = Message(chinese, english)
    }
}
