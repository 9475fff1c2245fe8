import CountyProgramme
import Testing

/// Whether a plan says one thing of one thing is computed from all the places that say it.
struct PlanWordingTests {
    struct Group: Sendable, CustomTestStringConvertible {
        let pack: String
        let name: String
        let lines: [Int]
        let texts: [String]
        var isAlike: Bool { Set(texts).count == 1 }
        var testDescription: String { "\(pack) \(name)" }
    }

    private static let file = "structure.yaml"

    static let groups: [Group] = PlanPacks.ids.flatMap { id -> [Group] in
        guard let text = try? PackText(id) else { return [] }
        let places = text.lines(file).enumerated().compactMap {
            place, line -> (name: String, place: Int, text: String)? in
            guard let subject = line.value(of: "subject"), let aspect = line.value(of: "aspect"),
                let words = line.value(of: "is")
            else { return nil }
            return ("\(subject).\(aspect)", place, words)
        }
        return Dictionary(grouping: places, by: \.name).filter { $0.value.count > 1 }
            .map { name, group in
                Group(
                    pack: id, name: name, lines: group.map(\.place), texts: group.map(\.text))
            }
            .sorted { $0.name < $1.name }
    }

    private func isFound(_ group: Group, in text: PackText) throws -> Bool {
        try text.pack().check().findings.contains { $0.id == "wording.\(group.name)" }
    }

    private func said(_ words: String, at lines: [Int], in text: PackText) throws -> PackText {
        try lines.reduce(text) { text, place in
            let line = try #require(text.lines(Self.file)[place].setting("is", to: words))
            return text.with(line, at: place, of: Self.file)
        }
    }

    @Test("It is found where the places differ, and only there", arguments: groups)
    func differs(_ group: Group) throws {
        let text = try PackText(group.pack)
        #expect(try isFound(group, in: text) == !group.isAlike)
        let alike = try said(try #require(group.texts.first), at: group.lines, in: text)
        #expect(try !isFound(group, in: alike))
        for place in [group.lines.first, group.lines.last].compactMap({ $0 }) {
            #expect(try isFound(group, in: try said("别的说法", at: [place], in: alike)))
        }
    }

    @Test("Each plan has things that it names alike in all places", arguments: PlanPacks.ids)
    func alike(id: String) {
        let groups = Self.groups.filter { $0.pack == id }
        #expect(Set(groups.map(\.isAlike)) == [true, false])
    }
}
