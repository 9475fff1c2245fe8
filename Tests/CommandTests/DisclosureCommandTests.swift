import CountyProgramme
import Foundation
import Testing

/// Ledger rows that have to be public: each wants its own fields, channels, filings and answers until
/// a clerk has recorded them.
@Suite("Publications kept by a county", .countyDaemon)
struct DisclosureCommandTests {
    typealias Row = WordRow

    @Test("a row's items are published, filed and answered", arguments: rows)
    func row(_ row: Row) async throws {
        let scratch = try Scratch()
        let copy = try PackCopy(row.pack, as: "\(row.pack)-\(row.id.lowercased())", in: scratch)
        let items = copy.rules.disclosure.items.filter { $0.rows.contains(row.id) }
        try #require(!items.isEmpty, "nothing carries \(row.id)")
        let answer = try scratch.write("答复".utf8, to: "answer.txt")
        var said = ""
        for item in items {
            let first = try await copy.answers(["disclosure", "show", item.id, "样例"])
            #expect(first[0]["missing_fields"] as? [String] == item.fields)
            #expect(first[0]["missing_filings"] as? [String] == item.filedWith)
            #expect(first[0]["served"] as? Bool == false)
            said += String(
                decoding: try JSONSerialization.data(
                    withJSONObject: first[0], options: .withoutEscapingSlashes), as: UTF8.self)
            let last = try await Self.publish(item, answer, copy)
            for key in ["missing_fields", "missing_channels", "missing_filings"] {
                #expect((last[key] as? [Any])?.isEmpty == true, "\(row.id) \(key)")
            }
            let objections = last["objections"] as? [[String: Any]] ?? []
            #expect(objections.map { $0["answered"] as? String } == ["2019-03-05"])
            if item.display.isOpen { #expect(last["served"] is NSNull || last["served"] == nil) }
        }
        for word in row.words { #expect(said.contains(word), "\(row.id): \(word)") }
    }

    /// Does all that an item asks for; how it stands then.
    private static func publish(
        _ item: DisclosureItem, _ answer: String, _ copy: PackCopy
    ) async throws -> [String: Any] {
        func take(_ word: String, _ more: [String], on day: String) async throws {
            _ = try await copy.answers(
                ["disclosure", word, item.id, "样例", "--by", "经办人甲", "--on", day] + more)
        }
        for channel in item.channels.value ?? ["某渠道"] {
            let fields = item.fields.flatMap { ["--set", "\($0)=见附件"] }
            try await take("publish", ["--channel", channel] + fields, on: "2019-03-04")
        }
        for authority in item.filedWith {
            try await take("file", ["--authority", authority], on: "2019-03-04")
        }
        try await take("object", ["--number", "1", "--text", "有疑问"], on: "2019-03-04")
        try await take("answer", ["--number", "1", "--file", answer], on: "2019-03-05")
        return try #require(
            try await copy.answers(["disclosure", "show", item.id, "样例"]).first)
    }

    @Test("taken down too early is told; other words begin again; wrong names are refused")
    func displays() async throws {
        let scratch = try Scratch()
        let copy = try PackCopy("xixian", as: "xixian-display", in: scratch)
        let about = ["candidates", "样例", "--by", "经办人甲"]
        let up = ["--channel", "县政府网站", "--set", "承办单位候选人=样例甲公司"]
        _ = try await copy.answers(
            ["disclosure", "publish"] + about + up + ["--on", "2019-03-04"])
        _ = try await copy.answers(
            ["disclosure", "down"] + about
                + ["--channel", "县政府网站", "--reason", "网站维护", "--on", "2019-03-05"])
        let all = try await copy.answers(["disclosure", "show"])
        let displays = all[0]["displays"] as? [[String: Any]] ?? []
        #expect(displays.first?["state"] as? String == "too-short")
        #expect(all[0]["version"] as? Int == 1)
        let wrong = try await copy.countyctl(
            ["disclosure", "publish"] + about + ["--channel", "县政府网站", "--set", "候选=甲"])
        #expect(wrong.code == 65)
        let lost = try await copy.countyctl(
            ["disclosure", "begin"] + about + ["--clock", "no-such-clock"])
        #expect(lost.code == 64)
        let report = try await CountyDaemon.countyctl([
            "programme", "report", copy.folder, "--on", "2030-01-01", "--kept", "--json",
        ])
        let shown = try object(report.text)["displays"] as? [[String: Any]] ?? []
        #expect(shown.map { $0["item"] as? String } == ["candidates"])
    }
}

extension DisclosureCommandTests {
    static let rows: [Row] = [
        Row(
            "Q13", "luoshan", "省级财政部门指定的媒体", "市级政府采购中心", "县级政府采购中心", "采购项目信息", "采购项目公告", "采购文件",
            "采购项目预算金额", "采购人", "采购代理机构", "采购结果"),
        Row("Q14", "xixian", "采购项目公告", "采购文件", "采购项目预算金额", "采购结果", "采购代理机构", "采购项目信息", "采购人"),
        Row("Q15", "luoshan", "处理决定", "考核结果", "违法失信行为记录", "财政部门", "监管处罚信息"),
        Row("Q16", "xixian", "情况和问题", "各部门", "做好跟踪回应", "预判", "预案"),
        Row(
            "Q18", "wuhua", "县政府网站", "招投标相关信息", "业务数据", "财务计划", "进度公告", "五华县电子商务进农村综合示范工作", "整体方案",
            "具体实施方案", "相关政策", "相关报告"),
        Row(
            "Q19", "wuhua", "项目承办单位名称", "扶持资金额度", "绩效目标", "确定财政扶持带项目的决策文件",
            "监督电话", "纪检监察、审计举报窗口", "综合示范工作方案、决策过程和专项资金使用情况", "项目名称", "建设内容和要求", "完成时限",
            "示范县和项目承办单位责任人", "县政府信息中心", "征求意见"),
        Row("Q21", "luoshan", "本地媒体", "省商务厅", "省财政厅", "实施方案和项目资金管理办法", "实施方案", "项目资金管理办法"),
        Row("Q42", "gengma", "新闻", "广播", "相关政策", "电子商务进农村综合示范工作", "重要目的和意义"),
        Row("J03", "wuhua", "商品质量监测信息", "网络"),
        Row("L12", "luoshan", "信用信息", "信用信息公示"),
        Row("R20", "luoshan", "申报", "评审", "评估", "各环节工作情况"),
    ]
}
