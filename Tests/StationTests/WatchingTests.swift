import DataFolder
import DeviceProtocols
import StationJournal
import Testing

@testable import SerialLines
@testable import Station

/// A device watched without a line.
private func makeWatch(
    _ profile: String, name: String = "device", feed: DeviceFeed = DeviceFeed()
) throws -> DeviceWatch {
    DeviceWatch(name: name, profile: try Checkout.data.profile(id: profile), feed: feed)
}

private let opening = LineOpening(
    address: .pseudoTerminal(path: "/dev/pts/7"), devicePath: "/dev/pts/7", baud: nil,
    compromises: [.framing(asked: "7E1", got: "8N1")])

@Suite("What is known of a device")
struct DeviceWatchTests {
    @Test("the state follows the line and what the device says")
    func states() throws {
        let watch = try makeWatch("scales/generic-yaohua-a12e")
        #expect(watch.snapshot.state == .opening)
        watch.opened(opening)
        #expect(watch.snapshot.state == .open)
        #expect(watch.snapshot.compromises == ["8N1 instead of 7E1"])
        let overload = ScaleMessage(state: "overload", net: false, remarks: [], forTrade: false)
        watch.said(DeviceMessage(scale: overload), works: false)
        #expect(watch.snapshot.state == .fault)
        watch.lost(.pathGone)
        #expect(watch.snapshot.state == .lost)
        #expect(watch.snapshot.why == "the device's path is gone")
        #expect(watch.snapshot.whyChinese == "设备的端口没有了")
        watch.unavailable(.notFound("/dev/pts/7"))
        #expect(watch.snapshot.state == .unavailable)
        watch.opened(opening)
        #expect(watch.snapshot.why == nil && watch.snapshot.whyChinese == nil)
        #expect(watch.snapshot.counts.openings == 2)
        #expect(watch.snapshot.counts.reconnects == 1)
    }

    @Test("a scale that falls silent or is lost leaves no value behind")
    func silenceIsNoValue() throws {
        for fall in [
            { (watch: DeviceWatch) in watch.fellSilent() }, { $0.lost(.hungUp) },
            { $0.unavailable(.notFound("/dev/x")) },
        ] {
            let watch = try makeWatch("scales/generic-yaohua-a12e")
            watch.opened(opening)
            let reading = ScaleMessage(
                state: "stable", value: "1.250", unit: "kg", mass: 1_250_000, net: false,
                remarks: [], forTrade: true)
            watch.said(DeviceMessage(scale: reading), works: true)
            fall(watch)
            #expect(watch.snapshot.last?.scale == .stale)
            #expect(watch.snapshot.last?.scale?.value == nil)
            #expect(watch.snapshot.last?.scale?.forTrade == false)
        }
    }

    @Test("a resync is a good frame after bytes that belong to none, counted once")
    func resyncs() throws {
        let watch = try makeWatch("scanners/generic-serial")
        watch.opened(opening)
        watch.heardFrame(at: .seconds(1))
        watch.malformed(Malformed(reason: .unexpected, bytes: [1]))
        watch.malformed(Malformed(reason: .checksum, bytes: [1]))
        watch.malformed(Malformed(reason: .checksum, bytes: [1]))
        watch.heardFrame(at: .seconds(2))
        watch.heardFrame(at: .seconds(3))
        let counts = watch.snapshot.counts
        #expect(counts.frames == 3)
        #expect(counts.resyncs == 1)
        #expect(counts.malformed == ["unexpected": 1, "checksum": 2])
    }

    @Test("the last bytes are bounded; a scanner's are hidden, a scale's are not")
    func lastBytes() throws {
        for (profile, expected) in [
            ("scanners/generic-serial", "39390d"), ("scales/generic-yaohua-a12e", "37350d"),
        ] {
            let watch = try makeWatch(profile)
            watch.received([UInt8](repeating: 0x20, count: 100))
            watch.received(Array("75\r".utf8))
            let counts = watch.snapshot.counts
            #expect(counts.bytes == 103)
            #expect(counts.lastBytes.hasSuffix(expected))
            #expect(counts.lastBytes.count == 2 * DeviceWatch.lastBytesMax)
        }
    }

