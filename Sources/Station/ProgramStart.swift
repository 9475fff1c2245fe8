public import DataFolder
internal import Foundation
public import Logging
internal import Systemd

/// What `stationd` and `stationctl` do first and last: find files, log, end with the right code.
public struct ProgramStart: Sendable {
    /// Where the program logs: the system's journal under systemd, else standard error.
    public let logger: Logger
    private let config: String
    private let data: String?

    /// Prepares a program.
    ///
    /// - Parameters:
    ///   - program: Its name in log lines.
    ///   - config: The configuration file's path.
    ///   - data: The data folder asked for, if any.
    public init(program: String, config: String, data: String?) {
        // Everything these programs make is for their own user only.
        umask(0o077)
        logger = Logger(label: program) { label in
            JournalLogHandler(
                label: label,
                destination: .fitting(environment: ProcessInfo.processInfo.environment))
        }
        self.config = config
        self.data = data
    }

    /// The configuration and the data folder.
    ///
    /// - Throws: `StationFault`, `YAMLError` or `DataFolderError`.
    public func load() throws -> (StationConfiguration, DataFolder) {
        (try loadConfiguration(), try loadData())
    }

    /// The configuration.
    public func loadConfiguration() throws -> StationConfiguration {
        guard let text = FileManager.default.contents(atPath: config) else {
            if FileManager.default.fileExists(atPath: config) {
                throw StationFault(
                    exitCode: 77, "没有权限读取配置文件 \(config)。", "not permitted to read \(config)")
            }
            throw StationFault(
                exitCode: 66, "找不到配置文件 \(config)。请用 --config 指定。",
                "no configuration at \(config); name one with --config")
        }
        guard let text = String(data: text, encoding: .utf8) else {
            throw StationFault(
                exitCode: 78, "配置文件 \(config) 不是 UTF-8 文本。", "\(config) is not UTF-8 text")
        }
        return try StationConfiguration(text, file: config)
    }

    /// The configuration; nil for a person who works without one.
    ///
    /// - Throws: As ``loadConfiguration()`` does for one that is there and cannot be used.
    public func loadConfigurationIfAny() throws -> StationConfiguration? {
        FileManager.default.fileExists(atPath: config) ? try loadConfiguration() : nil
    }

    /// The data folder.
    public func loadData() throws -> DataFolder {
        try DataFolder.locate(
            option: data, environment: ProcessInfo.processInfo.environment,
            executable: "/proc/self/exe")
    }

    /// Tells a person what went wrong, by locale in Chinese or English, and gives the exit code.
    public func end(with error: any Error) -> Int32 {
        let fault = StationFault(error)
        let environment = ProcessInfo.processInfo.environment
        // A variable that is set but empty counts as not set (locale(7)).
        let locale =
            ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty } ?? ""
        let text = locale.hasPrefix("zh") ? fault.message.zh : fault.message.en
        FileHandle.standardError.write(Data("\(text)\n".utf8))
        return fault.exitCode
    }
}
