import CountyProgramme
import Foundation
import Testing

/// What is of our own making says so, in the packs and in the coverage of the ledger.
struct OwnMarkTests {
    @Test(
        "A step is printed in a document of its pack, or is marked as ours",
        arguments: RuleFiles.names)
    func steps(_ pack: String) throws {
        let documents = try ["plan"] + PlanPacks.pack(pack).parts.map(\.id)
        for workflow in try RuleFiles.rulebook(pack).workflows {
            for step in workflow.steps {
                let place = "\(pack)/\(workflow.id)/\(step.id)"
                guard let source = step.source else {
                    #expect(step.printedWords.isEmpty && step.ownWords.isEmpty, "\(place)")
                    continue
                }
                #expect(documents.contains(source.document), "\(place)")
                let parts = step.printedWords.flatMap { word in
                    [word] + word.split(whereSeparator: "、和及与并".contains).map(String.init)
                }
                #expect(parts.contains { source.phrase.contains($0) }, "\(place) \(source.phrase)")
            }
        }
    }

    @Test("A step that is neither printed nor marked, or both, is refused")
    func neither() throws {
        let files = RuleFiles.files("gengma", only: "/producer-duty.yaml")
        #expect(try !Rulebook(files: files).workflows.isEmpty)
        for (old, new) in [
            ("    ours: true\n", ""), ("    ours: true\n", "    ours: true\n    src: L1 甲\n"),
            ("ours_words: [全程监管", "ours_words: [没有的词"),
        ] {
            let changed = files.map { ($0.name, $0.text.replacing(old, with: new)) }
            #expect(throws: (any Error).self) { try Rulebook(files: changed) }
        }
    }

    private static let notes: [String: String] = {
        var root = PlanPacks.root.resolvingSymlinksInPath()
        for _ in 0..<3 { root = root.deletingLastPathComponent() }
        let path = root.appending(path: "Tests/Coverage/ledger.csv")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let pairs = text.split(separator: "\n").map { line in
            (String(line.prefix(3)), String(line))
        }
        return Dictionary(pairs) { first, _ in first }
    }()

    @Test("A row shown only by steps of ours says so", arguments: WorkflowRowTests.rows)
    func workflowNote(_ row: WorkflowRowTests.Row) throws {
        let rules = try RuleFiles.rulebook(row.pack)
        let workflow = try #require(rules.workflow(row.carrier))
        let own = workflow.steps.filter { $0.rows.contains(row.id) }
        let steps = workflow.rows.contains(row.id) ? workflow.steps : own
        let printed = Set(steps.flatMap(\.printedWords))
        let note = try #require(Self.notes[row.id])
        let isOurs = printed.isDisjoint(with: row.words)
        #expect(
            note.contains("steps are ours; the plan names the duty only") == isOurs, "\(row.id)")
    }

    @Test("A row shown only by fields of ours says so", arguments: RegisterRowTests.rows)
    func registerNote(_ row: RegisterRowTests.Row) throws {
        let type = try #require(try RuleFiles.rulebook(row.pack).register(row.carrier))
        let printed = type.fields.filter(\.isPrinted).flatMap { field in
            switch field.type {
            case .code(let codes), .codes(let codes): [field.name] + codes
            default: [field.name]
            }
        }
        let note = try #require(Self.notes[row.id])
        let isOurs = Set(printed).isDisjoint(with: row.words)
        #expect(
            note.contains("fields are ours; the plan names the register only") == isOurs,
            "\(row.id)")
    }
}
