import ArgumentParser
import DataFolder
import DeviceProtocols
import DotMatrix
import Foundation
import LabelDrawing
import LabelRaster
import Labels
import Station

struct Label: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Works with label templates.",
        subcommands: [
            List.self, Sample.self, Check.self, Render.self, Print.self, Paper.self,
            Fonts.self,
        ])

    private static let nameHelp: ArgumentHelp =
        "The template's name, or a file: a path with a slash or ending in .yaml."

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the templates with their sizes and fields.")

        @Flag(help: "One JSON value.")
        var json = false

        @OptionGroup var place: Place

        private struct Row: Encodable {
            var name: String
            var width: String
            /// Nil for paper without end.
            var height: String?
            var fields: [String]

            init(_ template: LabelTemplate) {
                name = template.name
                width = "\(template.width)"
                height = template.height.map { "\($0)" }
                fields = template.fields.map(\.name)
            }

            private enum Key: String, CodingKey {
                case name, width, height, fields
            }

            /// Every key is always there.
            func encode(to encoder: any Encoder) throws {
                var row = encoder.container(keyedBy: Key.self)
                try row.encode(name, forKey: .name)
                try row.encode(width, forKey: .width)
                try row.encode(height, forKey: .height)
                try row.encode(fields, forKey: .fields)
            }
        }

        func run() async throws {
            try await place.run { start in
                let data = try start.loadData()
                var broken: [any Error] = []
                var rows: [Row] = []
                for file in try data.templates() {
                    do {
                        rows.append(Row(try LabelTemplate.read(file.text, path: file.path)))
                    } catch {
                        broken.append(error)
                    }
                }
                if json {
                    try Output.json(rows)
                } else {
                    for row in rows {
                        Output.line(
                            "\(row.name)  \(row.width)×\(row.height ?? "∞") mm  "
                                + row.fields.joined(separator: " "))
                    }
                }
                // One broken template hides no other.
                if let first = broken.first { throw first }
            }
        }
    }

    struct Sample: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints JSON data that fits a template.")

        @Argument(help: Label.nameHelp)
        var name: String

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                try Output.json(start.loadData().labelTemplate(name).template.sample)
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what would not print right; exit code 65 when there is anything.")

        @Argument(help: Label.nameHelp)
        var name: String

        @Option(help: "The printer's profile.")
        var profile = "printers/generic-tspl"

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                let data = try start.loadData()
                let (path, template) = try data.labelTemplate(name)
                let renderer = try data.renderer(template, profile: profile)
                let findings = renderer.check()
                for finding in findings {
                    Output.line("\(path): \(finding.chineseDescription)  \(finding)")
                }
                if !findings.isEmpty { throw ExitCode(65) }
            }
        }
    }

    /// What a label is written as.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case native, png
    }

    struct Render: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a label in the printer's own language, or as a picture.")

        @Option(help: Label.nameHelp)
        var template: String

        @Option(name: .customLong("data"), help: "JSON file with the fields' values.")
        var fields: String

        @Option(help: "The printer's profile.")
        var profile: String

        @Option(name: .customLong("as"), help: "native: the printer's language; png: a picture.")
        var form = Form.native

        @Option(help: "Which label of several a picture shows, from 1.")
        var page = 1

        @Option(help: "How many of each label (native only).")
        var copies = 1

        @Flag(help: "As for a printer that holds our fonts, see 'label fonts' (native only).")
        var storedFonts = false

        @Option(name: .customShort("o"), help: "File to write; standard output by default.")
        var output: String?

        @Option(help: "Configuration file.")
        var config = StationConfiguration.defaultPath

        @Option(name: .customLong("data-folder"), help: "Folder of profiles and templates.")
        var folder: String?

        func validate() throws {
            guard LabelRenderer.copies.contains(copies) else {
                throw ValidationError("--copies: 1 to \(LabelRenderer.copies.upperBound)")
            }
        }

        func run() async throws {
            let start = ProgramStart(program: "stationctl", config: config, data: folder)
            do {
                let bytes = try render(start)
                if let output {
                    try Output.write(bytes, to: output)
                } else {
                    FileHandle.standardOutput.write(bytes)
                }
            } catch {
                throw ExitCode(start.end(with: error))
            }
        }

        /// How long the line will be busy: a label must not take a minute.
        private static func tell(_ label: RenderedLabel, named name: String, on line: LineSettings)
        {
            guard let baud = line.bauds.first else { return }
            // A byte has a start bit, eight of its own, and a stop bit.
            let tenths = (label.bytes.count * 100 + baud - 1) / baud
            // Units only, which are the same in both languages.
            let seconds = "\(tenths / 10).\(tenths % 10)"
            let text = "\(name): \(label.bytes.count) B, \(seconds) s (\(baud) Bd)"
            FileHandle.standardError.write(Data("\(text)\n".utf8))
        }

        private func render(_ start: ProgramStart) throws -> Data {
            let data = try start.loadData()
            let (_, template) = try data.labelTemplate(template)
            guard let json = FileManager.default.contents(atPath: fields) else {
                throw StationFault.unreadable(fields)
            }
            guard
                let values = try? JSONDecoder().decode([String: LabelValue].self, from: json)
            else {
                throw StationFault(
                    exitCode: 65, "\(fields) 不是标签数据。样例见：stationctl label sample \(template.name)",
                    "\(fields) holds no label data; 'stationctl label sample \(template.name)' shows some"
                )
            }
            let renderer = try data.renderer(template, profile: profile)
            let fonts = storedFonts ? try data.storedFonts(profile: profile) : nil
            let label = try renderer.render(values, copies: copies, storedFonts: fonts)
            let pictures = form == .png ? try renderer.preview(values) : []
            for finding in label.findings {
                let text = "\(template.name): \(finding.chineseDescription)  \(finding)\n"
                FileHandle.standardError.write(Data(text.utf8))
            }
            guard form == .png else {
                let line = try data.profile(id: profile).line
                Self.tell(label, named: template.name, on: line)
                return Data(label.bytes)
            }
            guard pictures.indices.contains(page - 1) else {
                throw StationFault(
                    exitCode: 64, "只有 \(pictures.count) 张标签，没有第 \(page) 张。",
                    "there are \(pictures.count) labels, no number \(page)")
            }
            return Data(try pictures[page - 1].png())
        }
    }
}

