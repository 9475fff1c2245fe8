internal import CommaSeparated

extension Sheet {
    /// Reads a CSV file: RFC 4180 in UTF-8 with or without a byte order mark; blank lines passed over.
    ///
    /// - Throws: `SheetError`.
    public static func csv(
        _ bytes: [UInt8], limits: SheetLimits = SheetLimits()
    ) throws(SheetError) -> Sheet {
        guard bytes.count <= limits.file else {
            throw .tooLarge(what: .fileBytes, limit: limits.file)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        var rows: [Row] = []
        var count = 0
        var lines = CSVRows(text)
        while let row = try Self.next(&lines) {
            var cells = row.cells.map { $0.isEmpty ? SheetCell.empty : .text($0) }
            count += cells.count
            guard count <= limits.cells else { throw .tooLarge(what: .cells, limit: limits.cells) }
            while cells.last == .empty { cells.removeLast() }
            if !cells.isEmpty { rows.append(Row(number: row.line, cells: cells)) }
        }
        return Sheet(name: "", rows: rows)
    }

    private static func next(_ lines: inout CSVRows) throws(SheetError) -> CSVRows.Row? {
        do throws(CSVFault) {
            return try lines.next()
        } catch {
            throw .fault(error)
        }
    }

    /// A CSV file of texts, with the byte order mark by which spreadsheet programs know UTF-8.
    public static func csv(of rows: [[String]]) -> String { CSVText.of(rows) }
}
