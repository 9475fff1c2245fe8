import CountyProgramme
import StrictYAML
import Testing

/// Score sheets that would not mean what they say.
struct ScoreSheetTests {
    private static func sheet(grades: String = "", weights: [String]) throws -> ScoreSheet {
        let items = weights.enumerated().map { index, weight in
            "      - {id: i\(index), title: t, up_to: 100\(weight), evidence: []}\n"
        }
        let text = """
            sheets:
              - id: s
                title: t
                scope: c
                src: L1 x
                \(grades.isEmpty ? "rows: []" : "grades: [\(grades)]")
                items:

            """
        let rules = try Rulebook(files: [("assessment.yaml", text + items.joined())])
        return try #require(rules.sheet("s"))
    }

    private static func refusal(
        grades: String = "", weights: [String]
    ) -> String? {
        do {
            _ = try sheet(grades: grades, weights: weights)
            return nil
        } catch {
            return (error as? YAMLError)?.chineseDescription
        }
    }

    @Test("Grades are listed from the highest down")
    func grades() throws {
        let falling = "{name: 优, from: 90}, {name: 合格, from: 60}"
        let sheet = try Self.sheet(grades: falling, weights: [""])
        #expect(sheet.score(ScoreEvidence(marks: ["i0": Rational(95)])).grade == "优")
        #expect(sheet.score(ScoreEvidence(marks: ["i0": Rational(60)])).grade == "合格")
        let rising = "{name: 合格, from: 60}, {name: 优, from: 90}"
        #expect(
            Self.refusal(grades: rising, weights: [""])
                == "assessment.yaml:2:5: 等级 '优' 的起点不低于 '合格'，请从高到低写")
        let open = "{name: 中, from: {is: unknown, why: w}}"
        let across = "{name: 合格, from: 60}, \(open), {name: 优, from: 60}"
        #expect(Self.refusal(grades: across, weights: [""]) != nil)
    }

    @Test("Decided weights add up to one, and every item has one or none")
    func weights() {
        let unknown = ", weight: {is: unknown, why: w}"
        #expect(Self.refusal(weights: [", weight: 0.6", ", weight: 0.4"]) == nil)
        #expect(Self.refusal(weights: [", weight: 0.6", unknown]) == nil)
        #expect(Self.refusal(weights: ["", ""]) == nil)
        #expect(
            Self.refusal(weights: [", weight: 0.6", ", weight: 0.5"])
                == "assessment.yaml:2:5: 权重合计是 1.1，不是 1")
        for weights in [
            [", weight: 0.6", ", weight: 0.3"], [", weight: 1.6", unknown],
            [", weight: 1", ""], [", weight: 1.5", ", weight: -0.5"],
        ] {
            #expect(Self.refusal(weights: weights) != nil, "\(weights)")
        }
    }
}
