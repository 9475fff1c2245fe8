import CountyProgramme
import Foundation
import Testing

/// The example of the article for programs that use the library; the article shows these lines.
struct LibraryExampleTests {
    private struct Office {
        let pack: ProgrammePack
        let rules: Rulebook
        var book: IndicatorBook

        // ▼ open
        /// `files` are a pack's, as (name, text); `law` those of the folder `law`.
        init(files: [(name: String, text: String)], law: [(name: String, text: String)]) throws {
            pack = try ProgrammePack(files: files.map { PackFile(name: $0.name, text: $0.text) })
            rules = try Rulebook(files: files.filter { Rulebook.reads($0.name) } + law)
            book = IndicatorBook(rules.indicators, of: pack)
        }
        // ▲ open

        // ▼ contradictions
        /// Where the plan contradicts itself, with lines and words.
        func contradictions() -> [String] {
            pack.check(beside: []).findings.filter { $0.decision == nil }.map { finding in
                let said = finding.evidence.map { evidence in
                    let place = evidence.source.map { "L\($0.line) \($0.phrase)" } ?? "-"
                    return "\(evidence.value) (\(place))"
                }
                return "\(finding.id): \(said.joined(separator: ", "))"
            }
        }
        // ▲ contradictions

        // ▼ progress
        /// Takes what was counted; a mistake is told and changes nothing.
        mutating func take(_ facts: [Fact]) throws(FactRefusal) {
            for fact in facts { try book.append(fact) }
        }

        /// How a target stands on a day, why, and which facts were counted.
        func progress(of target: String, on day: Day) -> (state: String, why: [String])? {
            guard let progress = book.progress(of: target, on: day) else { return nil }
            let counted = book.lines(of: progress.target.indicator, in: book.start...day)
            let gaps = progress.readings.flatMap(\.answer.gaps).map { "\($0)" }
            let asked = progress.questions.map(\.chinese)
            return (progress.state.rawValue, counted.map { "\($0.source)" } + gaps + asked)
        }
        // ▲ progress

        // ▼ late
        /// Why work is late: what is missing of it, and what has to be decided first.
        func late(on day: Day, _ evidence: ProgrammeEvidence) -> [String: [String]] {
            let report = pack.report(on: day, rules: rules, evidence: evidence)
            return Dictionary(
                uniqueKeysWithValues: report.overdue.map { work in
                    let missing = work.missingParts + work.missingEvidence + work.blockedBy
                    return (work.item.id, missing + work.questions.map(\.chinese))
                })
        }
        // ▲ late
    }

    private static let article = PlanPacks.root.deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "County/County.docc/ProgrammeLibrary.md")

    private static func office() throws -> Office {
        let files = try PlanPacks.files("luoshan").map { ($0.name, $0.text) }
        return try Office(
            files: files, law: RuleFiles.files("luoshan").filter { $0.name.hasPrefix("law/") })
    }

    @Test("the example answers from pack and facts alone")
    func answers() throws {
        var office = try Self.office()
        #expect(
            office.contradictions().contains { $0.hasPrefix("claim.investment: 7350 万元 (L139") })
        let day = try #require(Day("2019-07-01"))
        let before = try #require(office.progress(of: "known-firms", on: day))
        #expect(before.state == "blocked")
        #expect(before.why.count == 1)
        let seen = try #require(Day("2019-06-01"))
        let count = try #require(Quantity("4 家"))
        try office.take([
            Fact(
                id: "f1", measure: "known-firms", day: seen, quantity: count,
                source: .entry(by: "县商务局"), recorded: seen)
        ])
        let after = try #require(office.progress(of: "known-firms", on: day))
        #expect(after.state == "reached")
        #expect(after.why == ["县商务局"])
        let late = office.late(on: day, ProgrammeEvidence(office.pack, office.rules))
        #expect(late["bodies"]?.contains("成立文件") == true)
    }

    @Test(
        "the article shows these lines", arguments: ["open", "contradictions", "progress", "late"])
    func shown(part: String) throws {
        let own = try String(contentsOfFile: #filePath, encoding: .utf8)
        let text = try String(contentsOf: Self.article, encoding: .utf8)
        let lines = own.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasSuffix("// ▼ \(part)") })
        let end = try #require(lines.firstIndex { $0.hasSuffix("// ▲ \(part)") })
        let shown = lines[(start + 1)..<end].map { $0.dropFirst(8) }.joined(separator: "\n")
        #expect(text.contains(shown), "\(part)")
    }
}
