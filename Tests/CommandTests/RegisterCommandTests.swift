import Foundation
import Spreadsheets
import Testing

/// Registers with `countyctl` and a daemon: what is wrong, what is hidden, what others did meanwhile.
@Suite("countyctl register", .countyDaemon, .serialized)
struct RegisterCommandTests {
    private func run(_ words: String..., chinese: Bool = false) async throws -> ProgramRun {
        let isForm = words.starts(with: ["programme"])
        let all = words + ["--pack", "xinhe"]
        return isForm
            ? try await ProgramRun.of("countyctl", all)
            : try await CountyDaemon.countyctl(all, chinese: chinese)
    }

    /// A table of producers as CSV: name, legal person, telephone, business, origin.
    private func table(_ scratch: Scratch, _ name: String, _ rows: [String]) throws -> String {
        let header = "企业名称,法人,联系方式,主要经营范围,产地信息"
        let text = ([header] + rows).map { $0 + "\r\n" }.joined()
        return try scratch.write(text.utf8, to: name)
    }

    @Test(
        "everything wrong is told at once with its cell, in the reader's language; nothing is taken"
    )
    func wrongCells() async throws {
        let scratch = try Scratch()
        let rows: [[SheetCell]] = [
            [.text("坏样一"), .empty, .text("电话"), .text("蔬菜"), .text("示例乡")],
            [.text("坏样二"), .text("村民甲"), .number("3190000000"), .text("蔬菜"), .text("示例乡")],
            [.text("坏样二"), .text("村民乙"), .empty, .text("水果"), .text("示例乡")],
        ]
        let columns = ["企业名称", "法人", "联系方式", "主要经营范围", "产地信息"].map {
            SheetDraft.Column($0)
        }
        let path = scratch.path + "/bad.xlsx"
        try WorkbookDraft(sheets: [SheetDraft("登记", columns: columns, rows: rows)], created: 0)
            .write(to: path)
        let words = ["import", "producers", path, "--by", "经办甲", "--pack", "xinhe"]
        let english = try await CountyDaemon.countyctl(words)
        #expect(english.code == 65)
        for place in ["bad.xlsx:B2: ", "bad.xlsx:C2: ", "bad.xlsx:4: "] {
            #expect(english.errors.contains(place), "\(english.errors)")
        }
        #expect(english.errors.contains("3 problems, nothing was imported"))
        let chinese = try await CountyDaemon.countyctl(words, chinese: true)
        #expect(chinese.errors.contains("“法人”要填写"))
        #expect(chinese.errors.contains("与第 3 行是同一条记录"))
        let before = try await run("register", "show", "producers", "坏样二")
        #expect(before.code == 65)
        let partial = try await CountyDaemon.countyctl(words + ["--partial", "--json"])
        #expect(partial.code == 0)
        let answer = try object(partial.text)
        #expect(answer["added"] as? Int == 1)
        #expect((answer["problems"] as? [[String: Any]])?.count == 3)
    }

    @Test("a preview writes nothing; importing twice makes no second version")
    func repeated() async throws {
        let scratch = try Scratch()
        let file = try table(scratch, "a.csv", ["重复样,村民甲,0319-0000001,蔬菜,示例乡"])
        let preview = try await run(
            "import", "producers", file, "--by", "经办甲", "--preview", "--json")
        #expect(try object(preview.text)["added"] as? Int == 1)
        #expect(try await run("register", "show", "producers", "重复样").code == 65)
        for (added, same) in [(1, 0), (0, 1)] {
            let run = try await run("import", "producers", file, "--by", "经办甲", "--json")
            let answer = try object(run.text)
            #expect(answer["added"] as? Int == added && answer["same"] as? Int == same)
        }
        let history = try await run("register", "history", "producers", "重复样", "--json")
        #expect(history.lines.count == 1)
    }

    @Test("names and telephones are masked; a masked export can be changed and imported again")
    func masks() async throws {
        let scratch = try Scratch()
        let file = try table(scratch, "a.csv", ["遮挡样,村民某某,0319-0000002,蔬菜,示例乡"])
        #expect(try await run("import", "producers", file, "--by", "经办甲").code == 0)
        let shown = try await run("register", "show", "producers", "遮挡样")
        #expect(shown.text.contains("法人：村***") && !shown.text.contains("某某"))
        #expect(!shown.text.contains("0319-0000002"))

        let export = scratch.path + "/masked.csv"
        #expect(try await run("export", "producers", "-o", export).code == 0)
        let text = try String(contentsOfFile: export, encoding: .utf8)
        let line = try #require(text.split(separator: "\r\n").first { $0.contains("遮挡样") })
        #expect(!line.contains("某某"))
        let header = try #require(text.split(separator: "\r\n").first)
        let changed = "\(header)\r\n\(line.replacing("蔬菜", with: "水果"))\r\n"
        let again = try scratch.write(changed.utf8, to: "again.csv")
        let answer = try await run("import", "producers", again, "--by", "经办乙", "--json")
        #expect(try object(answer.text)["changed"] as? Int == 1, "\(answer.errors)")
        let full = try await run(
            "register", "show", "producers", "遮挡样", "--unmasked", "--by", "经办甲", "--reason",
            "电话回访")
        #expect(full.text.contains("村民某某") && full.text.contains("0319-0000002"))
        #expect(full.text.contains("水果"))
        let masked = try table(scratch, "new.csv", ["遮挡新样,王**,,蔬菜,示例乡"])
        let refused = try await run("import", "producers", masked, "--by", "经办甲")
        #expect(refused.code == 65 && refused.errors.contains("new.csv:B2: "))
    }

