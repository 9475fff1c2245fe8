/// What a printer gives to know a label's fate by, once its bytes have gone out.
public enum PrintEvidence: Sendable, Hashable {
    /// Its status has a word for printing, or counts the labels left: seen at work, or in trouble,
    /// and then ready, the label is out.
    ///
    /// These printers print a spoilt label anew by themselves.
    case work
    /// It answers this question in the order of its work: behind a label's bytes, the answer says
    /// that the label is through.
    ///
    /// Such an answer is no status: see ``PrinterStatus/isEndMark``.
    case mark([UInt8])
    /// It answers its usual question only when it is through with what came before; the next answer
    /// to it, sent behind a label's bytes, is the mark.
    case nextAnswer([UInt8])
    /// None: nobody but a person will ever know.
    case none
}

extension PrinterOptions {
    /// `GS r 1` twice: told from a single stray byte, such as that of a printer switched on
    /// (source: Epson's command references, GS r: answered when it is reached in the receive buffer).
    private static let escposMark: [UInt8] = [0x1D, 0x72, 0x01, 0x1D, 0x72, 0x01]

    /// What there is to know a label's fate by.
    public var evidence: PrintEvidence {
        switch (language, statusReply) {
        case (_, .none): return .none
        case (.escpos, _): return .mark(Self.escposMark)
        case (.cpcl, _) where !answersWhilePrinting:
            return PrinterProtocol.poll(self).map { .nextAnswer($0.bytes) } ?? .none
        case (_, .frame), (_, .either), (_, .lines): return answersWhilePrinting ? .work : .none
        default:
            let tells = statusBits.joined().contains { $0?.contains(.printing) == true }
            return tells && answersWhilePrinting ? .work : .none
        }
    }
}
