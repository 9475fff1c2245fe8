/// How a file stands on a day: what is there, and what is wanting.
public struct FileStanding: Sendable, Equatable {
    /// The file.
    public let file: FileName
    /// Up to which stage it was looked at; nil for the whole file.
    public let stage: String?
    /// The newest versions known on the day, ordered by paper and number.
    public let present: [RecordBook.Version]
    /// What is wanting, in the order of the plan.
    public let missing: [MissingPaper]

    /// Whether nothing is wanting.
    public var isComplete: Bool { missing.isEmpty }
}

/// Something a file wants.
public struct MissingPaper: Sendable, Hashable {
    /// The folder it belongs in.
    public let folder: String
    /// The paper.
    public let paper: String
    /// What is wanting of it.
    public let want: Want
    /// Who draws it up, as printed.
    public let by: [String]
    /// Where the plan asks for it; nil for a paper of ours.
    public let source: Source?

    /// What can be wanting.
    public enum Want: Sendable, Hashable {
        /// The paper; how many there are and how many are needed.
        case paper(have: Int, need: Int)
        /// The paper for one of its parts; how many there are and how many are needed.
        case part(String, have: Int, need: Int)
        /// The proof of an act; the numbers of the papers that want it.
        case proof(String, of: [String])
    }
}

/// The days between what a paper claims and when it came to the file.
public struct CaptureGap: Sendable, Hashable {
    /// The file.
    public let file: FileName
    /// The paper.
    public let paper: String
    /// Its number.
    public let number: String
    /// The version, counted from 1.
    public let version: Int
    /// The two days.
    public let time: ProofOfTime

    /// Days between, 0 or more.
    public var days: Int { time.captured.number - time.claimed.number }
}

extension RecordBook {
    /// How a file stands on a day, as far as a stage or as a whole; nil for a plan nobody knows.
    ///
    /// What came to the file only later is not there yet.
    public func standing(
        of file: FileName, through stage: String? = nil, on day: Day
    ) -> FileStanding? {
        guard let plan = plan(file.plan) else { return nil }
        let contents = contents(of: file)
        let newest = contents.papers.compactMap { place, versions in
            versions.last { $0.filed.time.captured <= day }.map { (place, $0) }
        }.sorted { ($0.0.paper, $0.0.number) < ($1.0.paper, $1.0.number) }
        let byPaper = Dictionary(grouping: newest) { $0.0.paper }.mapValues { $0.map(\.1) }
        let proofs = contents.proofs.mapValues { $0.filter { $0.time.captured <= day } }
        let wanted = Set(plan.papers(through: stage).map(\.name))
        var missing: [MissingPaper] = []
        for folder in plan.folders {
            for paper in folder.papers where wanted.contains(paper.name) {
                let wants = Self.wants(of: paper, byPaper[paper.name] ?? [], proofs)
                missing += wants.map {
                    MissingPaper(
                        folder: folder.name, paper: paper.name, want: $0, by: paper.by,
                        source: paper.origin.source)
                }
            }
        }
        return FileStanding(
            file: file, stage: stage, present: newest.map(\.1), missing: missing)
    }

    private static func wants(
        of paper: FilePlan.Paper, _ versions: [Version], _ proofs: [Place: [PaperProof]]
    ) -> [MissingPaper.Want] {
        var wants: [MissingPaper.Want] = []
        // The same picture twice is one picture.
        func different(_ versions: [Version]) -> Int { Set(versions.map(\.filed.digest)).count }
        for part in paper.parts {
            let have = different(versions.filter { $0.filed.part == part })
            if have < paper.atLeast {
                wants.append(.part(part, have: have, need: paper.atLeast))
            }
        }
        let have = different(versions)
        if paper.parts.isEmpty, have < paper.atLeast {
            wants.append(.paper(have: have, need: paper.atLeast))
        }
        for act in paper.proofs {
            let unproven = versions.map(\.filed.number).filter { number in
                let given = proofs[Place(paper: paper.name, number: number)] ?? []
                return !given.contains { $0.act == act }
            }
            if versions.isEmpty || !unproven.isEmpty { wants.append(.proof(act, of: unproven)) }
        }
        return wants
    }

    /// All papers with the days between what they claim and when they came, the widest gap first.
    public func captureGaps(in chosen: [FileName]? = nil) -> [CaptureGap] {
        (chosen ?? names).flatMap { file in
            contents(of: file).papers.values.flatMap { versions in
                versions.map {
                    CaptureGap(
                        file: file, paper: $0.filed.paper, number: $0.filed.number,
                        version: $0.number, time: $0.filed.time)
                }
            }
        }.sorted {
            if $0.days != $1.days { return $0.days > $1.days }
            return ($0.file, $0.paper, $0.number, $0.version)
                < ($1.file, $1.paper, $1.number, $1.version)
        }
    }

    /// Papers that came in the days before an inspection but claim to be older than those days.
    ///
    /// - Parameters:
    ///   - inspection: The day of the inspection, counted in.
    ///   - days: How many days before it are looked at, 0 or more.
    /// - Returns: Those papers, the widest gap first.
    public func madeUp(before inspection: Day, within days: Int) -> [CaptureGap] {
        let window = inspection.adding(days: -max(0, days))...inspection
        return captureGaps().filter {
            window.contains($0.time.captured) && $0.time.claimed < window.lowerBound
        }
    }

    /// Contents that lie in more than one file or under more than one kind of paper, with the places.
    public var sharedContents: [(digest: ContentDigest, papers: [FiledPaper])] {
        var places: [ContentDigest: [FiledPaper]] = [:]
        for file in names {
            for versions in contents(of: file).papers.values {
                for version in versions {
                    places[version.filed.digest, default: []].append(version.filed)
                }
            }
        }
        return places.filter { _, papers in
            Set(papers.map { "\($0.file.plan)\n\($0.file.subject)\n\($0.paper)" }).count > 1
        }.map { digest, papers in
            (
                digest,
                papers.sorted { ($0.file, $0.paper, $0.number) < ($1.file, $1.paper, $1.number) }
            )
        }.sorted { $0.digest < $1.digest }
    }
}
