/// A milestone with everything that bears on its day.
public struct MilestoneExplanation: Sendable {
    /// The milestone.
    public let milestone: Milestone
    /// The project it belongs to.
    public let project: Project
    /// Its day, as a finding shows it.
    public let day: Finding.Evidence
    /// The days of what it needs, in the order written.
    public let needs: [Finding.Evidence]
    /// The days that the plan names elsewhere for the same goal.
    public let sameGoal: [Finding.Evidence]
    /// Milestones that need this one.
    public let neededBy: [String]
    /// Who answers for the project.
    public let leads: [Party]
}

extension ProgrammePack {
    /// What bears on a milestone; nil for an id that is none.
    public func explanation(ofMilestone id: String) -> MilestoneExplanation? {
        guard let project = projects.first(where: { $0.milestones.contains { $0.id == id } }),
            let milestone = project.milestones.first(where: { $0.id == id })
        else { return nil }
        let check = PlanCheck(pack: self)
        let all = milestones
        func evidence(_ milestones: [Milestone]) -> [Finding.Evidence] {
            milestones.map { check.evidence($0.id, $0.by) }
        }
        let same = all.filter { $0.id != id && $0.goal != nil && $0.goal == milestone.goal }
        return MilestoneExplanation(
            milestone: milestone, project: project, day: check.evidence(id, milestone.by),
            needs: evidence(milestone.needs.compactMap { check.index.milestones[$0] }),
            sameGoal: evidence(same), neededBy: all.filter { $0.needs.contains(id) }.map(\.id),
            leads: parties.filter { project.leads.contains($0.id) })
    }
}
