import County
import CountyProgramme

/// Something done with a file 档案, as the county's store keeps it.
struct KeptFiling: Codable {
    enum Kind: String, Codable {
        case paper, proof, close
    }

    let kind: Kind
    let plan: String
    let subject: String
    var paper = ""
    var number = ""
    var part: String?
    /// What is proven of a paper.
    var act: String?
    var digest: String?
    /// The name of the file it was.
    var name: String?
    /// The day it claims; nil for the day it was recorded.
    var on: String?

    init(_ kind: Kind, _ file: FileName) {
        self.kind = kind
        plan = file.plan
        subject = file.subject
    }
}

typealias KeptRecords = KeptEngine<KeptFiling, RecordBook>

extension KeptEngine where Act == KeptFiling, Engine == RecordBook {
    /// The files a county keeps.
    init(_ office: Office) async throws {
        try await self.init(
            "records", of: office, into: RecordBook(plans: office.rules.filePlans),
            step: Self.apply)
    }

    private static func apply(
        _ book: inout RecordBook, _ act: KeptFiling, _ person: String, _ day: Day
    ) throws {
        let file = FileName(plan: act.plan, subject: act.subject)
        let time = ProofOfTime(claimed: act.on.flatMap { Day($0) } ?? day, captured: day)
        do {
            switch act.kind {
            case .close: try book.close(file, on: day)
            case .paper:
                try book.file(
                    FiledPaper(
                        file: file, paper: act.paper, number: act.number, part: act.part,
                        digest: try PaperFile.kept(act.digest), time: time, by: person))
            case .proof:
                try book.prove(
                    PaperProof(
                        file: file, paper: act.paper, number: act.number, act: act.act ?? "",
                        digest: try PaperFile.kept(act.digest), time: time))
            }
        } catch let refusal as FilingRefusal {
            throw CountyError.refused(refusal.chinese, refusal.english)
        }
    }
}
