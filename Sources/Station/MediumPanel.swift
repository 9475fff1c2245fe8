import Labels
import StationStore

/// The question for other paper: labels wait for it.
struct MediumPanel: Codable, Hashable, Sendable {
    /// What the answer names: the question may have changed under the keeper's finger.
    var medium: String
    /// The size, large.
    var big: String
    /// What to do.
    var question: Phrase
    /// How many wait.
    var waiting: Phrase
    /// A job that waits, for its picture; nil when none does.
    var label: Int64?
    /// Labels for the paper that is in it are at the printer or come next: it stays.
    var isBusy: Bool
    /// The printer was open or off since it was asked for: nothing is printed before the answer.
    var isDoubtful: Bool
    /// The templates of what waits, as far as they are ordered labels.
    var templates: [String]
    /// What waits can be dropped: no parcel's label is among it.
    var mayDrop: Bool

    /// The question of a plan; nil for a plan that wants no other paper.
    init?(_ plan: PaperPlan, isDoubtful: Bool) {
        guard let wanted = plan.wanted else { return nil }
        let jobs = plan.waiting.reduce(0) { $0 + $1.count }
        medium = wanted.description
        big = wanted.shortName
        question =
            plan.waiting.isEmpty ? KioskText.confirmPaper(wanted) : KioskText.changePaper(wanted)
        waiting =
            isDoubtful ? KioskText.paperInDoubt : Phrase("\(jobs) 个任务在等", "\(jobs) waiting")
        label = plan.waiting.first?.first
        isBusy = plan.next != nil
        self.isDoubtful = isDoubtful
        templates = plan.waiting.compactMap(\.template)
        mayDrop = !plan.waiting.isEmpty && templates.count == plan.waiting.count
    }
}

extension LabelMedium {
    /// `60×40 mm`, or a roll's width.
    var shortName: String {
        switch self {
        case .labels(let width, let height, _): "\(width)×\(height) mm"
        case .roll(let width): "\(width) mm"
        }
    }
}
