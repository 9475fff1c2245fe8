import CountyProgramme
import Foundation
import StrictYAML
import Testing

/// What people read when a file is wrong: every message of every reader stands in a golden file.
struct RuleMessageTests {
    /// A small right file of each kind; what is wrong in a test is one of its words.
    private static let right: [(name: String, text: String)] = [
        ("pack.yaml", PackReadingTests.head + "\nparts: [{id: annex-1, title: 附件}]\n"),
        (
            "clocks.yaml",
            """
            clocks:
              - {id: within, event: e, act: a, count: {working_days: 2}, limit: within, first_day: true, from: 2020-01, src: L1 a}
              - {id: least, event: e, act: a, count: {working_days: 5}, limit: at-least, first_day: true, src: L1 a}
            """
        ),
        (
            "holidays.yaml",
            """
            notices:
              - id: n
                title: t
                year: 2020
                announced: 2019-11-01
                status: unverified
                holidays: [{name: 元旦, off: [2020-01-01, 2020-01-03]}]
            """
        ),
        (
            "registers/r.yaml",
            """
            registers:
              - id: r
                title: t
                key: [编号]
                keep_months: 12
                src: L1 t
                fields:
                  - {name: 编号, type: text, required: true}
                  - {name: 姓名, type: text, mask: name, purpose: 联系}
                  - {name: 上级, type: reference, of: r}
            """
        ),
        (
            "workflows/f.yaml",
            """
            id: f
            title: t
            src: L1 t
            outcomes: [好]
            applicant: 申请人
            steps:
              - {id: s1, no: 1, name: 受理, src: L1 受理, actor: r, record: [意见], clock: within, forms: [r], next: [{choice: c, to: s2, without: [意见]}]}
              - {id: s2, no: 2, name: 办结, src: L1 办结, ours_words: [记录], actor: r, record: [记录], next: [{choice: c, end: 好}]}
            """
        ),
        (
            "assessment.yaml",
            """
            sheets:
              - id: s
                title: t
                scope: c
                src: L1 t
                items:
                  - {id: i, title: t, up_to: 60, weight: 0.6}
                  - {id: j, title: t, checklist: [x], each: 1, weight: 0.4}
                grades: [{name: 优, from: 90}, {name: 合格, from: 60}]
            """
        ),
        (
            "training.yaml",
            """
            id: t
            src: L1 t
            groups: [村民]
            courses: [{id: c, title: t, audience: [村民], topics: [x]}]
            lines: [{id: l, courses: [c], number: 10, unit: 人次, src: L1 t}]
            certificate_hours: 8
            """
        ),
        (
            "records.yaml",
            """
            files:
              - id: p
                title: 一项一档
                per: 项目
                keep_months: 12
                stages: [实施]
                src: L1 一项一档
                folders: [{name: 实施, papers: [{name: 照片, stage: 实施, src: L1 照片}, {name: 合同, src: L1 合同}]}]
            """
        ),
        (
            "disclosure.yaml",
            """
            channels: [{id: site, name: 网站, src: L1 网站}]
            items: [{id: i, title: 公示, fields: [名单], channels: [site], display: least, src: L1 公示}]
            """
        ),
        (
            "indicators.yaml",
            """
            measures:
              - {id: sales, name: 销售, unit: 元, dims: {渠道: [内销, 外销]}, src: L1 销售}
            indicators:
              - {id: all, name: 销售额, rows: [], unit: 元, cycle: year, value: [{sum: sales, where: {渠道: 内销}}], ours: true}
              - {id: open, name: 占比, rows: [], unit: "%", cycle: year, value: [{sum: sales}], over: [{is: unknown, why: 没有写}], ours: true}
            poverty:
              - id: p
                title: t
                rows: []
                sales: [sales]
                shares: sales
                sale: 单号
                way: 渠道
                ways: [内销, 外销]
                indirect: [外销]
                indirect_rule: {is: unknown, why: 没有写}
                fewest: 5
                views: [{role: 某局, level: county, households: true}]
                src: L1 t
            """
        ),
        (
            "returns.yaml",
            """
            returns:
              - id: m
                title: 月报
                units: [甲镇]
                cycle: month
                clock: within
                approve: [县局]
                src: L1 月报
                items: [{name: 销售, indicator: all, required: true}, {name: 件数, type: number, unit: 件}]
                mapping: {status: unverified, columns: [{heading: 单位, is: unit}, {heading: 销售, item: 销售}]}
            """
        ),
        (
            "support.yaml",
            """
            schemes:
              - {id: s, title: 补贴, way: subsidy, uses: [装修], rate: 2 元/件, papers: [单据], src: L1 补贴, ours_words: [单据],
                 faults: [{id: f, words: 造假, effect: cut, part: 10%, src: L1 造假}]}
            """
        ),
        (
            "funds.yaml",
            """
            policies:
              - {id: a, year: 2018, fund: central, document: 某号文, standing: printed, src: L1 某号文,
                 shares: [{class: 上行, at_least: 50%}], negative: [楼堂馆所]}
            """
        ),
        (
            "recusals.yaml",
            "recusals:\n  - {id: kin, tie: kin, months_after: 0, document: 条例, standing: unverified}"
        ),
    ]

