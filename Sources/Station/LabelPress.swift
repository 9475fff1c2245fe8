public import DataFolder
import DeviceProtocols
internal import FoundationEssentials
import Identifiers
import LabelDrawing
import LabelRaster
public import Labels
import StationJournal
import StationStore
internal import StrictYAML

/// Turns label jobs into the bytes of the station's printer.
struct LabelPress: Sendable {
    private let data: DataFolder
    private let profile: DeviceProfile
    private let artist: LabelArtist
    private let policy: PrivacyPolicy
    private let pickup: LabelRenderer
    private let station: String
    private let clock: StationClock

    /// Reads the template of pickup labels once; one that cannot be printed is found at start.
    init(
        template name: String, data: DataFolder, printer: DeviceProfile, station: String,
        clock: StationClock
    ) throws {
        self.data = data
        profile = printer
        artist = try .installed(pictures: data.labelPictures)
        policy = try data.policy()
        let file = try data.template(name: name)
        pickup = try LabelRenderer(
            LabelTemplate.parse(file.text, file: file.path), for: printer, artist: artist,
            policy: policy)
        self.station = station
        self.clock = clock
    }

    /// What services of the printer need of it.
    var source: LabelSource {
        LabelSource(
            paper: paper, render: render, renderTest: renderTest,
            calibration: { [profile] in profile.printer?.calibration(for: $0) ?? [] },
            fontsAreCurrent: { [artist] in StoredFonts.areCurrent($0, artist: artist) })
    }

    /// A template's renderer; nil stands for pickup labels.
    ///
    /// Others are read each time: a technician may change one while the station runs.
    private func renderer(of template: String?) throws -> LabelRenderer {
        guard let template else { return pickup }
        let file = try data.template(name: template)
        return try LabelRenderer(
            LabelTemplate.read(file.text, path: file.path).markingReprints, for: profile,
            artist: artist, policy: policy)
    }

    /// The paper that labels of a template need; nil stands for pickup labels.
    @Sendable func paper(of template: String?) throws -> LabelMedium {
        try renderer(of: template).paper
    }

    /// The labels and their paper, of one reading of the template; what does not fit is shrunk or cut
    /// as the template says.
    @Sendable func render(
        _ job: LabelJob, fonts: StoredFonts?
    ) throws -> (bytes: [UInt8], labels: Int, paper: LabelMedium) {
        let (renderer, fields, copies) = try parts(of: job)
        let label = try renderer.render(fields, copies: copies, storedFonts: fonts)
        return (label.bytes, label.labels, label.paper)
    }

    /// The first label of a job as the printer shows it, as a PNG file.
    func picture(_ job: LabelJob) throws -> [UInt8]? {
        let (renderer, fields, _) = try parts(of: job)
        return try renderer.preview(fields, first: 1).first?.png()
    }

    private func parts(
        of job: LabelJob
    ) throws -> (LabelRenderer, fields: [String: LabelValue], copies: Int) {
        switch job.subject {
        case .pickup(let label): return (pickup, fields(of: label, reprint: job.reprint), 1)
        case .ordered(let label):
            var fields = try Self.fields(label.fields)
            if job.reprint { fields["reprint"] = .flag(true) }
            return (try renderer(of: label.template), fields, label.copies)
        }
    }

    private func fields(of label: PickupLabel, reprint: Bool) -> [String: LabelValue] {
        [
            "pickup_code": .text(label.code.description),
            "pickup_barcode": .text(label.code.barcode),
            "station": .text(station),
            "receiver": .text(Mask.name(label.receiver)),
            "phone_tail": .text(label.phoneTail ?? ""),
            "courier": .text(label.carrier.chineseName),
            "waybill_tail": .text(String(label.number.suffix(4))),
            "date": .text(today),
            "reprint": .flag(reprint),
        ]
    }

    private var today: String {
        String(ChinaTime.dayAndMinute(clock.now().wall).prefix(5))
    }

    /// A label for trying the printer out: it belongs to no parcel, and its code does nothing.
    @Sendable func renderTest(fonts: StoredFonts?) throws -> [UInt8] {
        let fields: [String: LabelValue] = [
            "pickup_code": .text("测试"),
            "pickup_barcode": .text(ControlCode.help.barcode),
            "station": .text(station),
            "receiver": .text("测试*"),
            "phone_tail": .text("0000"),
            "courier": .text("测试"),
            "waybill_tail": .text("0000"),
            "date": .text(today),
            "reprint": .flag(false),
        ]
        return try pickup.render(fields, storedFonts: fonts).bytes
    }
}

// MARK: Orders

extension LabelPress {
    /// Draws an order as it will be printed, to see that it can be.
    ///
    /// - Throws: Why it cannot be printed, or must not be: `LabelError`, `DataFolderError`,
    ///   or `StationFault` for a template with a mistake and for data that are none.
    func examine(_ label: OrderedLabel) throws -> Proof {
        let renderer = try renderer(of: label.template)
        let rendered = try renderer.render(Self.fields(label.fields), copies: label.copies)
        return Proof(
            labels: rendered.labels, paper: rendered.paper, findings: rendered.findings)
    }

    /// What is known of an order that can be printed.
    struct Proof: Sendable {
        /// How many labels it prints.
        var labels: Int
        /// The paper they need.
        var paper: LabelMedium
        /// What a person should know.
        var findings: [LabelFinding]
    }

    private static func fields(_ json: String) throws -> [String: LabelValue] {
        do {
            return try JSONDecoder().decode([String: LabelValue].self, from: Data(json.utf8))
        } catch {
            throw StationFault(
                exitCode: 65, "不是标签数据。样例见：stationctl label sample 模板名",
                "this is no label data; 'stationctl label sample NAME' shows some")
        }
    }
}

extension LabelTemplate {
    /// A template; what is wrong with it is the file's fault, not the configuration's.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - path: Where it is, for messages.
    /// - Returns: The template.
    /// - Throws: `StationFault` with exit code 65 and the line of the mistake.
    public static func read(_ text: String, path: String) throws -> LabelTemplate {
        do {
            return try parse(text, file: path)
        } catch let error as YAMLError {
            throw StationFault(
                exitCode: 65, "模板有误：\(error.chineseDescription)", "template: \(error)")
        }
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
