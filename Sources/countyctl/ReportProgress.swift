import CountyProgramme

/// How far a target has been reached, as `report --facts` prints it.
struct TargetAnswer: Encodable {
    let id: String
    let name: String
    let line: Int?
    let asked: String
    let standing: String
    let due: String?
    /// One for each target that counts the figure; empty when nothing counts it.
    let progress: [Progress]

    struct Progress: Encodable {
        let target: String
        let state: String
        let readings: [ReadingAnswer]
        let open: [String]
    }

    init(_ target: RegisteredTarget) {
        let figure = target.figure
        id = figure.id
        name = figure.name
        line = figure.stated.source?.line
        asked = figure.extent.map { "\($0)" } ?? "?"
        standing = figure.stated.standing.rawValue
        due = target.progress.lazy.compactMap(\.due).first?.description
        progress = target.progress.map { progress in
            Progress(
                target: progress.target.id, state: progress.state.rawValue,
                readings: progress.readings.map { ReadingAnswer($0.answer, done: $0.done) },
                open: progress.questions.map(\.place))
        }
    }

    func show() {
        let due = due ?? "-"
        let asked = asked + Standing.doubt(of: standing)
        guard !progress.isEmpty else {
            return Terminal.line("目标 · target\t没有统计 · not counted\t\(due)\t\(name)\t\(asked)")
        }
        for progress in progress {
            let word = Self.words[progress.state] ?? progress.state
            let value = progress.readings.map { $0.value ?? "?" }.joined(separator: " / ")
            let done = progress.readings.compactMap(\.done).first ?? ""
            Terminal.line("目标 · target\t\(word)\t\(due)\t\(name)\t\(value) (\(asked)) \(done)")
            for gap in progress.readings.flatMap(\.missing).prefix(3) {
                Terminal.line("    \(gap.zh) · \(gap.en)")
            }
        }
    }

    static let words = [
        "reached": "达到 · reached", "beyond": "超过 · beyond", "ahead": "进度够 · ahead",
        "behind": "落后 · behind", "open": "没有期限 · open", "missed": "没有达到 · missed",
        "blocked": "缺数据 · blocked", "undecided": "未定 · undecided",
    ]
}

/// How work stands by the project ledger, as `report --work` prints it.
struct WorkAnswer: Encodable {
    let id: String
    let title: String
    let state: String
    let due: String?
    let daysLeft: Int?
    let done: String?
    let recorded: String?
    let missingParts: [String]
    let missingEvidence: [String]
    let blockedBy: [String]
    let reached: String?
    let entries: [String]

    enum CodingKeys: String, CodingKey {
        case id, title, state, due, done, recorded, reached, entries
        case daysLeft = "days_left"
        case missingParts = "missing_parts"
        case missingEvidence = "missing_evidence"
        case blockedBy = "blocked_by"
    }

    init(_ work: WorkState) {
        id = work.item.id
        title = work.item.title
        state = work.standing.rawValue
        due = work.due?.description
        daysLeft = work.daysLeft
        done = work.done?.claimed.description
        recorded = work.done?.captured.description
        missingParts = work.missingParts
        missingEvidence = work.missingEvidence
        blockedBy = work.blockedBy
        reached = work.reached?.description
        entries = work.entries.map(\.id)
    }

    init(_ milestone: MilestoneProgress) {
        id = milestone.milestone.id
        title = milestone.milestone.name
        state = milestone.standing.rawValue
        due = milestone.milestone.by.value.value?.description
        daysLeft = milestone.daysLeft
        done = milestone.done?.claimed.description
        recorded = milestone.done?.captured.description
        missingParts = milestone.wanting
        missingEvidence = []
        blockedBy = milestone.blockedBy
        reached = nil
        entries = []
    }

    func show(_ kind: String) {
        let word = Self.words[state] ?? state
        let left = daysLeft.map { "\($0) 天 · days" } ?? ""
        Terminal.line("\(kind)\t\(word)\t\(due ?? "?")\t\(left)\t\(id) \(title)")
        let missing = missingParts + missingEvidence
        guard !missing.isEmpty, done == nil else { return }
        Terminal.line("    缺 · missing: \(missing.joined(separator: "、"))")
    }

    private static let words = [
        "in-time": "按时完成 · in time", "done-late": "完成，已晚 · done late",
        "unproven": "补记，不能证明按时 · unproven", "done": "完成 · done", "open": "进行中 · open",
        "blocked": "等前面的工作 · blocked", "overdue": "超期 · overdue",
    ]
}
