import Foundation
import SeededRandom
import Testing

@testable import Identifiers

/// Compares with independent libraries, when CUNZHAN_PYTHON names a Python that has them.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] != nil))
struct OracleTests {
    private func ask(_ questions: [[String: String]]) throws -> [Any] {
        let process = Process()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Oracles/identifiers_oracle.py")
        let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] ?? "python3"
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path]
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("identifiers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("in")
        let output = folder.appendingPathComponent("out")
        let lines = try questions.map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
        try Data().write(to: output)
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
        }
    }

    @Test func elementStringsAgree() throws {
        var generator = ElementGenerator(seed: 4)
        var questions: [[String: String]] = []
        var expected: [[ElementString]] = []
        for row in AITable.rows {
            for _ in 0..<5 {
                let trade = ElementString(ai: "01", value: "09501101530003")
                let element = generator.element(of: row)
                guard !ReferenceLibrary.biip.refusesGood(row.digits) else { continue }
                questions.append(["gs1": "01\(trade.value)\(element.ai)\(element.value)"])
                expected.append([trade, element])
            }
        }
        let answers = try ask(questions)
        #expect(answers.count == questions.count)
        for (place, answer) in answers.enumerated() {
            let pairs = (answer as? [[String]])?.map { ElementString(ai: $0[0], value: $0[1]) }
            #expect(pairs == expected[place], "\(questions[place])")
        }
    }

    @Test(arguments: ReferenceLibrary.allCases, [UInt64(21), 22, 23])
    func brokenMessagesAreJudgedAlike(_ library: ReferenceLibrary, _ seed: UInt64) throws {
        var messages = BrokenMessages(seed: seed)
        let texts = AITable.rows.flatMap { row in (0..<12).map { _ in messages.next(row) } }
            .filter(library.isAsked)
        let answers = try ask(texts.map { [library.question: $0] })
        try #require(answers.count == texts.count)
        for (text, answer) in zip(texts, answers) {
            let ours = identify("]C1" + text)
            let theirs = library.elements(answer)
            let fault = ours.error?.fault
            // No other library looks at which elements stand together.
            let isFine = fault.map(ReferenceLibrary.ofCombination.contains) ?? true
            let ai = isFine ? ours.elements.dropFirst().first?.ai : ours.error?.ai
            let expected = isFine ? library.form(ours.elements) : nil
            guard theirs != expected else { continue }
            let isKnown = library.differences.contains { difference in
                difference.covers(fault: isFine ? nil : fault, ai: ai)
            }
            #expect(
                isKnown,
                "\(library) \(text.replacing("\u{1D}", with: "<GS>")): \(ours.jsonLine) \(String(describing: theirs))"
            )
        }
    }

    /// Length, character set and separator of every identifier, beside GS1's list as stdnum has it.
    @Test func tablesHaveTheSameShapes() throws {
        let all = AITable.rows.flatMap { row in
            (row.lastDigit.map { $0.map(String.init) } ?? [""]).map { (row, row.digits + $0) }
        }
        let answers = try ask(all.map { ["shape": $0.1] })
        try #require(answers.count == all.count)
        for ((row, ai), answer) in zip(all, answers) {
            let theirs = try #require(answer as? [String: Any])
            let length = row.components.reduce(0) { $0 + $1.length.upperBound }
            #expect(theirs["length"] as? Int == length, "\(ai)")
            #expect(theirs["fixed"] as? Bool == row.isFixedLength, "\(ai)")
            let isDigits = row.components.allSatisfy { $0.repertoire == .digits }
            #expect(theirs["digits"] as? Bool == isDigits, "\(ai)")
            #expect(theirs["separator"] as? Bool == !row.isPredefined, "\(ai)")
        }
    }

    @Test func tablesKnowTheSameIdentifiers() throws {
        let digits = (0...9).map(String.init)
        let two = digits.flatMap { first in digits.map { first + $0 } }
        let three = two.flatMap { start in digits.map { start + $0 } }
        let all = two + three + three.flatMap { start in digits.map { start + $0 } }
        let answers = try ask(all.map { ["knows": $0] })
        for (ai, answer) in zip(all, answers) {
            let isKnown = AIIndex.shared.match(Array(ai.utf8)[...]) != nil
            #expect(isKnown == answer as? Bool, "\(ai)")
        }
    }

    @Test func checkCharactersAgree() throws {
        var random = SeededGenerator(seed: 9)
        let bodies = (0..<300).map { _ in
            String(
                (0..<Int.random(in: 1...30, using: &random)).map { _ in
                    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".randomElement(using: &random) ?? "0"
                })
        }
        let answers = try ask(bodies.map { ["mod37_36": $0] })
        for (body, answer) in zip(bodies, answers) {
            #expect(CheckDigits.mod37_36(of: body).map(String.init) == answer as? String)
        }
    }

    @Test func checkDigitsAgree() throws {
        var random = SeededGenerator(seed: 10)
        let numbers = (0..<1000).map { _ in
            let count = [8, 12, 13, 14].randomElement(using: &random) ?? 8
            return String(
                (0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
        }
        let answers = try ask(numbers.map { ["ean": $0] })
        for (number, answer) in zip(numbers, answers) {
            #expect(CheckDigits.isValidGS1(number) == answer as? Bool, "\(number)")
        }
    }
}