extension DataFolder {
    /// A template by its name, or from a file that somebody is working on.
    fileprivate func labelTemplate(
        _ name: String
    ) throws -> (path: String, template: LabelTemplate) {
        guard name.contains("/") || name.hasSuffix(".yaml") else {
            let file = try template(name: name)
            return (file.path, try LabelTemplate.read(file.text, path: file.path))
        }
        guard let bytes = FileManager.default.contents(atPath: name) else {
            throw StationFault.unreadable(name)
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw StationFault(
                exitCode: 65, "\(name) 不是 UTF-8 文本。请另存为 UTF-8。",
                "\(name) is not UTF-8 text; save it as UTF-8")
        }
        return (name, try LabelTemplate.read(text, path: name))
    }

    /// The fonts that a printer of a profile gets.
    fileprivate func storedFonts(profile: String) throws -> StoredFonts {
        let artist = try LabelArtist.installed(pictures: labelPictures)
        let printer = try self.profile(id: profile).printer
        guard let plan = printer.flatMap({ StoredFontPlan(for: $0, artist: artist) }) else {
            throw StationFault.storesNoFonts(profile)
        }
        return StoredFonts(names: plan.fonts.map(\.name))
    }

    /// A renderer of a template for the printer of a profile.
    func renderer(
        _ template: LabelTemplate, profile: String
    ) throws -> LabelRenderer {
        try LabelRenderer(
            template, for: self.profile(id: profile),
            artist: .installed(pictures: labelPictures), policy: policy())
    }
}
