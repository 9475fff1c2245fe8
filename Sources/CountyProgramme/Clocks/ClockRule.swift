/// A time limit of a plan: what starts it, how days are counted, and what is still open about it.
public struct ClockRule: Sendable, Equatable {
    /// The name by which workflows and returns refer to it.
    public let id: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// What starts the clock.
    public let event: String
    /// What has to happen in time.
    public let act: String
    /// Who has to do it; empty where the plan does not say.
    public let units: [String]
    /// How the time is counted.
    public let count: Count
    /// What the limit asks for.
    public let limit: Limit
    /// Whether the day of the event is the first day counted; nil where the question has no meaning.
    public let firstDayCounts: Setting<Bool>?
    /// Whether the printed day itself still counts as in time; nil where it has no meaning.
    public let lastDayIncluded: Setting<Bool>?
    /// What happens when the last day is not worked; nil where it has no meaning.
    public let ifClosed: Setting<ClosedDay>?
    /// Where the act or event is made public.
    public let channels: [String]
    /// Which of several channels starts the clock; nil where there is one channel or none.
    public let startsWith: Setting<ChannelStart>?
    /// The first month it applies to; nil for always.
    public let from: CalendarMonth?
    /// Days before the last day on which to remind.
    public let remind: [Int]
    /// Where the plan says so.
    public let source: Source

    /// How time is counted.
    public enum Count: Sendable, Hashable {
        /// Days one after another.
        case calendarDays(Int)
        /// Days worked.
        case workingDays(Int)
        /// A day of the month reported on, or of a later month.
        case dayOfMonth(Int, monthsLater: Int)
        /// So many times in each period.
        case times(Int, Period)
    }

    /// A span in which something has to happen.
    public enum Period: String, Sendable, CaseIterable {
        /// A calendar month.
        case month
        /// Three months from January, April, July or October.
        case quarter
        /// A calendar year.
        case year
    }

    /// What a limit asks for.
    public enum Limit: String, Sendable, CaseIterable {
        /// Done on or before the last day.
        case within
        /// Kept up until the last day at least.
        case atLeast = "at-least"
        /// Kept up until the last day, no more and no less.
        case exactly
    }

    /// What happens when the last day is not worked.
    public enum ClosedDay: String, Sendable, CaseIterable {
        /// It stays the last day.
        case same
        /// The next day worked takes its place.
        case next
        /// The last day worked before it takes its place.
        case previous
    }

    /// Which of several publications starts a clock.
    public enum ChannelStart: String, Sendable, CaseIterable {
        /// The earliest.
        case first
        /// The latest, when all have published.
        case last
    }

    /// What a clock is asked about.
    public enum Occasion: Sendable, Hashable {
        /// An event on a day.
        case event(Day)
        /// A month reported on, or any month of the period.
        case month(CalendarMonth)
    }
}

extension ClockRule {
    /// The day a clock starts, given when each channel published; nil when one is still missing.
    ///
    /// Channels that the rule does not name are ignored.
    public func start(
        of published: [String: Day]
    ) -> (days: Set<Day>, questions: [OpenQuestion]) {
        let days = channels.map { published[$0] }
        let known = days.compactMap { $0 }
        let first = known.min()
        let last = known.count == channels.count ? known.max() : nil
        guard let startsWith else { return (Set([first].compactMap { $0 }), []) }
        switch startsWith.value {
        case .first: return (Set([first].compactMap { $0 }), [])
        case .last: return (Set([last].compactMap { $0 }), [])
        case nil:
            let both = Set([first, last].compactMap { $0 })
            let isMoot = first != nil && first == last
            return (both, isMoot ? [] : [question("starts_with", Self.channelQuestion)])
        }
    }

    static let channelQuestion = (
        "几个公开渠道中，从最先还是最后公开的一个起算", "which of the channels starts the clock"
    )

    func question(_ key: String, _ text: (chinese: String, english: String)) -> OpenQuestion {
        let choices =
            switch key {
            case "if_closed": ClosedDay.allCases.map(\.rawValue)
            case "starts_with": ChannelStart.allCases.map(\.rawValue)
            default: ["true", "false"]
            }
        return OpenQuestion(
            place: "clocks/\(id)/\(key)", text.chinese, text.english, choices: choices)
    }
}
