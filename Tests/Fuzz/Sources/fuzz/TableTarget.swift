import CommaSeparated

/// Comma-separated text: what is read can be written, and is read as the same.
struct TableTarget: FuzzTarget {
    let name = "csv"

    let seeds: [[UInt8]] = [
        "\u{FEFF}编号,名称\r\n1,站点\r\n", "a,\"b,\"\"c\"\"\",d\n\n,,\n", "=1+1,-3,\t@x\r\r\n",
        "\"两\n行\",\"\",x", "甲,\"乙", "a\"b,c", "\"a\"b",
    ].map { Array($0.utf8) }

    func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        guard let rows = try? CSVRows.all(of: text) else { return }
        let lines = rows.map(\.line)
        demand(lines == lines.sorted(), "lines come in order")
        demand(lines.last ?? 1 <= input.count + 1, "no line is beyond the text")
        // A row of one empty cell is a blank line when it is written.
        let cells = rows.map(\.cells).filter { $0 != [""] }
        let again = try? CSVRows.all(of: CSVText.of(cells)).map(\.cells)
        demand(again == cells, "what was read is read back")
    }
}
