/// A text for people, Chinese first.
public struct Phrase: Codable, Hashable, Sendable {
    /// Simplified Chinese.
    public var zh: String
    /// English.
    public var en: String

    /// A text in both languages.
    public init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }
}

/// The colour field of the kiosk page; every colour also has a symbol and a text there.
public enum Light: String, Codable, Sendable {
    /// Written and durable.
    case green
    /// Something to do or to know.
    case amber
    /// Not taken; nothing was written.
    case red
    /// Nothing happened yet.
    case idle
}

/// What the kiosk page plays with a result.
public enum Tone: String, Codable, Sendable {
    /// One high tone.
    case success = "ok"
    /// Two tones.
    case warning = "warn"
    /// One long low tone.
    case failure = "error"
    /// Silence.
    case none
}

/// The large field: the last result and what to do next.
public struct ScanPanel: Codable, Hashable, Sendable {
    /// Goes up by one with each result, so that a page reacts to each once.
    public var id: Int64
    /// The colour.
    public var light: Light
    /// The tone.
    public var sound: Tone
    /// What happened.
    public var title: Phrase
    /// The one thing to read from two metres: a pickup code, or empty.
    public var big: String
    /// What it is about.
    public var detail: Phrase
    /// What to do next.
    public var next: Phrase
    /// The label job whose picture stands beside it; nil for none.
    public var label: Int64?
}

/// A line of the list of earlier results.
struct RecentScan: Codable, Hashable, Sendable {
    var id: Int64
    var light: Light
    var big: String
    var title: Phrase
}

/// How a device lamp stands.
public enum LampState: String, Codable, Sendable {
    /// Working.
    case ok
    /// Its line is gone.
    case lost
    /// There, but it says it cannot work: paper out, overload.
    case fault
    /// Not heard of since the start.
    case waiting
}

/// A device's lamp.
public struct DeviceLamp: Codable, Hashable, Sendable {
    /// The name from the configuration.
    public var name: String
    /// What kind of device it is.
    public var label: Phrase
    /// How it stands.
    public var state: LampState
    /// Why.
    public var text: Phrase
}

/// What the scale shows.
struct WeightPanel: Codable, Hashable, Sendable {
    var state: String
    var text: String
    /// Why it must not be used for trade; nil when nothing speaks against it.
    var remark: Phrase?
}

/// The lamp of the link to the county.
struct LinkLamp: Codable, Hashable, Sendable {
    enum State: String, Codable, Sendable {
        case online, offline, never
    }

    var state: State
    var text: Phrase
    /// Entries the county has not acknowledged.
    var queue: Int64
}

/// The question about a label whose fate is unknown.
struct DoubtfulLabel: Codable, Hashable, Sendable {
    /// The answer names it: the question may have changed under the keeper's finger.
    var job: Int64
    var big: String
    var question: Phrase
}

/// Today's counts on the page.
struct CountPanel: Codable, Hashable, Sendable {
    var received = 0
    var handedOut = 0
    var inStock = 0
    var held = 0
    var expected = 0
}

/// Everything the kiosk page shows: sent whole with every change, so that a page that missed one
/// is right again with the next.
struct KioskState: Codable, Sendable {
    /// Results kept for the list.
    static let recentMax = 5

    var version = 2
    var station: String
    var wall: Int64 = 0
    var scan = ScanPanel(
        id: 0, light: .idle, sound: .none, title: KioskText.ready, big: "",
        detail: Phrase("", ""), next: KioskText.scanNext)
    var recent: [RecentScan] = []
    var today = CountPanel()
    var weight: WeightPanel?
    var devices: [DeviceLamp] = []
    var link = LinkLamp(state: .never, text: KioskText.linkNever, queue: 0)
    var doubtfulLabel: DoubtfulLabel?
    var otherPaper: MediumPanel?
    var stopped: Phrase?

    init(station: String) {
        self.station = station
    }

    /// Whether the picture of a job's label is on the page.
    func shows(_ job: Int64) -> Bool {
        [scan.label, doubtfulLabel?.job, otherPaper?.label].contains(job)
    }

    private enum Key: String, CodingKey {
        case version, station, wall, scan, recent, today, weight, devices, link, doubtfulLabel
        case otherPaper, stopped
    }

    /// All keys are always present; what is absent is null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(version, forKey: .version)
        try container.encode(station, forKey: .station)
        try container.encode(wall, forKey: .wall)
        try container.encode(scan, forKey: .scan)
        try container.encode(recent, forKey: .recent)
        try container.encode(today, forKey: .today)
        try container.encode(weight, forKey: .weight)
        try container.encode(devices, forKey: .devices)
        try container.encode(link, forKey: .link)
        try container.encode(doubtfulLabel, forKey: .doubtfulLabel)
        try container.encode(otherPaper, forKey: .otherPaper)
        try container.encode(stopped, forKey: .stopped)
    }
}
