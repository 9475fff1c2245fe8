import DeviceProtocols
import Labels
import SerialLines
import StationStore

/// Prints one label that belongs to no parcel, if the printer has nothing else to do and the paper
/// for it.
struct TestPrint: Sendable {
    let store: StationStore
    let printer: PrinterDesk
    let reader: LineReader
    let source: LabelSource

    func run() async throws {
        guard printer.isIdle else {
            throw StationFault(
                exitCode: 75, "打印机没有就绪，或正在打印。请处理后再试。",
                "the printer is not ready, or is printing; see to it and try again")
        }
        let paper = try source.paper(nil)
        let medium = try await store.loadedMedium(first: paper.description)
        guard let loaded = LabelMedium(medium.loaded), loaded.takes(paper), medium.isMeasured,
            !medium.isDoubtful
        else {
            throw StationFault(
                exitCode: 75, "测试标签要用 \(paper.shortName) 的纸，现在装的不是。请先换纸。",
                "the test label needs \(paper.shortName) paper, which is not loaded; change it first"
            )
        }
        try await reader.write(try source.renderTest(), within: .seconds(30))
    }
}
