internal import CountyStore
internal import FoundationEssentials
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import StationJournal

/// What `countyctl` calls, over the control socket only: who may open it may do all of this.
struct AdminOperations: Sendable {
    /// Bytes of a command's body at most; a full import of `ParcelCSV.rowsMax` parcels fits.
    static let bodyLengthMax = 32 << 20

    let store: CountyStore
    let pins: String
    let url: @Sendable () -> String
    let wall: WallBoard
    let now: @Sendable () -> Int64
    let logger: Logger

    var all: [Operation] {
        [
            addStation, listStations, issueCode, revoke, announce, listParcels, summary, entries,
            backup,
        ] + registers + cases + books
    }

    private static let station = Operation.Parameter(
        name: "id", place: .path, type: "string", about: "The station's id")
    private static let done = Operation.Answer(
        status: 200, mediaType: "application/json", about: "Done")
    private static let failed = Operation.Answer.problem(
        409, "Not carried out; exit code and messages are in the document")

    func command(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String,
        query: [Operation.Parameter] = [],
        _ body: @escaping @Sendable (Request, BasicRequestContext) async throws -> Response
    ) -> Operation {
        let parameters = path.contains("{id}") ? [Self.station] + query : query
        return Operation(
            method: method, path: path, summary: summary, parameters: parameters,
            requestType: method == .post ? "application/json" : nil,
            answers: [Self.done, Self.failed]
        ) { request, context in
            do {
                return try await body(request, context)
            } catch let error as StationCommandError {
                throw CountyError(error)
            } catch let error as CountyStoreError {
                throw CountyError(error)
            } catch let error as RegisterRefusal {
                throw CountyError(error)
            } catch let error as CaseCommandError {
                throw CountyError(error)
            } catch let error as BookRefusal {
                throw CountyError(error)
            }
        }
    }

    static func decode<Value: Decodable>(_ request: Request) async throws -> Value {
        let body = try await request.body.collect(upTo: bodyLengthMax)
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(body.readableBytesView))
        else { throw Problem(.requestMalformed) }
        return value
    }

    /// Letters of a person's name at most.
    static let personMax = 64
    static let pack = Operation.Parameter(
        name: "pack", place: .query, type: "string", about: "The pack's id")

    static func text(_ name: Substring, _ request: Request) throws -> String {
        guard let text = request.uri.queryParameters[name], !text.isEmpty else {
            throw Problem(.requestMalformed)
        }
        return String(text)
    }

    static func demandPerson(_ name: String) throws {
        guard (1...personMax).contains(name.unicodeScalars.count) else {
            throw CountyError(
                .usage, "请用 --by 写明经办人（1 至 \(personMax) 个字）。",
                "say with --by who does it (1 to \(personMax) characters).")
        }
        // With a blank behind it a name would pass for another person's.
        guard name.first?.isWhitespace == false, name.last?.isWhitespace == false else {
            throw CountyError(
                .usage, "经办人“\(name)”前后有空格，请去掉。",
                "the name '\(name)' begins or ends with a blank; leave it out.")
        }
    }

    private static func stationID(_ context: BasicRequestContext) throws -> StationID {
        guard let id = context.parameters.get("id").flatMap(StationID.init) else {
            throw CountyError(
                .usage, "站点编号只能用小写字母、数字和连字符，1 至 32 个。",
                "a station's id is 1 to 32 lower-case letters, digits and hyphens.")
        }
        return id
    }

    private var addStation: Operation {
        command(.post, "/admin/v1/stations", "Add a station") { request, _ in
            let new: AdminMessages.NewStation = try await Self.decode(request)
            try await store.addStation(new.id, name: new.name, at: now())
            wall.changed()
            return .json(new)
        }
    }

    private var listStations: Operation {
        command(.get, "/admin/v1/stations", "All stations") { _, _ in
            let now = now()
            return .json(try await store.stations().map { AdminMessages.Station($0, at: now) })
        }
    }

    private var issueCode: Operation {
        command(
            .post, "/admin/v1/stations/{id}/code", "Issue a one-time enrolment code"
        ) { _, context in
            let id = try Self.stationID(context)
            var random = SystemRandomNumberGenerator()
            let code = EnrolmentCode(using: &random)
            let expires = now() + EnrolmentCode.lifetime
            let station = try await store.issueCode(
                hash: code.hash, for: id, at: now(), expires: expires)
            return .json(
                AdminMessages.Code(
                    station: id, name: station.name, code: code.grouped, expiresAt: expires,
                    url: url(), pins: pins))
        }
    }

    private var revoke: Operation {
        command(
            .post, "/admin/v1/stations/{id}/revoke", "Refuse a station from now on"
        ) { _, context in
            let id = try Self.stationID(context)
            try await store.revokeStation(id)
            wall.changed()
            logger.notice("station revoked", metadata: ["station": "\(id)"])
            return .json(["station": id.description])
        }
    }

    private var announce: Operation {
        command(
            .post, "/admin/v1/stations/{id}/parcels", "Announce parcels to a station"
        ) { request, context in
            let id = try Self.stationID(context)
            let parcels: [ExpectedParcel] = try await Self.decode(request)
            let count = try await store.announce(parcels, to: id, at: now())
            wall.changed()
            return .json(count)
        }
    }

    static func limit(_ request: Request, max: Int) throws -> Int {
        Int(
            try StationOperations.integer(
                "limit", of: request, absent: Int64(max), in: 1...Int64(max)))
    }

    static let page = Operation.Parameter(
        name: "limit", place: .query, type: "integer", about: "Rows at most")

    private var listParcels: Operation {
        let after = Operation.Parameter(
            name: "after", place: .query, type: "string", about: "The number to go on from")
        return command(
            .get, "/admin/v1/parcels", "Parcels by number", query: [after, Self.page]
        ) { request, _ in
            let after = request.uri.queryParameters["after"].map(String.init) ?? ""
            let limit = try Self.limit(request, max: CountyStore.parcelPageMax)
            return .json(
                try await store.parcels(after: after, limit: limit).map(AdminMessages.Parcel.init))
        }
    }

    private var summary: Operation {
        command(.get, "/admin/v1/parcels/summary", "Kept counts") { _, _ in
            let tallies = try await store.tallies()
            let verdicts: [Verdict] = [.applied, .appliedConflict, .duplicate, .unreadable]
            return .json(
                AdminMessages.Summary(
                    parcels: Self.counts(ParcelState.allCases.map(\.rawValue), "parcels", tallies),
                    entries: Self.counts(verdicts.map(\.rawValue), "entries", tallies)))
        }
    }

    private static func counts(
        _ names: [String], _ group: String, _ tallies: [String: Int64]
    ) -> [String: Int64] {
        Dictionary(
            uniqueKeysWithValues: names.map { ($0, tallies["\(group).\($0)"] ?? 0) })
    }

    private var entries: Operation {
        let epoch = Operation.Parameter(
            name: "epoch", place: .query, type: "integer", about: "The epoch to go on from")
        let sequence = Operation.Parameter(
            name: "sequence", place: .query, type: "integer", about: "The sequence to go on from")
        return command(
            .get, "/admin/v1/stations/{id}/entries", "A station's entries in order",
            query: [epoch, sequence, Self.page]
        ) { request, context in
            let all = 0...Int64.max
            let epoch = try StationOperations.integer("epoch", of: request, absent: 0, in: all)
            let after = try StationOperations.integer("sequence", of: request, absent: 0, in: all)
            let records = try await store.entries(
                of: try Self.stationID(context), afterEpoch: epoch, sequence: after,
                limit: try Self.limit(request, max: CountyStore.entryPageMax))
            return .json(records.map(AdminMessages.Entry.init))
        }
    }

    private var backup: Operation {
        command(.post, "/admin/v1/backup", "Write a copy of the store") { request, _ in
            let backup: AdminMessages.Backup = try await Self.decode(request)
            guard backup.path.hasPrefix("/") else {
                throw CountyError(
                    .usage, "请给出备份文件的绝对路径。", "give the backup's absolute path.")
            }
            guard access(backup.path, F_OK) != 0 else {
                throw CountyError(
                    .cannotCreate, "\(backup.path) 已存在，不会覆盖。请换一个文件名。",
                    "\(backup.path) exists and is not overwritten. Choose another name.")
            }
            do {
                try await store.backup(to: backup.path)
                try StateFile.sync(backup.path)
            } catch let error as CountyStoreError {
                unlink(backup.path)
                throw Self.backupFailure(error, backup.path)
            }
            logger.notice("backup written")
            return .json(backup)
        }
    }

    private static func backupFailure(_ error: CountyStoreError, _ path: String) -> CountyError {
        switch error {
        case .full: CountyError(error)
        default:
            CountyError(
                .cannotCreate, "无法写备份 \(path)：countyd 的用户必须能写该文件夹（例如其数据目录）。",
                "cannot write the backup \(path): the user countyd runs as has to be able to write "
                    + "there (its state folder, for one).")
        }
    }
}

