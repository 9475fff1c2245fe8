/// Finds out what is on a port, from harmless to bold, and stops at the first proof.
///
/// What worked before comes first, then what USB says, then what the device sends by itself at each
/// setting worth trying, then questions that demand an expected answer. It knows no clock and no
/// line: `now` is any monotonic time, and its owner carries out each ``Step``.
public struct DeviceSearch: Sendable {
    /// What to do now.
    public enum Step: Sendable, Equatable {
        /// Open the port anew with these settings; tell ``DeviceSearch/opened(at:)`` or
        /// ``DeviceSearch/failed(_:)``.
        case open(LineSettings)
        /// Write, then go on.
        case write([UInt8])
        /// Listen until then, and tell what comes by ``DeviceSearch/heard(_:at:)``.
        case wait(until: Duration)
        /// The search is over.
        case finish(Finding)
    }

    /// Why a port did not open.
    public enum Failure: Sendable, Equatable {
        /// It cannot be set so; other settings may do.
        case settingRefused
        /// It cannot be used at all: why, in English and Chinese.
        case unavailable(String, chinese: String? = nil)
    }

    /// How long things take.
    public struct Pace: Sendable, Hashable {
        /// Listening at the first setting, in which silence is told from speech.
        public var firstListen = Duration.milliseconds(2000)
        /// Listening at each further setting.
        public var listen = Duration.milliseconds(1500)
        /// Listening to a device that is believed known.
        public var confirm = Duration.milliseconds(900)
        /// Silence after a burst that lets a decision be taken before the time is up.
        public var lull = Duration.milliseconds(300)
        /// Between two questions, and before the first.
        public var gap = Duration.milliseconds(250)
        /// After the first bytes that fit an answer, for the rest of it.
        public var rest = Duration.milliseconds(100)

        /// The usual pace.
        public init() {}
    }

    /// Bytes that do not make a line a speaking one: a plug's bounce, a greeting.
    public static let noiseMax = 16
    /// Longest answer kept.
    static let answerMax = 512

    enum Stage { case memory, usb, listening, asking, over }

    enum Attempt {
        case listen(LineSetting, Duration)
        case ask(SearchPlan.Question)

        var line: LineSetting {
            switch self {
            case .listen(let line, _): line
            case .ask(let question): question.line
            }
        }
    }

    enum Activity {
        /// The task at hand has not begun.
        case none
        case listening(end: Duration)
        case pausing(end: Duration)
        case asking
        case answering(end: Duration)
    }

    let catalogue: FindingCatalogue
    let traits: PortTraits
    let effect: DeviceProbe.Effect?
    let pace: Pace
    let avoided: [LineSetting]
    var remembered: RememberedDevice?

    var stage = Stage.memory
    var entries: [FindingCatalogue.Entry] = []
    var tasks: [Attempt] = []
    var activity = Activity.none
    var openLine: LineSettings?
    var listeners: [Listener] = []
    var taskBytes: [UInt8] = []
    var taskByteCount = 0
    var lastHeard: Duration?
    var toSendAfter: [UInt8] = []
    var finding = Finding(.unknown)
    var isOver = false
    /// Which profile reads another one's device rightly, as far as it was asked.
    var alike: [[String]: Bool] = [:]

    /// A search that has not begun.
    /// - Parameters:
    ///   - traits: what USB says of the port.
    ///   - catalogue: the profiles it may turn out to be.
    ///   - remembered: what worked on this port before.
    ///   - asking: the worst effect a question may have on a device of another kind; nil to listen
    ///     only.
    ///   - avoiding: settings at which senseless bytes came before; they are tried last.
    ///   - pace: how long things take.
    public init(
        _ traits: PortTraits, in catalogue: FindingCatalogue, remembered: RememberedDevice? = nil,
        asking: DeviceProbe.Effect? = DeviceProbe.Effect.none, avoiding: [LineSetting] = [],
        pace: Pace = Pace()
    ) {
        self.catalogue = catalogue
        self.traits = traits
        self.remembered = remembered
        effect = asking
        avoided = avoiding
        self.pace = pace
        beginMemory()
    }

    /// What to do at `now`.
    public mutating func step(at now: Duration) -> Step {
        while true {
            if !toSendAfter.isEmpty {
                defer { toSendAfter = [] }
                return .write(toSendAfter)
            }
            if isOver { return .finish(finding) }
            guard let task = tasks.first else {
                nextStage()
                continue
            }
            let settings = settings(for: task)
            guard openLine == settings else {
                activity = .none
                return .open(settings)
            }
            if let step = work(on: task, at: now) { return step }
        }
    }

