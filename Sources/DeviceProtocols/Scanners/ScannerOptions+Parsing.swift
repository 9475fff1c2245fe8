import StrictYAML

extension ScannerOptions {
    init(reading mapping: inout YAMLMapping) throws {
        let suffixNode = mapping.optional("suffix")
        let suffix = try suffixNode.map { try Suffix(reading: $0) } ?? .lineEnd
        self.init(
            prefix: try mapping.optional("prefix")?.affix() ?? [],
            suffix: suffix,
            readsAIM: try mapping.bool("aim", absent: true),
            fixedLength: try mapping.optionalInt("fixed_length", in: Self.fixedLengths),
            longest: try mapping.optionalInt("longest", in: 1...Self.longestPayload)
                ?? Self.longestPayload,
            idleGapCompletes: try mapping.bool("idle_gap_completes", absent: false))
        if suffix == .none, fixedLength == nil, !idleGapCompletes {
            throw (suffixNode ?? mapping.node).error(
                "without a suffix a code never ends: set fixed_length or idle_gap_completes")
        }
    }
}

extension ScannerOptions.Suffix {
    init(reading node: YAMLNode) throws {
        switch try node.string() {
        case "line-end": self = .lineEnd
        case "none": self = .none
        default: self = .bytes(try node.affix())
        }
    }
}
