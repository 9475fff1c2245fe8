import CountyProgramme
import StrictYAML
import Testing

/// What people read when a rule file is wrong: the place, what was expected, in both languages.
struct RuleFileErrorTests {
    @Test("A wrong file is refused with place and remedy", arguments: cases)
    func refused(name: String, text: String, chinese: String, english: String) throws {
        let error = #expect(throws: YAMLError.self) {
            try Rulebook(files: [(name, text)])
        }
        #expect(error?.description == english)
        #expect(error?.chineseDescription == chinese)
    }

    private static let clock = """
        clocks:
          - id: a
            event: e
            act: b
            count: {working_days: 2}
            limit: within
        """

    private static let flow = """
        id: f
        title: t
        src: L1 t
        outcomes: [好]
        steps:
          - {id: s1, no: 1, name: n, ours: true, actor: r, next: [{choice: c, to: s3}]}
          - {id: s2, no: 2, name: n, ours: true, actor: r, next: [{choice: c, end: 好}]}
        """

    static let cases: [(name: String, text: String, chinese: String, english: String)] = [
        (
            "clocks.yaml", clock + "\n    first_day: unknown\n    src: L1 x",
            "clocks.yaml:7:16: 未知的值要写原因：{is: unknown, why: …}",
            "clocks.yaml:7:16: an unknown value needs its reason: write {is: unknown, why: …}"
        ),
        (
            "clocks.yaml", clock + "\n    src: L1 x",
            "clocks.yaml:2:5: 缺少键 'first_day'，请补上",
            "clocks.yaml:2:5: key 'first_day' is missing"
        ),
        (
            "clocks.yaml", clock + "\n    first_day: true\n    inclusive: true\n    src: L1 x",
            "clocks.yaml:8:5: 不认识的键 'inclusive'，这里可以写："
                + "act, channels, count, event, first_day, from, id, limit, remind, rows, src, units",
            "clocks.yaml:8:5: unknown key 'inclusive', known here: "
                + "act, channels, count, event, first_day, from, id, limit, remind, rows, src, units"
        ),
        (
            "clocks.yaml",
            clock + "\n    first_day: true\n    src: L1 x\n"
                + clock.replacing("clocks:\n", with: "")
                + "\n    first_day: true\n    src: L1 x",
            "clocks.yaml:1:1: 'a' 定义了两次，请只留一个",
            "clocks.yaml:1:1: 'a' is defined twice"
        ),
        (
            "workflows/f.yaml", flow,
            "workflows/f.yaml:6:75: 没有步骤 's3'，最接近的是 's1'",
            "workflows/f.yaml:6:75: there is no step 's3', nearest is 's1'"
        ),
        (
            "workflows/f.yaml", flow.replacing("to: s3", with: "end: 好"),
            "workflows/f.yaml:1:1: 没有哪一步通到 's2'",
            "workflows/f.yaml:1:1: no step leads to 's2'"
        ),
        (
            "registers/r.yaml",
            """
            registers:
              - id: r
                title: t
                key: [姓名]
                keep_months: {is: unknown, why: w}
                src: L1 t
                fields:
                  - {name: 姓名, type: text, required: true, mask: name}
            """,
            "registers/r.yaml:8:9: 需要遮挡的是个人信息，请写明用途 purpose",
            "registers/r.yaml:8:9: a masked field is personal: say its purpose"
        ),
    ]
}
