import CountyProgramme
import Testing

/// The text of a plan's pack, changed line by line as a county would.
struct PackText {
    let id: String
    let sisters: [ProgrammePack]
    /// What the check finds before anything is changed.
    let before: Set<FindingOutcome>
    private var files: [String: String]

    /// The five plans, read once.
    private static let plans: [String: PackText] = Dictionary(
        uniqueKeysWithValues: PlanPacks.ids.compactMap { id in
            (try? PackText(reading: id)).map { (id, $0) }
        })

    init(_ id: String) throws {
        self = try #require(PackText.plans[id])
    }

    private init(reading id: String) throws {
        self.id = id
        let all = try PlanPacks.files(id)
        files = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.text) })
        let pack = try ProgrammePack(id: id, files: all)
        sisters = try PlanPacks.sisters(of: pack)
        before = FindingOutcome.all(of: pack, beside: sisters)
    }

    /// The lines of a file.
    func lines(_ file: String) -> [String] {
        (files[file] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// A copy with other words in one line; without the line for nil.
    func with(_ words: String?, at line: Int, of file: String) -> PackText {
        var lines = lines(file)
        if let words { lines[line] = words } else { lines.remove(at: line) }
        var copy = self
        copy.files[file] = lines.joined(separator: "\n")
        return copy
    }

    /// A copy in which the one place of these words has other words; nil when there is not one.
    func replacing(_ old: String, with new: String, in file: String) -> PackText? {
        let parts = (files[file] ?? "").split(separator: old, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        var copy = self
        copy.files[file] = parts.joined(separator: new)
        return copy
    }

    /// Puts in a file that was not there.
    mutating func add(_ text: String, as file: String) { files[file] = text }

    /// The pack; throws what the reader does.
    func pack() throws -> ProgrammePack {
        try ProgrammePack(id: id, files: files.map { PackFile(name: $0.key, text: $0.value) })
    }

    /// What the check finds; nil when the pack is refused.
    func outcome() -> Set<FindingOutcome>? {
        (try? pack()).map { FindingOutcome.all(of: $0, beside: sisters) }
    }
}

/// What shows of a finding when something it rests on changes.
struct FindingOutcome: Hashable {
    let id: String
    let values: [String]

    static func all(of pack: ProgrammePack, beside sisters: [ProgrammePack]) -> Set<Self> {
        Set(pack.check(beside: sisters).findings.map { Self(id: $0.id, values: $0.values) })
    }
}

extension String {
    /// The value of a key in a line such as `- {id: a, is: 3 个, src: L1 …}`.
    func value(of key: String) -> String? {
        range(of: key).map { String(self[$0]) }
    }

    /// The line with another value for the key; nil without the key.
    func setting(_ key: String, to value: String) -> String? {
        guard let range = range(of: key) else { return nil }
        return String(self[..<range.lowerBound]) + value + self[range.upperBound...]
    }

    /// The line without the key and its value; nil without the key.
    func without(_ key: String) -> String? {
        guard let range = range(of: key) else { return nil }
        let before = self[..<range.lowerBound].dropLast("\(key): ".count)
        let after = self[range.upperBound...]
        return before.hasSuffix(", ")
            ? String(before.dropLast(2) + after) : String(before + after.trimmingPrefix(", "))
    }

    private func range(of key: String) -> Range<Index>? {
        let starts = ["{\(key): ", " \(key): "].compactMap { firstRange(of: $0) }
        guard let start = starts.map(\.upperBound).min() else { return nil }
        var depth = 0
        var isQuoted = false
        for index in self[start...].indices {
            switch self[index] {
            case "\"": isQuoted.toggle()
            case "[" where !isQuoted, "{" where !isQuoted: depth += 1
            case "]" where !isQuoted && depth > 0, "}" where !isQuoted && depth > 0: depth -= 1
            case "}" where !isQuoted, "," where !isQuoted && depth == 0: return start..<index
            default: break
            }
        }
        return start..<endIndex
    }
}
