import DeviceSimulator
import Foundation
import Identifiers
import Rehearsal
import Testing

/// The pictures of labels on the kiosk page.
extension KioskPageTests {
    @Test("a label in doubt is shown as `label render` draws it, dot by dot, and so is its reprint")
    func labelPicture() async throws {
        let (parcel, code) = try await doubtfulLabel()
        let job = try await page.data("doubtful", "job")
        try await page.wait("!document.getElementById('doubtful-label').hidden")
        #expect(try await page.read(Self.size(of: "doubtful-label")) == .array([480, 320]))
        #expect(try await isSeen("doubtful-label"))
        #expect(try await stage.misfits() == [])

        let shown = try await page.read(Self.bytes(of: "/labels/\(job).png")).text
        let drawn = try await rendered(parcel, code, isReprint: false)
        #expect(shown.map { Data(base64Encoded: $0) } == drawn, "\(code)")

        // Of another site's page it is none of its business.
        let kiosk = await stage.kioskURL
        let foreign = try run(
            "/usr/bin/curl",
            [
                "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Sec-Fetch-Site: cross-site",
                kiosk + "labels/\(job).png",
            ], input: "")
        #expect(String(decoding: foreign, as: UTF8.self) == "403")

        // A tap shows it as large as the printer's dots.
        try await page.read("document.getElementById('doubtful-label').click()")
        try await page.wait("!document.getElementById('large-label').hidden")
        let large = try await page.read(
            "(({ width, height }) => [width, height])"
                + "(document.querySelector('#large-label img').getBoundingClientRect())")
        #expect(large == .array([482, 322]), "the picture and its thin edge")
        #expect(try await isSeen("large-label"))
        // It goes with the next scan, which it would hide.
        try await stage.nextLight { stage.scan("75#1?40276") }
        try await page.wait("document.getElementById('large-label').hidden")
        // And with its question.
        try await page.read("document.getElementById('doubtful-label').click()")
        try await page.wait("!document.getElementById('large-label').hidden")

        try await stage.nextLight {
            try await page.read("document.getElementById('doubtful-reprint').click()")
        }
        try await page.wait("document.getElementById('large-label').hidden")
        try await page.wait("!document.getElementById('scan-label').hidden")
        #expect(try await isSeen("scan-label"))
        #expect(try await page.data("scan-light", "light") == "amber")
        #expect(try await stage.misfits() == [])
        let reprint = try await page.read(
            Self.bytes(of: "document.querySelector('#scan-label img').src", isQuoted: false)
        ).text
        let marked = try await rendered(parcel, code, isReprint: true)
        #expect(reprint.map { Data(base64Encoded: $0) } == marked, "\(code)")
        try await page.wait("document.getElementById('doubtful').hidden")
        try await stage.waitUntilAllIsWell()

        // What the page does not show any more cannot be had.
        let barcode = try #require(PickupCode(code)).barcode
        try await stage.nextLight { stage.scan(barcode) }
        for address in ["/labels/\(job).png", "/labels/999999.png", "/labels/x.png", "/labels/1"] {
            #expect(try await page.read("fetch('\(address)').then((a) => a.status)") == 404)
        }
    }

