import Labels
import StationStore

/// What may be printed on the paper there is, and which other paper labels wait for.
///
/// Pure: labels for the paper in the printer go on, oldest first; of the others the oldest decides
/// what is asked for. Nothing is printed while it is in doubt which paper is in the printer.
struct PaperPlan: Hashable, Sendable {
    /// Whose labels are next.
    var next: QueuedLabels?
    /// The paper that is asked for.
    var wanted: LabelMedium?
    /// What waits for it, oldest first.
    var waiting: [QueuedLabels] = []

    /// A plan for labels that wait, oldest first, each kind with the paper it needs.
    init(
        loaded: LabelMedium?, isDoubtful: Bool,
        queued: [(labels: QueuedLabels, paper: LabelMedium)]
    ) {
        func fits(_ paper: LabelMedium) -> Bool { loaded?.takes(paper) ?? false }
        if !isDoubtful { next = queued.first { fits($0.paper) }?.labels }
        wanted = queued.first { !fits($0.paper) }?.paper
        waiting = queued.filter { $0.paper == wanted }.map(\.labels)
        // Somebody had the printer open and nobody waits any more: which paper is in it now?
        if wanted == nil, isDoubtful { wanted = loaded }
    }
}
