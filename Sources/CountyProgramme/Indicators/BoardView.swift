/// What a board shows on a day.
public struct BoardView: Sendable, Equatable {
    /// The board.
    public let board: Board
    /// One line for each indicator, in order.
    public let lines: [Line]

    /// An indicator on a board.
    public struct Line: Sendable, Equatable {
        /// The indicator.
        public let indicator: Indicator
        /// Its value over its own stretch of time up to the day, and what is missing.
        public let answer: IndicatorAnswer
        /// The last day on which a fact it counts was recorded; nil when there is none.
        public let recorded: Day?
        /// Whether that is too long ago; nil while nobody has said how long is too long.
        public let isStale: Bool?
    }
}

extension IndicatorBook {
    /// What a board shows on a day; nil for an unknown one.
    ///
    /// An indicator whose stretch of time is open is taken from the start of the programme.
    public func view(of id: String, on day: Day) -> BoardView? {
        guard let board = catalogue.board(id) else { return nil }
        let lines = board.indicators.compactMap { name -> BoardView.Line? in
            guard let indicator = catalogue.indicator(name) else { return nil }
            let span = (indicator.cycle.value ?? .whole).span(of: day, since: start)
            let toDay = span.lowerBound...min(day, span.upperBound)
            guard let answer = answer(name, in: toDay) else { return nil }
            let recorded = self.lines(of: name, in: toDay).map(\.recorded).max()
            let isStale = board.freshHours.value.flatMap { hours in
                recorded.map { (day.number - $0.number) * 24 > hours }
            }
            return BoardView.Line(
                indicator: indicator, answer: answer, recorded: recorded, isStale: isStale)
        }
        return BoardView(board: board, lines: lines)
    }
}
