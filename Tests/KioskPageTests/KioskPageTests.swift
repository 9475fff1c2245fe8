import DeviceSimulator
import Foundation
import Identifiers
import Rehearsal
import Testing

/// The keeper's page in a real browser, fed by the real daemon from the bytes of simulated devices.
@Suite("Pages in a browser", .serialized, OnStage(), .timeLimit(.minutes(3)))
struct KioskPageTests {
    /// What an unplugged device may take until its lamp shows it, in milliseconds.
    private static let noticeMax = 2000.0

    let stage: Stage
    let page: Page

    init() throws {
        stage = try Stage.ready()
        page = stage.kiosk
    }

    // MARK: Results

    @Test("a scan turns the page green with a pickup code, and the counts go on")
    func green() async throws {
        let (expected, received, inStock) = (
            try await stage.count("expected"), try await stage.count("received"),
            try await stage.count("in-stock")
        )
        let (parcel, code) = try await stage.takeIn()
        #expect(PickupCode(code) != nil, "\(code)")
        #expect(try await page.text("scan-title").contains("已入库"))
        #expect(try await page.text("scan-detail").contains(parcel.number.suffix(4)))
        #expect(try await stage.count("expected") == expected.map { $0 - 1 })
        #expect(try await stage.count("received") == received.map { $0 + 1 })
        #expect(try await stage.count("in-stock") == inStock.map { $0 + 1 })
        #expect(try await stage.misfits() == [])
    }

    @Test("a label's code hands the parcel out")
    func handOut() async throws {
        let (_, code) = try await stage.takeIn()
        let handedOut = try await stage.count("handed-out")
        let barcode = try #require(PickupCode(code)).barcode
        let light = try await stage.nextLight { stage.scan(barcode) }
        #expect(light == "green")
        #expect(try await page.text("scan-title").contains("已出库"))
        #expect(try await page.text("scan-big") == code)
        #expect(try await stage.count("handed-out") == handedOut.map { $0 + 1 })
    }

    @Test("a parcel to be weighed asks for the scale, shows the weight, then turns green")
    func weighed() async throws {
        let parcel = try await stage.nextParcel(weighed: true)
        let start = try await page.now()
        let light = try await stage.nextLight { stage.scan(parcel.number) }
        #expect(light == "amber")
        #expect(try await page.text("scan-big") == "称重")
        #expect(try await stage.misfits() == [])
        stage.scale.perform(.weigh("1.250"))
        try await page.wait("document.getElementById('scan-light').dataset.light === 'green'")
        #expect(try await page.text("weight-text") == "1.250 kg")
        #expect(try await page.text("scan-detail").contains("1.250 公斤"))
        #expect(PickupCode(try await page.text("scan-big")) != nil)
        let changes = try await page.diary(since: start).map(\.what)
        let amber = changes.firstIndex(of: "scan-light light amber")
        let stable = changes.lastIndex(of: "weight state stable")
        let green = changes.lastIndex(of: "scan-light light green")
        let inOrder = [amber, stable, green].compactMap(\.self)
        #expect(inOrder.count == 3 && inOrder == inOrder.sorted(), "\(changes)")
        stage.scale.perform(.weigh("0.000"))
        try await page.wait("document.getElementById('weight-text').innerText === '0.000 kg'")
    }

    @Test(
        "a weight that must not be used for trade says so beside its number",
        arguments: [
            ("16.000", "超过最大秤量"), ("0.050", "低于最小秤量"), ("1.252", "与分度值不符"),
        ])
    func notForTrade(kilograms: String, reason: String) async throws {
        stage.scale.perform(.weigh(kilograms))
        try await page.wait("document.getElementById('weight').dataset.remark === 'yes'")
        #expect(try await page.text("weight-text") == "\(kilograms) kg")
        #expect(try await page.text("weight-state").contains("不可用于结算：" + reason))
        #expect(try await stage.misfits() == [])
        stage.scale.perform(.weigh("1.250"))
        try await page.wait(
            "document.getElementById('weight').dataset.state === 'stable'"
                + " && document.getElementById('weight').dataset.remark === 'no'")
        stage.scale.perform(.weigh("0.000"))
        try await page.wait("document.getElementById('weight-text').innerText === '0.000 kg'")
        #expect(try await page.data("weight", "remark") == "no")
    }

