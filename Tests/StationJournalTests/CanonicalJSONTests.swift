import Foundation
import Identifiers
import SeededRandom
import StationJournal
import Testing

@Suite("Entries as canonical JSON")
struct CanonicalJSONTests {
    @Test("the bytes are those of JSONEncoder with sorted keys", arguments: UInt64(1)...20)
    func sameAsEncoder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for _ in 0..<100 {
            let time = EntryTime(
                wall: Int64.random(in: .min ... .max, using: &random), boot: text(&random),
                up: Int64.random(in: .min ... .max, using: &random), trust: .batteryClock)
            for fact in facts(&random) {
                let entry = Entry(fact, at: time)
                #expect(try entry.encoded() == [UInt8](encoder.encode(entry)), "seed \(seed)")
            }
        }
    }

    private func facts(_ random: inout SeededGenerator) -> [Fact] {
        let carriers = Carrier.allCases.shuffled(using: &random)
        let mass = Mass(milligrams: Int64.random(in: .min ... .max, using: &random))
        return [
            .parcelReceived(
                ParcelReceived(
                    number: text(&random), carrier: carriers[0], pickupCode: text(&random),
                    mass: Bool.random(using: &random) ? mass : nil)),
            .parcelHeld(
                ParcelHeld(
                    number: text(&random),
                    candidates: Array(carriers.prefix(Int.random(in: 0...3, using: &random))))),
            .parcelHandedOut(
                ParcelHandedOut(
                    number: text(&random), pickupCode: text(&random), proof: .pickupCode)),
            .labelPrinted(
                LabelPrinted(
                    number: text(&random), job: mass.milligrams, outcome: .unknown,
                    reprint: Bool.random(using: &random))),
            .orderedLabelPrinted(
                OrderedLabelPrinted(
                    template: text(&random), job: mass.milligrams, copies: 2, outcome: .confirmed,
                    reprint: Bool.random(using: &random))),
        ]
    }

    /// Every byte of ASCII, controls and DEL included, and characters of two to four bytes.
    private func text(_ random: inout SeededGenerator) -> String {
        let others: [Unicode.Scalar] = ["é", "\u{9F}", "村", "\u{2028}", "𠮷"]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...16, using: &random) {
            let index = Int.random(in: 0..<128 + others.count, using: &random)
            scalars.append(index < 128 ? Unicode.Scalar(UInt8(index)) : others[index - 128])
        }
        return String(scalars)
    }
}
