import Labels
import StationStore
import Testing

@testable import Station

@Suite("Which labels the paper is for")
struct PaperPlanTests {
    private static let small = LabelMedium("60x40+2")
    private static let large = LabelMedium("76x130+2")

    private let pickup = QueuedLabels(template: nil, first: 2, count: 3)
    private let waybill = QueuedLabels(template: "waybill-76x130", first: 1, count: 1)
    private let lot = QueuedLabels(template: "lot-60x40", first: 3, count: 1)

    private func plan(
        loaded: LabelMedium?, isDoubtful: Bool = false
    ) throws -> PaperPlan {
        let (small, large) = (try #require(Self.small), try #require(Self.large))
        return PaperPlan(
            loaded: loaded, isDoubtful: isDoubtful,
            queued: [(waybill, large), (pickup, small), (lot, small)])
    }

    @Test("labels for the paper there is go on; the oldest other is asked for")
    func goesOn() throws {
        let plan = try plan(loaded: Self.small)
        #expect(plan.next == pickup)
        #expect(plan.wanted == Self.large)
        #expect(plan.waiting == [waybill])
    }

    @Test("after the change the others wait, together")
    func changed() throws {
        let plan = try plan(loaded: Self.large)
        #expect(plan.next == waybill)
        #expect(plan.wanted == Self.small)
        #expect(plan.waiting == [pickup, lot])
    }

    @Test("paper that nobody knows of takes nothing")
    func unknown() throws {
        let plan = try plan(loaded: nil)
        #expect(plan.next == nil)
        #expect(plan.wanted == Self.large)
    }

    @Test("in doubt nothing is printed, and the question stays though nothing waits any more")
    func doubt() throws {
        let plan = try plan(loaded: Self.small, isDoubtful: true)
        #expect(plan.next == nil)
        #expect(plan.wanted == Self.large)
        let empty = PaperPlan(loaded: Self.small, isDoubtful: true, queued: [])
        #expect(empty.wanted == Self.small && empty.waiting.isEmpty)
        let panel = try #require(MediumPanel(empty, isDoubtful: true))
        #expect(!panel.mayDrop && panel.question.zh.contains("60×40"))
        #expect(PaperPlan(loaded: Self.small, isDoubtful: false, queued: []).wanted == nil)
    }

    @Test("a parcel's label is never dropped, an ordered one may be")
    func drop() throws {
        let wantsLarge = try #require(MediumPanel(plan(loaded: Self.small), isDoubtful: false))
        #expect(wantsLarge.mayDrop && wantsLarge.templates == ["waybill-76x130"])
        #expect(wantsLarge.question.zh == "请换成 76×130 mm 标签纸")
        #expect(wantsLarge.label == 1)
        let wantsSmall = try #require(MediumPanel(plan(loaded: Self.large), isDoubtful: false))
        #expect(!wantsSmall.mayDrop)
        #expect(wantsSmall.isBusy, "labels for the paper there is come first")
        let stuck = try #require(MediumPanel(plan(loaded: nil), isDoubtful: false))
        #expect(!stuck.isBusy)
    }
}
