import County
import CountyProgramme

/// Something done about a publication, as the county's store keeps it.
struct KeptNotice: Codable {
    enum Kind: String, Codable {
        case publish, down, object, answer, filed, begin
    }

    let kind: Kind
    let item: String
    let about: String
    var channel: String?
    var fields: [String: String]?
    /// The content of a picture of the page, or of an answer.
    var digest: String?
    var reason: String?
    /// An objection's number and words.
    var number: String?
    var text: String?
    var authority: String?
    /// The clock that begins.
    var clock: String?
    /// The day by the writer's word; nil for the day it was recorded.
    var on: String?

    init(_ kind: Kind, _ item: String, _ about: String) {
        self.kind = kind
        self.item = item
        self.about = about
    }
}

/// What was made public, with the days on which clocks began.
struct DisclosureState: Equatable {
    var book: DisclosureBook
    /// By subject and clock.
    var events: [String: [String: Day]] = [:]
}

typealias KeptDisclosure = KeptEngine<KeptNotice, DisclosureState>

extension KeptEngine where Act == KeptNotice, Engine == DisclosureState {
    /// What a county made public.
    init(_ office: Office) async throws {
        let clocks = Set(office.rules.clocks.map(\.id))
        try await self.init(
            "disclosure", of: office,
            into: DisclosureState(book: DisclosureBook(plan: office.rules.disclosure))
        ) { state, act, _, day in
            if let clock = act.clock, !clocks.contains(clock) {
                throw CountyError.noSuch("时限", "clock", clock, among: clocks.sorted())
            }
            do {
                try Self.apply(&state, act, on: day)
            } catch let refusal as DisclosureRefusal {
                throw CountyError.refused(refusal.chinese, refusal.english)
            }
        }
    }

    private static func apply(
        _ state: inout DisclosureState, _ act: KeptNotice, on day: Day
    ) throws {
        let time = ProofOfTime(claimed: act.on.flatMap { Day($0) } ?? day, captured: day)
        let number = act.number ?? ""
        switch act.kind {
        case .publish:
            try state.book.publish(
                Publication(
                    item: act.item, about: act.about, channel: act.channel ?? "",
                    fields: act.fields ?? [:], time: time,
                    proof: act.digest == nil ? nil : try PaperFile.kept(act.digest)))
        case .down:
            try state.book.takeDown(
                item: act.item, about: act.about, channel: act.channel ?? "", time: time,
                reason: act.reason ?? "")
        case .object:
            try state.book.object(
                Objection(id: number, text: act.text ?? "", received: time), to: act.item,
                about: act.about)
        case .answer:
            try state.book.answer(
                number, to: act.item, about: act.about, with: try PaperFile.kept(act.digest),
                time: time)
        case .filed:
            try state.book.file(
                item: act.item, about: act.about, with: act.authority ?? "", time: time)
        case .begin: state.events[act.about, default: [:]][act.clock ?? ""] = time.claimed
        }
    }
}
