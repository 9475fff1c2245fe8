/// The SHA-256 of a paper's bytes: the same content is the same paper wherever it turns up.
public struct ContentDigest: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 64 hexadecimal digits, lower case.
    public let description: String

    /// Reads 64 hexadecimal digits; nil for anything else.
    public init?(_ text: String) {
        let text = text.lowercased()
        let isHexadecimal = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        guard text.utf8.count == 64, isHexadecimal else { return nil }
        description = text
    }

    /// Order by digits.
    public static func < (left: ContentDigest, right: ContentDigest) -> Bool {
        left.description < right.description
    }
}

/// A file: one subject under one plan, such as project `trace` under 一项一档.
public struct FileName: Sendable, Hashable, Comparable {
    /// The plan it is kept by.
    public let plan: String
    /// Which project, township or product it is about.
    public let subject: String

    /// The file of a subject.
    public init(plan: String, subject: String) {
        self.plan = plan
        self.subject = subject
    }

    /// Order by plan, then by subject.
    public static func < (left: FileName, right: FileName) -> Bool {
        (left.plan, left.subject) < (right.plan, right.subject)
    }
}

/// A paper brought to a file.
public struct FiledPaper: Sendable, Hashable {
    /// The file it belongs in.
    public let file: FileName
    /// What it is, by the name in the plan.
    public let paper: String
    /// Its own number or name; the same one again is a new version of it.
    public let number: String
    /// The part it is there for, where the plan asks for several.
    public let part: String?
    /// Its content.
    public let digest: ContentDigest
    /// The day it claims to be from, and the day it came to the file.
    public let time: ProofOfTime
    /// Who brought it.
    public let by: String

    /// A paper of these parts.
    public init(
        file: FileName, paper: String, number: String, part: String? = nil, digest: ContentDigest,
        time: ProofOfTime, by: String
    ) {
        self.file = file
        self.paper = paper
        self.number = number
        self.part = part
        self.digest = digest
        self.time = time
        self.by = by
    }
}

/// A proof that something was done with a paper: a receipt of the filing, a picture of the page.
public struct PaperProof: Sendable, Hashable {
    /// The file.
    public let file: FileName
    /// The paper.
    public let paper: String
    /// Which of its kind.
    public let number: String
    /// What was done, by the name in the plan.
    public let act: String
    /// The content of the proof.
    public let digest: ContentDigest
    /// The day it claims, and the day it came to the file.
    public let time: ProofOfTime

    /// A proof of these parts.
    public init(
        file: FileName, paper: String, number: String, act: String, digest: ContentDigest,
        time: ProofOfTime
    ) {
        self.file = file
        self.paper = paper
        self.number = number
        self.act = act
        self.digest = digest
        self.time = time
    }
}

/// Why a paper, a proof or a closing was refused.
public enum FilingRefusal: Error, Sendable, Hashable {
    /// No plan of this name; the nearest one.
    case noPlan(String, nearest: String?)
    /// The plan asks for no such paper; the nearest one.
    case noPaper(String, nearest: String?)
    /// The paper is wanted for named parts, and this is none of them.
    case noPart(String?, [String])
    /// Nothing of this name has to be proven; what has to.
    case noProof(String, [String])
    /// There is no paper of this number to prove something of.
    case notFiled(String)
    /// It claims a day that had not come when it was filed.
    case claimedAhead(ProofOfTime)
    /// It was filed before the version it would replace.
    case beforeLastVersion(Day)
    /// The file has been closed on a day.
    case closed(Day)

    /// The reason in Chinese.
    public var chinese: String { texts.chinese }
    /// The reason in English.
    public var english: String { texts.english }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .noPlan(let name, let near):
            (
                "没有归档范围“\(name)”" + (near.map { "，最接近的是“\($0)”" } ?? ""),
                "no file plan '\(name)'" + (near.map { ", nearest is '\($0)'" } ?? "")
            )
        case .noPaper(let name, let near):
            (
                "这个档案不收“\(name)”" + (near.map { "，最接近的是“\($0)”" } ?? ""),
                "this file takes no '\(name)'" + (near.map { ", nearest is '\($0)'" } ?? "")
            )
        case .noPart(let part, let parts):
            (
                "要写明用于\(parts.joined(separator: "、"))中的哪一项，现在是“\(part ?? "")”",
                "has to say which of \(parts.joined(separator: ", ")) it is for, found '\(part ?? "")'"
            )
        case .noProof(let act, let acts):
            (
                "“\(act)”不要求证明，要证明的是：\(acts.joined(separator: "、"))",
                "'\(act)' needs no proof; these do: \(acts.joined(separator: ", "))"
            )
        case .notFiled(let number): ("还没有归档：\(number)", "not filed yet: \(number)")
        case .claimedAhead(let time):
            (
                "材料日期 \(time.claimed) 晚于归档日期 \(time.captured)",
                "claims \(time.claimed), which is after it was filed on \(time.captured)"
            )
        case .beforeLastVersion(let day):
            ("早于上一版的归档日期 \(day)", "filed before the version it replaces (\(day))")
        case .closed(let day): ("档案已于 \(day) 封存", "the file was closed on \(day)")
        }
    }
}
