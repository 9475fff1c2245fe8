import Identifiers
import SeededRandom
import StationJournal
import Testing

@Suite("Batches on the wire")
struct EntryBatchTests {
    private static let station = StationID("tiepu-01")

    @Test("what goes in comes out, byte for byte", arguments: UInt64(1)...20)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bodies = try (0..<Int.random(in: 0...200, using: &random)).map { index in
            try randomBody(index, using: &random)
        }
        let batch = EntryBatch(
            firstSequence: Int64.random(in: 1...1_000_000, using: &random),
            previousLink: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) },
            bodies: bodies)
        #expect(try EntryBatch(decoding: batch.encoded()) == batch, "seed \(seed)")
    }

    @Test(
        "awkward bodies survive unchanged",
        arguments: [
            "", "{}", "[-0,00,1e5,9223372036854775807,9223372036854775808,-1]",
            #"{"a":"007","b":"1234567890123456789012","c":""}"#, #"{"unterminated":"abc"#,
            #"{"quoted \" key":"quoted \" value\\","x":"\\"}"#, "\u{01}\u{02}", "村民甲",
            #"{"a":"\#u{01}"}"#, "\"", "-", #"{"deep":{"deeper":[{"n":-5}]}}"#,
        ])
    func awkward(body: String) throws {
        let bodies = [Array(body.utf8), Array("{\"n\":1}".utf8), Array(body.utf8)]
        let batch = EntryBatch(
            firstSequence: 7, previousLink: [UInt8](repeating: 9, count: 32), bodies: bodies)
        #expect(try EntryBatch(decoding: batch.encoded()).bodies == bodies)
    }

    @Test("a text that looks like a shape does not pass for one")
    func marksInText() throws {
        let shape: [UInt8] = Array("{\"n\":".utf8) + [1] + Array("}".utf8)
        let bodies = [Array("{\"n\":5}".utf8), shape, Array("{\"n\":6}".utf8)]
        let batch = EntryBatch(
            firstSequence: 1, previousLink: [UInt8](repeating: 0, count: 32), bodies: bodies)
        #expect(try EntryBatch(decoding: batch.encoded()).bodies == bodies)
    }

    @Test("a damaged batch is an error, never a crash or other entries", arguments: UInt64(1)...8)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bodies = try (0..<30).map { try randomBody($0, using: &random) }
        let batch = EntryBatch(
            firstSequence: 1, previousLink: [UInt8](repeating: 0, count: 32), bodies: bodies)
        let whole = batch.encoded()
        for _ in 0..<200 {
            var bytes = whole
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            }
            // zlib's checksum catches all damage on the way; nothing partly read gets through.
            #expect(throws: BatchError.self, "seed \(seed)") { try EntryBatch(decoding: bytes) }
        }
    }

    @Test("random bytes are an error", arguments: UInt64(1)...50)
    func garbage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        #expect(throws: BatchError.self, "seed \(seed)") { try EntryBatch(decoding: bytes) }
    }

    @Test("a hundred usual entries take at most 14 bytes each")
    func size() throws {
        var random = SeededGenerator(seed: 3)
        var wall: Int64 = 1_763_700_000_000
        let bodies = try (0..<100).map { index in
            wall += Int64.random(in: 4_000...9_000, using: &random)
            return try usualEntry(index, wall: wall, using: &random).encoded()
        }
        let batch = EntryBatch(
            firstSequence: 1, previousLink: [UInt8](repeating: 7, count: 32), bodies: bodies)
        let bytes = batch.encoded().count
        #expect(bytes <= 1_400 + 32, "\(bytes) bytes for 100 entries")
    }

    private func randomBody(
        _ index: Int, using random: inout SeededGenerator
    ) throws -> [UInt8] {
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let kind = "{\"data\":{\"text\":\"\(Int.random(in: 0...99, using: &random))村\"}}"
            return Array(kind.utf8)
        case 1:
            return (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        default:
            return try usualEntry(index, wall: Int64(index) * 5_000, using: &random).encoded()
        }
    }

    private func usualEntry(
        _ index: Int, wall: Int64, using random: inout SeededGenerator
    ) -> Entry {
        let number = "7\(Int64.random(in: 1_000_000_000_000...9_999_999_999_999, using: &random))"
        let time = EntryTime(
            wall: wall, boot: "0f0e0d0c0b0a09080706050403020100", up: wall % 100_000_000,
            trust: .synchronised)
        let received = ParcelReceived(
            number: number, carrier: .zto, pickupCode: "3-\(index % 4 + 1)-\(1000 + index)",
            mass: index % 5 == 0 ? Mass(milligrams: Int64(index) * 10_000) : nil)
        return Entry(.parcelReceived(received), at: time)
    }
}