    @Test("listeners get what they asked for; contents of scans only who asked for them raw")
    func listeners() async throws {
        let feed = DeviceFeed()
        let scanner = try makeWatch("scanners/generic-serial", name: "scanner", feed: feed)
        let scale = try makeWatch("scales/generic-yaohua-a12e", name: "scale", feed: feed)
        let plain = try #require(feed.listen(.init()))
        let bytes = try #require(feed.listen(.init(device: "scanner", bytes: true)))
        let raw = try #require(feed.listen(.init(device: "scanner", bytes: true, raw: true)))
        scanner.received(Array("75\r".utf8))
        scanner.malformed(Malformed(reason: .length, bytes: Array("1".utf8)))
        scale.duplicate()
        var iterators = [plain, bytes, raw].map { $0.makeAsyncIterator() }
        var seen: [[String]] = [[], [], []]
        for (index, count) in [2, 2, 2].enumerated() {
            for _ in 0..<count {
                let event = await iterators[index].next()
                seen[index].append("\(event?.event.rawValue ?? "") \(event?.bytes ?? "")")
            }
        }
        #expect(seen[0] == ["malformed 39", "duplicate "])
        #expect(seen[1] == ["received 39390d", "malformed 39"])
        #expect(seen[2] == ["received 37350d", "malformed 31"])
    }

    @Test("a listener who is too slow learns how much is missing")
    func slowListener() async throws {
        let feed = DeviceFeed()
        let watch = try makeWatch("scanners/generic-serial", feed: feed)
        let events = try #require(feed.listen(.init()))
        for _ in 0..<(DeviceFeed.waitingMax + 5) { watch.duplicate() }
        var iterator = events.makeAsyncIterator()
        for _ in 0..<DeviceFeed.waitingMax { _ = await iterator.next() }
        watch.duplicate()
        let gap = await iterator.next()
        #expect(gap?.event == .missed)
        #expect(gap?.count == 5)
        #expect(await iterator.next()?.event == .duplicate)
    }

    @Test("listeners are bounded and make room when they go")
    func listenersMax() async throws {
        let feed = DeviceFeed()
        var streams = (0..<DeviceFeed.listenersMax).compactMap { _ in feed.listen(.init()) }
        #expect(streams.count == DeviceFeed.listenersMax)
        #expect(feed.listen(.init()) == nil)
        streams.removeAll()
        #expect(feed.listen(.init()) != nil)
    }

    @Test("a scan is told without its contents")
    func scanMessage() throws {
        let code = ScannedCode(bytes: Array("75312345678901".utf8), aim: nil)
        let message = ScanMessage(code)
        #expect(message.length == 14)
        #expect(message.masked == "75********8901")
        #expect(message.kind == "waybill")
        #expect(!message.candidates.isEmpty)
        #expect(ScanMessage(ScannedCode(bytes: [0xFF, 0xFF], aim: nil)).kind == "unreadable")
    }
}

@Suite("Counters")
struct StationMetricsTests {
    @Test("a histogram's buckets take everything, and bounds hold at their edge")
    func histogram() {
        var histogram = LatencyHistogram()
        for microseconds in [-5, 0, 100, 101, 1_900, 2_000, 5_000_000] {
            histogram.add(.microseconds(microseconds))
        }
        #expect(histogram.buckets == [3, 1, 0, 0, 2, 0, 0, 0, 0, 0, 1])
        #expect(histogram.count == 7)
        #expect(histogram.sum == 5_004_101)
        #expect(histogram.bound(ofShare: 0.5) == 250)
        #expect(histogram.bound(ofShare: 0.99) == nil)
        #expect(LatencyHistogram().bound(ofShare: 0.5) == nil)
    }

    @Test("the text is what Prometheus reads: families once, labels escaped, buckets adding up")
    func text() throws {
        let scanner = try makeWatch("scanners/generic-serial", name: "扫\"码\\枪\n")
        scanner.opened(opening)
        scanner.received([1, 2, 3])
        scanner.malformed(Malformed(reason: .overlong, bytes: [1]))
        scanner.reachedDesk(after: .microseconds(400))
        scanner.reachedDesk(after: .microseconds(3_000))
        let scale = try makeWatch("scales/generic-yaohua-a12e", name: "scale")
        let text = StationMetrics.text(
            of: [scanner.snapshot, scale.snapshot], KioskState(station: "s"))
        let lines = text.split(separator: "\n").map(String.init)
        let name = #"device="扫\"码\\枪\n""#
        for line in [
            "cunzhan_device_received_bytes_total{\(name)} 3",
            #"cunzhan_device_received_bytes_total{device="scale"} 0"#,
            "cunzhan_device_state{\(name),state=\"open\"} 1",
            #"cunzhan_device_state{device="scale",state="opening"} 1"#,
            "cunzhan_device_malformed_total{\(name),reason=\"overlong\"} 1",
            "cunzhan_scan_latency_seconds_bucket{\(name),le=\"0.00025\"} 0",
            "cunzhan_scan_latency_seconds_bucket{\(name),le=\"0.0005\"} 1",
            "cunzhan_scan_latency_seconds_bucket{\(name),le=\"+Inf\"} 2",
            "cunzhan_scan_latency_seconds_sum{\(name)} 0.0034",
            "cunzhan_scan_latency_seconds_count{\(name)} 2",
            "cunzhan_county_online 0",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        let types = lines.filter { $0.hasPrefix("# TYPE ") }
        #expect(Set(types).count == types.count)
        let families = types.map { $0.split(separator: " ")[2] }
        #expect(
            lines.filter { !$0.hasPrefix("#") }.allSatisfy { line in
                families.contains { line.hasPrefix($0) } && line.split(separator: " ").count == 2
            })
    }

