import CountyProgramme
import Identifiers
import SeededRandom
import Testing

/// What share of a county has a station: with every denominator, and never without one.
struct CoverageTests {
    private let day = MadeUp.day

    private func kind(_ id: String, in pack: ProgrammePack) throws -> StationKind {
        try #require(pack.stations.kind(id))
    }

    @Test func twoDenominatorsGiveTwoShares() throws {
        let pack = try PlanPacks.pack("xixian")
        // The plan prints 348 villages; the list of places has 350.
        let tree = MadeUp.tree(pack.county.code, townships: 10, villages: 35)
        let villages = tree.places(on: .village, at: day)
        let kind = try kind("village-point", in: pack)
        let sites = try SiteBook(MadeUp.sites(kind, Array(villages.prefix(174))))
        let ground = CoverageGround(tree: tree, sites: sites)
        let answer = try #require(pack.coverage("villages", on: day, ground))
        #expect(
            answer.bases.map { "\($0.figure ?? "tree") \($0.count)" } == [
                "tree 350 村", "villages 348 村",
            ])
        #expect(answer.bases.last?.share?.description == "50%")
        let second = try #require(answer.goals.first { $0.figure == "stations-second" })
        #expect(second.isReached == [false, true] && second.verdict == nil)
        #expect(second.by == Day("2019-12-31"))
        let first = try #require(answer.goals.first { $0.figure == "stations-first" })
        #expect(first.verdict == true)
        #expect(answer.covered.count == 174 && answer.uncovered.count == 176)
    }

    @Test func withoutADenominatorThereIsAQuestionAndNoShare() throws {
        let pack = try PlanPacks.pack("wuhua")
        let kind = try kind("village-station", in: pack)
        let places = MadeUp.places(pack.county.code, townships: 1, villages: 3)
        let sites = try SiteBook(MadeUp.sites(kind, places.filter { $0.level == .village }))
        let ground = CoverageGround(tree: nil, sites: sites)
        let answer = try #require(pack.coverage("villages", on: day, ground))
        #expect(answer.bases.isEmpty && answer.covered.count == 3)
        #expect(answer.goals.allSatisfy { $0.verdict == nil && $0.isReached.isEmpty })
        #expect(answer.questions.map(\.place) == ["stations/villages"])
        // Which villages are poor depends on a day that nobody has named.
        let tree = PlaceTree(places)
        let poor = try #require(
            pack.coverage("poor-villages", on: day, CoverageGround(tree: tree, sites: sites)))
        #expect(poor.questions.contains { $0.place == "stations/poor-villages/poor" })
        #expect(poor.bases.isEmpty && poor.covered.isEmpty)
    }

    @Test func aVillageWithTwoStationsIsCoveredOnce() throws {
        let pack = try PlanPacks.pack("gengma")
        let tree = MadeUp.tree(pack.county.code, townships: 1, villages: 4, poor: 2)
        let villages = tree.places(on: .village, at: day)
        let kind = try kind("village-point", in: pack)
        var sites = MadeUp.sites(kind, Array(villages.prefix(2)))
        sites.append(
            Site(id: "又一个", kind: kind.id, place: villages[0].code, span: DaySpan(from: day)))
        let book = try SiteBook(sites)
        let ground = CoverageGround(tree: tree, sites: book, poorListed: day)
        let answer = try #require(pack.coverage("villages", on: day, ground))
        #expect(answer.covered.count == 2 && answer.sites.count == 3)
        #expect(answer.goals.map(\.verdict) == [true])
        let poor = try #require(pack.coverage("poor-villages", on: day, ground))
        #expect(poor.goals.map(\.verdict) == [true])
        let before = try #require(
            pack.coverage("villages", on: day.adding(days: -1), ground))
        #expect(before.sites.count == 2)
    }

    @Test func aGhostDoesNotCountWhenActivityIsGiven() throws {
        let pack = try PlanPacks.pack("luoshan")
        let tree = MadeUp.tree(pack.county.code, townships: 20)
        let kind = try kind("township-station", in: pack)
        let sites = MadeUp.sites(kind, tree.places(on: .township, at: day))
        let book = try SiteBook(sites)
        let target = try #require(
            pack.stationCounts(book, on: day).first { $0.target.id == "townships" })
        #expect(target.isReached == true && target.ghosts.isEmpty)
        let alive = SiteActivity(
            lastDay: Dictionary(
                uniqueKeysWithValues: sites.dropFirst().map { ($0.id, day.adding(days: -3)) }),
            since: day.adding(days: -30))
        let counted = try #require(
            pack.stationCounts(book, on: day, activity: alive).first { $0.target.id == "townships" }
        )
        #expect(counted.isReached == false && counted.ghosts == [sites[0].id])
        let ground = CoverageGround(tree: tree, sites: book, activity: alive)
        let answer = try #require(pack.coverage("townships", on: day, ground))
        #expect(answer.ghosts == [sites[0].id] && answer.covered.count == 19)
        #expect(answer.goals.allSatisfy { $0.verdict == false })
    }

    @Test func anOpenBasisBlocksTheCount() throws {
        let pack = try PlanPacks.pack("wuhua")
        let kind = try kind("village-station", in: pack)
        let tree = MadeUp.tree(pack.county.code, townships: 10, villages: 15)
        let book = try SiteBook(MadeUp.sites(kind, tree.places(on: .village, at: day)))
        let answer = try #require(
            pack.stationCounts(book, on: day).first { $0.target.id == "stations-2018" })
        #expect(answer.counted == nil && answer.isReached == nil)
        #expect(answer.questions.map(\.place) == ["stations/stations-2018/basis"])
    }

    @Test func aSiteIsHeldAgainstEveryPrintedArea() throws {
        let pack = try PlanPacks.pack("luoshan")
        let place = try #require(MadeUp.code(pack.county.code, 1))
        func lacks(_ area: String?) throws -> [SiteShortfall.Lack] {
            let site = Site(
                id: "一站", kind: "transfer-station", place: place, span: DaySpan(from: MadeUp.early),
                area: area.flatMap { Quantity($0) },
                seen: [.functions: ["中转仓储", "分拨配送", "物流服务"]])
            return try #require(pack.siteVerdicts(SiteBook([site]), on: day).first)
                .shortfalls.map(\.lack)
        }
        #expect(try lacks("40 ㎡") == [])
        #expect(try lacks("0.1 亩") == [])
        #expect(try lacks(nil).count == 1)
        #expect(try lacks("39.9 ㎡").count == 1)
        #expect(try lacks("40 个").count == 1)
        let unknown = Site(id: "甲", kind: "没有", place: place, span: DaySpan())
        #expect(
            pack.siteVerdicts(try SiteBook([unknown]), on: day).first?.shortfalls.first?.lack
                == .kindUnknown)
    }

    @Test func oneSiteHasOneVersionADay() throws {
        let place = try #require(MadeUp.code("410101000000", 1))
        let first = Site(id: "甲", kind: "a", place: place, span: DaySpan(to: day))
        let second = Site(id: "甲", kind: "a", place: place, span: DaySpan(from: day))
        #expect(throws: SiteRefusal.overlaps(id: "甲")) { try SiteBook([first, second]) }
        var book = try SiteBook([first])
        try book.add(first)
        #expect(throws: SiteRefusal.overlaps(id: "甲")) { try book.add(second) }
        try book.add(
            Site(id: "甲", kind: "a", place: place, span: DaySpan(from: day.adding(days: 1))))
        #expect(book.history(of: "甲").count == 2)
    }

    @Test(arguments: 0..<24)
    func coverageNeverExceedsItsListAndGrowsWithStations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pack = try PlanPacks.pack("gengma")
        let tree = MadeUp.tree(
            pack.county.code, townships: Int.random(in: 1...6, using: &generator),
            villages: Int.random(in: 1...6, using: &generator))
        let villages = tree.places(on: .village, at: day)
        let kind = try kind("village-point", in: pack)
        var book = SiteBook()
        var last = 0
        for number in 0..<30 {
            let place = try #require(villages.randomElement(using: &generator))
            try book.add(
                Site(
                    id: "点\(number)", kind: kind.id, place: place.code,
                    span: DaySpan(from: MadeUp.early)))
            let answer = try #require(
                pack.coverage("villages", on: day, CoverageGround(tree: tree, sites: book)))
            #expect(answer.covered.count >= last)
            #expect(answer.covered.count + answer.uncovered.count == villages.count)
            #expect(answer.sites.count == number + 1 && answer.strays.isEmpty)
            last = answer.covered.count
        }
    }
}
