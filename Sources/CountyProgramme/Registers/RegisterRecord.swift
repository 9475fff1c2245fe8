/// One version of a record: field ids with checked values.
public struct RegisterRecord: Sendable, Hashable {
    /// The values that identify it, in the order of the type's key.
    public let key: [String]
    /// Checked values by field.
    public let values: [String: FieldValue]
}

/// What is wrong with what was entered in a field.
public struct FieldProblem: Sendable, Hashable {
    /// The field; the register's id for a record as a whole.
    public let field: String
    /// What is wrong.
    public let fault: Fault
    /// What was entered.
    public let found: String

    /// A problem of a field.
    public init(field: String, fault: Fault, found: String) {
        self.field = field
        self.fault = fault
        self.found = found
    }

    /// What can be wrong.
    public enum Fault: Sendable, Hashable {
        /// Needed and empty.
        case missing
        /// The register has no such field.
        case unknownField
        /// Not of the field's type; what is expected, in Chinese and English.
        case malformed(chinese: String, english: String)
        /// No such record in the register referred to.
        case noSuchRecord(register: String)
        /// A record with this key exists.
        case duplicate
        /// Somebody else changed the record; the number of the current version.
        case changedMeanwhile(Int)
        /// There is no record with this key.
        case notThere
        /// The record has been closed.
        case closed
    }

    /// In Chinese.
    public var chinese: String {
        switch fault {
        case .missing: "“\(field)”要填写"
        case .unknownField: "没有“\(field)”这一项"
        case .malformed(let expected, _): "“\(field)”要填\(expected)，现在是“\(found)”"
        case .noSuchRecord(let register): "“\(field)”在 \(register) 里查不到“\(found)”"
        case .duplicate: "已有同样的记录：\(found)"
        case .changedMeanwhile(let version): "记录已被别人改过（现为第 \(version) 版）：\(found)"
        case .notThere: "没有这条记录：\(found)"
        case .closed: "记录已注销：\(found)"
        }
    }

    /// In English.
    public var english: String {
        switch fault {
        case .missing: "'\(field)' has to be filled in"
        case .unknownField: "there is no field '\(field)'"
        case .malformed(_, let expected): "'\(field)' has to be \(expected), found '\(found)'"
        case .noSuchRecord(let register): "'\(field)': \(register) has no '\(found)'"
        case .duplicate: "there is such a record already: \(found)"
        case .changedMeanwhile(let version): "changed meanwhile (now version \(version)): \(found)"
        case .notThere: "no such record: \(found)"
        case .closed: "the record is closed: \(found)"
        }
    }
}

/// Several problems at once: everything that is wrong with one record.
public struct RecordRefusal: Error, Sendable, Equatable {
    /// The problems, in the order of the fields.
    public let problems: [FieldProblem]
}

extension RegisterType {
    /// Reads what was entered, field by field; empty text counts as nothing.
    ///
    /// - Throws: ``RecordRefusal`` with everything that is wrong.
    public func record(_ entered: [String: String]) throws(RecordRefusal) -> RegisterRecord {
        var problems: [FieldProblem] = []
        var values: [String: FieldValue] = [:]
        for field in fields {
            let text = Self.trimmed(entered[field.name] ?? "")
            guard !text.isEmpty else {
                if field.isRequired {
                    problems.append(FieldProblem(field: field.name, fault: .missing, found: ""))
                }
                continue
            }
            if let value = field.type.value(text) {
                values[field.name] = value
            } else {
                let (chinese, english) = field.type.expectation
                problems.append(
                    FieldProblem(
                        field: field.name, fault: .malformed(chinese: chinese, english: english),
                        found: text))
            }
        }
        for name in entered.keys.sorted() where field(name) == nil {
            problems.append(
                FieldProblem(field: name, fault: .unknownField, found: entered[name] ?? ""))
        }
        guard problems.isEmpty else { throw RecordRefusal(problems: problems) }
        return RegisterRecord(key: key.map { values[$0]?.written ?? "" }, values: values)
    }

    /// A record as people see it, field by field; masked for those without the fields' purpose.
    public func shown(
        _ record: RegisterRecord, unmasked: Bool
    ) -> [(field: String, text: String)] {
        fields.compactMap { field in
            guard let value = record.values[field.name] else { return nil }
            return (field.name, unmasked ? value.written : field.mask.masked(value.written))
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isInk: (Character) -> Bool = { $0 != " " && $0 != "\t" && $0 != "\u{3000}" }
        guard let first = text.firstIndex(where: isInk), let last = text.lastIndex(where: isInk)
        else { return "" }
        return String(text[first...last])
    }
}
