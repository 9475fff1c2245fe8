/// Answers of CPCL printers: one byte of bits to `ESC h` or `ESC i`
/// (source: Zebra's Mobile Printer CPCL Programming Manual, status commands).
///
/// A byte with a bit that the profile does not know is noise: the maker keeps such bits at zero.
struct CPCLStatusFormat: FrameFormat {
    private let table: StatusByteTable
    let longestFrame = 1

    /// Makes a format; `bits` says what each bit of the status byte means, from bit 0 on.
    init(bits: [PrinterConditions?]) {
        table = StatusByteTable(bits: bits)
    }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<PrinterStatus> {
        guard table.documents(bytes[0]) else { return .none }
        return .frame(PrinterStatus(table[bytes[0]], byte: bytes[0]), length: 1)
    }
}
