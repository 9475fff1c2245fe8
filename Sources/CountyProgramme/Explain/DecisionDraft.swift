extension Finding {
    /// What the finding is of: its id without the rule.
    public var subject: String { String(id.dropFirst(kind.rawValue.count + 1)) }

    /// The entry for `decisions:` in `decisions.yaml` that would settle the finding as it stands.
    ///
    /// Who decided, when, why and what is left empty, so that a draft put in unread is refused.
    /// Nil for a finding about a decision: that one is corrected or taken out.
    public var decisionDraft: [String]? {
        guard kind != .decision else { return nil }
        let seen = values.map(quotedForYAML).joined(separator: ", ")
        return [
            "  - finding: \(quotedForYAML(id))",
            "    decision:   # keep | correct | explain",
            "    by:         # 谁决定的 · who decided",
            "    on:         # 2020-01-31",
            "    reason:     # 为什么 · why",
            "    seen: [\(seen)]",
        ]
    }
}

/// A text as a double-quoted scalar on one line.
func quotedForYAML(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        case "\t": quoted += "\\t"
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
