import CountyProgramme
import Identifiers
import SeededRandom
import Testing

/// Made-up counties: townships, villages, sites.
enum MadeUp {
    static let day = Day("2019-06-30") ?? Day(number: 0)
    static let early = Day("2018-01-01") ?? Day(number: 0)

    static func code(_ county: String, _ township: Int, _ village: Int = 0) -> DivisionCode? {
        func digits(_ number: Int) -> String { String(String(number + 1000).suffix(3)) }
        return DivisionCode(county.prefix(6) + digits(township) + digits(village))
    }

    /// A county of townships with villages each, of which the first `poor` are poor.
    static func places(
        _ county: String, townships: Int, villages: Int = 0, poor: Int = 0
    ) -> [Place] {
        var places: [Place] = []
        for township in 1...max(1, townships) where township <= townships {
            guard let code = code(county, township) else { continue }
            places.append(Place(code: code, name: "乡\(township)", span: DaySpan(from: early)))
            for village in 1...max(1, villages) where village <= villages {
                guard let code = self.code(county, township, village) else { continue }
                places.append(
                    Place(
                        code: code, name: "村\(township)-\(village)", span: DaySpan(from: early),
                        poor: village <= poor ? [DaySpan(from: early)] : []))
            }
        }
        return places
    }

    static func tree(
        _ county: String, townships: Int, villages: Int = 0, poor: Int = 0
    ) -> PlaceTree {
        PlaceTree(
            places(county, townships: townships, villages: villages, poor: poor),
            in: DivisionCode(county))
    }

    /// One site of a kind in each of the places.
    static func sites(_ kind: StationKind, _ places: [Place]) -> [Site] {
        places.map { place in
            Site(
                id: "\(kind.id)-\(place.code)", kind: kind.id, place: place.code,
                span: DaySpan(from: early), upgraded: early)
        }
    }
}

struct PlaceTreeTests {
    private let day = MadeUp.day

    private func place(
        _ name: String, _ township: Int, _ village: Int = 0, from: String? = nil,
        to: String? = nil, former: DivisionCode? = nil, parent: DivisionCode? = nil,
        poor: [DaySpan] = []
    ) throws -> Place {
        Place(
            code: try #require(MadeUp.code("410101000000", township, village)), name: name,
            parent: parent,
            span: DaySpan(from: from.flatMap { Day($0) }, to: to.flatMap { Day($0) }),
            formerCode: former, poor: poor)
    }

