import County
import CountyProgramme
import CountyStore

/// A case of the county's store, taken through its procedure again.
struct KeptCase {
    let record: CaseRecord
    private(set) var file: WorkflowCase
    private let limits: CaseLimits

    /// Takes a case of the store through its procedure.
    ///
    /// - Throws: with the versions of the pack where what was done does not fit it any more.
    init(_ record: CaseRecord, by rules: Rulebook, version: Int) throws {
        self.record = record
        limits = rules.limits
        do {
            file = try Self.opened(
                record.id, record.workflow, on: record.openedOn, recused: record.recused,
                by: rules)
            for written in record.acts {
                try apply(written.act, captured: Day.inChina(at: written.writtenAt))
            }
        } catch let error as CountyError {
            throw Self.misfit(error, record, version)
        }
    }

    private static func misfit(
        _ error: CountyError, _ record: CaseRecord, _ version: Int
    ) -> CountyError {
        let begun = record.packVersion.map(String.init) ?? "?"
        return CountyError(
            .badData,
            "事项 \(record.id) 已办的步骤和现在的方案包不符（立项时第 \(begun) 版，现在第 \(version) 版），记录没有改动。请用立项时的"
                + "方案包办完。\(error.message.chinese)",
            "what was done in case \(record.id) does not fit the pack as it is now (version "
                + "\(begun) when it was opened, \(version) now); nothing was changed. Finish it "
                + "with the pack it began under. \(error.message.english)")
    }

    /// A case at its first step.
    ///
    /// - Throws: with every reason why the procedure takes no such case.
    @discardableResult
    static func opened(
        _ id: String, _ workflow: String, on day: String, recused: [String: String],
        by rules: Rulebook
    ) throws -> WorkflowCase {
        guard let workflow = rules.workflow(workflow) else {
            throw CountyError(
                .badData, "方案包里没有流程 \(workflow)（事项 \(id)）。是另一个方案包的吗？",
                "the pack has no procedure \(workflow) (case \(id)). Is it of another pack?")
        }
        let day = try Self.day(day)
        do throws(CaseRefusal) {
            return try WorkflowCase(id: id, of: workflow, on: day, recused: recused)
        } catch {
            throw failure(error, id)
        }
    }

    private static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else {
            throw CountyError(
                .usage, "日期要写成 2019-03-04，现在是 '\(text)'。",
                "a day is written 2019-03-04, found '\(text)'.")
        }
        return day
    }

    /// Does one thing more, on paper.
    ///
    /// - Throws: with every reason why it cannot be done.
    mutating func apply(_ act: CaseAct, captured: Day) throws {
        let claimed = try Self.day(act.heldOn)
        let event = CaseEvent(
            step: act.step, person: act.person, role: act.role,
            time: ProofOfTime(claimed: claimed, captured: captured), action: act.action)
        do throws(CaseRefusal) {
            try file.apply(event, limits: limits)
        } catch {
            throw Self.failure(error, record.id)
        }
    }

    /// Whether the case has come to an outcome.
    var hasEnded: Bool { file.step == nil }

    func standing(on day: Day) -> CaseStanding { file.standing(on: day, limits: limits) }

    private static func failure(_ refusal: CaseRefusal, _ id: String) -> CountyError {
        CountyError(
            .badData,
            "事项 \(id) 不能这样办：" + refusal.problems.map(\.chinese).joined(separator: "；") + "。",
            "case \(id) cannot go on like that: "
                + refusal.problems.map(\.english).joined(separator: "; ") + ".")
    }
}

extension CaseAct {
    /// The act as the procedure knows it.
    var action: CaseEvent.Action {
        switch kind {
        case .decide:
            .decide(
                CaseEvent.Decision(
                    choice: choice, acts: Set(acts), papers: Set(papers), values: values))
        case .agree: .second(agrees: true)
        case .object: .second(agrees: false)
        case .withdraw: .withdraw
        case .appeal: .appeal(ground: ground)
        }
    }
}
