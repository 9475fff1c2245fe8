/// Deadlines, phases and the day of issue.
extension PlanCheck {
    mutating func dates() {
        phaseOrder()
        milestonesInPhases()
        beforeIssue()
        needs()
        goals()
        printedDates()
    }

    private mutating func phaseOrder() {
        for (first, second) in zip(pack.phases, pack.phases.dropFirst()) {
            count([first.id, second.id])
            overlap(first, second)
            guard let ends = first.ends.value.value, let later = second.ends.value.value,
                later < ends
            else { continue }
            find(
                .phase, "\(first.id).\(second.id)",
                [evidence(first.id, first.ends), evidence(second.id, second.ends)],
                .days(later.number - ends.number))
        }
    }

    /// A phase that begins before the one before it has ended.
    private mutating func overlap(_ first: Phase, _ second: Phase) {
        guard let begins = second.begins, let start = begins.value.value,
            let ends = first.ends.value.value, start <= ends
        else { return }
        find(
            .phase, "\(first.id).\(second.id).overlap",
            [evidence(first.id, first.ends), evidence("\(second.id).begins", begins)],
            .days(start.number - ends.number - 1))
    }

    /// Milestones after the end of the phase that holds, or follows, the projects.
    private mutating func milestonesInPhases() {
        for phase in pack.phases where phase.holdsProjects || phase.followsProjects {
            guard let ends = phase.ends.value.value else { continue }
            var late: [Milestone] = []
            for milestone in pack.milestones where !milestone.isContinuing {
                count([phase.id, milestone.id])
                if let by = milestone.by.value.value, by > ends { late.append(milestone) }
            }
            let last = late.compactMap(\.by.value.value).max()
            guard let last else { continue }
            find(
                .phase, phase.id,
                [evidence(phase.id, phase.ends)] + late.map { evidence($0.id, $0.by) },
                .days(ends.number - last.number))
        }
    }

    /// What was due before the plan was issued.
    private mutating func beforeIssue() {
        guard let issued = pack.issued.value.value else { return }
        let deadlines =
            pack.phases.map { (id: $0.id, day: $0.ends) }
            + pack.milestones.map { (id: $0.id, day: $0.by) }
        var past: [Finding.Evidence] = []
        for deadline in deadlines {
            count(["issued", deadline.id])
            if let day = deadline.day.value.value, day < issued {
                past.append(evidence(deadline.id, deadline.day))
            }
        }
        guard !past.isEmpty else { return }
        find(
            .issue, "issued", [evidence("issued", pack.issued)] + past,
            .words("\(past.count)/\(deadlines.count)"))
    }

    /// What is due no later than what it needs.
    private mutating func needs() {
        for milestone in pack.milestones {
            for need in milestone.needs {
                guard let other = index.milestones[need] else { continue }
                count([milestone.id, need])
                guard let by = milestone.by.value.value, let before = other.by.value.value,
                    by <= before
                else { continue }
                find(
                    .order, "\(milestone.id).\(need)",
                    [evidence(milestone.id, milestone.by), evidence(need, other.by)],
                    .days(by.number - before.number))
            }
        }
    }

    /// One goal with several days.
    private mutating func goals() {
        let groups = Dictionary(grouping: pack.milestones.filter { $0.goal != nil }) {
            $0.goal ?? ""
        }
        for (goal, group) in groups.sorted(by: { $0.key < $1.key }) where group.count > 1 {
            count(group.map(\.id))
            let days = group.compactMap(\.by.value.value)
            guard let first = days.min(), let last = days.max(), first < last else { continue }
            find(
                .deadline, goal, group.map { evidence($0.id, $0.by) },
                .days(first.number - last.number))
        }
    }

    /// A year printed without its 年.
    private mutating func printedDates() {
        let days =
            [(id: "issued", day: pack.issued)]
            + pack.phases.map { (id: $0.id, day: $0.ends) }
            + pack.phases.compactMap { phase in
                phase.begins.map { (id: "\(phase.id).begins", day: $0) }
            }
            + pack.milestones.map { (id: $0.id, day: $0.by) }
        for (id, day) in days {
            count([id])
            let digits = day.printed.filter { $0.isASCII && $0.isNumber }
            let rest = day.printed.trimmingPrefix { $0 == " " || ($0.isASCII && $0.isNumber) }
            guard digits.count >= 4, let next = rest.first, !"年-".contains(next) else { continue }
            find(.date, id, [evidence(id, day)], .words(day.printed))
        }
    }
}
