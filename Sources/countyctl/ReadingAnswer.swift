import CountyProgramme

/// What an indicator came to under one reading of the plan.
struct ReadingAnswer: Encodable {
    let value: String?
    let counted: String?
    let over: String?
    let before: String?
    /// How much of a target's figure is reached.
    let done: String?
    let missing: [AnswerText]

    init(_ reading: IndicatorAnswer.Reading, done: Rational? = nil) {
        value = reading.value?.description
        counted = reading.counted?.description
        over = reading.over?.description
        before = reading.before?.description
        self.done = done.flatMap(Self.percent)
        missing = reading.gaps.map(\.text)
    }

    static func percent(_ share: Rational) -> String? {
        (try? share.multiplied(by: Rational(100))).map { $0.decimal(places: 1) + "%" }
    }
}

extension IndicatorAnswer.Gap {
    /// What is missing, for people.
    var text: AnswerText {
        switch self {
        case .noFacts(let measure, let span):
            AnswerText(
                "\(span.lowerBound) 至 \(span.upperBound) 没有“\(measure)”的数据",
                "no facts of '\(measure)' from \(span.lowerBound) to \(span.upperBound)")
        case .open(let question): AnswerText(question.chinese, question.english)
        case .nothingToDivideBy: AnswerText("分母为零", "nothing to divide by")
        case .overflow: AnswerText("数太大", "the numbers are too large")
        case .unlikeUnits(let left, let right):
            AnswerText("单位“\(left)”和“\(right)”不合", "units '\(left)' and '\(right)' do not fit")
        }
    }
}
