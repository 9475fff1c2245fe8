import DeviceProtocols
import Foundation
import Testing

@testable import DeviceSimulator

/// Every device is put before a search that knows every profile.
///
/// A search may end without a name; it may not end with a wrong one: what is taken has to read all
/// that the device says as the device's own profile does.
@Suite("no device is taken for one of another kind")
struct ConfusionTests {
    private static let profiles: [DeviceProfile] = {
        let ids = DeviceClass.allCases.flatMap { (try? Fixtures.profileIDs($0)) ?? [] }
        return ids.compactMap { try? Fixtures.profile($0) }
    }()
    private static let scales = profiles.filter { $0.deviceClass == .scale }.map(\.id)
    private static let catalogue = FindingCatalogue(profiles)

    /// Scales whose usual frames mean the same in another format, which parts from theirs in other
    /// frames: what must stand among the candidates.
    private static let ambiguous: [(spoken: String, bytes: String, candidates: Set<String>)] = [
        (
            "scales/generic-st-gs-text", "ST,GS,+  1.234kg\r\n",
            ["scales/generic-st-gs-text", "scales/generic-cas-22"]
        ),
        (
            "scales/generic-yaohua-1", "=000.3000",
            ["scales/generic-yaohua-1", "scales/generic-yaohua-2"]
        ),
        (
            "scales/generic-yaohua-2", "=0003.000",
            ["scales/generic-yaohua-1", "scales/generic-yaohua-2"]
        ),
    ]

    private static func setting(_ profile: DeviceProfile) -> LineSetting {
        LineSetting(profile.line, baud: profile.line.bauds[0])
    }

    private static func search(asking: Bool) -> DeviceSearch {
        DeviceSearch(PortTraits(), in: catalogue, asking: asking ? DeviceProbe.Effect.none : nil)
    }

    private static func messages(_ profile: DeviceProfile, _ bytes: [UInt8]) -> [String] {
        decodeBurst(profile, bytes).filter { !$0.contains("malformed") }
    }

    /// Whether all of some messages come in the others, in their order.
    private static func isPart(_ wanted: [String], of read: [String]) -> Bool {
        var rest = wanted[...]
        for message in read where message == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }

    /// A claimed profile reads everything that the true one is known to send.
    private func expectRight(_ finding: Finding?, _ truth: DeviceProfile, _ note: String) throws {
        let finding = try #require(finding, "the search does not end")
        if finding.verdict == .ambiguous {
            #expect(finding.candidates.count > 1 && finding.profile == nil, "\(note)")
        }
        guard finding.verdict == .claimed else { return }
        let claimed = try #require(Self.catalogue.profile(id: finding.profile ?? ""))
        for example in truth.examples {
            // It may read more: a generic profile takes frames that a model's own refuses.
            let read = Self.messages(claimed, example.bytes)
            #expect(
                Self.isPart(Self.messages(truth, example.bytes), of: read),
                "\(note) was taken for \(claimed.id), which reads \(read)")
        }
        #expect(
            finding.line == Self.setting(truth), "\(note) at \(finding.line?.description ?? "")")
    }

    @Test("what a profile's examples say", arguments: scales)
    func examples(id: String) throws {
        let profile = try Fixtures.profile(id)
        for example in profile.examples {
            var line = SearchedLine(
                .speaks([example.bytes], everyMilliseconds: 100), at: Self.setting(profile))
            try expectRight(line.run(Self.search(asking: false)), profile, id)
        }
    }

    /// Frames of two protocols one after the other, as no scale sends them: found is the one of them
    /// that proves itself by a checksum.
    private static let mixed: Set = ["scale-dibal-weighing.txt"]

    @Test(
        "what the recordings say",
        arguments: Fixtures.scaleRecordings.filter { !mixed.contains($0) })
    func recordings(name: String) throws {
        let recording = try Fixtures.recording(name)
        let profile = try Fixtures.profile(recording.profileID)
        let bursts = recording.events.filter { $0.direction == .fromDevice }.map(\.bytes)
        var line = SearchedLine(
            .speaks(bursts, everyMilliseconds: 100), at: Self.setting(profile))
        try expectRight(line.run(Self.search(asking: false)), profile, name)
    }

    @Test("simulated scales, which hear the questions too", arguments: scales)
    func models(id: String) throws {
        let profile = try Fixtures.profile(id)
        var model = try profile.makeModel(timing: SimulatorTiming(), output: nil, now: 0)
        _ = model.perform(.weigh("1.25"), at: 0)
        var line = SearchedLine(.model(model), at: Self.setting(profile))
        try expectRight(line.run(Self.search(asking: true)), profile, id)
    }

    @Test("pairs known to be alike end with their candidates", arguments: ambiguous.indices)
    func pairs(index: Int) throws {
        let pair = Self.ambiguous[index]
        let profile = try Fixtures.profile(pair.spoken)
        var line = SearchedLine(
            .speaks([Array(pair.bytes.utf8)], everyMilliseconds: 100), at: Self.setting(profile))
        let found = line.run(Self.search(asking: false))
        let finding = try #require(found)
        #expect(finding.verdict == .ambiguous)
        #expect(Set(finding.candidates.map(\.profile)).isSuperset(of: pair.candidates))
    }

    @Test(
        "the usual ones are found, by frames or by their answer",
        arguments: [
            "scales/generic-yaohua-0", "scales/generic-yaohua-a12e", "scales/generic-mt-continuous",
            "scales/generic-toledo-8217", "scales/generic-mt-sics", "scales/generic-sma",
            "scales/generic-a-and-d", "scales/generic-bcd",
        ])
    func found(id: String) throws {
        let profile = try Fixtures.profile(id)
        var model = try profile.makeModel(timing: SimulatorTiming(), output: nil, now: 0)
        _ = model.perform(.weigh("1.25"), at: 0)
        var line = SearchedLine(.model(model), at: Self.setting(profile))
        let found = line.run(Self.search(asking: true))
        let finding = try #require(found)
        #expect(finding.verdict == .claimed && finding.profile == id, "\(finding)")
    }
}
