import ArgumentParser
import Foundation
import Station

extension Label {
    struct Print: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has the running station print labels of a template.",
            discussion: """
                The job is refused when the data cannot be printed or shows too much of a person
                (65). It is kept through restarts; what stands on it is erased once its fate is
                known, and after three days at the latest, as the machine runs. When the printer
                holds other paper it waits and the kiosk asks for the change.
                """)

        @Option(help: "The template's name.")
        var template: String

        @Option(name: .customLong("data"), help: "JSON file with the fields' values.")
        var fields: String

        @Option(help: "How many of each label, 1 to 999.")
        var copies = 1

        @Option(
            help: """
                Repeats an order whose answer was lost, by the number shown then: it is printed \
                once.
                """)
        var order: String?

        @Flag(help: "One JSON value.")
        var json = false

        @Option(help: "Configuration file.")
        var config = StationConfiguration.defaultPath

        func run() async throws {
            let start = ProgramStart(program: "stationctl", config: config, data: nil)
            do {
                guard let bytes = FileManager.default.contents(atPath: fields) else {
                    throw StationFault.unreadable(fields)
                }
                let daemon = try DaemonClient(start.loadConfiguration())
                let answer = try await daemon.printLabels(
                    template, fields: Array(bytes), copies: copies,
                    token: order ?? UUID().uuidString.lowercased())
                for finding in answer.findings {
                    FileHandle.standardError.write(Data("\(template): \(finding)\n".utf8))
                }
                if json { return try Output.json(answer) }
                Output.line("任务 job \(answer.job)：\(answer.labels) 张标签 labels")
                if answer.isPrinted { Output.line("已打印 printed already") }
                if answer.waitsForPaper {
                    Output.line("等换纸 waits for the paper \(answer.paper)")
                }
            } catch {
                throw ExitCode(start.end(with: error))
            }
        }
    }

    struct Paper: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows which paper is in the station's printer, or says that it was changed.")

        @Flag(help: "The paper that is wanted is in the printer now.")
        var changed = false

        @Option(name: .customLong("for"), help: "The paper of this template is in it now.")
        var template: String?

        @Flag(help: "One JSON value.")
        var json = false

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                let daemon = try DaemonClient(start.loadConfiguration())
                let isChange = changed || template != nil
                let paper =
                    isChange
                    ? try await daemon.changePaper(for: template) : try await daemon.paper()
                if json { return try Output.json(paper) }
                var remark = ""
                if paper.isDoubtful { remark += "（待确认 to be confirmed）" }
                if !paper.isMeasured { remark += "（未量纸 not measured yet）" }
                Output.line("装着 loaded  \(paper.loaded)\(remark)")
                if let wanted = paper.wanted { Output.line("要换 wanted  \(wanted)") }
                Output.line("等待 waiting \(paper.waiting)")
            }
        }
    }
}
