/// When the station talks to the county: the one place where waiting and retrying is decided.
///
/// Pure: `now` is monotonic time since an arbitrary moment, `random` is drawn by whoever runs it.
/// A link-up event is never needed; the timer alone brings a silent link back.
struct UploadMachine: Sendable {
    /// The waits of a station, all in seconds of monotonic time.
    struct Pace: Sendable, Hashable {
        /// Rest after the last scan before it is sent, so that a burst becomes one batch.
        var settle = Duration.seconds(2)
        /// Contact at least this often, for the feed and to be seen alive.
        var contact = Duration.seconds(300)
        /// The first ceiling of a wait after a failure; doubled with each further failure.
        var retryBase = Duration.seconds(5)
        /// The last ceiling of a wait after a failure.
        var retryCap = Duration.seconds(1800)
    }

    /// How a contact ended.
    enum Outcome: Sendable, Hashable {
        /// Everything was sent and taken over.
        case complete
        /// It failed; the county asked to be left alone for so long, if it said.
        case failed(retryAfter: Duration?)
    }

    /// The shortest and longest wait believed when the county names one.
    static let retryAfterRange = Duration.seconds(1)...Duration.seconds(6 * 3600)

    private let pace: Pace
    private var failures = 0
    private(set) var next: Duration

    /// A machine that makes its first contact at once.
    init(pace: Pace, now: Duration) {
        self.pace = pace
        next = now
    }

    /// The link is not known to be broken.
    var isHealthy: Bool { failures == 0 }

    /// The journal grew: talk soon, unless a failure asks for patience.
    mutating func journalGrew(now: Duration) {
        guard failures == 0 else { return }
        next = min(next, now + pace.settle)
    }

    /// A person asked: talk now.
    mutating func askedByPerson(now: Duration) {
        next = now
    }

    /// A contact ended.
    ///
    /// - Parameters:
    ///   - outcome: How it ended.
    ///   - now: The time.
    ///   - random: Uniform in 0..<1: full jitter, so that 450 stations never return together.
    mutating func ended(_ outcome: Outcome, now: Duration, random: Double) {
        switch outcome {
        case .complete:
            failures = 0
            next = now + pace.contact
        case .failed(let retryAfter):
            failures = min(failures + 1, 30)
            let ceiling = min(pace.retryCap, pace.retryBase * (1 << min(failures - 1, 20)))
            var wait = ceiling * random
            if let asked = retryAfter {
                let range = Self.retryAfterRange
                wait = max(wait, min(max(asked, range.lowerBound), range.upperBound))
            }
            next = now + wait
        }
    }
}
