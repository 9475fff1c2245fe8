import CountyProgramme
import Testing

/// Several counties' plans beside one another.
struct SisterTests {
    private static func head(_ id: String, _ sisters: String) -> String {
        """
        pack:
          id: \(id)
          county: {code: "000000000001", name: 某县}
          number: 某文〔2018〕1号
          issued: {is: 2018-05-16, src: L1 2018年5月16日}
          version: 1
          from: 2018-05-16
          sisters: \(sisters)

        """
    }

    private static func pack(
        _ id: String, sisters: String = "[]", hours: String, name: String
    ) throws -> ProgrammePack {
        let figures = "figures:\n  - {id: limit, name: 时限, is: \(hours), src: L2 时限\(hours)}\n"
        let structure = """
            shared:
              - {id: to-village, value: "limit + [0 小时]"}
            wordings:
              - {subject: unit, aspect: name, is: \(name), src: L3 \(name), sentence: unit}
            """
        return try ProgrammePack(files: [
            PackFile(name: "pack.yaml", text: head(id, sisters)),
            PackFile(name: "figures.yaml", text: figures),
            PackFile(name: "structure.yaml", text: structure),
        ])
    }

    @Test("One finding shows every county that differs, and none that agrees")
    func several() throws {
        let own = try Self.pack("a", sisters: "[b, c, d]", hours: "24 小时", name: "站")
        let others = [
            try Self.pack("b", hours: "5 天", name: "点"),
            try Self.pack("c", hours: "1 天", name: "站"),
            try Self.pack("d", hours: "48 小时", name: "店"),
        ]
        let findings = own.check(beside: others).findings
        #expect(findings.map(\.id) == ["sister.unit", "sister.to-village"])
        #expect(findings.first?.computed == .words("站 ≠ 点 ≠ 店"))
        #expect(findings.first?.evidence.map(\.pack) == ["a", "b", "d"])
        #expect(findings.last?.computed == .words("24 小时 ≠ 5 天 ≠ 48 小时"))
        #expect(findings.last?.evidence.map(\.pack) == ["a", "b", "d"])
    }

    @Test("A pack that is named and not at hand is told; one that is not named is passed over")
    func atHand() throws {
        let own = try Self.pack("a", sisters: "[b, c]", hours: "24 小时", name: "站")
        let other = try Self.pack("d", hours: "5 天", name: "点")
        let report = own.check(beside: [other])
        #expect(report.findings.isEmpty)
        #expect(report.inexpressible.map(\.what) == ["sisters/b", "sisters/c"])
    }

    @Test(
        "A change in any of the counties changes what is found",
        arguments: ["luoshan", "xixian", "wuhua"])
    func mutation(of id: String) throws {
        let own = try PlanPacks.pack("gengma")
        let sisters = try PlanPacks.sisters(of: own)
        let before = own.check(beside: sisters).findings.map(\.values)
        let changed = try sisters.map { sister in
            guard sister.id == id else { return sister }
            let day = try #require(Extent("<= 7 天"))
            return try #require(sister.replacing(figure: "delivery", with: day))
        }
        #expect(own.check(beside: changed).findings.map(\.values) != before)
    }

    @Test("A finding tells which of its values were assumed")
    func assumed() throws {
        let figures = """
            figures:
              - {id: a, name: 甲, is: 3 个, src: L2 3个, standing: assumed}
              - {id: b, name: 乙, is: 4 个, src: L2 4个}
              - {id: sum, name: 合计, is: 8 个, src: L2 8个}
            """
        let structure = "sums:\n  - {id: all, total: sum, parts: [a, b]}\n"
        func report(_ figures: String) throws -> CheckReport {
            try ProgrammePack(files: [
                PackFile(name: "pack.yaml", text: Self.head("a", "[]")),
                PackFile(name: "figures.yaml", text: figures),
                PackFile(name: "structure.yaml", text: structure),
            ]).check()
        }
        #expect(try report(figures).findings.map(\.assumed) == [["a"]])
        let printed = figures.replacing(", standing: assumed", with: "")
        #expect(try report(printed).findings.map(\.assumed) == [[]])
    }
}
