import SeededRandom

@testable import Identifiers

/// Makes messages of element strings, two in three of them broken by one change.
struct BrokenMessages {
    private var generator: ElementGenerator

    init(seed: UInt64) { generator = ElementGenerator(seed: seed) }

    /// A trade item, an element of the row given, and sometimes a lot behind it.
    mutating func next(_ row: ApplicationIdentifier) -> String {
        let element = generator.element(of: row)
        var text = "0109501101530003" + element.ai + element.value
        if Bool.random(using: &generator.random) {
            text += (row.isPredefined ? "" : "\u{1D}") + "10LOT7"
        }
        return Int.random(in: 0..<3, using: &generator.random) == 0 ? text : broken(text, from: 16)
    }

    /// One byte behind `start` replaced, left out or put in, or the end cut off.
    private mutating func broken(_ text: String, from start: Int) -> String {
        var bytes = Array(text.utf8)
        let place = Int.random(in: start..<bytes.count, using: &generator.random)
        let other =
            Array("0123456789059AZ-/# ".utf8)
            .randomElement(using: &generator.random) ?? 0x30
        switch Int.random(in: 0..<5, using: &generator.random) {
        case 0, 1: bytes[place] = other
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(other, at: place)
        default: bytes.removeSubrange(place...)
        }
        return bytes.text
    }
}
