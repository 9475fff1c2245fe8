/// Answers of ESC/POS printers: a round of four bytes to `DLE EOT 1` … `DLE EOT 4`, or the four
/// bytes of the automatic status that `GS a` switches on
/// (source: Epson's command references, DLE EOT and GS a).
///
/// A byte of a round does not tell which question it answers: the answers come in the order of the
/// questions, so four in a row are one frame, and a silence shows where a round begins.
struct ESCPOSStatusFormat: FrameFormat {
    private static let count = 4

    private let isAutomatic: Bool
    private let takesEndMarks: Bool
    private let tables: [StatusByteTable]
    let longestFrame = count

    /// Makes a format; `bits` says for each of the four bytes what its bits mean, from bit 0 on.
    ///
    /// Answers to ``PrintEvidence/mark(_:)`` are taken only where they are waited for: to everybody
    /// else such bytes are noise.
    init(
        reply: PrinterOptions.StatusReply, bits: [[PrinterConditions?]], takesEndMarks: Bool = false
    ) {
        isAutomatic = reply == .automatic
        self.takesEndMarks = takesEndMarks
        tables = (0..<Self.count).map { byte in
            StatusByteTable(bits: byte < bits.count ? bits[byte] : [])
        }
    }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        guard fits(bytes[0], at: 0) else { return endMark(bytes) }
        let last = min(bytes.count, Self.count)
        for index in 1..<max(1, last) where !fits(bytes[index], at: index) {
            return .refused(.unexpected, length: index)
        }
        guard last == Self.count else { return .incomplete }
        var conditions: PrinterConditions = []
        for index in 0..<Self.count {
            conditions.formUnion(tables[index][bytes[index] & ~fixedBits(at: index)])
        }
        let answer = UnsafeBufferPointer(rebasing: bytes[..<Self.count])
        let status = PrinterStatus(conditions.explained, answer: answer)
        return .frame(status, length: Self.count)
    }

    /// The paper sensors' byte twice, its upper half zero (GS r 1).
    private func endMark(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        guard takesEndMarks, bytes[0] & 0xF0 == 0 else { return .none }
        guard bytes.count > 1 else { return .incomplete }
        guard bytes[1] == bytes[0] else { return .none }
        let answer = UnsafeBufferPointer(rebasing: bytes[..<2])
        return .frame(PrinterStatus(.endMark, answer: answer), length: 2)
    }

    /// The bits with which each byte is told from data and from flow control.
    private func fixedBits(at index: Int) -> UInt8 { isAutomatic && index > 0 ? 0x90 : 0x93 }

    private func fits(_ byte: UInt8, at index: Int) -> Bool {
        let pattern: UInt8 = isAutomatic ? (index == 0 ? 0x10 : 0x00) : 0x12
        return byte & fixedBits(at: index) == pattern
    }
}