    @Test("a damaged code is red and writes nothing")
    func red() async throws {
        let received = try await stage.count("received")
        let light = try await stage.nextLight { stage.scan("75#1?40276") }
        #expect(light == "red")
        #expect(try await page.text("scan-big") == "")
        #expect(try await stage.count("received") == received)
        #expect(try await stage.misfits() == [])
    }

    @Test("the same parcel again is amber and keeps its pickup code")
    func twice() async throws {
        let (parcel, code) = try await stage.takeIn()
        let received = try await stage.count("received")
        let light = try await stage.nextLight { stage.scan(parcel.number) }
        #expect(light == "amber")
        #expect(try await page.text("scan-title").contains("已经入库"))
        #expect(try await page.text("scan-big") == code)
        #expect(try await stage.count("received") == received)
        #expect(try await stage.misfits() == [])
    }

    @Test("a parcel nobody announced is amber and counted as to be confirmed")
    func unexpected() async throws {
        let held = try await stage.count("held")
        let light = try await stage.nextLight { stage.scan("YT9900000000001") }
        #expect(light == "amber")
        #expect(try await page.text("scan-big") == "待确认")
        #expect(try await stage.count("held") == held.map { $0 + 1 })
        #expect(try await stage.misfits() == [])
    }

    @Test("a scanner that types like a keyboard takes a parcel in")
    func typed() async throws {
        let parcel = try await stage.nextParcel()
        let light = try await stage.nextLight { try await page.type(parcel.number) }
        #expect(light == "green")
        #expect(try await page.text("scan-detail").contains(parcel.number.suffix(4)))
    }

    @Test("one sound for each result, none for old ones after the page was opened again")
    func sounds() async throws {
        let before = Int(try await page.data("sound", "count")) ?? 0
        let (parcel, _) = try await stage.takeIn()
        #expect(try await page.data("sound", "last") == "ok")
        try await stage.nextLight { stage.scan(parcel.number) }
        #expect(try await page.data("sound", "last") == "warn")
        try await stage.nextLight { stage.scan("75#1?40277") }
        #expect(try await page.data("sound", "last") == "error")
        // Lamps and counts change too; only results sound.
        stage.printer.perform(.paperOut)
        try await page.wait("document.getElementById('device-printer').dataset.state === 'fault'")
        stage.printer.perform(.paperOK)
        try await stage.waitUntilAllIsWell()
        #expect(Int(try await page.data("sound", "count")) == before + 3)

        try await page.go(to: await stage.kioskURL)
        try await stage.waitUntilAllIsWell()
        #expect(try await page.data("scan-light", "light") == "red")
        #expect(try await page.data("sound", "count") == "0")
        try await stage.takeIn()
        #expect(try await page.data("sound", "count") == "1")
    }

    // MARK: Faults

    @Test("an unplugged scanner is shown within 2 s, and works again when it is back")
    func unplugged() async throws {
        let start = try await page.now()
        stage.scanner.perform(.unplug)
        try await page.wait("document.getElementById('device-scanner').dataset.state === 'lost'")
        let shown = try #require(try await page.time(of: "device-scanner state lost", since: start))
        #expect(shown - start < Self.noticeMax, "milliseconds until the lamp changed")
        #expect(try await page.text("device-scanner").contains("已断开"))
        #expect(try await stage.misfits() == [])

        let back = try await page.now()
        stage.scanner.perform(.plug)
        try await page.wait("document.getElementById('device-scanner').dataset.state === 'ok'")
        let again = try #require(try await page.time(of: "device-scanner state ok", since: back))
        Measured.note("lamp of an unplugged scanner", shown - start)
        Measured.note("lamp of a scanner plugged in again", again - back)
        try await stage.takeIn()
    }

