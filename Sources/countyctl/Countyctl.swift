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
            FactCommand.self, IndicatorCommand.self, ReturnCommand.self,
            SiteCommand.self, RecordCommand.self, DisclosureCommand.self,
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
        put("countyctl: \(message.text(language).shownPlainly(keeping: "\n"))\n", STDERR_FILENO)
    }

    /// One JSON value on a line of its own.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        put(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", STDOUT_FILENO)
    }

    /// A line of a drawing of our own, with its colours.
    static func drawn(_ line: String) {
        put(line + "\n", STDOUT_FILENO)
    }

    /// A line of text; what a file brought along cannot steer the terminal or look like two lines.
    static func line(_ text: String) {
        put(text.shownPlainly() + "\n", STDOUT_FILENO)
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

extension String {
    /// The text with control characters and signs that turn the writing shown as signs of their own.
    func shownPlainly(keeping kept: Unicode.Scalar = "\t") -> String {
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09, kept.value: shown.append(scalar)
            case 0..<0x20: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
                shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }
}