    @Test func aCodeIssuedAnewLeadsToTheSamePlace() throws {
        let old = try place("甲村", 1, 7, to: "2018-12-31")
        let new = try place("甲村", 2, 3, from: "2019-01-01", former: old.code)
        let other = try place("乙村", 1, 7, from: "2019-06-01")
        let tree = PlaceTree(
            [try place("一乡", 1), try place("二乡", 2), old, new, other],
            in: DivisionCode("410101000000"))
        #expect(tree.problems == [])
        let before = try #require(Day("2018-06-01"))
        #expect(tree.present(old.code, from: before, on: day)?.code == new.code)
        #expect(tree.place(old.code, on: day)?.name == "乙村")
        #expect(
            tree.ancestor(of: new.code, on: .township, at: day) == MadeUp.code("410101000000", 2))
    }

    @Test func thePoorListFollowsAPlaceToItsNewCode() throws {
        let before = try #require(Day("2018-06-01"))
        let old = try place("甲村", 1, 7, to: "2018-12-31", poor: [DaySpan(from: MadeUp.early)])
        let new = try place("甲村", 2, 3, from: "2019-01-01", former: old.code)
        let tree = PlaceTree([try place("一乡", 1), try place("二乡", 2), old, new])
        #expect(tree.poorPlaces(listed: before, at: day).map(\.code) == [new.code])
        #expect(tree.poorPlaces(listed: day, at: day) == [])
    }

    @Test func aFarmLiesUnderItsStatedOffice() throws {
        let office = try place("孟定甲农场", 9)
        let village = try place("一队", 1, 1, parent: office.code)
        let tree = PlaceTree([try place("一乡", 1), office, village])
        #expect(tree.ancestor(of: village.code, on: .township, at: day) == office.code)
    }

    @Test func everyProblemIsTold() throws {
        let county = try #require(DivisionCode("410101000000"))
        let outside = try #require(DivisionCode("420101001000"))
        let places = [
            try place("一乡", 1), try place("一乡又", 1), try place("孤村", 2, 1),
            Place(code: outside, name: "外乡"),
            try place("三乡", 3, from: "2019-01-01", to: "2018-01-01"),
            try place("甲村", 1, 1), try place("甲村", 1, 2),
            try place("四乡", 4, from: "2019-01-01", former: MadeUp.code("410101000000", 8)),
        ]
        let faults = PlaceTree(places, in: county).problems.map { "\($0.entry) \($0.english)" }
        #expect(
            Set(faults) == [
                "1 code 410101001000 is '一乡' at the same time",
                "2 the division above, 410101002000, is not listed for its days",
                "3 the division above, 420101000000, is not listed for its days",
                "3 code 420101001000 does not lie in 410101000000",
                "4 it ends before it begins", "6 there are two '甲村' under one parent",
                "7 no earlier entry has the former code 410101008000",
            ])
    }

    @Test func aTableTellsEveryWrongLineAndKeepsTheOthers() throws {
        let text = """
            代码,名称,启用日期,贫困村
            410101001000,一乡,2018-01-01,
            41010100100,短码,2018-01-01,
            410101001001,甲村,2018-01-01,2014-01-01..2018-12-31、2020-01-01..
            410101001002,,2018-13-01,x
            410101001003,乙村
            410101007001,孤村,2018-01-01,

            """
        let (tree, problems) = PlaceTree.read(csv: text, in: DivisionCode("410101000000"))
        #expect(tree.places.map(\.name) == ["一乡", "甲村", "孤村"])
        #expect(problems.map(\.line) == [3, 5, 5, 5, 6, 7])
        #expect(problems.first?.chinese == "“代码”要 12 位区划代码，现在是“41010100100”")
        #expect(tree.places[1].poor.count == 2)
        #expect(PlaceTree.read(csv: "代码,名字\r\n1,2\r\n").problems.map(\.line) == [1, 1])
        #expect(PlaceTree.read(csv: "").tree.places.isEmpty)
    }

    @Test(arguments: 0..<16)
    func aTableGivesTheTreeBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var places = MadeUp.places(
            "410101000000", townships: Int.random(in: 1...9, using: &generator),
            villages: Int.random(in: 0...9, using: &generator),
            poor: Int.random(in: 0...3, using: &generator))
        places.shuffle(using: &generator)
        places = places.map { place in
            Place(
                code: place.code, name: place.name,
                aliases: Bool.random(using: &generator) ? ["又名\"甲\"", "二,号"] : [],
                kind: Bool.random(using: &generator) ? "街道" : nil, span: place.span,
                poor: place.poor)
        }
        let tree = PlaceTree(places, in: DivisionCode("410101000000"))
        let back = PlaceTree.read(csv: tree.csv, in: DivisionCode("410101000000"))
        #expect(tree.problems == [] && back.problems == [])
        #expect(back.tree.places == places)
        let levels = DivisionCode.Level.allCases.map { tree.places(on: $0, at: day).count }
        #expect(levels.reduce(0, +) == places.count)
        for place in places where place.level == .village {
            let township = tree.ancestor(of: place.code, on: .township, at: day)
            #expect(township == place.code.ancestor(.township))
        }
    }

    @Test func aHostileTableIsOnlyTold() {
        for text in [
            "代码,名称\n\"", "代码,名称,名称\n1,2,3\n", "\u{FEFF}代码,名称\n0,", "代码,名称,贫困村\n410101001000,a,..",
            "代码,名称,停用日期\n410101001000,a,9999-12-31\n", "代码,名称\n999999999999,a\n",
        ] {
            let (tree, problems) = PlaceTree.read(csv: text, in: DivisionCode("410101000000"))
            #expect(tree.places.count + problems.count > 0)
        }
    }
}