    @Test("paper out stands on the printer's lamp until there is paper again")
    func paperOut() async throws {
        stage.printer.perform(.paperOut)
        try await page.wait("document.getElementById('device-printer').dataset.state === 'fault'")
        #expect(try await page.text("device-printer").contains("缺纸"))
        try await stage.takeIn()
        #expect(try await stage.misfits() == [])
        stage.printer.perform(.paperOK)
        try await page.wait("document.getElementById('device-printer').dataset.state === 'ok'")
        try await stage.waitUntilAllIsWell()
    }

    @Test("without the county parcels are taken in and wait; they are sent when it is back")
    func offline() async throws {
        try await stage.stopCounty()
        try await page.wait("document.getElementById('link-state').dataset.state === 'offline'")
        var queues = [Int(try await page.data("link-state", "queue")) ?? 0]
        for _ in 0..<3 {
            try await stage.takeIn()
            let last = queues.last ?? 0
            try await page.wait(
                "Number(document.getElementById('link-state').dataset.queue) > \(last)")
            queues.append(Int(try await page.data("link-state", "queue")) ?? 0)
        }
        #expect(try await page.text("link-state").contains("断网"))
        #expect(try await stage.misfits() == [])
        try await stage.startCounty()
        try await stage.waitUntilAllIsWell()
        // Labels printed meanwhile add entries of their own: the queue empties when they are done.
        try await page.wait("document.getElementById('link-state').dataset.queue === '0'")
    }

    @Test("with the daemon killed the page says it is old, is never green, and recovers by itself")
    func killed() async throws {
        try await stage.takeIn()
        let start = try await page.now()
        let sounds = try await page.data("sound", "count")
        try await stage.killStation()
        try await page.wait("document.body.dataset.live === 'no'")
        let stale = try #require(try await page.time(of: "body live no", since: start))
        Measured.note("page of a killed station is old", stale - start)
        #expect(stale - start < Self.noticeMax)
        #expect(try await page.data("scan-light", "light") == "stale")
        #expect(try await page.text("stale").contains("画面是旧的"))

        let parcel = try await stage.nextParcel()
        try await page.type(parcel.number)
        try await page.wait("Number(document.getElementById('manual').dataset.failures) > 0")
        #expect(try await page.data("scan-light", "light") == "stale")
        #expect(try await stage.misfits() == [])

        try await stage.startStation()
        try await stage.waitUntilAllIsWell()
        let changes = try await page.diary(since: start).map(\.what)
        #expect(!changes.contains("scan-light light green"), "\(changes)")
        #expect(try await page.data("sound", "count") == sounds)
        let light = try await stage.nextLight { stage.scan(parcel.number) }
        #expect(light == "green")
    }

    // MARK: Looks

    @Test(
        "the pickup code is at least a fifth of the screen's height",
        arguments: [(1024, 600), (1280, 800), (1920, 1080)])
    func codeHeight(width: Int, height: Int) async throws {
        try await page.resize(width, height)
        try await stage.takeIn()
        try await page.read(
            "Promise.allSettled(document.getAnimations().map((each) => each.finished))")
        let ink = try await inkHeight(of: "scan-big")
        #expect(ink >= Double(height) / 5)
        #expect(try await stage.misfits() == [])
        Measured.note("digits at \(width) × \(height), share of the height", ink / Double(height))
        try await page.resize(1024, 600)
    }

    /// Lines in a row of the element's own picture that hold ink: what is seen, not what the font
    /// promises.
    ///
    /// The picture is taken apart on an empty page, since the kiosk page's policy forbids it there.
    private func inkHeight(of id: String) async throws -> Double {
        let picture = try await page.picture(of: id)
        let blank = try await Page(stage.browser, "about:blank")
        return try await blank.read(
            """
            (async () => {
              const bytes = Uint8Array.from(atob('\(picture)'), (each) => each.charCodeAt(0));
              const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
              const canvas = new OffscreenCanvas(image.width, image.height);
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0);
              const { data } = context.getImageData(0, 0, image.width, image.height);
              const isInked = (line) => {
                for (let at = line * image.width * 4; at < (line + 1) * image.width * 4; at += 4)
                  if (data[at] > 200 && data[at + 1] > 200 && data[at + 2] > 200) return true;
                return false;
              };
              let [run, longest] = [0, 0];
              for (let line = 0; line < image.height; line += 1) {
                run = isInked(line) ? run + 1 : 0;
                longest = Math.max(longest, run);
              }
              return longest;
            })()
            """
        ).number ?? 0
    }