    @Test("labels that need other paper are shown with what to load; the answer prints them")
    func otherPaper() async throws {
        try await stage.waitUntilAllIsWell()
        let file = FileManager.default.temporaryDirectory
            .appending(path: "waybill-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try await stationctl(["sample", "waybill-76x130"]).write(to: file)
        _ = try await stationctl(
            ["print", "--template", "waybill-76x130", "--data", file.path])
        try await page.wait("!document.getElementById('paper-label').hidden")
        #expect(try await page.text("paper-question").contains("请换成 76×130 mm 标签纸"))
        #expect(try await page.read(Self.size(of: "paper-label")) == .array([608, 1040]))
        #expect(try await isSeen("paper-label", atLeast: 40))
        #expect(try await stage.misfits() == [])
        try await stage.nextLight {
            try await page.read("document.getElementById('paper-changed').click()")
        }
        #expect(try await page.text("scan-title").contains("已换纸"))
        // Now the labels of parcels wait for theirs, and cannot be dropped.
        try await stage.takeIn()
        try await page.wait("document.getElementById('paper-big').innerText === '60×40 mm'")
        #expect(try await page.read("document.getElementById('paper-dropped').hidden").isTrue)
        // The answer is taken once the waybill is out.
        try await page.wait("document.getElementById('paper').dataset.busy === 'no'")
        try await stage.nextLight {
            try await page.read("document.getElementById('paper-changed').click()")
        }
        #expect(try await page.text("scan-title").contains("已换纸"))
        try await page.wait("document.getElementById('paper').hidden")
        try await stage.waitUntilAllIsWell()
    }

    @Test("what waits for other paper can be dropped while the printer is in trouble, and in doubt")
    func dropped() async throws {
        try await stage.waitUntilAllIsWell()
        try await printerIsIdle()
        let file = FileManager.default.temporaryDirectory
            .appending(path: "waybill-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try await stationctl(["sample", "waybill-76x130"]).write(to: file)
        let order = ["print", "--template", "waybill-76x130", "--data", file.path]
        // A pickup label that cannot go out comes first.
        stage.printer.perform(.ribbonOut)
        try await page.wait("document.getElementById('device-printer').dataset.state === 'fault'")
        try await stage.takeIn()
        _ = try await stationctl(order)
        try await page.wait("document.getElementById('paper').dataset.busy === 'yes'")
        let changed = "document.getElementById('paper-changed').getAttribute('aria-disabled')"
        #expect(try await page.read(changed) == "true")
        try await stage.nextLight {
            try await page.read("document.getElementById('paper-dropped').click()")
        }
        #expect(try await page.text("scan-title").contains("不打了"))
        try await page.wait("document.getElementById('paper').hidden")

        _ = try await stationctl(order)
        try await page.wait("!document.getElementById('paper').hidden")
        stage.printer.perform(.coverOpen)
        try await page.wait("!document.getElementById('paper-kept').hidden")
        #expect(try await page.read("document.getElementById('paper-dropped').hidden") == false)
        #expect(try await stage.misfits() == [])
        try await stage.nextLight {
            try await page.read("document.getElementById('paper-dropped').click()")
        }
        stage.printer.perform(.ribbonOK)
        stage.printer.perform(.coverClosed)
        try await page.wait("document.getElementById('device-printer').dataset.state === 'ok'")
        // Which paper is in it now?
        try await stage.nextLight {
            try await page.read("document.getElementById('paper-kept').click()")
        }
        try await stage.waitUntilAllIsWell()
    }

    private func stationctl(_ words: [String]) async throws -> Data {
        try run(
            "\(Stage.programs)/stationctl", ["label"] + words + ["--config", stage.configuration],
            input: "")
    }

    /// No label of the test before is at the printer any more: only then is its paper changed.
    private func printerIsIdle() async throws {
        try await until("nothing waits") { try await paper().waiting == 0 }
        try await until("the paper is taken") { try changesPaper() }
        try await until("it is measured") { try await paper().isMeasured }
    }

    private func until(_ what: String, _ isSo: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !isSo() {
            guard ContinuousClock.now < end else {
                Issue.record("never: \(what)")
                throw CancellationError()
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func changesPaper() throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "\(Stage.programs)/stationctl")
        process.arguments =
            ["label", "paper", "--changed", "--for", "pickup-60x40", "--config"]
            + [stage.configuration]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private func paper() async throws -> Paper {
        try JSONDecoder().decode(Paper.self, from: try await stationctl(["paper", "--json"]))
    }

    private struct Paper: Decodable {
        let waiting: Int
        let isMeasured: Bool
    }

    /// A label that went out while the printer had stopped answering: nobody knows its fate.
    private func doubtfulLabel() async throws -> (parcel: Announcement, code: String) {
        try await stage.waitUntilAllIsWell()
        // A label that was under way when another test killed the station is not this one.
        while try await page.read("!document.getElementById('doubtful').hidden").isTrue {
            try await stage.nextLight { stage.scan(ControlCode.confirm.barcode) }
        }
        try await printerIsIdle()
        stage.printer.perform(.mute)
        let taken = try await stage.takeIn()
        try await page.wait("document.getElementById('device-printer').dataset.state === 'fault'")
        stage.printer.perform(.paperOK)
        try await page.wait("!document.getElementById('doubtful').hidden")
        return taken
    }

    /// The same label from the technician's tool.
    private func rendered(
        _ parcel: Announcement, _ code: String, isReprint: Bool
    ) async throws -> Data {
        let day = try await page.read(
            "new Date(Date.now() + 8 * 3600e3).toISOString().slice(5, 10)"
        ).text
        let fields: [String: JSON] = [
            "pickup_code": .string(code),
            "pickup_barcode": .string(try #require(PickupCode(code)).barcode),
            "station": .string(try await page.text("station")),
            "receiver": .string(Mask.name(parcel.receiver)),
            "phone_tail": .string(String(parcel.phone.suffix(4))),
            "courier": .string(parcel.carrier.chineseName),
            "waybill_tail": .string(String(parcel.number.suffix(4))),
            "date": .string(try #require(day)), "reprint": .bool(isReprint),
        ]
        let file = FileManager.default.temporaryDirectory
            .appending(path: "label-\(UUID().uuidString).json")
        try JSONEncoder().encode(JSON.object(fields)).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try run(
            "\(Stage.programs)/stationctl",
            [
                "label", "render", "--template", "pickup-60x40", "--data", file.path,
                "--profile", "printers/generic-tspl", "--as", "png",
            ], input: "")
    }

    /// The size of the picture in its file.
    private static func size(of frame: String) -> String {
        "(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight])"
            + "(document.querySelector('#\(frame) img'))"
    }

    /// Whether the middle of the picture is the topmost thing there, and all of it on the screen.
    private func isSeen(_ frame: String, atLeast width: Int = 100) async throws -> Bool {
        try await page.read(
            """
            (() => {
              const image = document.querySelector('#\(frame) img');
              const { left, top, right, bottom } = image.getBoundingClientRect();
              return right - left > \(width) && left >= 0 && top >= 0 && right <= innerWidth
                && bottom <= innerHeight
                && document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === image;
            })()
            """
        ).isTrue
    }

    /// A file of the station in base64.
    private static func bytes(of address: String, isQuoted: Bool = true) -> String {
        """
        fetch(\(isQuoted ? "'\(address)'" : address)).then((answer) => {
          if (answer.headers.get('Content-Type') !== 'image/png') throw new Error('no picture');
          if (answer.headers.get('Cache-Control') !== 'no-store') throw new Error('may be kept');
          return answer.arrayBuffer();
        }).then((bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))))
        """
    }
}
