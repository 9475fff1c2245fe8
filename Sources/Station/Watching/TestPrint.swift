import DeviceProtocols
import SerialLines

/// Prints one label that belongs to no parcel, if the printer has nothing else to do.
struct TestPrint: Sendable {
    let printer: PrinterDesk
    let reader: LineReader
    let render: @Sendable () throws -> [UInt8]

    func run() async throws {
        guard printer.isIdle else {
            throw StationFault(
                exitCode: 75, "打印机没有就绪，或正在打印。请处理后再试。",
                "the printer is not ready, or is printing; see to it and try again")
        }
        try await reader.write(try render(), within: .seconds(30))
    }
}
