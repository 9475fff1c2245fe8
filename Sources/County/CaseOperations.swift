internal import CountyProgramme
internal import CountyStore
internal import FoundationEssentials
internal import Hummingbird

/// What `countyctl` does with cases; whether a step may be taken is for it to know, it has the pack.
extension AdminOperations {
    /// Letters of a case's id at most.
    private static let idMax = 96

    var cases: [Operation] { [openCase, listCases, showCase, actInCase] }

    private static let id = Operation.Parameter(
        name: "case", place: .query, type: "string", about: "The case's id")

    private static func demandDay(_ day: String) throws {
        guard Day(day) != nil else {
            throw CountyError(
                .usage, "日期要写成 2019-03-04，现在是 '\(day)'。",
                "a day is written 2019-03-04, found '\(day)'.")
        }
    }

    private var openCase: Operation {
        command(.post, "/admin/v1/cases", "Open a case in a procedure") { request, _ in
            let new: NewCase = try await Self.decode(request)
            try Self.demandPerson(new.by)
            try Self.demandDay(new.openedOn)
            if let id = new.id, !(1...Self.idMax).contains(id.unicodeScalars.count) {
                throw CountyError(
                    .usage, "事项编号应为 1 至 \(Self.idMax) 个字。",
                    "a case's id has 1 to \(Self.idMax) characters.")
            }
            return .json(try await store.openCase(new, at: now()))
        }
    }

    private var listCases: Operation {
        let after = Operation.Parameter(
            name: "after", place: .query, type: "string", about: "The id to go on from")
        let ended = Operation.Parameter(
            name: "ended", place: .query, type: "integer", about: "1 for ended ones, too")
        return command(
            .get, "/admin/v1/cases", "Cases of a pack by id",
            query: [Self.pack, after, ended, Self.page]
        ) { request, _ in
            let limit = try Self.limit(request, max: CountyStore.casePageMax)
            return .json(
                try await store.cases(
                    of: try Self.text("pack", request),
                    after: request.uri.queryParameters["after"].map(String.init) ?? "",
                    ended: request.uri.queryParameters["ended"] == "1", limit: limit))
        }
    }

    private var showCase: Operation {
        command(
            .get, "/admin/v1/cases/one", "A case with all that was done in it",
            query: [Self.pack, Self.id]
        ) { request, _ in
            let id = try Self.text("case", request)
            guard let record = try await store.caseRecord(id, pack: Self.text("pack", request))
            else { throw CaseCommandError.unknown(id) }
            return .json(record)
        }
    }

    private var actInCase: Operation {
        command(
            .post, "/admin/v1/cases/acts", "Write what was done in a case, all or none",
            query: [Self.pack, Self.id]
        ) { request, _ in
            let entry: CaseEntry = try await Self.decode(request)
            for act in entry.acts {
                try Self.demandPerson(act.person)
                try Self.demandDay(act.heldOn)
            }
            let (pack, id) = (try Self.text("pack", request), try Self.text("case", request))
            try await store.append(entry, to: id, pack: pack, at: now())
            return .json(entry)
        }
    }
}

extension CountyError {
    init(_ error: CaseCommandError) {
        switch error {
        case .unknown(let id):
            self.init(
                .badData, "没有事项 \(id)。用 countyctl case list 查看。",
                "there is no case \(id). See countyctl case list.")
        case .exists(let id):
            self.init(
                .badData, "事项 \(id) 已存在，请换一个编号。",
                "there is a case \(id) already, choose another id.")
        case .changedMeanwhile(let id, let acts):
            self.init(
                .tryAgain, "事项 \(id) 刚被别人办理过（现有 \(acts) 步）。请用 countyctl case show 看过再办。",
                "others have acted in \(id) meanwhile (it has \(acts) acts now). Look at it with "
                    + "countyctl case show, then try again.")
        }
    }
}
