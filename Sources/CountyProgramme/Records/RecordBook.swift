internal import StrictYAML

/// The files 档案 of a county, with every version of every paper by its content.
///
/// Nothing is overwritten: a paper brought again under its number is a new version, and the same
/// content brought again changes nothing.
public struct RecordBook: Sendable, Equatable {
    /// The plans files are kept by, in the order of the pack.
    public let plans: [FilePlan]
    private let byName: [String: FilePlan]
    private var files: [FileName: Contents] = [:]

    /// The papers and proofs of one file.
    struct Contents: Sendable, Equatable {
        /// Versions of each paper, the first one first.
        var papers: [Place: [Version]] = [:]
        var proofs: [Place: [PaperProof]] = [:]
        var closed: Day?
    }

    /// Where in a file a paper lies.
    struct Place: Sendable, Hashable {
        let paper: String
        let number: String
    }

    /// One version of a paper.
    public struct Version: Sendable, Hashable {
        /// Counted from 1.
        public let number: Int
        /// The paper.
        public let filed: FiledPaper
    }

    /// Empty files of these plans.
    public init(plans: [FilePlan]) {
        self.plans = plans
        byName = Dictionary(plans.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The plan of a name.
    public func plan(_ id: String) -> FilePlan? { byName[id] }

    /// The files that hold something, in order.
    public var names: [FileName] { files.keys.sorted() }

    /// Files a paper; the same content under the same number again changes nothing.
    ///
    /// - Returns: The version it became, or already is.
    /// - Throws: ``FilingRefusal``.
    @discardableResult
    public mutating func file(_ paper: FiledPaper) throws(FilingRefusal) -> Version {
        let kind = try kind(paper.paper, in: paper.file)
        let place = Place(paper: paper.paper, number: paper.number)
        let versions = files[paper.file]?.papers[place] ?? []
        if let last = versions.last, last.filed.digest == paper.digest,
            last.filed.part == paper.part
        {
            return last
        }
        if let day = files[paper.file]?.closed { throw .closed(day) }
        if kind.parts.isEmpty ? paper.part != nil : !kind.parts.contains(paper.part ?? "") {
            throw .noPart(paper.part, kind.parts)
        }
        try Self.check(paper.time, after: versions.last?.filed.time.captured)
        let version = Version(number: versions.count + 1, filed: paper)
        files[paper.file, default: Contents()].papers[place, default: []].append(version)
        return version
    }

    /// Adds a proof of what was done with a paper; the same proof again changes nothing.
    ///
    /// - Throws: ``FilingRefusal``.
    public mutating func prove(_ proof: PaperProof) throws(FilingRefusal) {
        let kind = try kind(proof.paper, in: proof.file)
        guard kind.proofs.contains(proof.act) else { throw .noProof(proof.act, kind.proofs) }
        let place = Place(paper: proof.paper, number: proof.number)
        guard files[proof.file]?.papers[place] != nil else { throw .notFiled(proof.number) }
        guard files[proof.file]?.proofs[place]?.contains(proof) != true else { return }
        if let day = files[proof.file]?.closed { throw .closed(day) }
        try Self.check(proof.time, after: nil)
        files[proof.file]?.proofs[place, default: []].append(proof)
    }

    /// Closes a file: nothing is taken out or put in from that day on.
    ///
    /// - Throws: ``FilingRefusal`` when there is none or it is closed already.
    public mutating func close(_ file: FileName, on day: Day) throws(FilingRefusal) {
        guard let contents = files[file] else { throw .notFiled(file.subject) }
        if let closed = contents.closed { throw .closed(closed) }
        files[file]?.closed = day
    }

    /// All versions of a paper, the first one first.
    public func versions(of paper: String, number: String, in file: FileName) -> [Version] {
        files[file]?.papers[Place(paper: paper, number: number)] ?? []
    }

    /// The closed files whose time is over on a day, in order.
    ///
    /// Of a plan for which nobody has said how long to keep its files, none is ever over.
    public func expired(on day: Day) -> [FileName] {
        files.compactMap { name, contents in
            guard let closed = contents.closed, let months = plan(name.plan)?.keepMonths.value,
                closed.adding(months: months) <= day
            else { return nil }
            return name
        }.sorted()
    }

    func contents(of file: FileName) -> Contents { files[file] ?? Contents() }

    private func kind(
        _ paper: String, in file: FileName
    ) throws(FilingRefusal) -> FilePlan.Paper {
        guard let plan = plan(file.plan) else {
            throw .noPlan(
                file.plan, nearest: Spelling.nearest(to: file.plan, among: plans.map(\.id)))
        }
        guard let kind = plan.paper(paper) else {
            let names = plan.papers.map(\.name)
            throw .noPaper(paper, nearest: Spelling.nearest(to: paper, among: names))
        }
        return kind
    }

    private static func check(_ time: ProofOfTime, after last: Day?) throws(FilingRefusal) {
        guard time.claimed <= time.captured else { throw .claimedAhead(time) }
        if let last, time.captured < last { throw .beforeLastVersion(last) }
    }
}
