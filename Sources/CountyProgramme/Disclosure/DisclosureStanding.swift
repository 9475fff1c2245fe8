/// How something that has to be public stands on a day.
public struct DisclosureStanding: Sendable, Equatable {
    /// The item.
    public let item: DisclosureItem
    /// What it is about.
    public let about: String
    /// The newest version known on the day; 0 before the first.
    public let version: Int
    /// What the newest version does not say.
    public let missingFields: [String]
    /// Channels that have to show the newest version and do not, or not any more.
    public let missingChannels: [String]
    /// How long each channel showed it.
    public let displays: [ChannelDisplay]
    /// Whether it was published in time, for each clock whose event is known.
    public let published: [ClockVerdict]
    /// How often it was published, by period; empty where once is enough.
    public let tallies: [PeriodTally]
    /// Objections and questions, with whether they were answered in time.
    public let objections: [AnsweredObjection]
    /// Authorities it has not been filed with.
    public let missingFilings: [String]
    /// What has to be decided first.
    public let questions: [OpenQuestion]

    /// Objections without an answer.
    public var openObjections: [AnsweredObjection] {
        objections.filter { $0.objection.answered == nil }
    }

    /// Whether it says everything, was up long enough everywhere, was filed and leaves no objection.
    ///
    /// Nil while that depends on something nobody has decided.
    public var isServed: Bool? {
        let isWanting =
            version == 0 || !missingFields.isEmpty || !missingFilings.isEmpty
            || !openObjections.isEmpty
            || displays.contains { ![.served, .undecided].contains($0.state) }
        if isWanting { return false }
        return questions.isEmpty && !displays.contains { $0.state == .undecided } ? true : nil
    }
}

/// How long one channel showed the newest version.
public struct ChannelDisplay: Sendable, Equatable {
    /// The channel, by name.
    public let channel: String
    /// The stretch of days; nil when it never showed it.
    public let spell: DisplaySpell?
    /// How it stands.
    public let state: State
    /// The last days it has to stay, one for each reading that is still possible, in order.
    public let lastDays: [Day]

    /// How a display stands.
    public enum State: String, Sendable, CaseIterable {
        /// The channel never showed the newest version.
        case notUp = "not-up"
        /// It shows it, and the days are not over.
        case running
        /// The days are over.
        case served
        /// It was taken down before the last day.
        case tooShort = "too-short"
        /// It was kept up beyond the exact length the plan names.
        case tooLong = "too-long"
        /// Long enough only if the day claimed is believed, not by the day it was recorded.
        case unproven
        /// It depends on what nobody has decided, or on a missing holiday notice.
        case undecided
    }
}

/// An objection and whether it was answered in time.
public struct AnsweredObjection: Sendable, Equatable {
    /// The objection.
    public let objection: Objection
    /// How the answer stands to its clock; nil where no clock is known.
    public let verdict: ClockVerdict?
}

extension DisclosureBook {
    /// How something stands on a day; nil for an item nobody knows.
    ///
    /// - Parameters:
    ///   - item: The item.
    ///   - about: What it is about.
    ///   - day: The day; what was recorded only later is not known yet.
    ///   - events: Days on which the clocks of the item began, by clock.
    ///   - limits: The pack's clocks and the days worked.
    /// - Returns: Versions, displays, objections, filings and what is open.
    public func standing(
        of item: String, about: String, on day: Day, events: [String: Day] = [:],
        limits: CaseLimits
    ) -> DisclosureStanding? {
        guard let item = plan.item(item) else { return nil }
        let contents = contents(item.id, about)
        let version = contents.versions.count { $0.known <= day }
        let fields = version > 0 ? contents.versions[version - 1].fields : [:]
        let spells = contents.spells.compactMapValues { spells in
            spells.last { $0.version == version && $0.up.captured <= day }
        }
        let rule = item.display.value.flatMap { limits.clocks[$0] }
        let channels = item.channels.value ?? contents.spells.keys.sorted()
        let starts = rule.map { $0.start(of: spells.mapValues(\.up.claimed)) }
        let displays = channels.map {
            Self.display(of: $0, spells[$0], rule, starts?.days, on: day, limits)
        }
        let firstUp = contents.spells.values.flatMap { $0.map(\.up) }
            .filter { $0.captured <= day }.min { $0.claimed < $1.claimed }
        return DisclosureStanding(
            item: item, about: about, version: version,
            missingFields: item.fields.filter { (fields[$0] ?? "").isEmpty },
            missingChannels: displays.filter { $0.state == .notUp }.map(\.channel),
            displays: displays,
            published: item.publish.compactMap { clock in
                guard let event = events[clock], let rule = limits.clocks[clock] else { return nil }
                return rule.verdict(
                    .event(event), done: firstUp, on: day, in: limits.calendar)
            },
            tallies: tallies(item, on: day, limits),
            objections: Self.objections(contents, item, on: day, limits),
            missingFilings: item.filedWith.filter { authority in
                !(contents.filings[authority].map { $0.captured <= day } ?? false)
            },
            questions: item.openQuestions + Self.questions(displays, rule, starts?.questions))
    }

