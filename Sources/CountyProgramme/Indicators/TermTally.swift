internal import Identifiers

/// A term kept up to date fact by fact.
///
/// Sums are kept for the county by day, month and year, for townships and villages by month and
/// year; a stretch of time is put together from the fewest of them. Stocks keep the quantities of
/// each subject in order.
struct TermTally: Sendable {
    let term: Term
    private var cells: [CellKey: Cell] = [:]
    private var stocks: [String: [Stock]] = [:]

    private struct CellKey: Hashable {
        let packed: Int

        init(_ bucket: Bucket, place: Int) {
            packed = place << 26 | bucket.code
        }
    }

    fileprivate struct Cell: Sendable {
        var sum = Rational.zero
        var seen = 0
        var net: [String: Rational] = [:]
        var isTooLarge = false
    }

    private struct Stock: Sendable {
        let day: Day
        let position: Int
        let value: Rational
        let counts: Bool
        let place: DivisionCode?

        func lies(within wanted: DivisionCode?) -> Bool {
            wanted.map { place?.isWithin($0) == true } ?? true
        }
    }

    init(_ term: Term) {
        self.term = term
    }

    /// Takes a fact in, or out again.
    mutating func apply(_ fact: Fact, position: Int, places: [Int], isAdded: Bool) {
        if term.isStock {
            keep(fact, position: position, isAdded: isAdded)
            return
        }
        let buckets = Bucket.holding(fact.day)
        for place in places {
            for bucket in buckets where place == 0 || !bucket.isDay {
                add(fact, to: CellKey(bucket, place: place), isAdded: isAdded)
            }
        }
    }

    private mutating func add(_ fact: Fact, to key: CellKey, isAdded: Bool) {
        // In place: copying a cell with many subjects out and in again would be slow.
        cells[key, default: Cell()].add(fact, term, isAdded: isAdded)
    }

    private mutating func keep(_ fact: Fact, position: Int, isAdded: Bool) {
        let series = term.series(of: fact)
        guard isAdded else {
            stocks[series]?.removeAll { $0.position == position }
            return
        }
        let stock = Stock(
            day: fact.day, position: position,
            value: (try? term.amount(of: fact)) ?? .zero, counts: term.matches(fact),
            place: fact.place)
        let index = stocks[series, default: []].firstIndexAfter {
            ($0.day, $0.position) < (stock.day, stock.position)
        }
        stocks[series, default: []].insert(stock, at: index)
    }

    /// What the term comes to in a stretch of time; nil when the tally cannot tell it.
    ///
    /// - Throws: `QuantityError`.
    func total(
        in span: ClosedRange<Day>, at place: DivisionCode?, index: Int?
    ) throws(QuantityError) -> TermTotal? {
        if term.isStock { return try stock(on: span.upperBound, at: place) }
        let buckets = Bucket.covering(span)
        guard place == nil || !buckets.contains(where: \.isDay) else { return nil }
        guard let index else { return TermTotal(value: .zero, seen: 0) }
        var total = TermTotal(value: .zero, seen: 0)
        var net: [String: Rational] = [:]
        for bucket in buckets {
            guard let cell = cells[CellKey(bucket, place: index)] else { continue }
            if cell.isTooLarge { throw .overflow }
            total.seen += cell.seen
            total.value = try total.value.adding(cell.sum)
            if buckets.count == 1 {
                net = cell.net
            } else {
                for (key, value) in cell.net {
                    net[key] = try net[key, default: .zero].adding(value)
                }
            }
        }
        switch term.kind {
        case .sum, .facts, .latest, .covered: break
        case .subjects, .places: total.value = Rational(net.values.count { $0 > .zero })
        }
        return total
    }

    private func stock(
        on day: Day, at place: DivisionCode?
    ) throws(QuantityError) -> TermTotal {
        var total = TermTotal(value: .zero, seen: 0)
        var held: [String: Rational] = [:]
        for series in stocks.values {
            let end = series.firstIndexAfter { $0.day <= day }
            let reached = series[..<end]
            total.seen += reached.count { $0.lies(within: place) }
            guard let last = reached.last, last.counts, last.lies(within: place) else { continue }
            if case .covered(let level) = term.kind {
                guard let code = last.place?.ancestor(level)?.description else { continue }
                held[code] = try held[code, default: .zero].adding(last.value)
            } else {
                total.value = try total.value.adding(last.value)
            }
        }
        if case .covered = term.kind {
            total.value = Rational(held.values.count { $0 > .zero })
        }
        return total
    }
}

extension TermTally.Cell {
    fileprivate mutating func add(_ fact: Fact, _ term: Term, isAdded: Bool) {
        seen += isAdded ? 1 : -1
        guard term.matches(fact) else { return }
        do throws(QuantityError) {
            switch term.kind {
            case .sum, .latest, .covered:
                let amount = try term.amount(of: fact)
                sum = try isAdded ? sum.adding(amount) : sum.subtracting(amount)
            case .facts:
                guard fact.quantity.value != .zero else { return }
                sum = try sum.adding(Rational(isAdded ? 1 : -1))
            case .subjects, .places:
                guard let key = term.distinct(of: fact) else { return }
                let amount = fact.quantity.value
                let signed = try isAdded ? amount : amount.negated
                net[key] = try net[key, default: .zero].adding(signed)
            }
        } catch {
            isTooLarge = true
        }
    }
}

/// A day, a month or a year, as facts are gathered in them.
private enum Bucket {
    case day(Day)
    case month(CalendarMonth)
    case year(Int)

    var isDay: Bool {
        if case .day = self { true } else { false }
    }

    /// A number of its own, below 2 to the 26th.
    var code: Int {
        switch self {
        case .day(let day): (day.number - Day.earliest.number) << 2
        case .month(let month): month.index << 2 | 1
        case .year(let year): year << 2 | 2
        }
    }

    static func holding(_ day: Day) -> [Bucket] {
        let month = CalendarMonth(of: day)
        return [.day(day), .month(month), .year(month.year)]
    }

    /// The fewest that make up a stretch of time.
    static func covering(_ span: ClosedRange<Day>) -> [Bucket] {
        var buckets: [Bucket] = []
        var day = span.lowerBound
        while day <= span.upperBound {
            let month = CalendarMonth(of: day)
            let year = ClockRule.Period.year.span(of: month)
            let next: Day
            if day == year.lowerBound, year.upperBound <= span.upperBound {
                buckets.append(.year(month.year))
                next = year.upperBound
            } else if day == month.firstDay, month.lastDay <= span.upperBound {
                buckets.append(.month(month))
                next = month.lastDay
            } else {
                buckets.append(.day(day))
                next = day
            }
            day = next.adding(days: 1)
        }
        return buckets
    }
}

extension Array {
    /// The index behind the last element that is `before`, the elements being in that order.
    fileprivate func firstIndexAfter(_ isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