extension CountyError {
    init(_ error: StationCommandError) {
        switch error {
        case .unknown(let id):
            self.init(
                .badData, "没有站点 \(id)。用 countyctl station list 查看。",
                "there is no station \(id). See countyctl station list.")
        case .exists(let id):
            self.init(
                .badData, "站点 \(id) 已存在。", "there is a station \(id) already.")
        case .name:
            self.init(
                .badData, "站点名称应为 1 至 \(CountyStore.nameLengthMax) 个字。",
                "a station's name has 1 to \(CountyStore.nameLengthMax) characters.")
        }
    }

    init(_ error: CountyStoreError) {
        switch error {
        case .unreadable(let path, let reason):
            self.init(
                .inputOutput, "无法打开数据库 \(path)：\(reason)。请检查权限，或从备份恢复。",
                "cannot open the store \(path): \(reason). Check its permissions or restore a "
                    + "backup.")
        case .newer(let path):
            self.init(
                .inputOutput, "数据库 \(path) 由更新的版本写成。请升级 countyd。",
                "the store \(path) was written by a newer version. Upgrade countyd.")
        case .unsafe(let setting, let value):
            self.init(
                .software, "数据库设置 \(setting) 为 \(value)，不能保证断电不丢数据，拒绝启动。",
                "the store's \(setting) is \(value), which can lose data at a power cut; not "
                    + "starting.")
        case .full:
            self.init(
                .tryAgain, "磁盘已满，什么也没有写入。请腾出空间后再试。",
                "the disk is full, nothing was stored. Free some space and try again.")
        case .stopped(let reason):
            self.init(
                .tryAgain, "写盘失败（\(reason)），已停止接收。请检查磁盘后重新启动 countyd。",
                "writing failed (\(reason)), nothing more is accepted. Check the disk and restart "
                    + "countyd.")
        case .refused(let reason):
            self.init(
                .software, "程序内部错误：\(reason)。请把日志交给维护人员。",
                "a mistake in the program: \(reason). Send the log to its maintainers.")
        }
    }
}
