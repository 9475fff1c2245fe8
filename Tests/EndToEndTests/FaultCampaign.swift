import CountyStore
import DataFolder
import DeviceSimulator
import FailPoints
import Foundation
import Rehearsal
import SeededRandom
import StationJournal
import StationStore
import Testing

/// Kills the real programs at every hop and at random instants while a keeper scans on, cuts the
/// wire between them, and afterwards compares what was shown green with both files.
final class FaultCampaign {
    /// What happened, for the printed line.
    struct Tally {
        var kills: [String: Int] = [:]
        var total: Int { kills.values.reduce(0, +) }
    }

    private let village: Village
    private let proxy: FaultProxy
    private let pages: PageReader
    private var random: SeededGenerator
    private var waiting: [Announcement]
    private(set) var acknowledged: Set<String> = []
    private(set) var tally = Tally()

    init(seed: UInt64, folder: String, parcels: Int) async throws {
        random = SeededGenerator(seed: seed)
        waiting = Announcement.sample(parcels, using: &random).map {
            var parcel = $0
            parcel.weigh = false
            return parcel
        }
        pages = try PageReader()
        var options = Village.Options()
        options.timing.label = 120
        options.timing.afterOpening = 10
        options.settle = 5
        options.retry = 20
        let programs = try Self.programs()
        let data = try DataFolder.locate(
            option: nil, environment: [:], executable: programs + "/stationd")
        village = try Village(folder: folder, programs: programs, data: data, options: options)
        try await village.startCounty()
        proxy = try FaultProxy(to: village.countyPort ?? 0)
        try await village.enrol(waiting, through: proxy.port)
        try await village.startStation()
        try await awaitScreen { $0.today.expected == parcels }
    }

    /// The folder of the built programs: where the test runner itself stands.
    static func programs() throws -> String {
        let runner = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let folder = runner.deletingLastPathComponent().path
        guard FileManager.default.isExecutableFile(atPath: folder + "/stationd") else {
            throw RehearsalFault("stationd is not beside the tests in \(folder)")
        }
        return folder
    }

    func abandon() {
        village.abandon()
        proxy.close()
    }

    // MARK: Kills

    /// Kills at one fail point: the program is restarted with the point armed, and the keeper
    /// scans until it dies of it.
    func kill(at point: FailPoint) async throws {
        let passage = Int.random(in: 1...3, using: &random)
        let armed = "\(point.rawValue):\(passage)"
        planCut()
        if point == .h7Before || point == .h7After {
            village.county?.signal(SIGKILL)
            try await village.county?.waitForEnd()
            try await village.startCounty(failPoint: armed)
            try await scan(until: { self.village.county?.poll() != nil }, at: armed)
            try await village.startCounty()
        } else {
            village.stationd?.signal(SIGKILL)
            try await village.stationd?.waitForEnd()
            try await village.startStation(failPoint: armed)
            try await scan(until: { self.village.stationd?.poll() != nil }, at: armed)
            try await village.startStation()
        }
        tally.kills[String(point.rawValue.prefix(2)), default: 0] += 1
    }

    /// Kills one of the two programs at an instant nobody chose.
    func killAtRandom() async throws {
        planCut()
        let instant = ContinuousClock.now + .milliseconds(Int.random(in: 0...250, using: &random))
        let isStation = Bool.random(using: &random)
        try await scan(until: { ContinuousClock.now >= instant }, at: "random")
        if isStation {
            village.stationd?.signal(SIGKILL)
            try await village.stationd?.waitForEnd()
            try await village.startStation()
        } else {
            village.county?.signal(SIGKILL)
            try await village.county?.waitForEnd()
            try await village.startCounty()
        }
        tally.kills["random", default: 0] += 1
    }

    /// Every other connection is cut somewhere: in the handshake, the request or the answer.
    private func planCut() {
        guard Bool.random(using: &random), proxy.cutsWaiting == 0 else { return }
        let direction = FaultProxy.Cut.Direction.allCases.randomElement(using: &random)
        proxy.plan([
            .init(direction ?? .toCounty, afterBytes: Int.random(in: 1...6000, using: &random))
        ])
    }

    // MARK: The keeper

    /// Scans parcel after parcel until the condition holds.
    ///
    /// A parcel counts as acknowledged only once the screen has said that it is in; otherwise the
    /// keeper scans it again.
    private func scan(until isOver: () -> Bool, at what: String) async throws {
        let deadline = ContinuousClock.now + .seconds(40)
        while !isOver() {
            guard ContinuousClock.now < deadline else {
                throw RehearsalFault("nothing died within 40 s at \(what)")
            }
            guard let parcel = waiting.last else {
                throw RehearsalFault("no parcels left at \(what), \(tally.total) kills")
            }
            if try await isTakenIn(parcel.number, giveUpWhen: isOver) {
                acknowledged.insert(parcel.number)
                waiting.removeLast()
            }
            // A label or an upload takes longer than a scan: a keeper who never breathes would
            // only use up the courier's list.
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func isTakenIn(_ number: String, giveUpWhen isOver: () -> Bool) async throws -> Bool {
        guard let before = try? await pages.screen(of: village.kioskURL).scan.id else {
            try await Task.sleep(for: .milliseconds(5))
            return false
        }
        village.scanner.perform(.scan(Array(number.utf8)))
        let deadline = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < deadline {
            guard let scan = try? await pages.screen(of: village.kioskURL).scan else {
                return false
            }
            if scan.id > before { return ["已入库", "已经入库，无需再扫"].contains(scan.title.zh) }
            if isOver(), village.stationd?.poll() != nil { return false }
            try await Task.sleep(for: .milliseconds(2))
        }
        return false
    }

    private func awaitScreen(_ isTrue: (KioskScreen) -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let screen = try? await pages.screen(of: village.kioskURL), isTrue(screen) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw RehearsalFault("the screen did not come to the awaited state within 60 s")
    }

    // MARK: The reckoning

    struct Reckoning {
        var station: StoreAudit
        var county: CountyAudit
        var cuts: Int

        /// The county has the station's journal from its beginning, but not all of it.
        var countyLacksTheEnd: Bool {
            let arrived = county.bodies[station.station] ?? []
            return arrived.count < station.bodies.count && station.bodies.starts(with: arrived)
        }
    }

    /// How often the programs are started again for what was journaled as they stopped.
    private static let evenings = 10

    /// Lets everything settle, stops both programs and reads both files.
    ///
    /// A label that comes out between the last look at the screen and the stop is journaled behind
    /// what the county has; as on any evening, it goes up after the next start. Anything else than
    /// such a missing end is left for the test to find.
    func reckon() async throws -> Reckoning {
        var reckoning = try await evening()
        for _ in 1..<Self.evenings where reckoning.countyLacksTheEnd {
            try await village.startCounty()
            try await village.startStation()
            reckoning = try await evening()
        }
        return reckoning
    }

    private func evening() async throws -> Reckoning {
        try await awaitScreen { $0.link.state == "online" && $0.link.queue == 0 }
        try await village.stopStation()
        try await village.stopCounty()
        return Reckoning(
            station: try StoreAudit(path: village.stationStore),
            county: try CountyAudit(path: village.countyState + "/county.sqlite"),
            cuts: proxy.cutsDone)
    }
}
