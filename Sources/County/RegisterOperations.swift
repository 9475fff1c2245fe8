public import CountyProgramme
internal import CountyStore
internal import FoundationEssentials
internal import Hummingbird
internal import Logging
internal import ServiceLifecycle

/// What `countyctl` does with registers; which fields a record has and which are masked is for it to
/// know, it has the pack.
extension AdminOperations {
    var registers: [Operation] {
        [writeRegister, listRegisters, registerRecords, registerHistory, unmask, registerActs]
    }

    private static let register = Operation.Parameter(
        name: "register", place: .query, type: "string", about: "The register's id in the pack")
    private static let key = Operation.Parameter(
        name: "key", place: .query, type: "string", about: "A record's key, a JSON list of texts")

    private static func name(_ request: Request) throws -> RegisterName {
        RegisterName(pack: try text("pack", request), register: try text("register", request))
    }

    private static func key(_ request: Request) throws -> [String]? {
        guard let text = request.uri.queryParameters["key"], !text.isEmpty else { return nil }
        guard let key = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
            throw Problem(.requestMalformed)
        }
        return key
    }

    private var writeRegister: Operation {
        command(
            .post, "/admin/v1/registers/entries", "Write records of a register, all or none"
        ) { request, _ in
            let entry: RegisterEntry = try await Self.decode(request)
            try Self.demandPerson(entry.by)
            guard Day(entry.heldFrom) != nil else { throw Problem(.requestMalformed) }
            return .json(try await store.write(entry, at: now()))
        }
    }

    private var listRegisters: Operation {
        command(
            .get, "/admin/v1/registers", "Registers of a pack with their counts",
            query: [Self.pack]
        ) { request, _ in
            .json(try await store.registers(of: try Self.text("pack", request)))
        }
    }

    private var registerRecords: Operation {
        command(
            .get, "/admin/v1/registers/records", "Open records by key",
            query: [Self.pack, Self.register, Self.key, Self.page]
        ) { request, _ in
            let limit = try Self.limit(request, max: CountyStore.registerPageMax)
            return .json(
                try await store.records(
                    of: try Self.name(request), after: try Self.key(request), limit: limit))
        }
    }

    private var registerHistory: Operation {
        command(
            .get, "/admin/v1/registers/history", "All versions of a record",
            query: [Self.pack, Self.register, Self.key]
        ) { request, _ in
            guard let key = try Self.key(request) else { throw Problem(.requestMalformed) }
            return .json(try await store.history(of: key, in: try Self.name(request)))
        }
    }

    private var unmask: Operation {
        command(
            .post, "/admin/v1/registers/unmasked", "Write down that records are shown unmasked"
        ) { request, _ in
            let asked: AdminMessages.Unmasked = try await Self.decode(request)
            try Self.demandPerson(asked.by)
            guard !asked.reason.isEmpty else {
                throw CountyError(
                    .usage, "不遮挡要用 --reason 写明用途。", "say with --reason what it is needed for.")
            }
            try await store.noteUnmasked(
                asked.name, by: asked.by, reason: asked.reason, count: asked.count, at: now())
            logger.notice(
                "register shown unmasked", metadata: ["register": "\(asked.name.register)"])
            return .json(asked)
        }
    }

    private var registerActs: Operation {
        command(
            .get, "/admin/v1/registers/acts", "What was done with registers, the last first",
            query: [Self.pack, Self.page]
        ) { request, _ in
            let limit = try Self.limit(request, max: CountyStore.registerPageMax)
            return .json(
                try await store.registerActs(of: try Self.text("pack", request), limit: limit))
        }
    }
}

extension CountyError {
    /// Conflicts told at most.
    private static let conflictsMax = 5

    init(_ refusal: RegisterRefusal) {
        let told = refusal.conflicts.prefix(Self.conflictsMax).map { conflict -> Message in
            let key = conflict.key.joined(separator: " ")
            return switch conflict.reason {
            case .changedMeanwhile(0): Message("没有记录“\(key)”", "there is no '\(key)'")
            case .changedMeanwhile(let version):
                Message(
                    "“\(key)”已被别人改到第 \(version) 版",
                    "'\(key)' was changed meanwhile, to version \(version)")
            case .closed: Message("“\(key)”已注销", "'\(key)' is closed")
            case .dangling(let reference):
                Message(
                    "“\(key)”所指的 \(reference.register)“\(reference.key.joined(separator: " "))”没有登记",
                    "'\(key)' refers to '\(reference.key.joined(separator: " "))', which "
                        + "\(reference.register) does not have")
            }
        }
        self.init(
            .badData,
            told.map(\.chinese).joined(separator: "；") + "。什么也没有写入，请重新导出后再改。",
            told.map(\.english).joined(separator: "; ")
                + ". Nothing was written; export again and correct that.")
    }
}

/// Erases closed records of registers when the time they are kept is over.
struct RegisterKeeper: Service {
    /// The time between two looks.
    private static let interval = Duration.seconds(3600)

    let store: CountyStore
    let now: @Sendable () -> Int64
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                // A failure stops the store, which ends the daemon by its guard.
                try? await erase()
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    func erase() async throws {
        let now = now()
        let today = Day.inChina(at: now)
        let count = try await store.eraseClosed(at: now) { closedOn, months in
            Day(closedOn).map { $0.adding(months: months) <= today } ?? false
        }
        if count > 0 { logger.notice("closed records erased", metadata: ["count": "\(count)"]) }
    }
}

extension Day {
    /// The day in China at a time in milliseconds since 1970.
    public static func inChina(at time: Int64) -> Day {
        Day(number: Int(CountyHour.firstOfDay(time) / 24))
    }
}
