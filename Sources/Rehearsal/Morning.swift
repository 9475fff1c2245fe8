public import DataFolder
internal import DeviceSimulator
internal import Foundation
internal import Glibc
internal import Identifiers
internal import SeededRandom
internal import Synchronization

/// A keeper's morning from the courier's list to the county's wall, played through the real
/// programs with simulated devices.
public final class Morning {
    /// What is played.
    public struct Plan: Sendable {
        /// Parcels on the courier's list.
        public var parcels = 60
        /// Seconds from the first scan to the end; nil goes on until told to stop.
        public var seconds: Int?
        /// Ends by itself when everything is played.
        public var isHeadless = false
        /// Where the made-up data comes from.
        public var seed: UInt64 = 20_261_121

        /// The usual morning.
        public init() {}

        /// The time one parcel may take, so that the morning fits; people can watch the usual one.
        var pace: Duration {
            guard let seconds else { return .milliseconds(isHeadless ? 0 : 1200) }
            return .milliseconds(min(1200, seconds * 700 / max(1, parcels)))
        }

        /// As fast as a quick label printer; the daemon must be able to see it printing.
        static let labelMilliseconds = 250
    }

    private let plan: Plan
    private let village: Village
    private let announcements: [Announcement]
    private let pages: PageReader
    private var random: SeededGenerator
    private let labels = LabelLog()
    private let say: @Sendable (String) -> Void
    private let isStopping = Mutex(false)

    /// Lays out a morning.
    ///
    /// - Parameters:
    ///   - plan: What is played.
    ///   - folder: Where everything goes.
    ///   - programs: The folder of the programs.
    ///   - data: Profiles and templates.
    ///   - say: Told what happens, a line at a time.
    /// - Throws: What laying out the village throws.
    public init(
        _ plan: Plan, folder: String, programs: String, data: DataFolder,
        say: @escaping @Sendable (String) -> Void
    ) throws {
        self.plan = plan
        self.say = say
        pages = try PageReader()
        random = SeededGenerator(seed: plan.seed)
        announcements = Announcement.sample(plan.parcels, using: &random)
        var options = Village.Options()
        options.timing.label = Plan.labelMilliseconds
        options.timing.settle = 200
        village = try Village(folder: folder, programs: programs, data: data, options: options)
    }

    /// Ends the morning after the parcel in hand.
    public func stop() {
        isStopping.withLock { $0 = true }
    }

    private var mustStop: Bool { isStopping.withLock { $0 } }

    /// Plays the morning and returns the balance of three independent counts.
    public func play() async throws -> Balance {
        defer { village.abandon() }
        let listening = labels.follow(village)
        defer { listening.cancel() }
        try await village.startCounty()
        try await village.enrol(announcements)
        try await village.startStation()
        let keeper = try Keeper(village)
        try await awaitAnnouncements()
        try await tellAddresses()
        try await work(keeper)
        try await linger()
        return try await close(keeper)
    }

    // MARK: Before the first parcel

    private func awaitAnnouncements() async throws {
        try await until("the announced parcels are at the station") { screen in
            screen.today.expected == plan.parcels
                && screen.devices.allSatisfy { $0.state == "ok" }
        }
    }

