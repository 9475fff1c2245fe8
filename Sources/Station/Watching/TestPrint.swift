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
    let fonts: FontShelf?

    func run() async throws {
        try demandIdle()
        let paper = try source.paper(nil)
        let medium = try await store.loadedMedium(first: paper.description)
        if let fault = StationFault(medium, testing: paper) { throw fault }
        let bytes = try source.renderTest(fonts?.usable)
        // A label may have come to the printer meanwhile.
        try demandIdle()
        try await reader.write(bytes, within: .seconds(30))
    }

    private func demandIdle() throws {
        guard printer.isIdle else {
            throw StationFault(
                exitCode: 75, "打印机没有就绪，或正在打印。请处理后再试。",
                "the printer is not ready, or is printing; see to it and try again")
        }
    }
}

extension LoadedMedium {
    /// Labels made for this paper come out right on it, once it is measured, as far as anybody knows.
    func takes(_ paper: LabelMedium) -> Bool {
        !isDoubtful && LabelMedium(loaded)?.takes(paper) ?? false
    }
}

extension StationFault {
    /// Why a test label for `paper` is not printed now; nil when it is.
    init?(_ medium: LoadedMedium, testing paper: LabelMedium) {
        let name = paper.shortName
        if medium.isDoubtful {
            self.init(
                exitCode: 75,
                "打印机开过盖或断过电，装的是什么纸还没有人确认。请先在屏幕上回答，或运行：stationctl label paper --for 模板名",
                "the printer was open or off and nobody has said what paper is in it; answer the "
                    + "kiosk's question first, or run 'stationctl label paper --for TEMPLATE'")
        } else if !medium.takes(paper) {
            self.init(
                exitCode: 75, "测试标签要用 \(name) 的纸，现在装的不是。请先换纸。",
                "the test label needs \(name) paper, which is not loaded; change it first")
        } else if !medium.isMeasured {
            self.init(
                exitCode: 75, "换了 \(name) 的纸，打印机还没有量过。打印机就绪后会自动量，请稍后再试。",
                "the \(name) paper is new and the printer has not measured it yet; it does so by "
                    + "itself once it is ready, so try again in a moment")
        } else {
            return nil
        }
    }
}
