import CountyProgramme
import Foundation
import Identifiers
import Spreadsheets
import Testing

/// Ledger rows that are kinds of sites with their standards and numbers: a clerk keeps the sites and
/// sees what each lacks.
@Suite("Sites kept by a county", .countyDaemon)
struct SiteCommandTests {
    typealias Row = WordRow

    @Test("a row's sites are held against their standard and counted", arguments: rows)
    func row(_ row: Row) async throws {
        let scratch = try Scratch()
        let copy = try PackCopy(row.pack, as: "\(row.pack)-\(row.id.lowercased())", in: scratch)
        let plan = copy.pack.stations
        let kinds = plan.kinds.filter { $0.rows.contains(row.id) }
        let counts = plan.counts.filter { $0.rows.contains(row.id) }
        try #require(!kinds.isEmpty || !counts.isEmpty, "nothing carries \(row.id)")
        let all = kinds + counts.flatMap(\.kinds).compactMap(plan.kind)
        let bare = try await sites(all, bare: true, copy, scratch)
        let good = try await sites(all, bare: false, copy, scratch)
        for kind in kinds {
            let asked = kind.asked.values.flatMap { $0 }.compactMap(\.value.value)
            let lacks = Self.texts(bare[kind.id], "lacks")
            for word in asked { #expect(lacks.contains(word), "\(row.id): \(word)") }
            let left = Self.texts(good[kind.id], "lacks")
            for word in asked { #expect(!left.contains(word), "\(row.id): \(word) is there") }
            if !kind.area.isEmpty { #expect(lacks != left || !asked.isEmpty) }
        }
        let coverage = try await copy.countyctl(["sites", "coverage", "--on", "2020-06-30"])
        for count in counts {
            let name = try #require(copy.pack.figures[count.figure]?.name)
            #expect(coverage.text.contains(name), "\(row.id): \(name)")
        }
        let said = [bare, good].flatMap(\.values).map { "\($0)" }.joined() + coverage.text
        for word in row.words { #expect(said.contains(word), "\(row.id): \(word)") }
    }

    private static func texts(_ site: [String: Any]?, _ key: String) -> String {
        (site?[key] as? [[String: String]] ?? []).compactMap { $0["zh"] }.joined(separator: "\n")
    }

    /// Keeps one site of each kind, with nothing or with all that is asked; what `list` says, by kind.
    private func sites(
        _ kinds: [StationKind], bare: Bool, _ copy: PackCopy, _ scratch: Scratch
    ) async throws -> [String: [String: Any]] {
        let aspects: [(String, StationKind.Aspect)] = [
            ("功能", .functions), ("标识", .signs), ("设备", .kit), ("管理", .norms),
        ]
        var rows = [["编号", "类别", "地点", "启用日期", "面积"] + aspects.map(\.0)]
        var seen: Set<String> = []
        for kind in kinds where seen.insert(kind.id).inserted {
            let code = copy.pack.county.code.prefix(6)
            let place =
                switch kind.tier {
                case .township: "\(code)100000"
                case .village: "\(code)100201"
                default: copy.pack.county.code
                }
            let words = aspects.map { _, aspect in
                (kind.asked[aspect] ?? []).compactMap(\.value.value).joined(separator: "；")
            }
            rows.append(
                ["\(kind.id)-1", kind.id, place, "2019-03-04", bare ? "1" : "100000"]
                    + (bare ? aspects.map { _ in "" } : words))
        }
        let table = try scratch.write(Sheet.csv(of: rows).utf8, to: "\(bare).csv")
        let count = try await copy.answers(["sites", "import", table, "--by", "经办人甲"])
        #expect(count[0]["added"] as? Int == seen.count)
        let list = try await copy.answers(["sites", "list", "--on", "2020-06-30"])
        return Dictionary(list.map { ($0["kind"] as? String ?? "", $0) }) { first, _ in first }
    }

    @Test("places, moves, ghosts: coverage with every denominator, who has none, who shows no life")
    func coverage() async throws {
        let scratch = try Scratch()
        let copy = try PackCopy("luoshan", as: "luoshan-sites", in: scratch)
        let list = try scratch.write(
            """
            代码,名称
            411521100000,示例一镇
            411521100201,示例一村
            411521100202,示例二村

            """.utf8, to: "places.csv")
        _ = try await copy.answers(["sites", "places", list, "--by", "经办人甲"])
        let table = try scratch.write(
            """
            编号,类别,地点,启用日期,停用日期
            p1,village-point,411521100201,2019-01-01,
            p2,village-point,411521100202,2019-01-01,2019-06-30
            p1,village-point,411521100202,2020-01-01,

            """.utf8, to: "sites.csv")
        let words = ["sites", "import", table, "--by", "经办人甲"]
        #expect(try await copy.answers(words)[0]["added"] as? Int == 3)
        #expect(try await copy.answers(words)[0]["same"] as? Int == 3)
        func open(_ day: String) async throws -> [String: String] {
            let sites = try await copy.answers(["sites", "list", "--on", day])
            return Dictionary(
                sites.map { ($0["site"] as? String ?? "", $0["place"] as? String ?? "") }
            ) { first, _ in first }
        }
        #expect(try await open("2019-06-30").count == 2)
        #expect(try await open("2019-07-01") == ["p1": "411521100201"])
        #expect(try await open("2020-01-01") == ["p1": "411521100202"])
        let facts = try scratch.write(
            "编号,指标,日期,数量,代号\na,stations,2019-05-01,1,p2\n".utf8, to: "facts.csv")
        _ = try await copy.answers(["facts", "import", facts, "--by", "经办人甲"])
        let lines = try await copy.answers([
            "sites", "coverage", "--on", "2019-06-30", "--alive-since", "2019-04-01",
        ])
        let village = try #require(
            lines.first {
                ($0["ghosts"] as? [String])?.contains("p1") == true && $0["bases"] != nil
            })
        #expect(village["covered"] as? [String] == ["411521100202"])
        #expect(village["uncovered"] as? [String] == ["411521100201 示例一村"])
        let bases = village["bases"] as? [[String: Any]] ?? []
        #expect(bases.first?["count"] as? String == "2 村")
        #expect(bases.first?["share"] as? String == "50.0%")
        let reported = try await copy.answers(["indicators", "--on", "2019-12-31"])
        let spans = reported.compactMap { ($0["spans"] as? [[String: Any]])?.first }
        #expect(spans.contains { ($0["unreported"] as? [String]) == ["411521100000"] })
        let wrong = try scratch.write(
            "编号,类别,地点,启用日期\nx,village-pont,4115,2019-13-01\n".utf8, to: "wrong.csv")
        let run = try await copy.countyctl(["sites", "import", wrong, "--by", "经办人甲"])
        #expect(run.code == 65 && run.errors.contains("wrong.csv:2: "))
    }
}

extension SiteCommandTests {
    static let rows: [Row] = [
        Row("C01", "luoshan", "乡镇（街道）电商综合服务站", "中转仓储", "分拨配送", "物流服务"),
        Row("C02", "luoshan", "村级综合服务点", "快件信息发布", "代收代发", "代销代购"),
        Row("C03", "wuhua", "统一的“VI”设计方案", "五华县电子商务进农村综合示范项目", "五华电商LOGO"),
        Row("C04", "luoshan", "乡镇物流配送中转站", "㎡"),
        Row("D59", "luoshan", "物流管理中心", "物流信息共享平台", "物流智能化管理平台", "信息化自助服务平台"),
    ]
}
