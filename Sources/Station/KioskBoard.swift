import FailPoints
internal import FoundationEssentials
import StationJournal
import StationStore

/// Holds what the kiosk page shows and hands every change to the pages that listen.
actor KioskBoard {
    /// Pages that may listen at once; a kiosk has one, a technician a few more.
    static let pagesMax = 64

    private(set) var state: KioskState
    /// When the county was last reached, in milliseconds since 1970; nil since the start.
    private(set) var contactedAt: Int64?
    private var pages: [Int: AsyncStream<String>.Continuation] = [:]
    private var nextPage = 0
    /// When the question for paper last came to light.
    private var paperSince = Duration.zero
    private let clock: StationClock

    init(station: String, devices: [DeviceLamp], clock: StationClock) {
        state = KioskState(station: station)
        // Ids go up across restarts too, so that a page that stayed open knows old from new.
        state.scan.id = clock.now().wall
        state.devices = devices
        self.clock = clock
    }

    /// The whole state as JSON.
    func json() -> String {
        state.wall = clock.now().wall
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(state) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The state now and after every change; nil when too many pages listen already.
    ///
    /// A slow page skips to the newest state: each is complete.
    func listen() -> AsyncStream<String>? {
        guard pages.count < Self.pagesMax else { return nil }
        let (stream, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingNewest(1))
        let page = nextPage
        nextPage += 1
        pages[page] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.leave(page) }
        }
        continuation.yield(json())
        return stream
    }

    private func leave(_ page: Int) {
        pages[page] = nil
    }

    private func publish() {
        guard !pages.isEmpty else { return }
        let json = json()
        for page in pages.values { page.yield(json) }
    }

    /// Changes the state and tells the pages.
    func change(_ body: (inout KioskState) -> Void) {
        body(&state)
        publish()
    }

    /// Shows a result; its id is given here.
    func show(_ panel: ScanPanel, counts: TodayCounts?) {
        failPoint(.h4Before)
        if state.scan.light != .idle {
            let last = state.scan
            state.recent.insert(
                RecentScan(id: last.id, light: last.light, big: last.big, title: last.title),
                at: 0)
            state.recent = Array(state.recent.prefix(KioskState.recentMax))
        }
        let id = state.scan.id + 1
        state.scan = panel
        state.scan.id = id
        if let counts { state.today = CountPanel(counts) }
        publish()
        failPoint(.h4After)
    }

    /// Asks about a label in doubt; nil for none.
    func askAboutLabel(_ job: LabelJob?) {
        let question = job.map {
            DoubtfulLabel(job: $0.id, big: $0.name, question: KioskText.labelQuestion)
        }
        guard state.doubtfulLabel != question else { return }
        // The question for paper comes to light behind it.
        paperSince = StationClock.monotonic()
        change { $0.doubtfulLabel = question }
    }

    /// Asks for the paper that labels wait for.
    func askForPaper(_ plan: PaperPlan, isDoubtful: Bool) {
        let panel = MediumPanel(plan, isDoubtful: isDoubtful)
        guard state.otherPaper != panel else { return }
        if state.otherPaper?.medium != panel?.medium { paperSince = StationClock.monotonic() }
        change { $0.otherPaper = panel }
    }

    /// A label is at the printer: its paper must stay till it is out.
    func paperStays() {
        guard state.otherPaper?.isBusy == false else { return }
        change { $0.otherPaper?.isBusy = true }
    }

    /// Since when the question for paper can be read; nil while it cannot.
    var paperQuestionAge: Duration? {
        guard state.otherPaper != nil, state.doubtfulLabel == nil else { return nil }
        return StationClock.monotonic() - paperSince
    }

    /// An exchange with the county has come to its end.
    func countyWasReached() {
        contactedAt = clock.now().wall
    }

    /// Adds the lamp of a device that was found; one of the same name stays.
    func addLamp(_ lamp: DeviceLamp) {
        guard !state.devices.contains(where: { $0.name == lamp.name }) else { return }
        state.devices.append(lamp)
        publish()
    }

    /// Takes a lamp away.
    func removeLamp(_ name: String) {
        state.devices.removeAll { $0.name == name }
        publish()
    }

    /// Changes one lamp; tells the pages only when it is another colour or text.
    func lamp(_ name: String, _ lampState: LampState, _ text: Phrase) {
        guard let index = state.devices.firstIndex(where: { $0.name == name }) else { return }
        guard state.devices[index].state != lampState || state.devices[index].text != text else {
            return
        }
        state.devices[index].state = lampState
        state.devices[index].text = text
        publish()
    }
}

extension CountPanel {
    init(_ counts: TodayCounts) {
        self.init(
            received: counts.received, handedOut: counts.handedOut, inStock: counts.inStock,
            held: counts.held, expected: counts.expected)
    }
}
