import DataFolder
import DeviceSimulator
import Foundation
import Glibc
import Rehearsal
import SeededRandom
import Testing

/// One village and one browser with the kiosk page open, for the whole suite.
actor Stage {
    /// Parcels on the courier's list; every eighth is weighed.
    static let parcels = 64

    @TaskLocal static var current: Stage?

    nonisolated let browser: Chromium
    nonisolated let kiosk: Page
    nonisolated let scanner: SimulatedDevice
    nonisolated let scale: SimulatedDevice
    nonisolated let printer: SimulatedDevice
    /// The station's configuration file.
    nonisolated let configuration: String
    private let village: Village
    private let folder: String
    private var parcels: [Announcement]

    /// The stage the suite set up.
    static func ready() throws -> Stage {
        try #require(current, "the suite's scope was not entered")
    }

    /// The programs were built beside the tests.
    static var programs: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    /// Starts both programs and the browser, and waits until the page shows that all is well.
    init() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "kiosk-page-\(UUID().uuidString)").path
        var options = Village.Options()
        // A label takes ten times the time between two questions: none comes out unseen.
        options.timing = SimulatorTiming(settle: 200, frame: 50, label: 500, afterOpening: 50)
        options.settle = 50
        options.scalePlate = ", min: \"100 g\", max: \"15 kg\", interval: \"5 g\""
        let programs = Self.programs
        let data = try DataFolder.locate(
            option: nil, environment: [:], executable: programs + "/stationd")
        let village = try Village(
            folder: folder, programs: programs, data: data, options: options)
        var random = SeededGenerator(seed: 20_261_121)
        let parcels = Announcement.sample(Self.parcels, using: &random)
        do {
            try await village.startCounty()
            try await village.enrol(parcels)
            try await village.startStation()
            browser = try Chromium(folder: folder)
            kiosk = try await Page(browser, village.kioskURL + "/")
            printer = try #require(village.printer)
        } catch {
            village.abandon()
            throw error
        }
        (scanner, scale) = (village.scanner, village.scale)
        configuration = "\(folder)/station.yaml"
        (self.village, self.folder, self.parcels) = (village, folder, parcels)
    }

    /// Ends everything and removes what it wrote.
    func close() async {
        await browser.end()
        village.abandon()
        _ = try? await village.stationd?.waitForEnd()
        _ = try? await village.county?.waitForEnd()
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Programs

    var kioskURL: String { village.kioskURL + "/" }
    var publicURL: String { village.publicURL }

    func startCounty() async throws { try await village.startCounty() }

    func stopCounty() async throws { try await village.stopCounty() }

    func startStation() async throws { try await village.startStation() }

    /// As a power cut does it.
    func killStation() async throws {
        village.stationd?.signal(SIGKILL)
        try await village.stationd?.waitForEnd()
    }

    // MARK: What a keeper does

    /// The next parcel that nobody has scanned yet.
    func nextParcel(weighed: Bool = false) throws -> Announcement {
        let index = try #require(
            parcels.firstIndex { $0.weigh == weighed }, "the courier's list is too short")
        return parcels.remove(at: index)
    }

    nonisolated func scan(_ text: String) {
        scanner.perform(.scan(Array(text.utf8)))
    }

    /// Does something and waits for the screen's next result.
    /// - Returns: Its colour.
    @discardableResult
    nonisolated func nextLight(after body: () async throws -> Void) async throws -> String {
        let before = try await kiosk.data("scan-light", "id")
        try await body()
        try await kiosk.wait(
            "document.getElementById('scan-light').dataset.id !== '\(before)'")
        return try await kiosk.data("scan-light", "light")
    }

    /// Takes in a parcel that needs no weighing.
    @discardableResult
    nonisolated func takeIn() async throws -> (parcel: Announcement, code: String) {
        let parcel = try await nextParcel()
        let light = try await nextLight { scan(parcel.number) }
        try #require(light == "green")
        return (parcel, try await kiosk.text("scan-big"))
    }

    nonisolated func count(_ name: String) async throws -> Int? {
        Int(try await kiosk.text("count-\(name)"))
    }

    /// Contact, devices and link are as they should be.
    nonisolated func waitUntilAllIsWell() async throws {
        try await kiosk.wait(
            """
            document.body.dataset.live === 'yes'
              && document.querySelectorAll('#lamps > .lamp').length === 4
              && [...document.querySelectorAll('#lamps > .lamp')].every((lamp) =>
                ['ok', 'online'].includes(lamp.dataset.state))
              && document.getElementById('link-state').dataset.queue === '0'
            """)
    }

    /// What does not fit on the screen: scrolling, cut text, anything outside the viewport.
    nonisolated func misfits(of page: Page? = nil) async throws -> [String] {
        try await (page ?? kiosk).read(
            """
            (() => {
              const found = [];
              for (const root of [document.documentElement, document.body])
                if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth)
                  found.push(`scrolls: ${root.scrollWidth} × ${root.scrollHeight}`);
              for (const element of document.querySelectorAll('.fit, .pair > span, .lamp > span, '
                + '#station, .count > b, #scan-symbol')) {
                const box = element.getBoundingClientRect();
                if (box.width === 0) continue;
                const name = element.id || element.parentElement.id || element.className;
                if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1
                  || box.bottom > innerHeight + 1) found.push(`outside: ${name}`);
                if (element.scrollWidth > element.clientWidth + 1 && element.localName !== 'svg')
                  found.push(`cut: ${name}: ${element.textContent}`);
                const line = 1.1 * parseFloat(getComputedStyle(element).fontSize);
                if (element.matches('.lamp .zh')
                  && element.scrollHeight > element.clientHeight + 0.6 * line)
                  found.push(`cut below: ${name}: ${element.textContent}`);
              }
              return found;
            })()
            """
        ).items.compactMap(\.text)
    }
}

/// Opens the stage before the suite and closes it after, with a look at what the browser complained
/// about in between.
struct OnStage: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let stage = try await Stage()
        do {
            try await stage.waitUntilAllIsWell()
            try await Stage.$current.withValue(stage) { try await function() }
            let faults = try await stage.kiosk.faults()
            #expect(faults == [], "on the kiosk page, in the whole run")
        } catch {
            await stage.close()
            throw error
        }
        await stage.close()
    }
}
