import CountyStore
import FailPoints
import Foundation
import Rehearsal
import StationJournal
import StationStore
import Testing

@Suite("Faults end to end", .serialized)
struct FaultTests {
    /// Kills just before and just after each hop: `CUNZHAN_KILLS=100 make test` for a campaign.
    private static let killsPerPoint =
        ProcessInfo.processInfo.environment["CUNZHAN_KILLS"].flatMap { Int($0) } ?? 10
    private static let seed =
        ProcessInfo.processInfo.environment["CUNZHAN_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 1...UInt64(UInt32.max))

    @Test(
        "kill -9 at every hop and at random, cuts on the wire: nothing acknowledged is lost, nothing counted twice",
        .timeLimit(.minutes(60)))
    func campaign() async throws {
        print("fault campaign: seed \(Self.seed); replay with SEED=\(Self.seed) make test")
        let folder = FileManager.default.temporaryDirectory.path + "/faults-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kills = Self.killsPerPoint
        let randomKills = kills * 6
        let campaign = try await FaultCampaign(
            seed: Self.seed, folder: folder, parcels: (kills * 14 + randomKills) * 20)
        defer { campaign.abandon() }

        for _ in 0..<kills {
            for point in FailPoint.allCases { try await campaign.kill(at: point) }
            for _ in 0..<6 { try await campaign.killAtRandom() }
        }
        let reckoning = try await campaign.reckon()

        let station = reckoning.station
        #expect(station.received.isSuperset(of: campaign.acknowledged), "seed \(Self.seed)")
        #expect(station.brokenAt == nil, "seed \(Self.seed)")
        #expect(reckoning.county.bodies[station.station] == station.bodies, "seed \(Self.seed)")
        #expect(reckoning.county.brokenLinks == 0, "seed \(Self.seed)")
        #expect(reckoning.county.received == station.received, "seed \(Self.seed)")

        // The campaign must have been one: kills at each hop, cuts, and work done between them.
        #expect(campaign.tally.total >= kills * 20)
        #expect(campaign.tally.kills.count == 8)
        #expect(reckoning.cuts >= kills)
        #expect(campaign.acknowledged.count >= kills * 14)
        print(
            "fault campaign: \(campaign.tally.total) kills \(campaign.tally.kills), "
                + "\(reckoning.cuts) cuts, \(campaign.acknowledged.count) acknowledged, "
                + "\(station.bodies.count) entries")
    }
}