    @Test(
        "without masks only for a named person and reason, which are written down; the file is private"
    )
    func unmasked() async throws {
        let scratch = try Scratch()
        let path = scratch.path + "/all.csv"
        for words in [[], ["--by", "经办甲"], ["--reason", "核对"]] {
            let run = try await CountyDaemon.countyctl(
                ["export", "producers", "--pack", "xinhe", "--unmasked", "-o", path] + words)
            #expect(run.code == 64, "\(words): \(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        let done = try await run(
            "export", "producers", "--unmasked", "-o", path, "--by", "经办丙", "--reason", "季度核对")
        #expect(done.code == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let log = try await run("register", "log")
        #expect(log.lines.first?.contains("unmasked") == true)
        #expect(log.lines.first?.contains("经办丙\t季度核对") == true)
        let twice = try await run("export", "producers", "-o", path)
        #expect(twice.code == 73)
    }

    @Test("what somebody else changed since the export is not overwritten")
    func meanwhile() async throws {
        let scratch = try Scratch()
        let file = try table(scratch, "a.csv", ["并发样,村民甲,,蔬菜,示例乡"])
        #expect(try await run("import", "producers", file, "--by", "经办甲").code == 0)
        let export = scratch.path + "/old.csv"
        #expect(try await run("export", "producers", "-o", export).code == 0)
        let newer = try table(scratch, "b.csv", ["并发样,村民甲,,水果,示例乡"])
        #expect(try await run("import", "producers", newer, "--by", "经办乙").code == 0)
        let text = try String(contentsOfFile: export, encoding: .utf8).split(separator: "\r\n")
        let line = try #require(text.first { $0.contains("并发样") })
        let changed = "\(text[0])\r\n\(line.replacing("蔬菜", with: "粮食"))\r\n"
        let path = try scratch.write(changed.utf8, to: "old-changed.csv")
        let run = try await run("import", "producers", path, "--by", "经办甲", chinese: true)
        #expect(run.code == 65)
        #expect(run.errors.contains("导出之后别人改过这条记录（现为第 2 版）"))
    }

    @Test("likely duplicates, closing, and what the list says")
    func closing() async throws {
        let scratch = try Scratch()
        let file = try table(
            scratch, "a.csv", ["注销样一,村民丁,,蔬菜,示例村", "注销样二,村民丁,,水果,示例 村"])
        #expect(try await run("import", "producers", file, "--by", "经办甲").code == 0)
        let pairs = try await run("register", "duplicates", "producers")
        #expect(pairs.text.contains("注销样一\t注销样二\t法人、产地信息"))
        let close = try await run(
            "register", "close", "producers", "注销样二", "--by", "经办甲", "--reason", "重复登记",
            "--on", "2020-08-31")
        #expect(close.code == 0 && close.errors.contains("Nobody has said how long it is kept"))
        let none = try await run("register", "duplicates", "producers")
        #expect(none.code == 0 && !none.text.contains("注销样"))
        let history = try await run("register", "history", "producers", "注销样二")
        #expect(history.text.contains("2020-08-31") && history.text.contains("重复登记"))
        let list = try await run("register", "list")
        let line = try #require(list.lines.first { $0.hasPrefix("producers\t") })
        #expect(line.contains("\t1\t"))
        let again = try await run("import", "producers", file, "--by", "经办甲")
        #expect(again.code == 65 && again.errors.contains("is closed"))
    }

    @Test("a register that is not there, a file that is no table, a day that is none")
    func mistakes() async throws {
        let scratch = try Scratch()
        let unknown = try await run("register", "show", "producer")
        #expect(unknown.code == 64 && unknown.errors.contains("producers"))
        let text = try scratch.write("企业名称".utf8, to: "a.txt")
        #expect(try await run("import", "producers", text, "--by", "甲").code == 64)
        let old = try scratch.write([0xD0, 0xCF, 0x11, 0xE0], to: "old.xlsx")
        let refused = try await run("import", "producers", old, "--by", "甲", chinese: true)
        #expect(refused.code == 65 && refused.errors.contains("旧的 .xls 或带密码"))
        let file = try table(scratch, "a.csv", [])
        let day = try await run("import", "producers", file, "--by", "甲", "--on", "8月31日")
        #expect(day.code == 64)
        let heading = try scratch.write("企业名称,电话号码\r\n".utf8, to: "b.csv")
        let wrong = try await run("import", "producers", heading, "--by", "甲")
        #expect(wrong.code == 65 && wrong.errors.contains("b.csv:B1: "))
    }
}
