/// Finds what a person probably meant to type.
public enum Spelling {
    /// Longest word compared; longer ones are cut, so that the cost stays bounded.
    static let longestWord = 96

    /// The candidate with the smallest edit distance, or nil when there is none at all.
    ///
    /// Equal distances are settled by the order of `candidates`.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        candidates.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }?.0
    }

    /// Like `nearest`, but nil when the two words share too little to be a slip of the hand.
    static func slip(of word: String, among candidates: [String]) -> String? {
        guard let found = nearest(to: word, among: candidates) else { return nil }
        return distance(word, found) <= max(1, max(word.count, found.count) / 3) ? found : nil
    }

    /// Levenshtein distance in Unicode scalars; two neighbours exchanged are one slip.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars.prefix(longestWord))
        let right = Array(right.unicodeScalars.prefix(longestWord))
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var least = previous[column] + (scalar == other ? 0 : 1)
                least = min(least, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, scalar == right[column - 1], other == left[row - 1] {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            (before, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
