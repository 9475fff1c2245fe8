/// Reads the rows of one sheet.
final class SheetData: XMLPart {
    /// The rows that hold something.
    private(set) var rows: [Sheet.Row] = []
    private let part: String
    private let texts: [String]
    private let formats: CellFormats
    private let countsFrom1904: Bool
    private let limits: SheetLimits

    private var isData = false
    private var row = 0
    private var cells: [SheetCell] = []
    private var cellCount = 0
    private var open: OpenCell?

    /// A cell between its beginning and its end.
    private struct OpenCell {
        let place: CellPlace
        let type: String
        let format: Int
        var value: [UInt8]?
        var isValue = false
        var hasFormula = false
        var inline = TextReader()
    }

    init(
        part: String, texts: [String], formats: CellFormats, countsFrom1904: Bool,
        limits: SheetLimits
    ) {
        self.part = part
        self.texts = texts
        self.formats = formats
        self.countsFrom1904 = countsFrom1904
        self.limits = limits
    }

    func begin(_ element: String, _ attributes: XMLAttributes) throws {
        switch element {
        case "sheetData": isData = true
        case "row" where isData:
            let number = attributes["r"].map { Int($0) } ?? row + 1
            guard let number, number > row, number <= CellPlace.rowMax else {
                throw damage("row \(row + 1)")
            }
            (row, cells) = (number, [])
        case "c" where isData: try beginCell(attributes)
        case "v" where open != nil:
            open?.value = []
            open?.isValue = true
        case "f" where open != nil: open?.hasFormula = true
        default: open?.inline.begin(element)
        }
    }

    private func beginCell(_ attributes: XMLAttributes) throws {
        let next = CellPlace(row: row, column: cells.count + 1)
        let place = attributes["r"].map { CellPlace($0) } ?? next
        guard let place, place.row == row, place.column >= next.column,
            place.column <= CellPlace.columnMax
        else { throw damage("\(next)") }
        open = OpenCell(
            place: place, type: attributes["t"] ?? "n", format: attributes.int("s") ?? 0)
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard open != nil else { return }
        if open?.isValue == true {
            open?.value?.append(contentsOf: bytes)
        } else {
            open?.inline.take(bytes)
        }
    }

    func end(_ element: String) throws {
        switch element {
        case "sheetData": isData = false
        case "row" where isData: endRow()
        case "c": try endCell()
        case "v": open?.isValue = false
        default: open?.inline.end(element)
        }
    }

    private func endRow() {
        while cells.last == .empty { cells.removeLast() }
        if !cells.isEmpty { rows.append(Sheet.Row(number: row, cells: cells)) }
        cells = []
    }

    private func endCell() throws {
        guard let cell = open else { return }
        open = nil
        let skipped = cell.place.column - 1 - cells.count
        cellCount += skipped + 1
        guard cellCount <= limits.cells else {
            throw SheetError.tooLarge(what: .cells, limit: limits.cells)
        }
        cells += repeatElement(.empty, count: skipped)
        cells.append(try value(of: cell))
    }

    private func value(of cell: OpenCell) throws -> SheetCell {
        let text = cell.value.map { String(decoding: $0, as: UTF8.self) }
        switch cell.type {
        case "inlineStr": return Self.text(cell.inline.text)
        case "s":
            guard let text, let index = Int(text), texts.indices.contains(index) else {
                throw damage("\(cell.place)")
            }
            return Self.text(texts[index])
        default: break
        }
        guard let text, !text.isEmpty || cell.type == "str" else {
            return cell.hasFormula ? .fault(.notComputed) : .empty
        }
        switch cell.type {
        case "str": return Self.text(TextReader.unescaped(text))
        case "b": return .flag(text == "1" || text == "true")
        case "e": return .fault(.errorValue(text))
        case "d": return Self.text(text.hasSuffix("T00:00:00") ? String(text.dropLast(9)) : text)
        case "n":
            guard let value = number(text, formats.kind(cell.format)) else {
                throw damage("\(cell.place)")
            }
            return value
        default: throw damage("\(cell.place)")
        }
    }

    private static func text(_ text: String) -> SheetCell { text.isEmpty ? .empty : .text(text) }

    private func number(_ text: String, _ kind: CellFormats.Kind) -> SheetCell? {
        guard let decimal = DecimalText(text) else { return nil }
        guard kind == .day else {
            return decimal.isTooLong
                ? .fault(.digitsLost(decimal.description)) : .number(decimal.description)
        }
        return day(decimal.description)
    }

    /// Days are counted from 1 January 1900, with a 29 February that year never had, or from 1904.
    private func day(_ text: String) -> SheetCell {
        guard let serial = Double(text), (0..<2_958_466).contains(serial) else {
            return .fault(.noSuchDay(text))
        }
        var days = Int(serial)
        var seconds = Int(((serial - Double(days)) * 86_400).rounded())
        if seconds == 86_400 { (days, seconds) = (days + 1, 0) }
        if !countsFrom1904, days == 60 || days == 0 { return .fault(.noSuchDay(text)) }
        let start = countsFrom1904 ? -24_107 : days < 60 ? -25_568 : -25_569
        return seconds == 0 ? .day(days + start) : .moment(day: days + start, second: seconds)
    }

    private func damage(_ place: String) -> SheetError { .damaged(part: part, place: place) }
}
