import CountyProgramme
import Testing

/// The check computes: what is changed changes what it finds.
struct MutationTests {
    private func outcome(_ pack: ProgrammePack, _ sisters: [ProgrammePack]) -> Set<FindingOutcome> {
        FindingOutcome.all(of: pack, beside: sisters)
    }

    private func packs(_ id: String) throws -> (pack: ProgrammePack, sisters: [ProgrammePack]) {
        let pack = try PlanPacks.pack(id)
        return (pack, try PlanPacks.sisters(of: pack))
    }

    @Test(arguments: PlanPacks.ids)
    func anyCheckedFigureCounts(id: String) throws {
        let (pack, sisters) = try packs(id)
        let before = outcome(pack, sisters)
        let checked = pack.check(beside: sisters).used.filter { pack.figures[$0]?.extent != nil }
        #expect(checked.count > 2)
        for figure in checked.sorted() {
            let value = try #require(pack.figures[figure]?.extent?.figure)
            let large = try value.value.adding(.one).multiplied(by: Rational(1009))
            let small = try value.value.divided(by: Rational(1009))
            let changed = try [large, small].contains { number in
                let extent = Extent.exactly(Quantity(number, value.unit))
                let copy = try #require(pack.replacing(figure: figure, with: extent))
                return outcome(copy, sisters) != before
            }
            #expect(changed, "\(figure)")
        }
    }

    /// xinhe prints one day and nothing to hold it against.
    @Test(arguments: PlanPacks.ids.filter { $0 != "xinhe" })
    func anyCheckedDayCounts(id: String) throws {
        let (pack, sisters) = try packs(id)
        let before = outcome(pack, sisters)
        let days = pack.phases.map(\.id) + pack.milestones.map(\.id)
        for day in days + (pack.issued.value.value == nil ? [] : ["issued"]) {
            let changed = try ["1999-01-01", "2049-01-01"].contains { text in
                let new = try #require(Day(text))
                let copy = try #require(pack.replacing(day: day, with: new))
                return outcome(copy, sisters) != before
            }
            #expect(changed, "\(day)")
        }
    }

    @Test(arguments: [
        ("luoshan", "claim.investment", "investment", "6850 万元"),
        ("luoshan", "fund.national", "fund-national", "1500 万元"),
        ("luoshan", "sum.sales", "sales", "9150 万元"),
        ("luoshan", "growth.sales", "sales-growth", "59%"),
        ("luoshan", "claim.parcels", "parcels-day", "28 万件/日"),
        ("luoshan", "claim.sorting", "sorting-stations", "20 个"),
        ("luoshan", "count.projects.budget", "projects-count", "15 个"),
        ("luoshan", "disagreement.area-station.area-township", "area-township", ">= 20 ㎡"),
        ("luoshan", "stages.online-share.online-share-first", "online-share-first", ">= 95%"),
        ("luoshan", "missing.funds", "fund-departments", "0 万元"),
        ("xixian", "claim.half-of-villages", "villages", "336 村"),
        ("xixian", "share.share-upper-1", "share-upper-1", "24.3%"),
        ("xixian", "missing.parcels-person", "population", "5840 万人"),
        ("xixian", "sister.known-firms", "firms", "3..5 家"),
        ("xixian", "rows.budget.r1.r2", "budget.r1.upper", "66 万元"),
    ])
    func withoutTheConflictNothingIsFound(
        id: String, finding: String, figure: String, value: String
    ) throws {
        let (pack, sisters) = try packs(id)
        #expect(pack.check(beside: sisters).findings.contains { $0.id == finding })
        let extent = try #require(Extent(value))
        let copy = try #require(pack.replacing(figure: figure, with: extent))
        #expect(!copy.check(beside: sisters).findings.contains { $0.id == finding })
    }

    @Test(arguments: [
        ("luoshan", "deadline.stations-full", "due-stations-full-direction", "2021-12-31"),
        ("luoshan", "order.due-platform.due-trace", "due-trace", "2019-06-30"),
        ("luoshan", "date.due-training-townships", "due-training-townships", "2020-12-31"),
        ("luoshan", "phase.implementation", "implementation", "2021-12-31"),
        ("xixian", "issue.issued", "issued", "2018-05-01"),
    ])
    func withoutTheLateDayNothingIsFound(
        id: String, finding: String, day: String, value: String
    ) throws {
        let (pack, sisters) = try packs(id)
        #expect(pack.check(beside: sisters).findings.contains { $0.id == finding })
        let new = try #require(Day(value))
        let copy = try #require(pack.replacing(day: day, with: new))
        #expect(!copy.check(beside: sisters).findings.contains { $0.id == finding })
    }
}
