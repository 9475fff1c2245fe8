import CountyStore
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identifiers
import StationJournal
import Testing

@testable import County

@Suite("Pages")
struct PageTests {
    private static let number = "731234567890"

    /// A county where one parcel has gone through these facts.
    private func village(_ facts: [Fact]) async throws -> Village {
        let village = try Village()
        let hand = try await village.enrolled()
        let station = try #require(StationID("tiepu-01"))
        _ = try await village.store.announce(
            [
                ExpectedParcel(
                    number: Self.number, carrier: .zto, receiver: "村*甲", phoneTail: "0001",
                    weigh: false)
            ], to: station, at: Village.now - 7_200_000)
        var journal = Journal()
        for fact in facts { try journal.append(fact) }
        let batch = try journal.batch(0..<facts.count).encoded()
        try await village.ask { client in
            let answer = try await hand.post("/station/v1/entries", batch, to: client)
            #expect(answer.status == .ok)
        }
        return village
    }

    private static let received = Fact.parcelReceived(
        ParcelReceived(number: number, carrier: .zto, pickupCode: "3-2-0017", mass: nil))
    private static let handedOut = Fact.parcelHandedOut(
        ParcelHandedOut(number: number, pickupCode: "3-2-0017", proof: .pickupCode))

    @Test("Tracking shows times and places, never a person, never a pickup code")
    func track() async throws {
        let village = try await village([Self.received])
        try await village.ask { client in
            let page = try await client.execute(uri: "/track/\(Self.number)", method: .get)
            #expect(page.status == .ok)
            #expect(page.text.contains("已到站，等待取件") && page.text.contains("waiting for pickup"))
            #expect(page.text.contains("铁铺镇村级服务点") && page.text.contains("中通"))
            #expect(page.text.contains("<time>2026-11-21 \(LocalTime(Village.now).clock)"))
            for secret in ["村*甲", "0001", "3-2-0017"] { #expect(!page.text.contains(secret)) }
        }
    }

    @Test("Signed for (签收) is said only of a parcel that is with its receiver")
    func signedFor() async throws {
        for (facts, isSigned) in [
            ([], false), ([Self.received], false), ([Self.received, Self.handedOut], true),
            ([Self.received, Self.handedOut, Self.received], false),
        ] as [([Fact], Bool)] {
            let village = try await village(facts)
            try await village.ask { client in
                let page = try await client.execute(uri: "/track/\(Self.number)", method: .get)
                #expect(page.text.contains("签收") == isSigned, "\(facts)")
            }
        }
    }

    @Test(
        "An unknown number is a page of its own, whatever stands in the address",
        arguments: [
            "1", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%FF", "%", "a%00b",
            String(repeating: "9", count: 300),
        ])
    func unknown(_ number: String) async throws {
        let village = try Village()
        try await village.ask { client in
            let page = try await client.execute(uri: "/track/\(number)", method: .get)
            #expect(page.status == .notFound)
            #expect(page.text.contains("没有这个单号的记录"))
            #expect(!page.text.contains("<script>alert"))
        }
    }

    @Test("The form leads to the number's page, spaces taken out")
    func form() async throws {
        let village = try Village()
        try await village.ask { client in
            let answer = try await client.execute(
                uri: "/track?number=%207312%203456%2F..%0D%0AX", method: .get)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/track/73123456%2F..X")
        }
    }

    @Test("What a station or carrier is called is escaped")
    func escaped() async throws {
        let village = try Village()
        let id = try #require(StationID("x-1"))
        try await village.store.addStation(id, name: "<b>村</b>&\"", at: Village.now)
        try await village.ask { client in
            let page = try await client.execute(uri: "/wall", method: .get)
            #expect(page.text.contains("&lt;b&gt;村&lt;/b&gt;&amp;&quot;"))
        }
    }

    @Test("The wall shows stations, the day by hours and the latest arrivals with masked numbers")
    func wall() async throws {
        let village = try await village([Self.received])
        try await village.ask { client in
            let page = try await client.execute(uri: "/wall", method: .get)
            #expect(page.text.contains("<b>1<i>/1</i></b>"))
            #expect(page.text.contains("class=\"bar received\""))
            #expect(page.text.contains(Mask.waybill(Self.number)))
            #expect(!page.text.contains(Self.number))
        }
    }

    @Test("No page holds inline script or style or reaches outside; the policy forbids it too")
    func policy() async throws {
        let village = try await village([Self.received])
        try await village.ask { client in
            for path in ["/", "/wall", "/track/\(Self.number)", "/track/none"] {
                let page = try await client.execute(uri: path, method: .get)
                let policy = try #require(page.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
                #expect(!page.text.contains("style=") && !page.text.contains("<style"))
                #expect(!page.text.contains("<script>") && !page.text.contains("onclick"))
                #expect(!page.text.contains("http://") && !page.text.contains("https://"))
                #expect(page.text.contains("lang=\"zh-CN\"") && page.text.contains("lang=\"en\""))
            }
        }
    }

    @Test("Every string a template asks for is in the table, and every template is known")
    func strings() throws {
        let sources = Templates.sources.values.map(Templates.text).joined()
        let asked = sources.matches(of: #/t\.([A-Za-z-]+)\.(zh|en)/#).map { String($0.1) }
        for name in asked { #expect(PageText.forTemplates[name] != nil, "\(name)") }
        #expect(Set(Templates.names) == Set(Templates.sources.keys))
    }

    @Test("The description names exactly the routes there are")
    func openAPI() async throws {
        let village = try Village()
        struct Document: Decodable {
            struct Operation: Decodable {
                let summary: String
            }
            let openapi: String
            let paths: [String: [String: Operation]]
        }
        for operations in [
            village.county.stationOperations + village.county.publicOperations,
            village.county.adminOperations,
        ] {
            let router = village.county.router(operations, title: "test")
            let routes = Set(router.routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" })
            try await Application(router: router).test(.router) { client in
                let answer = try await client.execute(uri: "/openapi.json", method: .get)
                let document: Document = try answer.json()
                #expect(document.openapi == "3.1.0")
                let described = document.paths.flatMap { path, group in
                    group.keys.map { "\($0) \(path)" }
                }
                #expect(Set(described) == routes)
                #expect(described.count > 5)
            }
        }
    }

    @Test("Metrics are Prometheus text: every sample has its help and type")
    func metrics() async throws {
        let village = try await village([Self.received])
        try await village.ask { client in
            let text = try await client.execute(uri: "/metrics", method: .get).text
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect(text.contains("# HELP \(name) ") && text.contains("# TYPE \(name) "))
                #expect(line.wholeMatch(of: #/[a-z_]+(\{[a-z]+="[a-z0-9-]+"\})? \d+/#) != nil)
            }
            #expect(text.contains("cunzhan_entries_total{verdict=\"applied\"} 1\n"))
            #expect(text.contains("cunzhan_parcels{state=\"in-stock\"} 1\n"))
        }
    }

    @Test("An address that is not there is a problem document")
    func nowhere() async throws {
        let village = try Village()
        try await village.ask { client in
            let answer = try await client.execute(uri: "/nowhere", method: .get)
            #expect(answer.status == .notFound && answer.problem == "not-found")
        }
    }

    @Test("Local time is China Standard Time, over leap days and years")
    func localTime() {
        #expect(LocalTime(0).date == "1970-01-01" && LocalTime(0).clock == "08:00")
        #expect(LocalTime(1_709_135_999_000).date == "2024-02-28")
        #expect(LocalTime(1_709_136_000_000).date == "2024-02-29")
        #expect(LocalTime(1_767_196_800_000 - 1).date == "2025-12-31")
        #expect(LocalTime(-1).date == "1970-01-01" && LocalTime(-28_800_001).date == "1969-12-31")
    }

    @Test(
        "The chart's scale holds its highest bar",
        arguments: [0, 1, 5, 6, 17, 99, 100, 101, 12_345])
    func scale(_ most: Int64) {
        let scale = HourChart.scale(for: most)
        #expect(scale >= most && scale.isMultiple(of: 5))
        #expect(scale <= max(5, most * 5 / 2))
    }
}
