/// How a device's line stands.
public enum DeviceState: String, Codable, Sendable, CaseIterable {
    /// It has not been opened since the start.
    case opening
    /// Open, and the device works as far as it says.
    case open
    /// It was open and is gone; it is tried again.
    case lost
    /// It cannot be opened now; `why` says the reason.
    case unavailable
    /// Open, but the device says nothing.
    case silent
    /// Open, and the device says that it cannot work: overload, paper out.
    case fault

    /// The state in a technician's words.
    public var chinese: String {
        switch self {
        case .opening: "正在打开"
        case .open: "正常"
        case .lost: "已断开"
        case .unavailable: "打不开"
        case .silent: "没有应答"
        case .fault: "设备报错"
        }
    }
}

/// What a device's line has brought so far, for status, metrics and the technician.
public struct DeviceCounts: Codable, Sendable, Hashable {
    /// Bytes read.
    public var bytes = 0
    /// Complete frames.
    public var frames = 0
    /// Bursts that belong to no frame, by reason.
    public var malformed: [String: Int] = [:]
    /// How often a good frame was found again after bytes that belonged to none.
    public var resyncs = 0
    /// Scans dropped because the same code had just been read.
    public var duplicates = 0
    /// How often the line was opened.
    public var openings = 0
    /// How often the line was opened again after it was lost.
    public var reconnects = 0
    /// Bytes lost because the program was too slow.
    public var droppedBytes = 0
    /// Polls given up because the device did not answer one of their steps.
    public var abandonedPolls = 0
    /// The line is open now.
    public var isOpen = false
    /// The last bytes read, in hex; of a scanner with the contents hidden (see `PayloadMask`).
    public var lastBytes = ""
}

/// A scale's reading as other programs read it.
public struct ScaleMessage: Codable, Sendable, Hashable {
    /// A state of `ScaleState`, or `stale` when the scale has fallen silent.
    public var state: String
    /// The number as sent; nil in a fault.
    public var value: String?
    /// Its unit.
    public var unit: String?
    /// Milligrams.
    public var mass: Int64?
    /// A tare was subtracted.
    public var net: Bool
    /// What has to be said before money is reckoned from it: the words of `TradeRemark`.
    public var remarks: [String]
    /// Whether it may be used for trade as far as this station knows.
    public var forTrade: Bool

    private enum CodingKeys: String, CodingKey {
        case state, value, unit, net, remarks, forTrade
        case mass = "mass_mg"
    }

    /// What stands for a scale that has fallen silent: never a value.
    static let stale = ScaleMessage(state: "stale", net: false, remarks: [], forTrade: false)
}

/// What a scanner read, without its contents.
public struct ScanMessage: Codable, Sendable, Hashable {
    /// What kind of code it is, a word of `stationctl identify`.
    public var kind: String
    /// Carriers whose numbers look so, likeliest first.
    public var candidates: [String]
    /// The symbology as the scanner sent it.
    public var aim: String?
    /// Bytes of the payload.
    public var length: Int
    /// The code with its middle hidden.
    public var masked: String
}

/// The last thing a device said.
public struct DeviceMessage: Codable, Sendable, Hashable {
    /// Of a scale.
    public var scale: ScaleMessage?
    /// Of a scanner.
    public var scan: ScanMessage?
    /// Of a printer: its conditions.
    public var printer: [String]?
}

/// A device and all that is known of it now.
public struct DeviceStatus: Codable, Sendable {
    /// Its name in the configuration.
    public var name: String
    /// Its profile's id.
    public var profile: String
    /// `scanner`, `scale` or `printer`.
    public var kind: String
    /// How its line stands.
    public var state: DeviceState = .opening
    /// Since when, in milliseconds since 1970 by the wall clock.
    public var since: Int64
    /// Why it cannot be opened, or how it was lost, in English.
    public var why: String?
    /// The same in Chinese.
    public var whyChinese: String?
    /// The device node or address the line was opened on.
    public var port: String?
    /// Bits per second; nil where the line has no such thing.
    public var baud: Int?
    /// What the profile asks for and the line cannot have.
    public var compromises: [String] = []
    /// What it can be told over the line, words of `ScannerCommand`; nil where it takes no commands.
    public var commands: [String]?
    /// What the line has brought.
    public var counts = DeviceCounts()
    /// The last thing it said.
    public var last: DeviceMessage?
    /// When, in milliseconds since 1970 by the wall clock.
    public var lastAt: Int64?
    /// How long scans took from the byte that completed them to the desk.
    public var scanLatency: LatencyHistogram?
}

/// One thing that happened at a device, a line of `stationctl devices watch --json`.
public struct DeviceEvent: Codable, Sendable {
    /// What kind of thing.
    public enum Kind: String, Codable, Sendable {
        /// All that is known of the device: first, and after its state changed.
        case status
        /// It said something.
        case message
        /// Bytes that belong to no frame.
        case malformed
        /// Bytes as they came.
        case received
        /// Bytes as they went to it.
        case sent
        /// A scan that was dropped because the same code had just been read.
        case duplicate
        /// The listener was too slow: so many events are missing here.
        case missed
    }

    /// What kind of thing.
    public var event: Kind
    /// The device's name; empty for `missed`.
    public var device: String
    /// Milliseconds since 1970 by the wall clock.
    public var wall: Int64
    /// Milliseconds on a clock that never jumps, for the time between two events.
    public var up: Int64
    /// For `status`.
    public var status: DeviceStatus?
    /// For `message`.
    public var message: DeviceMessage?
    /// For `malformed`: the reason.
    public var reason: String?
    /// For `malformed`, `received` and `sent`: in hex; of a scanner with the contents hidden, unless
    /// the listener asked for raw bytes.
    public var bytes: String?
    /// For `missed`.
    public var count: Int?
}
