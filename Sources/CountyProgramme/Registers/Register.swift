/// The records of one register with all their versions.
///
/// A change names the version it started from, so that nobody overwrites what another has written
/// meanwhile.
public struct Register: Sendable, Equatable {
    /// Its type.
    public let type: RegisterType
    /// Who has taken the register away without masks, and what for.
    public internal(set) var unmaskings: [Unmasking] = []
    private var histories: [[String]: [Version]] = [:]

    /// Somebody has taken all records away with personal fields in full.
    public struct Unmasking: Sendable, Hashable {
        /// Who.
        public let by: String
        /// What for.
        public let purpose: String
        /// When.
        public let time: ProofOfTime
        /// How many records.
        public let count: Int
    }

    /// One version of a record.
    public struct Version: Sendable, Hashable {
        /// Counted from 1.
        public let number: Int
        /// The record; nil where it was closed.
        public let record: RegisterRecord?
        /// Who wrote it.
        public let by: String
        /// When it holds from by the writer's word, and when it was written.
        public let time: ProofOfTime
        /// Why it was changed or closed.
        public let note: String
    }

    /// An empty register.
    public init(_ type: RegisterType) {
        self.type = type
    }

    /// The records that are open, ordered by key.
    public var records: [RegisterRecord] {
        histories.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .compactMap { $0.value.last?.record }
    }

    /// All versions of a record, the first one first.
    public func history(of key: [String]) -> [Version] { histories[key] ?? [] }

    /// The open record of a key.
    public func record(_ key: [String]) -> RegisterRecord? { histories[key]?.last?.record }

    /// Adds a new record.
    ///
    /// - Throws: ``RecordRefusal`` when a record of this key exists or was closed, or what it refers
    ///   to does not exist in `others`.
    public mutating func add(
        _ record: RegisterRecord, by person: String, time: ProofOfTime,
        others: [String: Register] = [:]
    ) throws(RecordRefusal) {
        var problems = dangling(record, others)
        if let last = histories[record.key]?.last {
            problems.append(problem(record.key, last.record == nil ? .closed : .duplicate))
        }
        guard problems.isEmpty else { throw RecordRefusal(problems: problems) }
        histories[record.key] = [
            Version(number: 1, record: record, by: person, time: time, note: "")
        ]
    }

    /// Writes a new version of a record, or closes it when `record` is nil.
    ///
    /// - Throws: ``RecordRefusal`` when it is not there, closed, or changed since `base`.
    public mutating func revise(
        _ key: [String], to record: RegisterRecord?, base: Int, by person: String,
        time: ProofOfTime, note: String, others: [String: Register] = [:]
    ) throws(RecordRefusal) {
        var problems = record.map { dangling($0, others) } ?? []
        if let fault = conflict(histories[key]?.last, base: base) {
            problems.append(problem(key, fault))
        }
        if let record, record.key != key { problems.append(problem(record.key, .notThere)) }
        guard problems.isEmpty else { throw RecordRefusal(problems: problems) }
        histories[key]?.append(
            Version(number: base + 1, record: record, by: person, time: time, note: note))
    }

    /// Pairs of open records that share all fields of one group of the type, with the group.
    ///
    /// Letters are compared without case, blanks and punctuation.
    public func likelyDuplicates() -> [(first: [String], second: [String], shared: [String])] {
        type.likelyDuplicates(among: records)
    }

    /// The closed records whose time is over on a day; nil while nobody has said how long to keep.
    public func expired(on today: Day) -> [[String]]? {
        guard let months = type.keepMonths.value else { return nil }
        return histories.filter { _, versions in
            guard let last = versions.last, last.record == nil else { return false }
            return last.time.claimed.adding(months: months) <= today
        }.keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func conflict(_ last: Version?, base: Int) -> FieldProblem.Fault? {
        guard let last else { return .notThere }
        guard last.record != nil else { return .closed }
        return last.number == base ? nil : .changedMeanwhile(last.number)
    }

    private func dangling(
        _ record: RegisterRecord, _ others: [String: Register]
    ) -> [FieldProblem] {
        type.fields.compactMap { field in
            guard case .reference(let target) = field.type,
                let key = record.values[field.name]?.written
            else { return nil }
            let other = target == type.id ? self : others[target]
            guard other?.record([key]) == nil else { return nil }
            return FieldProblem(
                field: field.name, fault: .noSuchRecord(register: target), found: key)
        }
    }

    private func problem(_ key: [String], _ fault: FieldProblem.Fault) -> FieldProblem {
        FieldProblem(field: type.id, fault: fault, found: key.joined(separator: " "))
    }
}

extension RegisterType {
    /// Pairs of records that share all fields of one of its groups, with the group.
    ///
    /// Letters are compared without case, blanks and punctuation.
    public func likelyDuplicates(
        among records: [RegisterRecord]
    ) -> [(first: [String], second: [String], shared: [String])] {
        alike.flatMap { group in
            var seen: [[String]: [String]] = [:]
            var pairs: [(first: [String], second: [String], shared: [String])] = []
            for record in records {
                let values = group.compactMap { record.values[$0].map { Self.plain($0.written) } }
                guard values.count == group.count else { continue }
                if let earlier = seen[values] { pairs.append((earlier, record.key, group)) }
                seen[values] = seen[values] ?? record.key
            }
            return pairs
        }
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
