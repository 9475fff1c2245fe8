public import DataFolder
import DeviceProtocols
import Identifiers
import LabelDrawing
import LabelRaster
public import Labels
import StationJournal
import StationStore

/// Turns a label job into the bytes of the station's printer.
struct LabelPress: Sendable {
    private let renderer: LabelRenderer
    private let station: String
    private let clock: StationClock

    /// Reads the template once; a template that cannot be printed is found at start.
    init(
        template name: String, data: DataFolder, printer: DeviceProfile, station: String,
        clock: StationClock
    ) throws {
        let file = try data.template(name: name)
        renderer = try LabelRenderer(
            LabelTemplate.parse(file.text, file: file.path), for: printer,
            artist: .installed(pictures: data.labelPictures), policy: data.policy())
        self.station = station
        self.clock = clock
    }

    /// The label's bytes; what does not fit is shrunk or cut as the template says.
    @Sendable func render(_ job: LabelJob) throws -> [UInt8] {
        try renderer.render(fields(of: job)).bytes
    }

    /// The label as the printer shows it, as a PNG file.
    func picture(_ job: LabelJob) throws -> [UInt8]? {
        try renderer.preview(fields(of: job)).first?.png()
    }

    private func fields(of job: LabelJob) -> [String: LabelValue] {
        [
            "pickup_code": .text(job.code.description),
            "pickup_barcode": .text(job.code.barcode),
            "station": .text(station),
            "receiver": .text(Mask.name(job.receiver)),
            "phone_tail": .text(job.phoneTail ?? ""),
            "courier": .text(job.carrier.chineseName),
            "waybill_tail": .text(String(job.number.suffix(4))),
            "date": .text(String(ChinaTime.dayAndMinute(clock.now().wall).prefix(5))),
            "reprint": .flag(job.reprint),
        ]
    }

    /// A label for trying the printer out: it belongs to no parcel, and its code does nothing.
    @Sendable func renderTest() throws -> [UInt8] {
        let fields: [String: LabelValue] = [
            "pickup_code": .text("测试"),
            "pickup_barcode": .text(ControlCode.help.barcode),
            "station": .text(station),
            "receiver": .text("测试*"),
            "phone_tail": .text("0000"),
            "courier": .text("测试"),
            "waybill_tail": .text("0000"),
            "date": .text(String(ChinaTime.dayAndMinute(clock.now().wall).prefix(5))),
            "reprint": .flag(false),
        ]
        return try renderer.render(fields).bytes
    }
}

extension DataFolder {
    /// What must be hidden of people's data on labels.
    /// - Throws: `DataFolderError` or `YAMLError` when it cannot be read.
    public func policy() throws -> PrivacyPolicy {
        let file = try privacyPolicy()
        return try PrivacyPolicy.parse(file.text, file: file.path)
    }
}