    /// A file, what stands in it, and what is written instead.
    private struct Slip {
        let file: String
        let old: String
        let new: String

        init(_ file: String, _ old: String, _ new: String) {
            self.file = file
            self.old = old
            self.new = new
        }
    }

    private static let slips = [
        Slip("clocks.yaml", "src: L1 a}", "src: annex-2 L1 a}"),
        Slip("clocks.yaml", "src: L1 a}", "src: 第一行}"),
        Slip("clocks.yaml", "{working_days: 2}", "{}"),
        Slip("clocks.yaml", "{working_days: 2}", "{working_days: 1001}"),
        Slip("clocks.yaml", "limit: within", "limit: until"),
        Slip("clocks.yaml", "first_day: true, from", "first_day: unknown, from"),
        Slip("clocks.yaml", "from: 2020-01", "from: 2020"),
        Slip("clocks.yaml", "id: least", "id: within"),
        Slip("holidays.yaml", "[2020-01-01, 2020-01-03]", "[2020-01-03, 2020-01-01]"),
        Slip("holidays.yaml", "2019-11-01", "2019-11-31"),
        Slip("holidays.yaml", "status: unverified", "status: sure"),
        Slip("registers/r.yaml", "key: [编号]", "key: [号]"),
        Slip("registers/r.yaml", "key: [编号]", "key: [姓名]"),
        Slip("registers/r.yaml", "name: 姓名", "name: 编号"),
        Slip("registers/r.yaml", ", purpose: 联系", ""),
        Slip("registers/r.yaml", "of: r", "of: q"),
        Slip("registers/r.yaml", "type: text, required", "type: words, required"),
        Slip("workflows/f.yaml", "id: s2", "id: s1"),
        Slip("workflows/f.yaml", "to: s2", "to: s3"),
        Slip("workflows/f.yaml", "to: s2", "end: 好"),
        Slip("workflows/f.yaml", "end: 好", "end: 坏"),
        Slip("workflows/f.yaml", "[{choice: c, end: 好}]", "[]"),
        Slip("workflows/f.yaml", "applicant: 申请人", "applicant: \"\""),
        Slip("workflows/f.yaml", "ours_words: [记录]", "ours_words: [档案]"),
        Slip("workflows/f.yaml", "without: [意见]", "without: [档案]"),
        Slip("workflows/f.yaml", "src: L1 受理, ", ""),
        Slip("workflows/f.yaml", "clock: within", "clock: witin"),
        Slip("workflows/f.yaml", "forms: [r]", "forms: [q]"),
        Slip("workflows/f.yaml", "no: 2", "no: 3"),
        Slip("assessment.yaml", "from: 60", "from: 95"),
        Slip("assessment.yaml", ", weight: 0.4", ""),
        Slip("assessment.yaml", "weight: 0.4", "weight: -0.4"),
        Slip("assessment.yaml", "weight: 0.4", "weight: 0.5"),
        Slip("assessment.yaml", "weight: 0.4", "weight: 0.4000000000000000000001"),
        Slip("assessment.yaml", "up_to: 60", "up_to: 六十"),
        Slip("training.yaml", "certificate_hours: 8", "certificate_hours: 8.00000000000000000001"),
        Slip("training.yaml", "courses: [c]", "courses: [d]"),
        Slip("training.yaml", "unit: 人次", "unit: 次"),
        Slip("records.yaml", "name: 合同", "name: 照片"),
        Slip("records.yaml", "stage: 实施", "stage: 验收"),
        Slip("records.yaml", "src: L1 一项一档", "src: L1 一项一档, ours_words: [别的]"),
        Slip("disclosure.yaml", "display: least", "display: within"),
        Slip("disclosure.yaml", "channels: [site]", "channels: [web]"),
        Slip("disclosure.yaml", "src: L1 公示}", "src: L1 公示, ours: true}"),
        Slip("indicators.yaml", "id: open", "id: all"),
        Slip("indicators.yaml", "src: L1 销售}", "src: L1 销售, ours: true}"),
        Slip("indicators.yaml", "unit: 元, dims", "unit: 9, dims"),
        Slip("indicators.yaml", "value: [{sum: sales}]", "value: []"),
        Slip("indicators.yaml", "value: [{sum: sales}]", "value: [{total: sales}]"),
        Slip("indicators.yaml", "is: unknown, why: 没有写}]", "is: 12}]"),
        Slip("indicators.yaml", "where: {渠道: 内销}", "where: {渠到: 内销}"),
        Slip("indicators.yaml", "where: {渠道: 内销}", "where: {渠道: 内消}"),
        Slip("indicators.yaml", "way: 渠道", "way: 方式"),
        Slip("returns.yaml", "name: 件数", "name: 销售"),
        Slip("returns.yaml", "unit: 件}", "unit: 9}"),
        Slip("returns.yaml", "indicator: all", "indicator: al"),
        Slip("returns.yaml", "item: 销售", "item: 销量"),
        Slip("returns.yaml", "is: unit", "is: units"),
        Slip("support.yaml", "rate: 2 元/件, ", ""),
        Slip("support.yaml", "rate: 2 元/件", "rate: 两元"),
        Slip("support.yaml", "rate: 2 元/件", "rate: 2 件"),
        Slip("support.yaml", "part: 10%", "part: 110%"),
        Slip("support.yaml", "ours_words: [单据]", "ours_words: [发票]"),
        Slip("funds.yaml", ", src: L1 某号文", ""),
        Slip("funds.yaml", "at_least: 50%", "at_least: 50%, at_most: 60%"),
        Slip("funds.yaml", "at_least: 50%", "at_least: 500%"),
        Slip("recusals.yaml", "tie: kin", "tie: friend"),
    ]

