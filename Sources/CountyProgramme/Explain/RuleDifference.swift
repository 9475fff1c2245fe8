/// Finds what differs inside two versions of a rule, down to the single value.
struct RuleDifference {
    /// Where the value stands, such as `steps/s2/acts`, with both values.
    struct Line {
        let path: String
        let old: String
        let new: String
    }

    /// Lists at most so many differences of one rule.
    private static let most = 50

    private(set) var lines: [Line] = []

    /// The differences of two versions, in the order of the rule's parts.
    static func lines(from old: Any, to new: Any) -> [Line] {
        var difference = RuleDifference()
        difference.compare(old, new, "")
        return difference.lines
    }

    private mutating func compare(_ old: Any, _ new: Any, _ path: String) {
        guard lines.count < Self.most else { return }
        let before = Mirror(reflecting: old)
        let after = Mirror(reflecting: new)
        switch (before.displayStyle, after.displayStyle) {
        case (.optional, .optional):
            guard let first = before.children.first?.value,
                let second = after.children.first?.value
            else { return leaf(old, new, path) }
            compare(first, second, path)
        case (.collection, .collection): lists(before, after, path)
        case (.struct, .struct):
            // A value that has a short form of its own is compared by that.
            guard !(old is any CustomStringConvertible), !before.children.isEmpty else {
                return leaf(old, new, path)
            }
            for (first, second) in zip(before.children, after.children) {
                compare(first.value, second.value, Self.joined(path, first.label ?? ""))
            }
        default: leaf(old, new, path)
        }
    }

    /// Members that have a name are matched by it, others by their place.
    private mutating func lists(_ old: Mirror, _ new: Mirror, _ path: String) {
        let before = Self.named(old)
        let after = Self.named(new)
        let known = Dictionary(after) { first, _ in first }
        var seen: Set<String> = []
        for (name, value) in before {
            seen.insert(name)
            if let other = known[name] {
                compare(value, other, Self.joined(path, name))
            } else {
                add(Self.joined(path, name), Self.text(value), "")
            }
        }
        for (name, value) in after where !seen.contains(name) {
            add(Self.joined(path, name), "", Self.text(value))
        }
    }

    private static func named(_ list: Mirror) -> [(String, Any)] {
        list.children.enumerated().map { place, child in
            let parts = Mirror(reflecting: child.value).children
            let name = parts.first { ["id", "name", "words"].contains($0.label) }?.value as? String
            return (name ?? "\(place + 1)", child.value)
        }
    }

    private mutating func leaf(_ old: Any, _ new: Any, _ path: String) {
        let before = Self.text(old)
        let after = Self.text(new)
        if before != after { add(path, before, after) }
    }

    private mutating func add(_ path: String, _ old: String, _ new: String) {
        guard lines.count < Self.most else { return }
        lines.append(Line(path: path, old: old, new: new))
    }

    private static func joined(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path)/\(name)"
    }

    /// A value in few words.
    private static func text(_ value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { text($0.value) } ?? ""
        case .collection, .set:
            let members = mirror.children.map { text($0.value) }
            let ordered = mirror.displayStyle == .set ? members.sorted() : members
            return ordered.joined(separator: "、")
        case .dictionary:
            return mirror.children.map { text($0.value) }.sorted().joined(separator: "、")
        case .struct where !(value is any CustomStringConvertible), .tuple:
            return mirror.children.map { text($0.value) }.joined(separator: " ")
        case .enum where !(value is any CustomStringConvertible) && !mirror.children.isEmpty:
            let inner = mirror.children.map { "\($0.label ?? "") \(text($0.value))" }
            return inner.joined(separator: " ")
        default: return "\(value)"
        }
    }
}
