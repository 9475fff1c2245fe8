import ArgumentParser
import County
import FoundationEssentials
import StationJournal

/// The command `countyctl station …`.
struct StationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "station", abstract: "站点 · Stations.",
        subcommands: [Add.self, Enrol.self, List.self, Revoke.self])

    /// A station's id as an argument.
    struct Target: ParsableArguments {
        @Argument(help: "站点编号 · The station's id: a-z, 0-9 and -.")
        var id: String

        func station() throws -> StationID {
            guard let id = StationID(id) else {
                throw CountyError(
                    .usage, "“\(id)”不是站点编号：只能用小写字母、数字和连字符，1 至 32 个。",
                    "'\(id)' is not a station's id: 1 to 32 lower-case letters, digits and hyphens."
                )
            }
            return id
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "添加站点 · Add a station.")
        @OptionGroup var target: Target
        @Option(help: "站点名称 · What the station is called.")
        var name: String
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let new = AdminMessages.NewStation(id: try target.station(), name: name)
            let added: AdminMessages.NewStation = try await control.ask("POST", "/stations", new)
            if output.json { return try Terminal.json(added) }
            Terminal.tell(
                Message(
                    "已添加站点 \(added.id)。下一步：countyctl station enrol \(added.id)",
                    "station \(added.id) added. Next: countyctl station enrol \(added.id)"))
        }
    }

    struct Enrol: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "发放登记码 · Print a one-time code for a station.")
        @OptionGroup var target: Target
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let id = try target.station()
            let code: AdminMessages.Code = try await control.ask("POST", "/stations/\(id)/code")
            if output.json { return try Terminal.json(code) }
            let ends = Date(timeIntervalSince1970: Double(code.expiresAt) / 1000)
            Terminal.line(
                """
                \(code.name)（\(code.station)）
                登记码 code    \(code.code)
                地址   url     \(code.url)
                指纹   pins    \(code.pins)
                有效至 expires \(ends.formatted(.iso8601))
                """)
            let command = "stationctl enrol \(code.url) \(code.code) --pin '\(code.pins)'"
            for line in TerminalSymbol.lines(command) ?? [] { Terminal.drawn(line) }
            Terminal.tell(
                Message(
                    "在站点机上运行：\(command)。登记码只能用一次。",
                    "on the station: \(command). The code works once."))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "列出站点 · List stations.")
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let stations: [AdminMessages.Station] = try await control.ask("GET", "/stations")
            if output.json {
                for station in stations { try Terminal.json(station) }
                return
            }
            for station in stations {
                let contact = station.lastContact.map {
                    Date(timeIntervalSince1970: Double($0) / 1000).formatted(.iso8601)
                }
                Terminal.line(
                    [
                        station.id.description, station.name, station.state,
                        station.online ? "在线 online" : "-",
                        "\(station.epoch)/\(station.lastSequence)", contact ?? "-",
                    ].joined(separator: "\t"))
            }
            if stations.isEmpty {
                Terminal.tell(
                    Message(
                        "还没有站点。用 countyctl station add 添加。",
                        "no stations yet. Add one with countyctl station add."))
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "停用站点 · Refuse a station until it enrols again.")
        @OptionGroup var target: Target
        @OptionGroup var output: JSONOption
        @OptionGroup var control: ControlOption

        func run() async throws {
            let id = try target.station()
            let done: [String: String] = try await control.ask("POST", "/stations/\(id)/revoke")
            if output.json { return try Terminal.json(done) }
            Terminal.tell(
                Message("已停用站点 \(id)。", "station \(id) is revoked."))
        }
    }
}
