internal import Identifiers
import StrictYAML

extension PackReader {
    mutating func readParties(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("parties", &keys) { reader, keys in
                let party = try reader.party(&keys)
                reader.pack.parties.append(party)
            }
            try each("duties", &keys) { reader, keys in
                let duty = Duty(
                    party: try reader.refer(.party, try keys.required("party")),
                    kind: try keys.string("kind"), text: try Self.words(&keys),
                    papers: try Self.statedList("papers", &keys), rows: try keys.strings("rows"))
                reader.pack.duties.append(duty)
            }
            try each("separate", &keys) { reader, keys in
                reader.pack.separations.append(
                    Separation(
                        first: try keys.string("first"), second: try keys.string("second"),
                        reason: try keys.string("reason")))
            }
            try each("names", &keys) { reader, keys in
                reader.pack.names.append(try Self.words(&keys))
            }
            try each("bodies", &keys) { reader, keys in
                let body = try reader.body(&keys)
                reader.pack.bodies.append(body)
            }
            try each("posts", &keys) { reader, keys in
                let post = try reader.post(&keys)
                reader.pack.posts.append(post)
            }
            try each("identities", &keys) { reader, keys in
                let rule = IdentityRule(
                    id: try reader.define(.identity, &keys),
                    name: try keys.required("name").stated { try $0.string() },
                    subjects: try Self.statedList("subjects", &keys),
                    papers: try Self.statedList("papers", &keys),
                    months: try .read("months", in: &keys) { try $0.int(in: 1...1200) },
                    rows: try keys.strings("rows"))
                reader.pack.identities.append(rule)
            }
        }
    }

    private mutating func party(_ keys: inout YAMLMapping) throws -> Party {
        let aliases = try keys.optional("aliases")?.list().map { try $0.string() } ?? []
        let successor = try keys.optional("merged_into")?.mapping { keys in
            Party.Succession(
                party: try refer(.party, try keys.required("party")),
                on: try keys.stated { try $0.day() })
        }
        return Party(
            id: try define(.party, &keys), name: try keys.string("name"), aliases: aliases,
            exists: try keys.optional("exists")?.bool() ?? false,
            setUpBy: try keys.optional("set_up_by").map { try refer(.project, $0) },
            successor: successor)
    }

    private mutating func body(_ keys: inout YAMLMapping) throws -> Body {
        var seats: [Body.Seat] = []
        try each("seats", &keys) { reader, keys in
            seats.append(
                Body.Seat(
                    role: try keys.choice("role"), post: try Self.words(&keys),
                    party: try keys.optional("party").map { try reader.refer(.party, $0) }))
        }
        let office = try keys.optional("office")?.mapping { keys in
            Body.Office(
                party: try keys.optional("party").map { try refer(.party, $0) },
                at: try Self.words(&keys))
        }
        let hasMeetings = keys.optional("meets") != nil
        return Body(
            id: try define(.body, &keys), kind: try keys.choice("kind"),
            name: try keys.required("name").stated { try $0.string() },
            each: try Self.level("each", &keys) ?? .county, seats: seats, office: office,
            admits: try Self.statedList("admits", &keys),
            papers: try Self.statedList("papers", &keys),
            milestones: try referAll(.milestone, keys.optional("milestones")),
            meets: hasMeetings
                ? try .read("meets", in: &keys) { try $0.int(in: 1...3660) } : nil,
            tasks: try Self.statedList("tasks", &keys), rows: try keys.strings("rows"))
    }

    private mutating func post(_ keys: inout YAMLMapping) throws -> Post {
        Post(
            id: try define(.post, &keys),
            name: try keys.required("name").stated { try $0.string() },
            each: try keys.required("each").list().map { try each($0) },
            count: try keys.optional("count").map { try refer(.figure, $0) },
            holders: try keys.list("holders").map { try $0.choice() },
            skills: try Self.statedList("skills", &keys),
            tasks: try Self.statedList("tasks", &keys),
            afterPhase: try keys.optional("after_phase").map { try refer(.phase, $0) },
            rows: try keys.strings("rows"))
    }

    /// `county`, `township`, `village`, `project`, `body NAME`, or `site KIND`.
    private mutating func each(_ node: YAMLNode) throws -> Post.Each {
        let text = try node.string()
        if let level = Self.levels[text] { return .division(level) }
        if text == "project" { return .project }
        let words = text.split(separator: " ").map(String.init)
        switch words.first {
        case "body" where words.count == 2:
            refer(.body, id: words[1], at: node)
            return .seat(of: words[1])
        case "site" where words.count >= 2:
            for kind in words.dropFirst() { refer(.station, id: kind, at: node) }
            return .site(kinds: Array(words.dropFirst()))
        default:
            throw node.error(
                "expected county, township, village, project, 'body NAME' or 'site KIND', "
                    + "found '\(text)'",
                chinese: "这里要写 county、township、village、project、'body 名称' 或 'site 种类'，"
                    + "现在是 '\(text)'")
        }
    }

    static let levels: [String: DivisionCode.Level] = [
        "county": .county, "township": .township, "village": .village,
    ]

    /// A level by its name; nil when the key is absent.
    static func level(
        _ key: String, _ keys: inout YAMLMapping
    ) throws -> DivisionCode.Level? {
        guard let node = keys.optional(key) else { return nil }
        let name = try node.listed(in: levels.keys.sorted(), "level", "级别")
        return levels[name]
    }

    /// A list of words with their places under a key that may be absent.
    static func statedList(
        _ key: String, _ keys: inout YAMLMapping
    ) throws -> [Stated<String>] {
        try keys.list(key).map { try $0.stated { try $0.string() } }
    }
}
