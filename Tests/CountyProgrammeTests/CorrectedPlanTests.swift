import CountyProgramme
import Testing

/// A plan whose county corrects its values, words and numbers passes; no decision is needed.
///
/// What other counties say is not theirs to correct, so no sisters are beside it.
struct CorrectedPlanTests {
    /// A plan while it is corrected.
    struct Copy {
        var text: PackText

        init(_ id: String) throws { text = try PackText(id) }

        /// The line with this id gets another value, marked corrected.
        mutating func correct(_ values: [String: String], in file: String = "figures.yaml") throws {
            for (id, value) in values {
                try change(id, file) { line in
                    let bare = ["printed", "why", "standing"].reduce(line) {
                        $0.without($1) ?? $0
                    }
                    return bare.setting("is", to: "\"\(value)\", standing: corrected")
                }
            }
        }

        /// The line with this id gets another value of a key.
        mutating func set(_ key: String, _ values: [String: String], in file: String) throws {
            for (id, value) in values {
                try change(id, file) { $0.setting(key, to: value) }
            }
        }

        private mutating func change(
            _ id: String, _ file: String, _ words: (String) -> String?
        ) throws {
            let lines = text.lines(file)
            let place = try #require(lines.firstIndex { $0.value(of: "id") == id }, "\(id)")
            let line = try #require(words(lines[place]), "\(id)")
            text = text.with(line, at: place, of: file)
        }

        mutating func replace(_ old: String, _ new: String, in file: String) throws {
            text = try #require(text.replacing(old, with: new, in: file), "\(old)")
        }

        /// All places of these groups say what the first one says.
        mutating func sayAlike(_ subjects: String...) throws {
            for subject in subjects {
                let lines = text.lines("structure.yaml")
                let places = lines.indices.filter { lines[$0].value(of: "subject") == subject }
                let first = try #require(places.first.flatMap { lines[$0].value(of: "is") })
                for place in places {
                    let line = try #require(lines[place].setting("is", to: first))
                    text = text.with(line, at: place, of: "structure.yaml")
                }
            }
        }

        func expectSettled() throws {
            let report = try text.pack().check()
            #expect(report.findings.map { "\($0.id): \($0.values)" } == [])
            #expect(report.isSettled)
            #expect(report.checked > 20)
        }
    }

    @Test("罗山县")
    func luoshan() throws {
        var plan = try Copy("luoshan")
        try plan.correct([
            "investment": "6850 万元", "fund-departments": "0 万元", "fund-national": "1500 万元",
            "projects-count": "15 个", "sales": "9150 万元", "sales-growth": "59%",
            "parcels-day": "28 万件/日", "sorting-stations": "20 个",
            "delivery-township": "<= 12 小时", "delivery-village": "<= 24 小时",
            "publicity": ">= 5 工作日", "acceptance-time": "10 工作日",
        ])
        try plan.set("called", ["sales": "网络销售"], in: "figures.yaml")
        try plan.set("within", ["online-share": "4 年"], in: "figures.yaml")
        try plan.set(
            "scope", ["area-station": "station.village", "area-station-least": "station.village"],
            in: "figures.yaml")
        try plan.set(
            "cells", ["r10": "[320, 60, 60, 200]", "r11": "[300, 60, 40, 200]"], in: "money.yaml")
        try plan.set(
            "no", Dictionary(uniqueKeysWithValues: (9...16).map { ("r\($0)", "\($0 - 1)") }),
            in: "money.yaml")
        try plan.set(
            "name",
            [
                "r3": "电子商务服务站点", "r5": "乡、村两级物流配送服务体系", "r6": "农村冷链物流仓储配送体系",
                "r12": "农产品网货产品开发体系", "r13": "农特产品供应链标准化体系",
                "r15": "农产品品牌营销促进体系", "r16": "拓展农村网销产品营销渠道",
            ], in: "money.yaml")
        for (words, number) in [("工作内容", 3), ("总体目标", 1), ("投资估算", 2), ("公开渠道", 2)] {
            try plan.replace(
                "- {is: \(words),", "- {no: \(number), is: \(words),", in: "structure.yaml")
        }
        try plan.sayAlike(
            "village-unit", "township-unit", "logistics-centre", "supply-chain", "marketing")
        try plan.correct(
            [
                "implementation": "2021-12-31", "evaluation": "2022-06-30", "summary": "2022-12-31",
                "due-stations-full-direction": "2021-12-31", "due-training-base": "2019-06-30",
                "due-training-townships": "2020-12-31", "due-platform": "2021-03-31",
                "due-platform-open": "2021-06-30",
            ], in: "schedule.yaml")
        try plan.set("name", ["association": "县电商协会, exists: true"], in: "parties.yaml")
        try plan.replace(
            "{party: commerce, kind: evaluate-bids", "{party: industry, kind: evaluate-bids",
            in: "parties.yaml")
        try plan.set(
            "listed", ["annex-3": "L411 3.罗山县电子商务进农村人才培训方案, present: L514 附件3"],
            in: "pack.yaml")
        try plan.set("number", ["sessions": "500"], in: "training.yaml")
        try plan.expectSettled()
    }