    /// Everything public on a day, ordered by item and subject.
    public func standings(
        on day: Day, events: [String: [String: Day]] = [:], limits: CaseLimits
    ) -> [DisclosureStanding] {
        subjects.compactMap { subject in
            standing(
                of: subject.item, about: subject.about, on: day,
                events: events[subject.about] ?? [:], limits: limits)
        }
    }

    private static func questions(
        _ displays: [ChannelDisplay], _ rule: ClockRule?, _ starting: [OpenQuestion]?
    ) -> [OpenQuestion] {
        guard let rule, displays.contains(where: { $0.state == .undecided }) else { return [] }
        let asked = starting ?? []
        return asked
            + rule.allOpenQuestions.filter { question in
                !asked.contains(question) && !question.place.hasSuffix("/starts_with")
            }
    }

    private static func display(
        of channel: String, _ spell: DisplaySpell?, _ rule: ClockRule?, _ starts: Set<Day>?,
        on day: Day, _ limits: CaseLimits
    ) -> ChannelDisplay {
        guard let spell else {
            return ChannelDisplay(channel: channel, spell: nil, state: .notUp, lastDays: [])
        }
        guard let rule else {
            return ChannelDisplay(
                channel: channel, spell: spell, state: .undecided, lastDays: [])
        }
        // A clock of several channels starts once for all of them.
        let claimed = rule.channels.isEmpty ? [spell.up.claimed] : starts ?? []
        let down = spell.down.flatMap { $0.captured <= day ? $0.claimed : nil }
        var states: Set<ChannelDisplay.State> = []
        var lastDays: Set<Day> = []
        for start in claimed {
            let answer = rule.due(.event(start), in: limits.calendar)
            if !answer.missingYears.isEmpty { states.insert(.undecided) }
            for last in answer.deadlines.map(\.day) {
                lastDays.insert(last)
                states.insert(state(rule.limit, down: down, last: last, on: day))
            }
        }
        var state = states.count == 1 ? states.first ?? .running : .undecided
        if states.isEmpty { state = .running }
        if state == .served, spell.up.captured > spell.up.claimed {
            let provable = rule.due(.event(spell.up.captured), in: limits.calendar)
            let isProven = provable.deadlines.allSatisfy {
                Self.state(rule.limit, down: down, last: $0.day, on: day) == .served
            }
            if !isProven { state = .unproven }
        }
        return ChannelDisplay(
            channel: channel, spell: spell, state: state, lastDays: lastDays.sorted())
    }

    private static func state(
        _ limit: ClockRule.Limit, down: Day?, last: Day, on day: Day
    ) -> ChannelDisplay.State {
        guard let down else {
            if day <= last { return .running }
            return limit == .exactly ? .tooLong : .served
        }
        if down < last { return .tooShort }
        return limit == .exactly && down > last ? .tooLong : .served
    }

    private static func objections(
        _ contents: Contents, _ item: DisclosureItem, on day: Day, _ limits: CaseLimits
    ) -> [AnsweredObjection] {
        let rule = item.answers?.clock.value.flatMap { limits.clocks[$0] }
        return contents.objections.filter { $0.received.captured <= day }.map { objection in
            let known = objection.seen(on: day)
            return AnsweredObjection(
                objection: known,
                verdict: rule?.verdict(
                    .event(known.received.claimed), done: known.answered, on: day,
                    in: limits.calendar))
        }
    }

    /// How often an item was published about anything, by period.
    private func tallies(
        _ item: DisclosureItem, on day: Day, _ limits: CaseLimits
    ) -> [PeriodTally] {
        guard let rule = item.often?.value.flatMap({ limits.clocks[$0] }) else { return [] }
        let days = subjects.filter { $0.item == item.id }.compactMap { subject in
            contents(item.id, subject.about).spells.values
                .flatMap { $0.map(\.up) }.filter { $0.captured <= day }.map(\.claimed).min()
        }
        guard let first = days.min() else { return [] }
        return rule.tally(days, from: CalendarMonth(of: first), through: day)
    }
}

extension Objection {
    /// The objection as it was known on a day.
    func seen(on day: Day) -> Objection {
        guard let answered, answered.captured > day else { return self }
        return Objection(id: id, text: text, received: received)
    }
}

extension DisclosureItem {
    /// What the pack leaves open about it.
    var openQuestions: [OpenQuestion] {
        var questions: [OpenQuestion] = []
        func ask<Value>(_ setting: Setting<Value>?, _ key: String, _ english: String) {
            guard case .open(let why) = setting else { return }
            questions.append(
                OpenQuestion(place: "disclosure/\(id)/\(key)", "要先核定：\(why)", english))
        }
        ask(channels, "channels", "on which channels it has to be shown")
        ask(display, "display", "how long it has to stay public")
        ask(often, "often", "how often it has to be published")
        ask(answers?.clock, "answers/clock", "within how many days to answer")
        return questions
    }
}