    @Test("seconds are exact")
    func seconds() {
        #expect(StationMetrics.seconds(0) == "0")
        #expect(StationMetrics.seconds(100) == "0.0001")
        #expect(StationMetrics.seconds(1_000_000) == "1")
        #expect(StationMetrics.seconds(12_000_001) == "12.000001")
    }
}

@Suite("Records of devices")
struct RecordBudgetTests {
    @Test("a noisy line writes a few records, then one now and then with the number left out")
    func budget() {
        var budget = RecordBudget()
        var told: [Int] = []
        // A thousand bursts a second for five minutes.
        for millisecond in 0..<300_000 {
            if let suppressed = budget.take(at: .milliseconds(millisecond)) {
                told.append(suppressed)
            }
        }
        #expect(told.count == RecordBudget.capacity + 9)
        #expect(told.prefix(RecordBudget.capacity).allSatisfy { $0 == 0 })
        #expect(told.reduce(0, +) + told.count <= 300_000)
        #expect(told.last.map { $0 > 20_000 } == true)
    }

    @Test("what happens seldom is always written")
    func seldom() {
        var budget = RecordBudget()
        for minute in 0..<100 {
            #expect(budget.take(at: .seconds(60 * minute)) == 0)
        }
    }
}

@Suite("Waiting that can be woken")
struct WakeableWaitTests {
    @Test("a wake before the wait counts; so does one during it, and cancelling")
    func wake() async {
        let wait = WakeableWait()
        wait.wake()
        await wait.wait(for: nil)
        let waiter = Task { await wait.wait(for: nil) }
        wait.wake()
        await waiter.value
        let cancelled = Task { await wait.wait(for: nil) }
        cancelled.cancel()
        await cancelled.value
        await wait.wait(for: .milliseconds(1))
    }
}

@Suite("A scale and trade")
struct TradeTests {
    private func reading(_ frame: String) throws -> ScaleReading {
        let profile = try Checkout.data.profile(id: "scales/generic-yaohua-a12e")
        var decoder = try #require(profile.scaleDecoder())
        let check = frame.utf8.reduce(0 as UInt8) { $0 ^ $1 }
        let bytes = Array((frame + ByteNotation.hexText([check]).uppercased() + "\r\n").utf8)
        var found: ScaleReading?
        // Five equal frames are at rest.
        for _ in 0..<5 {
            for case .message(let reading) in decoder.feed(bytes[...]) { found = reading }
        }
        return try #require(found)
    }

    @Test("the weight panel says why a weight at rest is not for trade; of an empty pan nothing")
    func panel() throws {
        let limits = ScaleLimits(minimum: 100_000, interval: 5_000)
        func remark(_ frame: String) throws -> Phrase? {
            let reading = try reading(frame)
            let remarks = TradeCheck(limits: limits).remarks(on: reading, today: nil)
            return WeightPanel(reading, remarks: remarks, interval: limits.interval, today: nil)
                .remark
        }
        #expect(try remark("WG000.050kg") == KioskText.trade(.belowMinimum))
        #expect(try remark("WG001.252kg") == KioskText.trade(.notAMultiple))
        #expect(try remark("WG001.250kg") == nil)
        #expect(try remark("WG000.000kg") == nil)
        #expect(WeightPanel.stale.remark == nil)
        for remark in TradeRemark.allCases {
            #expect(KioskText.trade(remark).zh.contains("不可用于结算") == remark.forbidsTrade)
        }
    }

    @Test("a reading is for trade only at rest and without a reason against it")
    func message() throws {
        let rest = try reading("WG001.250kg")
        #expect(ScaleMessage(rest, remarks: []).forTrade)
        #expect(ScaleMessage(rest, remarks: [.verificationUnjudged]).forTrade)
        #expect(!ScaleMessage(rest, remarks: [.verificationExpired]).forTrade)
    }

    @Test("without a clock to trust nobody says what day it is")
    func today() {
        func time(_ wall: Int64, _ trust: ClockTrust) -> EntryTime {
            EntryTime(wall: wall, boot: "b", up: 1, trust: trust)
        }
        let noon: Int64 = 1_795_233_600_000  // 2026-11-21 12:00 in China
        #expect(ChinaTime.today(time(noon, .synchronised)) == CivilDate("2026-11-21"))
        #expect(ChinaTime.today(time(noon, .batteryClock)) == CivilDate("2026-11-21"))
        #expect(ChinaTime.today(time(noon, .unknown)) == nil)
        #expect(ChinaTime.today(time(0, .batteryClock)) == nil)
    }
}
