internal import CommaSeparated
internal import Identifiers
public import StationJournal

/// What is wrong with a line of a table of parcels.
public struct CSVError: Error, Sendable, Equatable {
    /// The line, from 1.
    public let line: Int
    /// What is wrong with it; holds no personal data.
    public let message: Message

    init(_ line: Int, _ chinese: String, _ english: String) {
        self.line = line
        message = Message(chinese, english)
    }
}

/// The table of expected parcels a county imports: `number,carrier,receiver,phone,weigh`.
///
/// RFC 4180: quotes where a field holds commas, line ends or quotes. UTF-8 with or without a byte
/// order mark. Names are masked and phones cut to their last four digits as they are read, so that
/// neither ever reaches the daemon.
public enum ParcelCSV {
    /// Bytes of a table at most.
    public static let lengthMax = 16 << 20
    /// Parcels in a table at most.
    public static let rowsMax = 100_000
    /// Errors told at most; the rest is only counted by their absence.
    public static let errorsMax = 20
    /// The columns, in order.
    public static let columns = ["number", "carrier", "receiver", "phone", "weigh"]

    /// Reads a table.
    ///
    /// - Returns: The parcels, or every mistake found (up to `errorsMax`): all or nothing.
    public static func parse(_ text: String) -> Result<[ExpectedParcel], CSVErrors> {
        var parcels: [ExpectedParcel] = []
        var errors: [CSVError] = []
        var lines: [String: Int] = [:]
        var rows = CSVRows(text)
        func next() throws(CSVError) -> CSVRows.Row? {
            do throws(CSVFault) {
                return try rows.next()
            } catch {
                throw CSVError(error.line, error.chinese, error.english)
            }
        }
        do throws(CSVError) {
            guard let header = try next() else {
                throw CSVError(1, "文件是空的", "the file is empty")
            }
            try demandHeader(header.cells)
            while let row = try next() {
                guard parcels.count < rowsMax else {
                    throw CSVError(
                        row.line, "超过 \(rowsMax) 行，请分成几个文件",
                        "more than \(rowsMax) rows, split the file")
                }
                do throws(CSVError) {
                    let parcel = try parcel(row.cells, line: row.line)
                    if let first = lines.updateValue(row.line, forKey: parcel.number) {
                        throw CSVError(
                            row.line, "单号与第 \(first) 行重复", "the number stands in line \(first) too")
                    }
                    parcels.append(parcel)
                } catch {
                    errors.append(error)
                    if errors.count == errorsMax { break }
                }
            }
        } catch {
            errors.append(error)
        }
        return errors.isEmpty ? .success(parcels) : .failure(CSVErrors(all: errors))
    }

    private static func demandHeader(_ fields: [String]) throws(CSVError) {
        guard fields == columns else {
            let names = columns.joined(separator: ",")
            throw CSVError(1, "第一行必须是 \(names)", "the first line must be \(names)")
        }
    }

    private static func parcel(
        _ fields: [String], line: Int
    ) throws(CSVError) -> ExpectedParcel {
        guard fields.count == columns.count else {
            throw CSVError(
                line, "应有 \(columns.count) 列，实有 \(fields.count) 列",
                "\(fields.count) columns instead of \(columns.count)")
        }
        let receiver = fields[2]
        guard (1...32).contains(receiver.count) else {
            throw CSVError(line, "收件人为空或过长", "receiver is empty or too long")
        }
        return ExpectedParcel(
            number: try number(fields[0], line), carrier: try carrier(fields[1], line),
            receiver: Mask.name(receiver), phoneTail: try phoneTail(fields[3], line),
            weigh: try weigh(fields[4], line))
    }

    private static func number(_ text: String, _ line: Int) throws(CSVError) -> String {
        let allowed = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x2D
        }
        guard allowed, (6...40).contains(text.utf8.count) else {
            throw CSVError(
                line, "单号应为 6 至 40 个字母、数字或连字符",
                "number must be 6 to 40 letters, digits or hyphens")
        }
        return text
    }

    private static func carrier(_ text: String, _ line: Int) throws(CSVError) -> Carrier {
        guard let carrier = Carrier(rawValue: text) else {
            let known = Carrier.allCases.map(\.rawValue).joined(separator: " ")
            throw CSVError(line, "快递公司应为：\(known)", "carrier must be one of: \(known)")
        }
        return carrier
    }

    private static func phoneTail(_ text: String, _ line: Int) throws(CSVError) -> String? {
        if text.isEmpty { return nil }
        let digits = text.filter { $0 != "-" && $0 != " " && $0 != "+" }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            (7...15).contains(digits.utf8.count)
        else {
            throw CSVError(line, "电话应为 7 至 15 位数字或留空", "phone must be 7 to 15 digits or empty")
        }
        // GB/T 41833: at least six digits stay hidden, so a short number shows none.
        return digits.utf8.count >= 10 ? String(digits.suffix(4)) : nil
    }

    private static func weigh(_ text: String, _ line: Int) throws(CSVError) -> Bool {
        switch text {
        case "yes", "1", "是": true
        case "no", "0", "否", "": false
        default: throw CSVError(line, "weigh 应为 yes 或 no", "weigh must be yes or no")
        }
    }
}

/// All mistakes of a table.
public struct CSVErrors: Error, Sendable, Equatable {
    /// In the order of lines.
    public let all: [CSVError]
}
