/// A day as a plan prints it: 2019年12月底前, 2020底前, 6月, 2018年5月16日.
///
/// A period means its last day, and its first where something begins.
struct PrintedDay {
    private(set) var year: Int?
    private(set) var month: Int?
    private(set) var day: Int?
    /// First and last day of the part of the month that is named: 上旬, 中旬, 下旬.
    private var part: ClosedRange<Int>?

    /// The last day in these characters; a year that is not printed there may stand before them.
    ///
    /// Nil when nothing there is a day.
    init?(_ words: PrintedWords, in place: Range<Int>) {
        read(words, place)
        guard year != nil || month != nil || day != nil else { return nil }
        guard year == nil, place.lowerBound > 0 else { return }
        var before = PrintedDay()
        before.read(words, 0..<place.lowerBound)
        year = before.year
    }

    private init() {}

    private mutating func read(_ words: PrintedWords, _ place: Range<Int>) {
        for number in words.numbers(in: place) where number.value.denominator == 1 {
            let value = Int(number.value.numerator)
            let next = number.place.upperBound
            if words.isNext("年", at: next) || (value >= 1000 && day == nil && month == nil) {
                (year, month, day, part) = (value, nil, nil, nil)
            } else if words.isNext("月", at: next) {
                (month, day, part) = (value, nil, nil)
            } else if words.isNext("日", at: next) || words.isNext("号", at: next) {
                day = value
            } else if year != nil, words.isNext("-", at: number.place.lowerBound - 1) {
                // 2019-12-31
                if month == nil { month = value } else { day = value }
            }
        }
        readWords(words, place)
    }

    private mutating func readWords(_ words: PrintedWords, _ place: Range<Int>) {
        for next in place {
            if month == nil, words.isNext("年底", at: next) || words.isNext("年末", at: next) {
                month = 12
            }
            if words.isNext("上旬", at: next) { part = 1...10 }
            if words.isNext("中旬", at: next) { part = 11...20 }
            if words.isNext("下旬", at: next) { part = 21...31 }
        }
    }

    /// Whether these words name the day, as a beginning or as an end.
    func names(_ other: Day, asBeginning: Bool) -> Bool {
        let year = self.year ?? other.year
        let month = self.month ?? (asBeginning ? 1 : 12)
        let length = Day.length(ofMonth: month, in: year)
        let last = day ?? min(part?.upperBound ?? length, length)
        let first = day ?? part?.lowerBound ?? 1
        return Day(year: year, month: month, day: asBeginning ? first : last) == other
    }
}
