import Identifiers
import StationJournal
import Testing

@Suite("Entries and their chain")
struct EntryTests {
    private static let time = EntryTime(
        wall: 1_763_700_000_123, boot: "b00t", up: 42, trust: .batteryClock)

    private static let golden: [(Fact, String)] = [
        (
            .parcelReceived(
                .init(
                    number: "75312345678901", carrier: .zto, pickupCode: "3-2-0017",
                    mass: Mass(milligrams: 1_250_000))),
            #"{"data":{"carrier":"zto","mass":1250000,"number":"75312345678901","#
                + #""pickupCode":"3-2-0017"},"kind":"parcel-received","time":{"boot":"b00t","#
                + #""trust":1,"up":42,"wall":1763700000123},"v":1}"#
        ),
        (
            .parcelHeld(.init(number: "X/1", candidates: [])),
            #"{"data":{"candidates":[],"number":"X/1"},"kind":"parcel-held","time":"#
                + #"{"boot":"b00t","trust":1,"up":42,"wall":1763700000123},"v":1}"#
        ),
        (
            .parcelHandedOut(.init(number: "1", pickupCode: "1-1-0001", proof: .pickupCode)),
            #"{"data":{"number":"1","pickupCode":"1-1-0001","proof":"pickup-code"},"kind":"#
                + #""parcel-handed-out","time":{"boot":"b00t","trust":1,"up":42,"#
                + #""wall":1763700000123},"v":1}"#
        ),
        (
            .labelPrinted(.init(number: "1", job: 9, outcome: .confirmed, reprint: false)),
            #"{"data":{"job":9,"number":"1","outcome":"confirmed","reprint":false},"kind":"#
                + #""label-printed","time":{"boot":"b00t","trust":1,"up":42,"#
                + #""wall":1763700000123},"v":1}"#
        ),
        (
            .orderedLabelPrinted(
                .init(template: "lot-60x40", job: 9, copies: 3, outcome: .unknown, reprint: true)),
            #"{"data":{"copies":3,"job":9,"outcome":"unknown","reprint":true,"#
                + #""template":"lot-60x40"},"kind":"ordered-label-printed","time":"#
                + #"{"boot":"b00t","trust":1,"up":42,"wall":1763700000123},"v":1}"#
        ),
    ]

    @Test("the bytes of each kind never change", arguments: golden)
    func goldenBytes(fact: Fact, text: String) throws {
        let entry = Entry(fact, at: Self.time)
        #expect(String(decoding: try entry.encoded(), as: UTF8.self) == text)
        #expect(try Entry(decoding: Array(text.utf8)) == entry)
    }

    @Test("a kind or version of tomorrow keeps its name")
    func unknownKinds() throws {
        let time = #""time":{"boot":"b","trust":2,"up":1,"wall":2}"#
        let kind = Array(#"{"data":{"a":1},"kind":"cash-counted",\#(time),"v":1}"#.utf8)
        #expect(try Entry(decoding: kind).fact == .unknown(kind: "cash-counted"))
        let version = Array(#"{"data":{},"kind":"parcel-held",\#(time),"v":2}"#.utf8)
        #expect(try Entry(decoding: version).fact == .unknown(kind: "parcel-held"))
        #expect(throws: EncodingError.self) {
            try Entry(.unknown(kind: "x"), at: Self.time).encoded()
        }
    }

    @Test("the chain depends on every byte, on order, station and epoch")
    func chain() throws {
        let station = try #require(StationID("tiepu-01"))
        let other = try #require(StationID("tiepu-02"))
        func link(_ bodies: [String], _ station: StationID, _ epoch: Int64) -> String {
            var chain = HashChain(station: station, epoch: epoch)
            for body in bodies { chain.append(Array(body.utf8)) }
            return chain.link.hex
        }
        let links = [
            link([], station, 1), link(["a"], station, 1), link(["b"], station, 1),
            link(["a", "b"], station, 1), link(["b", "a"], station, 1), link(["ab"], station, 1),
            link(["a", "b"], other, 1), link(["a", "b"], station, 2),
        ]
        #expect(Set(links).count == links.count)
        var chain = HashChain(station: station, epoch: 1)
        chain.append(Array("a".utf8))
        var continued = try #require(HashChain(link: chain.link))
        continued.append(Array("b".utf8))
        #expect(continued.link.hex == link(["a", "b"], station, 1))
        #expect(HashChain(link: [1, 2, 3]) == nil)
    }

    @Test(
        "station names hold nothing that could break a path",
        arguments: ["", "A", "a/b", "..", "a b", "村", String(repeating: "a", count: 33)])
    func badStationNames(text: String) {
        #expect(StationID(text) == nil)
    }

    @Test(
        "kilograms print exactly",
        arguments: [
            (Int64(1_250_000), "1.250"), (0, "0.000"), (499, "0.000"), (500, "0.001"),
            (-1_250_000, "-1.250"), (-499, "0.000"), (12_345_678_900, "12345.679"),
        ])
    func kilograms(milligrams: Int64, text: String) {
        #expect(Mass(milligrams: milligrams).kilograms == text)
    }

    @Test("verdicts join into runs without losing one")
    func runs() {
        let verdicts: [Verdict] = [.duplicate, .duplicate, .applied, .unreadable, .applied]
        let runs = Receipt.runs(from: 5, verdicts)
        #expect(runs.map(\.first) == [5, 7, 8, 9])
        #expect(runs.map(\.last) == [6, 7, 8, 9])
        #expect(runs.map(\.verdict) == [.duplicate, .applied, .unreadable, .applied])
        #expect(Receipt.runs(from: 1, []).isEmpty)
    }
}