    private func tellAddresses() async throws {
        let track = "\(village.publicURL)/track/\(announcements.first?.number ?? "")"
        let addresses = [
            "kiosk": village.kioskURL + "/", "wall": village.publicURL + "/wall", "track": track,
            "county": village.countyURL,
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(addresses).write(
            to: URL(filePath: "\(village.folder)/addresses.json"), options: .atomic)
        say("站点 kiosk    \(village.kioskURL)/")
        say("大屏 wall     \(village.publicURL)/wall")
        say("查件 tracking \(track)")
        if !plan.isHeadless { say("Ctrl-C 结束 ends it") }
    }

    // MARK: The morning

    private var started = ContinuousClock.now
    /// Pickup codes of parcels that villagers have come for.
    private var called: [String] = []

    private func work(_ keeper: Keeper) async throws {
        started = ContinuousClock.now
        let repairs = refill()
        defer { repairs.cancel() }
        for (index, parcel) in announcements.enumerated() {
            guard !mustStop, !isOver else { return }
            let due = started + plan.pace * index
            try await goWrong(before: index, keeper)
            let sight = try await keeper.takeIn(parcel, kilograms: weight())
            if index % 4 == 3, sight.light == "green" { called.append(sight.big) }
            try await handOut(keeper)
            try await tellProgress(index + 1)
            try await sleep(until: due + plan.pace)
        }
        let limit = Duration.seconds(30 + plan.parcels)
        try await until("the labels of parcels asked for are out", within: limit) { _ in
            labels.codes.isSuperset(of: called)
        }
        try await handOut(keeper)
    }

    /// Hands out what villagers came for: a parcel is found on its shelf by its label only.
    private func handOut(_ keeper: Keeper) async throws {
        let labelled = labels.codes
        for code in called where labelled.contains(code) { _ = try await keeper.handOut(code) }
        called.removeAll { labelled.contains($0) }
    }

    private var isOver: Bool {
        guard let seconds = plan.seconds else { return false }
        return ContinuousClock.now - started >= .seconds(seconds)
    }

    private func weight() -> String {
        let grams = Int.random(in: 120...8_900, using: &random) / 5 * 5
        let fraction = String(grams % 1000)
        return "\(grams / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    /// The few things that go wrong on any morning, each at its place in the list.
    private func goWrong(before index: Int, _ keeper: Keeper) async throws {
        let middle = plan.parcels / 2
        switch index {
        case 5: try await scanWrong(announcements[4].number, keeper)
        case 9: try await scanWrong("75#1?" + announcements[9].number.suffix(5), keeper)
        case 14:
            try await scanWrong("YT99" + announcements[14].number.suffix(3) + "00000001", keeper)
        case 19: village.scale.perform(.moving)
        case middle: village.printer?.perform(.paperOut)
        default: break
        }
    }

    /// Leaves what went wrong on the screen as long as anything else, for whoever watches.
    private func scanWrong(_ text: String, _ keeper: Keeper) async throws {
        _ = try await keeper.scan(text)
        try await Task.sleep(for: plan.pace)
    }

    /// The keeper notices the empty printer after a while and loads paper.
    private func refill() -> Task<Void, any Error> {
        let (pages, kiosk, printer) = (pages, village.kioskURL, village.printer)
        return Task {
            while !Task.isCancelled {
                let screen = try await pages.screen(of: kiosk)
                if screen.devices.contains(where: { $0.name == "printer" && $0.state == "fault" }) {
                    try await Task.sleep(for: .milliseconds(1500))
                    printer?.perform(.paperOK)
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func tellProgress(_ count: Int) async throws {
        guard count % 10 == 0 || count == plan.parcels else { return }
        let screen = try await pages.screen(of: village.kioskURL)
        say(
            "入库 in \(screen.today.received)  出库 out \(screen.today.handedOut)  "
                + "待确认 held \(screen.today.held)  标签 labels \(labels.numbers.count)  "
                + "待传 queue \(screen.link.queue)")
    }

    private func sleep(until instant: ContinuousClock.Instant) async throws {
        try await Task.sleep(until: min(instant, ContinuousClock.now + .seconds(2)))
    }

    /// Leaves the pages up until the time is over or somebody says stop.
    private func linger() async throws {
        if plan.seconds == nil, plan.isHeadless { return }
        while !mustStop, !isOver { try await Task.sleep(for: .milliseconds(100)) }
    }

    // MARK: The balance

    /// Lets labels and uploads finish, stops both programs in order and counts.
    private func close(_ keeper: Keeper) async throws -> Balance {
        village.printer?.perform(.paperOK)
        let accepted = keeper.accepted
        let limit = Duration.seconds(30 + accepted.count)
        try await until("labels and uploads are finished", within: limit) { screen in
            screen.link.queue == 0 && labels.codes.isSuperset(of: accepted.values)
        }
        try await village.stopStation()
        try await village.stopCounty()
        return try Balance(village, accepted: accepted, labels: labels.numbers)
    }

    private func until(
        _ what: String, within limit: Duration = .seconds(30),
        _ isTrue: (KioskScreen) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if isTrue(try await pages.screen(of: village.kioskURL)) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        say("waited \(limit) in vain until \(what)")
    }
}

/// What the simulated printer drew, read from its own account of the labels.
final class LabelLog: Sendable {
    private let drawn = Mutex<[String]>([])

    /// Pickup codes of all labels, as drawn.
    var codes: Set<String> { Set(drawn.withLock { $0 }) }

    /// Distinct codes: a reprint is no second label.
    var numbers: Set<String> { codes }

    func follow(_ village: Village) -> Task<Void, Never> {
        let path = "\(village.folder)/simulator.jsonl"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = FileHandle(forWritingAtPath: path)
        let events = village.printer?.events
        return Task {
            guard let events else { return }
            for await event in events {
                if case .received = event { continue }
                if case .sent = event { continue }
                file?.write(Data((event.json + "\n").utf8))
                guard case .label(let label) = event else { continue }
                let codes = label.symbols.compactMap(Self.pickupCode)
                drawn.withLock { $0 += codes }
            }
        }
    }

    private static func pickupCode(_ symbol: String) -> String? {
        PickupCode(barcode: symbol)?.description
    }
}