    /// The port was opened as asked.
    public mutating func opened(at now: Duration) {
        openLine = tasks.first.map { settings(for: $0) }
        activity = .none
        lastHeard = nil
    }

    /// The port could not be opened as asked, or was lost while it was open.
    public mutating func failed(_ failure: Failure) {
        openLine = nil
        switch failure {
        case .settingRefused:
            if let line = tasks.first?.line { tasks.removeAll { $0.line == line } }
        case .unavailable(let trouble, let chinese):
            finding.verdict = .unavailable
            finding.trouble = trouble
            finding.troubleChinese = chinese
            toSendAfter = []
            isOver = true
        }
    }

    /// Bytes came.
    public mutating func heard(_ bytes: [UInt8], at now: Duration) {
        let silence = lastHeard.map { now - $0 }
        lastHeard = now
        taskByteCount += bytes.count
        taskBytes += bytes.prefix(Self.answerMax - min(taskBytes.count, Self.answerMax))
        for index in listeners.indices {
            let gap = listeners[index].entry.profile.idleGapMilliseconds
            if let silence, silence >= .milliseconds(gap) { listeners[index].idle() }
            listeners[index].feed(bytes)
        }
    }

    /// One line belongs to one profile where it is known which; flow control is the profile's then.
    private func settings(for task: Attempt) -> LineSettings {
        let line = task.line
        guard let only = entries.first, entries.count == 1 else { return line.settings }
        return line.settings(for: only.profile)
    }

    // MARK: Stages

    private mutating func beginMemory() {
        guard let remembered, let entry = catalogue.entry(id: remembered.profile) else {
            remembered = nil
            return beginUSB()
        }
        guard entry.profile.deviceClass != .scanner else {
            // A keeper who plugs the scanner in scans at once: not a moment is lost with looking.
            return claim(entry, remembered.line, .memory, confirmed: false)
        }
        entries = [entry]
        tasks = [.listen(remembered.line, pace.confirm)]
        if entry.profile.deviceClass == .printer { tasks = [] }
        tasks += questions().filter { $0.line == remembered.line }
    }

    private mutating func beginUSB() {
        stage = .usb
        entries = catalogue.entries.filter { traits.strength(of: $0.profile) == .certain }
        if entries.isEmpty { return beginFamily() }
        guard let first = entries.first else { return }
        if first.profile.deviceClass == .scanner, entries.allSatisfy({ $0.isLike(first) }) {
            return claimPreferred(entries, .usb, confirmed: false)
        }
        tasks = SearchPlan(entries: entries, traits: traits).settings(last: []).prefix(4).map {
            .listen($0, pace.confirm)
        }
        tasks += questions()
    }

    /// A vendor of scanners only, a sister of a known model: such a device is only listened to, so
    /// being wrong about the model disturbs nobody.
    private mutating func beginFamily() {
        let family = catalogue.entries.filter { traits.strength(of: $0.profile) == .family }
        if let first = family.first, first.profile.deviceClass == .scanner,
            family.allSatisfy({ $0.isLike(first) })
        {
            return claimPreferred(family, .usb, confirmed: false)
        }
        beginListening()
    }

    private mutating func beginListening() {
        stage = .listening
        entries = catalogue.entries
        let settings = SearchPlan(entries: entries, traits: traits).settings(last: avoided)
        tasks = settings.enumerated().map { index, line in
            .listen(line, index == 0 ? pace.firstListen : pace.listen)
        }
    }

    private func questions() -> [Attempt] {
        guard let effect else { return [] }
        return SearchPlan(entries: entries, traits: traits).questions(effect).map { .ask($0) }
    }

    private mutating func nextStage() {
        activity = .none
        let hasSpoken = finding.seen.contains { $0.byteCount > Self.noiseMax }
        switch stage {
        case .memory:
            if let remembered, let entry = entries.first, !hasSpoken {
                return claim(entry, remembered.line, .memory, confirmed: false)
            }
            // What comes now is of another device.
            remembered = nil
            beginUSB()
        case .usb:
            guard let first = entries.first else { return beginListening() }
            if entries.allSatisfy({ $0.isLike(first) }) {
                return claimPreferred(entries, .usb, confirmed: false)
            }
            isOver = true
            finding.verdict = .ambiguous
            finding.candidates = entries.map { entry in
                Finding.Candidate(
                    profile: entry.profile.id,
                    line: LineSetting(entry.profile.line, baud: entry.profile.line.bauds[0]),
                    frames: 0, malformedBytes: 0)
            }
        case .listening:
            stage = .asking
            // A device that speaks but is not understood may be anything: it is left in peace.
            tasks = hasSpoken ? [] : questions()
        case .asking, .over:
            stage = .over
            isOver = true
        }
    }
}
