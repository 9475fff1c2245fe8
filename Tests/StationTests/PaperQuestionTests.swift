import Foundation
import Identifiers
import KeeperDesk
import Labels
import Logging
import StationJournal
import StationStore
import Testing

@testable import Station

/// The question for other paper, answered by the card for "yes" and by the page.
struct PaperQuestionTests {
    private static let small = LabelMedium("40x30+2")
    private static let large = LabelMedium("60x40+2")

    private let board = KioskBoard(station: "t", devices: [], clock: StationClock())

    private func withStore(_ body: (StationStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "paper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let layer = ShelfLayer(shelf: 1, layer: 1, capacity: 40)
        let store = try StationStore(
            path: folder.path + "/station.sqlite", create: true,
            station: try #require(StationID("tiepu-01")), epoch: 1,
            shelves: try #require(ShelfPlan(layers: [layer])))
        _ = try await store.loadedMedium(first: "40x30+2")
        try await store.wantMedium("60x40+2")
        try await body(store)
    }

    private func plan(next: Bool = false, isDoubtful: Bool = false) throws -> PaperPlan {
        let orders = QueuedLabels(template: "lot-60x40", first: 1, count: 1)
        var queued = [(labels: orders, paper: try #require(Self.large))]
        if next {
            let pickup = QueuedLabels(template: nil, first: 2, count: 1)
            queued.append((pickup, try #require(Self.small)))
        }
        return PaperPlan(loaded: Self.small, isDoubtful: isDoubtful, queued: queued)
    }

    /// What the screen says to an input.
    private func answer(
        _ input: DeskInput, _ store: StationStore, readingTime: Duration = .zero
    ) async throws -> String {
        let inbox = DeskInbox()
        let desk = DeskService(
            inbox: inbox, store: store, board: board, clock: StationClock(), scale: ScaleInUse(),
            logger: Logger(label: "t"), readingTime: readingTime, progress: {})
        let before = await board.state.scan.id
        let states = try #require(await board.listen())
        #expect(inbox.offer(input))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await desk.run() }
            for await _ in states where await board.state.scan.id != before { break }
            group.cancelAll()
            try await group.waitForAll()
            return await board.state.scan.title.zh
        }
    }

    @Test("a card for yes that was scanned before the question could be read answers nothing")
    func notRead() async throws {
        try await withStore { store in
            try await board.askForPaper(plan(), isDoubtful: false)
            let yes = DeskInput.code(ControlCode.confirm.barcode, nil)
            #expect(try await answer(yes, store, readingTime: .seconds(3_600)) == "请先看清问题")
            #expect(try await store.loadedMedium(first: "").loaded == "40x30+2")
            #expect(try await answer(yes, store) == "已换纸")
            #expect(try await store.loadedMedium(first: "").loaded == "60x40+2")
        }
    }

    @Test("the paper stays while labels for it come first")
    func stays() async throws {
        try await withStore { store in
            try await board.askForPaper(plan(next: true), isDoubtful: false)
            #expect(try await answer(.paper("60x40+2", .changed), store) == "正在打印，先别换纸")
            #expect(try await store.loadedMedium(first: "").loaded == "40x30+2")
        }
    }

    @Test("the answer to a question that is not shown any more changes nothing")
    func other() async throws {
        try await withStore { store in
            try await board.askForPaper(plan(isDoubtful: true), isDoubtful: true)
            try await store.doubtMedium()
            for choice in [PaperAnswer.changed, .kept, .dropped] {
                #expect(try await answer(.paper("76x130+2", choice), store) == "现在不用换纸")
            }
            #expect(try await store.loadedMedium(first: "").isDoubtful)
            #expect(try await answer(.paper("60x40+2", .kept), store) == "没有换纸，继续打印")
            #expect(try await store.loadedMedium(first: "").isDoubtful == false)
        }
    }
}
