import FoundationEssentials
import Identifiers
import SeededRandom
import StationJournal
import Testing

@testable import CountyStore

@Suite("Entry reader")
struct EntryReaderTests {
    private static func samples() throws -> [[UInt8]] {
        let facts: [Fact] = [
            .received("731234567890"), .received("731234567890", mass: -5),
            .received("731234567890", mass: .max), .held("A"), .handedOut("一二三"),
            .printed("x\"y\\z", job: .min), .printed("731234567890", job: 0),
            .parcelHeld(ParcelHeld(number: "1", candidates: [])),
        ]
        return try facts.map { fact in
            try Entry(
                fact, at: EntryTime(wall: 1, boot: "b", up: -0, trust: .unknown)
            ).encoded()
        }
    }

    @Test("The fast way reads what the general way reads")
    func canonical() throws {
        for body in try Self.samples() {
            #expect(EntryReader.read(body) == (try Entry(decoding: body)))
        }
    }

    @Test("Both ways agree on damaged entries too", arguments: 1...40 as ClosedRange<UInt64>)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let samples = try Self.samples()
        let interesting = Array("0123456789-.eE\"\\{}[]:,truefalsenull \u{1}é".utf8)
        for _ in 0..<300 {
            var body = samples.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: body.indices, using: &random)
                let byte = interesting.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[index] = byte
                case 1: body.insert(byte, at: index)
                default: body.remove(at: index)
                }
            }
            let general = try? Entry(decoding: body)
            #expect(
                EntryReader.read(body) == general,
                "seed \(seed): \(String(decoding: body, as: UTF8.self))")
        }
    }

    @Test("Hours and days are those of China Standard Time")
    func hours() {
        // 2026-11-21 00:30 there is 16:30 UTC of the day before.
        let time: Int64 = 1_795_192_200_000
        #expect(CountyHour.of(time) - CountyHour.firstOfDay(time) == 0)
        #expect(CountyHour.of(time - 1_800_001) - CountyHour.firstOfDay(time - 1_800_001) == 23)
        #expect(CountyHour.of(-CountyHour.offset - 1) == -1)
    }
}
