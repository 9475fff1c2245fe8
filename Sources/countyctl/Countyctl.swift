import ArgumentParser
import County
import FoundationEssentials
import Glibc

/// The clerk's commands.
@main
struct Countyctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countyctl",
        abstract: "县级管理命令 · The county's commands.",
        subcommands: [
            StationCommand.self, ProgrammeCommand.self, RegisterCommand.self, CaseCommand.self,
            ImportCommand.self, ExportCommand.self, ParcelCommand.self, EntriesCommand.self,
            BackupCommand.self,
        ])

    /// Parses, runs and ends with the exit codes all our programs share.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as CountyError {
            Terminal.tell(error.message)
            Glibc.exit(error.status.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}

/// Results go to standard output, messages for people to standard error.
enum Terminal {
    static let language = MessageLanguage(environment: ProcessInfo.processInfo.environment)

    /// A message for people.
    static func tell(_ message: Message) {
        put("countyctl: \(message.text(language))\n", STDERR_FILENO)
    }

    /// One JSON value on a line of its own.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        put(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", STDOUT_FILENO)
    }

    /// A line of text.
    static func line(_ text: String) {
        put(text + "\n", STDOUT_FILENO)
    }

    private static func put(_ text: String, _ descriptor: CInt) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads any more: what is left has nowhere to go.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// The option `--json`.
struct JSONOption: ParsableArguments {
    @Flag(help: "输出 JSON · Print JSON on standard output.")
    var json = false
}
