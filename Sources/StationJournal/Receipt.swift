/// What the county did with an entry.
///
/// A missing verdict is not an acknowledgement.
public enum Verdict: String, Codable, Sendable {
    /// Stored now.
    case applied
    /// Stored before, with the same bytes.
    case duplicate
    /// Stored, but it contradicts what the county knows; a person will look.
    case appliedConflict = "applied-conflict"
    /// Kept, but its meaning could not be read: kept by the county as received and shown there.
    case unreadable
}

/// The verdict on a run of entries, both ends included.
public struct VerdictRun: Codable, Hashable, Sendable {
    /// Sequence of the first entry of the run.
    public let first: Int64
    /// Sequence of the last.
    public let last: Int64
    /// What was done with each of them.
    public let verdict: Verdict

    /// A run of equal verdicts.
    public init(first: Int64, last: Int64, verdict: Verdict) {
        self.first = first
        self.last = last
        self.verdict = verdict
    }
}

/// The county's answer to a batch; given only after its own commit.
public struct Receipt: Codable, Hashable, Sendable {
    /// Every entry up to this sequence is durably at the county.
    public let acknowledgedThrough: Int64
    /// The county's link of the hash chain there, in lower-case hex: the station compares.
    public let link: String
    /// A verdict for every entry of the batch, as runs in order.
    public let verdicts: [VerdictRun]
    /// Milliseconds since 1970 at the county, to judge the station's clock by.
    public let serverTime: Int64

    private enum CodingKeys: String, CodingKey {
        case link, verdicts
        case acknowledgedThrough = "acknowledged_through"
        case serverTime = "server_time"
    }

    /// A receipt of these parts.
    public init(
        acknowledgedThrough: Int64, link: String, verdicts: [VerdictRun], serverTime: Int64
    ) {
        self.acknowledgedThrough = acknowledgedThrough
        self.link = link
        self.verdicts = verdicts
        self.serverTime = serverTime
    }
}

extension Receipt {
    /// Whether every entry of a run has a verdict; a missing one is not an acknowledgement.
    public func hasVerdicts(from first: Int64, through last: Int64) -> Bool {
        var next = first
        for run in verdicts where run.first <= next && next <= run.last {
            if run.last >= last { return true }
            next = run.last + 1
        }
        return false
    }

    /// Joins neighbouring equal verdicts into runs.
    public static func runs(from first: Int64, _ verdicts: [Verdict]) -> [VerdictRun] {
        var runs: [VerdictRun] = []
        for (sequence, verdict) in zip(first..., verdicts) {
            if let last = runs.last, last.verdict == verdict {
                runs[runs.count - 1] = VerdictRun(
                    first: last.first, last: sequence, verdict: verdict)
            } else {
                runs.append(VerdictRun(first: sequence, last: sequence, verdict: verdict))
            }
        }
        return runs
    }
}