    @Test("息县")
    func xixian() throws {
        var plan = try Copy("xixian")
        try plan.correct([
            "fund-departments": "0 万元", "sales-growth": "68%", "roads": "3927.8 公里",
            "area": "9199 平方公里", "population": "5840 万人", "sorting-stations": "23 个",
            "training-leaders": "1044 人次/年", "training-advanced": "0 人次/年",
            "training-heads": "66 人次/年", "training-total": "3960 人次/年",
            "attendances-three-years": "11880 人次", "started": ">= 7500 人",
            "village-points": ">= 174 个", "delivery-township": "<= 12 小时",
            "delivery-village": "<= 24 小时", "publicity": ">= 5 工作日",
            "acceptance-time": "10 工作日", "share-upper-1": "24.3%", "share-upper-2": "28.3%",
            "share-upper-3": "20.7%", "share-upper-4": "16.7%", "share-social-1": "14.8%",
            "share-social-2": "31.8%", "share-social-3": "13.6%", "share-social-4": "22.7%",
        ])
        try plan.set("called", ["sales": "网络销售"], in: "figures.yaml")
        try plan.set("family", ["trained": "trained"], in: "figures.yaml")
        try plan.set("measure", ["coverage-all": "network-coverage"], in: "figures.yaml")
        try plan.set(
            "scope", ["area-station": "station.village", "area-station-least": "station.village"],
            in: "figures.yaml")
        try plan.set(
            "cells",
            [
                "r1": "[365, 65, 100, 200]", "r2": "[345, 65, 80, 200]",
                "r10": "[380, 80, 100, 200]", "r11": "[360, 80, 80, 200]",
            ], in: "money.yaml")
        for project in try plan.text.pack().projects {
            let row = try #require(project.row?.row)
            let heading = try #require(project.nameInBody?.value.value)
            try plan.set("name", [row: heading], in: "money.yaml")
        }
        try plan.replace("- {is: 摸底调研,", "- {no: 1, is: 摸底调研,", in: "structure.yaml")
        try plan.replace("{is: 息县稻香丸,", "{is: 息县香稻丸,", in: "parties.yaml")
        try plan.replace("{is: 农村农业局,", "{is: 农业农村局,", in: "parties.yaml")
        try plan.sayAlike(
            "village-unit", "township-unit", "annex-1-item-9", "park", "marketing",
            "logistics-centre")
        try plan.correct(
            [
                "implementation": "2020-12-31", "evaluation": "2021-06-30", "summary": "2021-12-31",
                "due-training-base": "2018-06-30",
            ], in: "schedule.yaml")
        try plan.replace(
            "issued: {is: 2019-07-26, printed: 2019年7月26日,",
            "issued: {is: 2018-05-01, standing: corrected,", in: "pack.yaml")
        try plan.replace(
            "{party: finance, kind: evaluate-bids", "{party: industry, kind: evaluate-bids",
            in: "parties.yaml")
        try plan.expectSettled()
    }

    @Test("五华县")
    func wuhua() throws {
        var plan = try Copy("wuhua")
        try plan.replace(
            "issued: {is: unknown, why: 文中没有发文日期,", "issued: {is: 2018-02-01, standing: corrected,",
            in: "pack.yaml")
        try plan.correct([
            "period": "3 年", "towns-built": "2 个", "towns-to-build": "14 个",
            "stations": ">= 320 个", "stations-to-build": "75 个", "stations-2018": "225 个",
            "villages": "400 村", "residents": "600000 人", "budget-as-headed": "4000 万元",
            "fund-yearly": "1525 万元", "quantity-3-1": "2000 ㎡", "price-3-1": "500 元/㎡",
            "quantity-1-1": "8000 ㎡", "price-1-1": "125 元/㎡", "price-2-2": "500000 元/年/批",
        ])
        let amounts = [
            "3-4": 500_000, "3-5": 4_500_000, "3-7": 1_500_000, "3-8": 1_500_000, "4-4": 1_236_000,
            "6-2": 1_250_000, "6-3": 500_000,
        ]
        for (row, amount) in amounts { try plan.correct(["price-\(row)": "\(amount) 元/批"]) }
        for row in amounts.keys + ["2-2"] { try plan.correct(["quantity-\(row)": "1 批"]) }
        try plan.correct(
            ["due-1": "2018-12-31", "due-10": "2019-12-31", "due-14": "2019-11-30"],
            in: "schedule.yaml")
        try plan.sayAlike("acceptance", "town-centre", "village-station")
        try plan.expectSettled()
    }

    @Test("耿马县")
    func gengma() throws {
        var plan = try Copy("gengma")
        try plan.correct([
            "townships": "11 个", "villages": "130 个", "fund-county-yearly": "200 万元",
            "threshold": "60 分值",
        ])
        try plan.replace(
            "{is: 2018-01-01, printed: 2018年1月,", "{is: 2018-02-01, standing: corrected,",
            in: "schedule.yaml")
        try plan.sayAlike("village-unit", "township-unit", "programme", "overseas-chinese-farm")
        try plan.expectSettled()
    }

    @Test("新河县")
    func xinhe() throws {
        var plan = try Copy("xinhe")
        try plan.correct(["designs": "139 个", "stations": "120 个"])
        try plan.replace(
            "figures:\n", "figures:\n  - {id: grant, name: 资金, is: 2000 万元, standing: assumed}\n",
            in: "figures.yaml")
        plan.text.add("funds:\n  - {id: grant, name: 资金, amount: grant}\n", as: "money.yaml")
        try plan.replace(
            "issued: {is: unknown, why: 文中没有发文日期,", "issued: {is: 2020-01-01, standing: corrected,",
            in: "pack.yaml")
        try plan.set("number", ["all": "500"], in: "training.yaml")
        try plan.replace(
            "      - {no: 6, is: 物流信息,",
            "      - {no: 6, is: 包装仓储信息, src: L33 包装仓储信息}\n      - {no: 7, is: 物流信息,",
            in: "structure.yaml")
        try plan.replace("{no: 7, is: 销售管理", "{no: 8, is: 销售管理", in: "structure.yaml")
        try plan.sayAlike(
            "village-unit", "township-unit", "data-centre", "supplier", "slogan",
            "certification-flow")
        try plan.expectSettled()
    }
}
