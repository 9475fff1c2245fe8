/// That one element of a chain hangs on another, such as a household on a co-op.
public struct ChainTie: Sendable, Hashable {
    /// The link of the lower element.
    public let link: String
    /// The lower element.
    public let lower: String
    /// The one it hangs on, of the link above.
    public let upper: String
    /// The days.
    public let span: DaySpan

    /// A tie of these parts.
    public init(link: String, lower: String, upper: String, span: DaySpan) {
        self.link = link
        self.lower = lower
        self.upper = upper
        self.span = span
    }
}

/// How a chain hangs together on a day.
public struct ChainState: Sendable, Hashable {
    /// The chain.
    public let chain: Chain
    /// The elements of each link, by link.
    public let elements: [String: [String]]
    /// Links without any element, in the order of the chain.
    public let emptyLinks: [String]
    /// Elements that hang on nothing, by link.
    public let loose: [String: [String]]
    /// Elements that hang on something that is not in the link above, by link.
    public let wrong: [String: [String]]

    /// Whether every link is there and every element hangs where it should.
    public var isWhole: Bool { emptyLinks.isEmpty && loose.isEmpty && wrong.isEmpty }
}

extension ProgrammePack {
    /// How a chain hangs together on a day.
    ///
    /// - Parameters:
    ///   - id: The chain.
    ///   - sites: Sites make up the links that name a kind, and say themselves what they report to.
    ///   - others: The elements of the other links.
    ///   - ties: What hangs on what among those.
    ///   - day: The day.
    /// - Returns: What is empty, loose or wrong; nil for an id that is not in the pack.
    public func state(
        ofChain id: String, sites: SiteBook, others: [String: [String]], ties: [ChainTie],
        on day: Day
    ) -> ChainState? {
        guard let chain = stations.chain(id) else { return nil }
        let open = Dictionary(grouping: sites.sites(on: day), by: \.kind)
        var elements = others.filter { key, _ in chain.links.contains { $0.id == key } }
        var uppers: [String: [String: Set<String>]] = [:]
        for tie in ties where tie.span.contains(day) {
            uppers[tie.link, default: [:]][tie.lower, default: []].insert(tie.upper)
        }
        for link in chain.links {
            guard let kind = link.kind else { continue }
            for site in open[kind] ?? [] {
                elements[link.id, default: []].append(site.id)
                if let above = site.above {
                    uppers[link.id, default: [:]][site.id, default: []].insert(above)
                }
            }
        }
        elements = elements.mapValues { $0.sorted() }
        var loose: [String: [String]] = [:]
        var wrong: [String: [String]] = [:]
        for link in chain.links {
            guard let above = link.above else { continue }
            let allowed = Set(elements[above] ?? [])
            for element in elements[link.id] ?? [] {
                let held = uppers[link.id]?[element] ?? []
                if held.isEmpty {
                    loose[link.id, default: []].append(element)
                } else if !held.isSubset(of: allowed) {
                    wrong[link.id, default: []].append(element)
                }
            }
        }
        return ChainState(
            chain: chain, elements: elements,
            emptyLinks: chain.links.map(\.id).filter { elements[$0]?.isEmpty != false },
            loose: loose, wrong: wrong)
    }
}
