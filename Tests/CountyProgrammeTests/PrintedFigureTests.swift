import CountyProgramme
import Testing

/// What the plans print of the county itself, and counts whose list stands beside them.
struct PrintedFigureTests {
    /// Figures that no rule of the check needs, as printed.
    static let printed: [(pack: String, figures: [String: String])] = [
        (
            "luoshan",
            [
                "railway-east": "50 公里", "railway-west": "42 公里", "rice": "3.8 亿公斤",
                "wheat": "5600 万公斤", "rapeseed": "3000 万公斤", "forest-counties": "25 个",
                "forest-area": "100.6 万亩", "forest-share": "35.4%", "timber": "135.9 万立方米",
                "economic-forest": "42.56 万亩", "forest-fruit": "2021 万公斤", "tea-area": "> 5 万亩",
                "green-tea": "100 万公斤", "livestock-farms": "900 家", "livestock-value": "5 亿元",
                "aquatic": "1.8 万吨",
            ]
        ),
        (
            "xixian",
            [
                "known-brands": "> 50 个", "trademark-firms": "26 家", "operators": "> 3000 个",
                "leading-firms-status": "34 家", "cooperatives": "778 家", "family-farms": "22 家",
                "contract-grain": "40 万亩", "industry-bases": "30 个", "online-sellers": "> 40 种",
            ]
        ),
        (
            "wuhua",
            [
                "office-floor": "8 楼", "certified-new": "5 个", "brands-new": "3 个",
                "indication-new": "1 项", "broadband": "100%", "courier-coverage": "100%",
            ]
        ),
        ("gengma", ["poor-village-coverage": "100%"]),
        ("xinhe", ["trademarks": "10 件"]),
    ]

    @Test(
        "A printed number is stated, with a bound only where the plan prints one",
        arguments: printed)
    func figures(pack: String, figures: [String: String]) throws {
        let stated = try PlanPacks.pack(pack).figures
        for (id, text) in figures {
            let figure = try #require(stated[id], "\(pack)/\(id)")
            #expect(figure.extent == Extent(text), "\(pack)/\(id)")
        }
    }

    @Test(
        "A count is held against the list of its own sentence",
        arguments: ["luoshan", "xixian"], ["directions", "systems"])
    func counts(pack id: String, count: String) throws {
        func findings(_ files: [PackFile]) throws -> [String] {
            try ProgrammePack(id: id, files: files).check(beside: []).findings.map(\.id)
                .filter { $0.hasSuffix(count) }
        }
        let files = try PlanPacks.files(id)
        #expect(try findings(files) == [])
        let last =
            count == "systems" ? "      - {no: 6, is: 农产品质量安全追溯体系" : "      - {no: 7, is: 农产品网销精准扶贫"
        let shorter = files.map { file in
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            let kept = lines.filter { file.name != "structure.yaml" || !$0.hasPrefix(last) }
            return PackFile(name: file.name, text: kept.joined(separator: "\n"))
        }
        #expect(try findings(shorter) == ["count.\(count).\(count)"])
    }
}
