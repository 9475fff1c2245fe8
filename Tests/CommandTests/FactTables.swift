import CountyProgramme
import Identifiers
import Spreadsheets

/// Made-up tables of facts for the measures of a pack.
enum FactTables {
    static let day = "2020-06-30"
    private static let places = ["411521100201", "411521101202"]

    /// Two years of facts of some measures, with all words of their dimensions, in two villages.
    static func csv(of measures: [Measure]) -> String {
        let dimensions = Set(measures.flatMap(\.dimensions.keys)).sorted()
        var rows = [["编号", "指标", "日期", "地点", "数量", "代号"] + dimensions]
        var seen: Set<String> = []
        for measure in measures where seen.insert(measure.id).inserted {
            let own = measure.dimensions.sorted { $0.key < $1.key }
            let count = 2 * own.reduce(1) { $0 * $1.value.count }
            for number in 0..<2 * count {
                var rest = number % count / 2
                var words: [String: String] = [:]
                for (name, known) in own {
                    words[name] = known[rest % known.count]
                    rest /= known.count
                }
                rows.append(
                    [
                        "\(measure.id)-\(number)", measure.id,
                        number < count ? "2019-06-30" : day, places[number % 2], "\(number + 2)",
                        "对象\(number % count)",
                    ] + dimensions.map { words[$0] ?? "" })
            }
        }
        return Sheet.csv(of: rows)
    }
}

extension IndicatorCatalogue {
    /// The measures some indicators rest on, directly or by others.
    func measures(of ids: [String]) -> [Measure] {
        ids.compactMap(indicator).flatMap { indicator in
            (indicator.value + indicator.over).flatMap { part -> [Measure] in
                switch part {
                case .counted(let term): measure(term.measure).map { [$0] } ?? []
                case .indicator(let id): measures(of: [id])
                case .figure, .one, .open: []
                }
            }
        }
    }
}