    private static func read(_ files: [(name: String, text: String)]) throws {
        _ = try Rulebook(files: files)
        _ = try FundPolicy.policies(in: files.map { PackFile(name: $0.name, text: $0.text) })
    }

    private static func message(_ slip: Slip) -> String {
        let files = right.map { file in
            guard file.name == slip.file, let place = file.text.firstRange(of: slip.old) else {
                return file
            }
            return (file.name, file.text.replacingCharacters(in: place, with: slip.new))
        }
        do {
            try read(files)
            return "accepted"
        } catch let error as YAMLError {
            return "\(error)\n\(error.chineseDescription)"
        } catch {
            return "other: \(error)"
        }
    }

    @Test("The files without a slip are right, and every slip is of one of them")
    func base() throws {
        #expect(throws: Never.self) { try Self.read(Self.right) }
        for slip in Self.slips {
            let file = try #require(Self.right.first { $0.name == slip.file })
            #expect(file.text.contains(slip.old), "\(slip.file) \(slip.old)")
        }
    }

    /// To renew `Golden/rule-errors.txt`, set `RENEW_GOLDEN` and look at the difference.
    @Test("Messages of rule files are as recorded")
    func messages() throws {
        let text = Self.slips.map { slip in
            "# \(slip.old) → \(slip.new)\n\(Self.message(slip))\n"
        }.joined(separator: "\n")
        let file = TestData.folder.appending(path: "Golden/rule-errors.txt")
        if ProcessInfo.processInfo.environment["RENEW_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
        #expect(!text.contains("accepted\n") && !text.contains("other: "))
    }

    // MARK: No message without a test

    /// The fixed parts of the first text after each `chinese:`.
    private static func literals(in source: String) -> [[String]] {
        source.components(separatedBy: "chinese:").dropFirst().compactMap { rest in
            let text = rest.drop { $0.isWhitespace }
            guard text.first == "\"" else { return nil }
            var parts = [""]
            var depth = 0
            var previous: Character = " "
            for character in text.dropFirst() {
                if depth == 0, character == "\"" { break }
                if character == "(", depth > 0 || previous == "\\" {
                    if depth == 0 { parts[parts.count - 1].removeLast() }
                    depth += 1
                } else if character == ")", depth > 0 {
                    depth -= 1
                    if depth == 0 { parts.append("") }
                } else if depth == 0 {
                    parts[parts.count - 1].append(character)
                }
                previous = character
            }
            return parts.filter { !$0.isEmpty }
        }
    }

    /// Begin messages that one exchanged word cannot bring about: a step twice, no step, very many
    /// fields.
    private static let moreThanASlip: Set<String> = ["步骤 '", "办理流程至少要有一步", "登记簿最多 "]

    private static func holds(_ line: Substring, _ parts: [String]) -> Bool {
        var rest = line
        for part in parts {
            guard let place = rest.firstRange(of: part) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }

    @Test("Every message of a reader of packs is in a golden file")
    func complete() throws {
        let sources = PlanPacks.root.resolvingSymlinksInPath().deletingLastPathComponent()
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
            .filter { name in
                let file = name.split(separator: "/").last ?? ""
                let isReader =
                    file.hasSuffix("File.swift") || file.hasPrefix("PackReader")
                    || ["StatedReading.swift", "Origin.swift", "Setting.swift", "Rulebook.swift"]
                        .contains(file)
                return isReader && file != "PackFile.swift"
            }
        #expect(names.count > 15)
        let golden = try ["pack-errors.txt", "rule-errors.txt"].map { name in
            try String(
                contentsOf: TestData.folder.appending(path: "Golden/\(name)"), encoding: .utf8)
        }
        let lines = golden.joined(separator: "\n").split(separator: "\n")
        for name in names.sorted() {
            let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            for parts in Self.literals(in: text)
            where !Self.moreThanASlip.contains(parts.first ?? "") {
                #expect(
                    lines.contains { Self.holds($0, parts) },
                    "\(name): \(parts.joined(separator: "…"))")
            }
        }
    }
}
