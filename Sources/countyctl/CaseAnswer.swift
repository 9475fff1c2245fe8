import County
import CountyProgramme
import CountyStore

/// How a case stands, as `countyctl case` prints it.
struct CaseAnswer: Encodable {
    struct Step: Encodable {
        let id: String
        let number: Int
        let name: String
        let actor: String
        let since: String
        let waitsForSecond: Bool
        let due: [String]
        let state: String?
        let daysLate: Int
        let needs: [AnswerText]
        let open: [String]

        enum CodingKeys: String, CodingKey {
            case id, number, name, actor, since, due, state, needs, open
            case waitsForSecond = "waits_for_second"
            case daysLate = "days_late"
        }
    }

    struct Done: Encodable {
        let step: String
        let kind: String
        let choice: String
        let by: String
        let role: String
        let on: String
        let writtenOn: String

        enum CodingKeys: String, CodingKey {
            case step, kind, choice, by, role, on
            case writtenOn = "written_on"
        }
    }

    let id: String
    let workflow: String
    let title: String
    let on: String
    /// The version of the pack it began under; null for cases older than this note.
    let packVersion: Int?
    /// Null once it has ended.
    let step: Step?
    /// Null while it is open.
    let outcome: String?
    let history: [Done]

    enum CodingKeys: String, CodingKey {
        case id, workflow, title, on, step, outcome, history
        case packVersion = "pack_version"
    }

    init(_ kept: KeptCase, on day: Day) {
        let standing = kept.standing(on: day)
        id = kept.record.id
        workflow = kept.record.workflow
        title = kept.file.workflow.title
        on = day.description
        packVersion = kept.record.packVersion
        step = standing.step.map { step in
            Step(
                id: step.id, number: step.number, name: step.name, actor: step.actor,
                since: standing.since.description, waitsForSecond: standing.waitsForSecond,
                due: standing.verdict?.deadlines.map(\.day.description) ?? [],
                state: standing.verdict?.state.rawValue, daysLate: standing.verdict?.daysLate ?? 0,
                needs: standing.needs.map { AnswerText($0.chinese, $0.english) },
                open: standing.questions.map(\.place))
        }
        outcome = if case .ended(let outcome, _) = kept.file.state { outcome } else { nil }
        history = kept.record.acts.map { written in
            Done(
                step: written.act.step, kind: written.act.kind.rawValue,
                choice: written.act.choice, by: written.act.person, role: written.act.role,
                on: written.act.heldOn,
                writtenOn: Day.inChina(at: written.writtenAt).description)
        }
    }

    var isLate: Bool { step?.state == ClockVerdict.State.overdue.rawValue }

    func showLine() {
        let place = step.map { "\($0.number) \($0.name)\t\($0.actor)" } ?? "\(outcome ?? "")\t"
        Terminal.line("\(id)\t\(title)\t\(place)\t\(limit)")
    }

    private var limit: String {
        guard let step else { return "" }
        if isLate { return "超期 \(step.daysLate) 天 · days late" }
        if !step.open.isEmpty { return "期限未定 · no limit decided" }
        return step.due.joined(separator: " / ")
    }

    func show() {
        showLine()
        guard let step else { return }
        if step.waitsForSecond { Terminal.line("  等第二人复核 · waits for a second person") }
        for need in step.needs { Terminal.line("  \(need.zh) · \(need.en)") }
        for place in step.open { Terminal.line("  未定 · open\t\(place)") }
    }

    func showHistory() {
        for done in history {
            Terminal.line(
                "  \(done.on)\t\(done.step)\t\(done.choice.isEmpty ? done.kind : done.choice)"
                    + "\t\(done.role) \(done.by)\t(\(done.writtenOn))")
        }
    }
}
