/// Something about a label that a person should know; the label is printed all the same.
public struct LabelFinding: Sendable, Hashable, CustomStringConvertible {
    /// The kinds of finding.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Text was printed smaller than the template asks, to fit.
        case shrunk
        /// Text was cut, for it did not fit at its smallest size.
        case cut
        /// Control characters were left out, or line breaks replaced by spaces.
        case cleaned
        /// No installed font has a character; 〓 stands in its place.
        case notInFont = "not-in-font"
        /// A symbol's narrowest bar is below what the template asks.
        case smallModule = "module-too-small"
        /// An element reaches over the edge of the label or of the printer's head.
        case outside
        /// Two elements lie on each other.
        case overlap
        /// Something stands on a symbol or in the white that it needs around it.
        case quietZone = "quiet-zone"
        /// A declared field that no element uses.
        case unusedField = "unused-field"
        /// The template cannot be printed at all with this data.
        case unprintable
    }

    /// What kind of thing was found.
    public let kind: Kind
    /// The element, counted from 1 in the order of the template; nil for the template as a whole.
    public let element: Int?
    /// What was found, in English.
    public let message: String
    /// What was found, in Chinese.
    public let chineseMessage: String

    /// `element 2: cut: …`.
    public var description: String {
        (element.map { "element \($0): " } ?? "") + "\(kind.rawValue): \(message)"
    }

    /// `第 2 项 cut：…`.
    public var chineseDescription: String {
        (element.map { "第 \($0) 项 " } ?? "") + "\(kind.rawValue)：\(chineseMessage)"
    }
}

/// Why a label cannot be printed.
public enum LabelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The data lacks a field that the template uses.
    case missingField(String)
    /// A field was given another kind of value than the template declares.
    case wrongKind(field: String)
    /// Content that the symbology cannot hold, in the encoder's words.
    case symbolContent(reason: String)
    /// A symbol does not fit its place even at one dot a module.
    case symbolTooLarge(element: Int)
    /// A picture that is not in the folder of pictures.
    case missingPicture(String)
    /// More rows, or longer paper, than one job may take.
    case tooLong
    /// Copies of all the labels together are more than one job prints.
    case tooMany(labels: Int, most: Int)
    /// The job is longer than may be held in memory.
    case tooManyBytes(most: Int)
    /// The label is wider than the printer's head.
    case tooWide(label: Millimetres, head: Millimetres)
    /// A person's data is less masked than the policy demands.
    case personal(PrivacyBreach)
    /// A person's identity number, whatever the policy says.
    case identityNumber(field: String)
    /// The profile is not that of a label printer.
    case notAPrinter(profile: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .missingField(let name): "the data lacks the field '\(name)'; add it"
        case .wrongKind(let name):
            "the field '\(name)' has the wrong kind: flags are true or false, rows are lists of"
                + " texts by name, all else is text"
        case .symbolContent(let reason): "a symbol cannot hold its content: \(reason)"
        case .symbolTooLarge(let element):
            "element \(element): the symbol does not fit its place; shorten the content or widen it"
        case .missingPicture(let name): "no picture '\(name).png' in the folder of pictures"
        case .tooLong: "the label gets longer than a printer can draw; print fewer rows at a time"
        case .tooMany(let labels, let most):
            "\(labels) labels with their copies are too many, one job prints \(most) at most; order"
                + " fewer at a time"
        case .tooManyBytes(let most):
            "the job is longer than \(most >> 20) MiB for this printer; order fewer copies at a time"
        case .tooWide(let label, let head):
            "the label is \(label) mm wide and the printer's head \(head) mm; choose another printer"
        case .personal(let breach): breach.description
        case .identityNumber(let field):
            "the field '\(field)' shows a person's identity number; leave it out"
        case .notAPrinter(let profile): "\(profile) is not the profile of a label printer"
        }
    }

    /// The same in Chinese.
    public var chineseDescription: String {
        switch self {
        case .missingField(let name): "数据里没有字段“\(name)”，请补上"
        case .wrongKind(let name):
            "字段“\(name)”的类型不对：开关写 true 或 false，明细写成一行一行的文字，其余写文字"
        case .symbolContent(let reason): "条码装不下这个内容：\(reason)"
        case .symbolTooLarge(let element): "第 \(element) 项：条码放不下，请缩短内容或放大位置"
        case .missingPicture(let name): "图片文件夹里没有“\(name).png”"
        case .tooLong: "标签太长，打印机画不下；请一次少打几行"
        case .tooMany(let labels, let most):
            "连同份数共 \(labels) 张，一个任务最多 \(most) 张，请分几次打印"
        case .tooManyBytes(let most):
            "这个任务在此打印机上超过 \(most >> 20) MiB，请分几次打印，每次少几份"
        case .tooWide(let label, let head):
            "标签宽 \(label) 毫米，打印头只有 \(head) 毫米，请换打印机或模板"
        case .personal(let breach): breach.chineseDescription
        case .identityNumber(let field): "字段“\(field)”里有身份证号，请去掉"
        case .notAPrinter(let profile): "\(profile) 不是标签打印机的配置"
        }
    }
}
