import DataFolder
import DeviceProtocols
import Foundation
import Glibc
import LabelDrawing
import Labels

/// From template and data to the bytes of a 76×130 waybill, in the printer's own language and as a
/// picture, beside Pillow drawing the same text with the same font; and 10,000 labels in one process.
struct LabelSpeed {
    private static let template = "waybill-76x130"
    private static let warmUp = 20
    private static let rounds = 500
    private static let endless = 10_000
    private static let nativeMax = 5.0
    private static let rasterMax = 25.0
    /// What memory may wander by without a leak: pages the allocator keeps.
    private static let growthMax = 4.0

    let data: DataFolder

    func measure() throws -> [Measurement] {
        let native = try renderer("printers/generic-tspl")
        let raster = try renderer("printers/generic-escpos")
        let pillow = try pillow()
        let rasterTimes = try times(raster, Self.rounds)
        let middle = rasterTimes.percentile(0.5) / 1_000
        return [
            Measurement(
                name: "waybill to TSPL, p99",
                figure: try times(native, Self.rounds).percentile(0.99) / 1_000,
                unit: "ms", limit: .figure(Self.nativeMax)),
            Measurement(
                name: "waybill to a picture, p99", figure: rasterTimes.percentile(0.99) / 1_000,
                unit: "ms", limit: .figure(Self.rasterMax)),
            Measurement(
                name: "waybill to a picture, median", figure: middle, unit: "ms",
                peer: pillow.map { ("Pillow", $0) }, ratio: pillow.map { middle / $0 }),
        ] + (try wire()) + [try endless(raster)]
    }

    private func renderer(_ profile: String) throws -> LabelRenderer {
        let file = try data.template(name: Self.template)
        let policy = try data.privacyPolicy()
        return try LabelRenderer(
            LabelTemplate.parse(file.text, file: file.path), for: data.profile(id: profile),
            artist: .installed(pictures: data.labelPictures),
            policy: PrivacyPolicy.parse(policy.text, file: policy.path))
    }

    /// Each label has a number of its own, so that nothing is found ready-made.
    private func label(
        _ number: Int, _ renderer: LabelRenderer, fonts: StoredFonts? = nil
    ) throws -> Int {
        var fields = renderer.template.sample
        fields["number"] = .text("78589630\(1_000_000 + number)")
        return try renderer.render(fields, storedFonts: fonts).bytes.count
    }

    private func times(_ renderer: LabelRenderer, _ count: Int) throws -> Times {
        for number in 0..<Self.warmUp { _ = try label(number, renderer) }
        var times = Times()
        for number in 0..<count {
            let start = ContinuousClock.now
            let bytes = try label(number, renderer)
            times.add(ContinuousClock.now - start)
            guard bytes > 500 else { throw BareError(description: "an empty label") }
        }
        return times
    }

    /// Bytes a printer has to be sent, and how long they take at 9600 baud.
    private func wire() throws -> [Measurement] {
        let usual = try ["tspl", "zpl", "cpcl", "escpos"].map { language in
            Self.wire(
                "waybill in \(language) at 9600 baud",
                try label(0, renderer("printers/generic-\(language)")), most: 60)
        }
        let profile = "printers/zebra-gk420d"
        let artist = try LabelArtist.installed(pictures: data.labelPictures)
        let printer = try data.profile(id: profile).printer
        let plan = printer.flatMap { StoredFontPlan(for: $0, artist: artist) }
        let fonts = StoredFonts(names: (plan?.fonts ?? []).map(\.name))
        return usual + [
            Self.wire(
                "the same in zpl, fonts in the printer",
                try label(0, renderer(profile), fonts: fonts), most: 10)
        ]
    }

    private static func wire(_ name: String, _ bytes: Int, most: Double) -> Measurement {
        Measurement(
            name: name, figure: Double(bytes) / 960, unit: "s", peer: ("bytes", Double(bytes)),
            limit: .figure(most))
    }

    private func endless(_ renderer: LabelRenderer) throws -> Measurement {
        let before = Self.residentMegabytes()
        for number in 0..<Self.endless { _ = try label(number, renderer) }
        return Measurement(
            name: "memory grown by 10,000 labels",
            figure: max(0, Self.residentMegabytes() - before),
            unit: "MB", limit: .figure(Self.growthMax))
    }

    private static func residentMegabytes() -> Double {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    /// Milliseconds Pillow takes for the label's text; nil when no Python that has it is named.
    private func pillow() throws -> Double? {
        guard let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["\(data.path)/Tests/Benchmarks/pillow_label.py"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let time = Double(text.prefix { $0 != "\n" }) else {
            throw BareError(description: "Pillow did not answer: \(text)")
        }
        return time
    }
}
