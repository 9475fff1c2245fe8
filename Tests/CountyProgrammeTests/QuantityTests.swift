import CountyProgramme
import SeededRandom
import Testing

/// Laws of exact numbers, on seeded random values.
struct QuantityTests {
    private static let units = ["元", "万元", "亿元", "人", "人次", "㎡", "万件/日", "%", "元/㎡/月"]

    private static func rational(_ generator: inout SeededGenerator) -> Rational? {
        let upper = Int.random(in: -1_000_000...1_000_000, using: &generator)
        return try? Rational(upper, over: Int.random(in: 1...1000, using: &generator))
    }

    @Test(arguments: 0..<64)
    func additionIsExactAndUndone(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let left = try #require(Self.rational(&generator))
        let right = try #require(Self.rational(&generator))
        let sum = try left.adding(right)
        #expect(try sum == right.adding(left))
        #expect(try sum.subtracting(right) == left)
        #expect(try left.multiplied(by: right) == right.multiplied(by: left))
        if right != .zero {
            #expect(try left.divided(by: right).multiplied(by: right) == left)
        }
        #expect((left < right) == (try left.subtracting(right) < .zero))
    }

    @Test(arguments: 0..<64)
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = try #require(Self.rational(&generator))
        let symbol = try #require(Self.units.randomElement(using: &generator))
        let quantity = Quantity(value, try #require(Unit(symbol)))
        let again = try #require(Quantity(quantity.description))
        #expect(again.value == quantity.value)
        #expect(again.unit.symbol == quantity.unit.symbol)
        for sign in ["", ">= ", "> ", "<= ", "< ", "~ "] {
            let extent = try #require(Extent(sign + quantity.description))
            #expect(Extent(extent.description) == extent)
        }
    }

    @Test(
        "Full width and other names of a unit mean the same",
        arguments: [
            ("８０％", "80%"), ("＞ １．５ 亿元", "> 150000000 元"), ("1 公顷", "15 亩"),
            ("3 平米", "3 ㎡"), ("3 m2", "3 平方米"), ("3 m²", "3 ㎡"), ("1 平方公里", "100 公顷"),
            ("2 斤", "1 公斤"), ("3 万公顷", "30000 公顷"), ("5 百个", "500 个"),
        ])
    func oneMeaning(left: String, right: String) throws {
        #expect(try #require(Extent(left)) == #require(Extent(right)))
    }

    @Test("A scale stands before a unit or a usual counting word; elsewhere it is part of the word")
    func scales() throws {
        let shops = try #require(Quantity("1 百货店"))
        let other = try #require(Quantity("100 货店"))
        #expect(shops != other && !shops.unit.isComparable(to: other.unit))
    }

    @Test(arguments: 0..<64)
    func conversionKeepsTheAmount(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = try #require(Self.rational(&generator))
        let yuan = Quantity(value, try #require(Unit("元")))
        let tenThousands = try yuan.converted(to: try #require(Unit("万元")))
        #expect(tenThousands == yuan)
        #expect(try tenThousands.converted(to: yuan.unit).value == value)
    }

    @Test(arguments: 0..<64)
    func roundingIsNearest(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = try #require(Self.rational(&generator))
        let step = try Rational(1, over: Int.random(in: 1...40, using: &generator))
        let near = try value.rounded(to: step)
        let gap = try near.subtracting(value).magnitude
        #expect(try gap.multiplied(by: Rational(2)) <= step)
        #expect(try near.divided(by: step).denominator == 1)
    }

    @Test func unlikeUnitsAreNeverAdded() throws {
        let heads = try #require(Quantity("3 人"))
        let attendances = try #require(Quantity("3 人次"))
        #expect(throws: QuantityError.unlikeUnits("人次", "人")) {
            try heads.isLess(than: attendances)
        }
        #expect(heads != attendances)
    }

    @Test func unitsOfAProductCancel() throws {
        let price = try #require(Quantity("10 元/㎡/月"))
        let rent = try price.multiplied(by: try #require(Quantity("30 ㎡")))
            .multiplied(by: try #require(Quantity("12 月")))
        #expect(rent.description == "3600 元")
        #expect(try rent.converted(to: try #require(Unit("万元"))).description == "0.36 万元")
    }

    @Test func overflowIsAnError() throws {
        let large = Rational(Int.max)
        #expect(throws: QuantityError.overflow) { try large.adding(.one) }
        #expect(throws: QuantityError.divisionByZero) { try large.divided(by: .zero) }
    }

    @Test(arguments: [
        (">= 20 ㎡", "20..30 ㎡", true), (">= 40 ㎡", "20..30 ㎡", false), ("> 30 ㎡", "<= 30 ㎡", false),
        ("7350 万元", "6850 万元", false), ("1 万元", "10000 元", true), ("95%", "1..2", false),
    ])
    func extentsMeet(left: String, right: String, meet: Bool) throws {
        let left = try #require(Extent(left))
        let right = try #require(Extent(right))
        #expect(try left.meets(right) == meet)
        #expect(try right.meets(left) == meet)
    }

    @Test func anApproximationDecidesNothing() throws {
        let about = try #require(Extent("~ 100 人"))
        #expect(try about.meets(try #require(Extent("90 人"))) == nil)
        #expect(try about.meets(try #require(Extent("100 人"))) == true)
    }

    @Test(arguments: ["", "1 2", "12万 元", "1.2.3", "3..2 家", "--1", "1/0", ".5", "5.", ">= "])
    func whatIsNotANumberIsRefused(text: String) {
        #expect(Extent(text) == nil)
    }
}

/// Days against known ones and against their own neighbours.
struct DayTests {
    @Test(arguments: [
        ("1970-01-01", 0, 4), ("2000-02-29", 11016, 2), ("2019-07-26", 18103, 5),
        ("2024-12-31", 20088, 2),
    ])
    func knownDays(text: String, number: Int, weekday: Int) throws {
        let day = try #require(Day(text))
        #expect(day.number == number)
        #expect(day.weekday == weekday)
        #expect(day.description == text)
    }

    @Test func eachDayFollowsTheOneBefore() throws {
        var day = try #require(Day("1899-12-25"))
        for _ in 0..<80_000 {
            let next = day.adding(days: 1)
            #expect(Day(year: next.year, month: next.month, day: next.day) == next)
            #expect(next.day == day.day + 1 || (next.day == 1 && day == day.endOfMonth))
            day = next
        }
    }

    @Test func monthsEndWhereTheyEnd() throws {
        #expect(Day("2020-01-31")?.adding(months: 1).description == "2020-02-29")
        #expect(Day("2020-03-31")?.adding(months: -13).description == "2019-02-28")
        #expect(Day("2019-02-29") == nil)
        #expect(Day("2019-2-01") == nil)
    }
}