    @Test("what the policy forbids and what does not fit is noticed by these tests")
    func noticed() async throws {
        let other = try await Page(stage.browser, await stage.kioskURL)
        try await other.wait("document.body.dataset.live === 'yes'")
        #expect(try await other.faults() == [])
        #expect(try await stage.misfits(of: other) == [])
        try await other.read("document.body.style.gridTemplateRows = '10.5vh 59vh 11.5vh 21vh'")
        #expect(try await stage.misfits(of: other) != [])
        try await other.read(
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
        try await other.read("setTimeout(() => { throw new Error('on purpose'); }, 0)")
        try await other.wait("violations.length > 0")
        try await other.read("new Promise((resolve) => setTimeout(resolve, 0))")
        let faults = try await other.faults()
        #expect(faults.contains { $0.contains("style-src") }, "\(faults)")
        #expect(faults.contains { $0.contains("on purpose") }, "\(faults)")
    }

    // MARK: The county's pages

    @Test("the county's wall shows an arrival without being loaded again, its number masked")
    func wall() async throws {
        try await stage.waitUntilAllIsWell()
        let wall = try await Page(
            stage.browser, await stage.publicURL + "/wall", width: 1920, height: 1080)
        try await wall.wait("document.querySelector('.received b') !== null")
        try await wall.read("globalThis.isSamePage = true")
        let received = Int(
            try await wall.read("document.querySelector('.received b').innerText").text ?? "")
        let (parcel, _) = try await stage.takeIn()
        let masked = Mask.waybill(parcel.number)
        try await wall.wait("document.querySelector('.arrivals').innerText.includes('\(masked)')")
        #expect(try await wall.read("isSamePage").isTrue)
        let after = Int(
            try await wall.read("document.querySelector('.received b').innerText").text ?? "")
        #expect(after == received.map { $0 + 1 })
        let source = try await wall.read("document.documentElement.outerHTML").text ?? ""
        #expect(!source.contains(parcel.number) && !source.contains("村民"))
        #expect(try await wall.read("document.documentElement.scrollHeight <= innerHeight").isTrue)
        #expect(try await wall.faults() == [])
    }

    @Test("the tracking page shows times and places of a parcel and nothing of a person")
    func track() async throws {
        let (parcel, code) = try await stage.takeIn()
        let barcode = try #require(PickupCode(code)).barcode
        try await stage.nextLight { stage.scan(barcode) }
        try await stage.waitUntilAllIsWell()
        let track = try await Page(stage.browser, await stage.publicURL + "/track/\(parcel.number)")
        let steps = try await track.read(
            "[...document.querySelectorAll('.steps li')].map((e) => e.innerText)"
        )
        .items.compactMap(\.text)
        #expect(steps.count == 3)
        #expect(steps.first?.contains("已签收") == true)
        #expect(steps.allSatisfy { $0.contains(/20\d\d-\d\d-\d\d \d\d:\d\d/) }, "\(steps)")
        let source = try await track.read("document.documentElement.outerHTML").text ?? ""
        for secret in [parcel.receiver, parcel.phone, code, "村民"] {
            #expect(!source.contains(secret), "\(secret)")
        }
        #expect(try await track.faults() == [])
    }
}

/// Figures of a run, printed for people; no test depends on them.
enum Measured {
    static func note(_ what: String, _ value: Double) {
        print("\(what): \(value.formatted(.number.precision(.fractionLength(0...3))))")
    }
}
