import ArgumentParser
import County
import CountyProgramme
import Identifiers

/// The command `countyctl facts …`.
struct FactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts", abstract: "统计数据 · What was counted: every indicator is made of it.",
        subcommands: [Import.self, Correct.self, List.self, Claims.self])

    private struct Count: Encodable {
        let added: Int
        let same: Int
    }

    /// A fact with how it came to be, as `facts` prints it.
    private struct Answer: Encodable {
        let id: String
        let measure: String
        let day: String
        let place: String?
        let quantity: String
        let attributes: [String: String]
        let subject: String?
        let programme: String?
        let source: String
        let recorded: String
        let replaces: String?
        let replaced_by: String?

        init(_ fact: Fact, replacedBy: String? = nil) {
            id = fact.id
            measure = fact.measure
            day = fact.day.description
            place = fact.place?.description
            quantity = fact.quantity.description
            attributes = fact.attributes
            subject = fact.subject
            programme = fact.programme
            source = fact.source.description
            recorded = fact.recorded.description
            replaces = fact.replaces
            replaced_by = replacedBy
        }

        func show() {
            let words = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let change = replaced_by.map { "已更正 → \($0)" } ?? replaces.map { "更正 \($0)" } ?? ""
            Terminal.line(
                [
                    id, day, measure, place ?? "", quantity, words.joined(separator: "；"),
                    subject ?? "", source, recorded, change,
                ].joined(separator: "\t"))
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "导入数据表 · Keep the facts of a table, all or none.",
            discussion: """
                同一张表导入几次结果一样；改过的行不会悄悄覆盖，要用“更正”列或 facts correct。
                The same table may come again without effect. A line that was changed is refused: \
                correct facts by the column 更正 or by facts correct.
                """)
        @Argument(help: "表，.xlsx 或 .csv · The table.")
        var file: String
        @Option(help: "经办人 · Who does it.")
        var by: String
        @Flag(help: "只检查，不写入 · Only look for mistakes.")
        var check = false
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var facts = try await KeptFacts(Office(desk))
            let taken = try FactTable.take(file, into: &facts.book, recorded: Office.today)
            if !check, !taken.new.isEmpty { try await facts.write(taken.new, by: by) }
            let count = Count(added: taken.new.count, same: taken.same)
            if output.json { return try Terminal.json(count) }
            Terminal.tell(
                Message(
                    (check ? "可以导入：" : "已导入：") + "新增 \(count.added) 条，原有 \(count.same) 条。",
                    (check ? "it fits: " : "kept: ") + "\(count.added) new, \(count.same) known."))
        }
    }

    struct Correct: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "更正 · Put a fact right by another one; nought withdraws it.")
        @Argument(help: "数据编号 · The fact's id.")
        var id: String
        @Option(help: "数量，0 为撤销 · How much; 0 withdraws it.")
        var quantity: String
        @Option(help: "日期 · The day, if that was wrong.")
        var day: String?
        @Option(help: "经办人 · Who does it.")
        var by: String
        @Option(help: "原因 · Why.")
        var reason: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var facts = try await KeptFacts(Office(desk))
            let old = try facts.fact(id)
            // A clerk's own ids may look like those of corrections.
            var number = facts.book.facts.corrections(of: id).count
            while facts.book.facts.fact("\(id)-\(number)") != nil { number += 1 }
            do {
                let new = Fact(
                    id: "\(id)-\(number)", measure: old.measure,
                    day: try day.map(Office.day) ?? old.day, place: old.place,
                    quantity: try FactTable.quantity(quantity, old.quantity.unit),
                    attributes: old.attributes, subject: old.subject, programme: old.programme,
                    source: .entry(by: by), recorded: Office.today, replaces: id)
                try facts.book.append(new)
                try await facts.write([new], by: by, reason: reason)
                if output.json { try Terminal.json(Answer(new)) } else { Answer(new).show() }
            } catch let problem as RowProblem {
                throw CountyError(.usage, problem.message.chinese, problem.message.english)
            } catch let refusal as FactRefusal {
                throw CountyError(.badData, refusal.chinese + "。", refusal.english + ".")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出数据 · The facts that hold; --all with those that were corrected.")
        @Option(help: "只列这一数据项 · Of this measure only.")
        var measure: String?
        @Option(help: "从哪天 · From this day.")
        var from: String?
        @Option(help: "到哪天 · To this day.")
        var to: String?
        @Flag(help: "连已更正的一起列 · Those that were corrected, too.")
        var all = false
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let facts = try await KeptFacts(Office(desk))
            let (first, last) = (try from.map(Office.day), try to.map(Office.day))
            for entry in facts.kept.written {
                let fact = try facts.fact(entry.id)
                let later = facts.book.facts.corrections(of: fact.id).dropFirst().first?.id
                guard measure.map({ $0 == fact.measure }) ?? true,
                    first.map({ $0 <= fact.day }) ?? true, last.map({ fact.day <= $0 }) ?? true,
                    all || later == nil
                else { continue }
                let answer = Answer(fact, replacedBy: later)
                if output.json { try Terminal.json(answer) } else { answer.show() }
            }
        }
    }

    struct Claims: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "重复申报 · What several programmes claim as their own result.")

        private struct Claim: Encodable {
            let rule: String
            let name: String
            let key: [String]
            let programmes: [String]
            let facts: [String]
        }

        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let facts = try await KeptFacts(Office(desk))
            for review in facts.book.doubleClaims() {
                for double in review.double {
                    let claim = Claim(
                        rule: review.rule.id, name: review.rule.name, key: double.key,
                        programmes: double.programmes, facts: double.facts.map(\.id))
                    if output.json { try Terminal.json(claim) } else { show(claim) }
                }
                if !output.json, !review.undecidable.isEmpty {
                    let ids = review.undecidable.map(\.id).joined(separator: " ")
                    Terminal.line("\(review.rule.name)\t无法判断 · cannot be told\t\(ids)")
                }
            }
        }

        private func show(_ claim: Claim) {
            Terminal.line(
                "\(claim.name)\t\(claim.key.joined(separator: " "))\t"
                    + "\(claim.programmes.joined(separator: "、"))\t"
                    + claim.facts.joined(separator: " "))
        }
    }
}
