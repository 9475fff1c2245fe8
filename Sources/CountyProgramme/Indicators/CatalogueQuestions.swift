extension IndicatorCatalogue {
    /// Everything the indicators, boards and rules for poor households leave open.
    var openQuestions: [OpenQuestion] {
        var questions: [OpenQuestion] = []
        func ask<Value>(_ setting: Setting<Value>, _ place: String) {
            guard case .open(let why) = setting else { return }
            questions.append(.toDecide(why, place))
        }
        for indicator in indicators {
            ask(indicator.cycle, "indicators/\(indicator.id)/cycle")
            for case .open(let why) in indicator.value + indicator.over {
                questions.append(.toDecide(why, "indicators/\(indicator.id)"))
            }
        }
        for board in boards { ask(board.freshHours, "boards/\(board.id)/fresh_hours") }
        for rule in poverty {
            ask(rule.indirectRule, "indicators/poverty/\(rule.id)/indirect_rule")
            ask(rule.fewest, "indicators/poverty/\(rule.id)/fewest")
        }
        return questions
    }
}

extension ReturnForm {
    /// What the plan leaves open about a report.
    var openQuestions: [OpenQuestion] {
        var questions: [OpenQuestion] = []
        if case .open(let why) = cycle { questions.append(.toDecide(why, "returns/\(id)/cycle")) }
        if case .open(let why) = clock { questions.append(.toDecide(why, "returns/\(id)/clock")) }
        return questions
    }
}

extension OpenQuestion {
    fileprivate static func toDecide(_ why: String, _ place: String) -> OpenQuestion {
        let key = place.split(separator: "/").last.map(String.init) ?? place
        return OpenQuestion(place: place, "要先核定：\(why)", "to be decided by the county: \(key)")
    }
}
