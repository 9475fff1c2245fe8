public import DeviceProtocols
internal import Glibc
internal import Synchronization

/// A device on a pseudo-terminal that behaves as its profile says.
///
/// It lives on a thread of its own until it is told to quit or let go of.
public final class SimulatedDevice: Sendable {
    /// The most events kept for a reader who is slow; what is lost beyond that is told as `missed`.
    static let mostEvents = 16_384

    /// What it received and did, beginning with `ready`; ends when the device has ended.
    public let events: AsyncStream<SimulatorEvent>
    /// Where programs open it.
    public let link: String
    private let mailbox: Mailbox

    /// Makes the line and starts the device.
    /// - Parameters:
    ///   - profile: Which device.
    ///   - link: Where the symbolic link to the line goes; one left over there is replaced.
    ///   - output: An existing folder for labels as `0001.png` and so on; nil for none.
    ///   - timing: How long things take.
    /// - Throws: `SimulatorError` for an unknown protocol, a missing font, or a link in the way.
    public init(
        profile: DeviceProfile, link: String, output: String? = nil,
        timing: SimulatorTiming = SimulatorTiming()
    ) throws(SimulatorError) {
        let mailbox = try Mailbox()
        let (events, continuation) = AsyncStream.makeStream(
            of: SimulatorEvent.self, bufferingPolicy: .bufferingOldest(Self.mostEvents))
        let device = try profile.makeModel(
            timing: timing, output: output, now: DeviceLoop.milliseconds())
        let model = profile.settings.map { ConfigurableModel(device, $0) } ?? device
        let loop = DeviceLoop(
            model: model, terminal: try PseudoTerminal(link: link), link: link, timing: timing,
            mailbox: mailbox, events: continuation)
        self.events = events
        self.link = link
        self.mailbox = mailbox
        try loop.start()
    }

    deinit { mailbox.post(.quit) }

    /// Tells the device to do something; commands are obeyed in order.
    ///
    /// - Returns: False when so many wait already that this one was not taken; `quit` always is.
    @discardableResult
    public func perform(_ command: SimulatorCommand) -> Bool { mailbox.post(command) }
}

/// Commands on their way to the device's thread.
final class Mailbox: Sendable {
    /// The most commands that wait; more are not taken.
    private static let mostCommands = 65_536

    /// Readable when there are commands.
    let wake: CInt
    private let bell: CInt
    private let commands = Mutex<[SimulatorCommand]>([])

    init() throws(SimulatorError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw .cannotCreate(path: "pipe", reason: String(cString: strerror(errno)))
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (wake, bell) = (ends[0], ends[1])
    }

    deinit {
        close(wake)
        close(bell)
    }

    /// False when too many wait.
    @discardableResult
    func post(_ command: SimulatorCommand) -> Bool {
        let isTaken = commands.withLock { list in
            guard list.count < Self.mostCommands || command == .quit else { return false }
            list.append(command)
            return true
        }
        // A full pipe wakes the thread as well.
        _ = write(bell, [1], 1)
        return isTaken
    }

    func takeAll() -> [SimulatorCommand] {
        var rings = [UInt8](repeating: 0, count: 4_096)
        while read(wake, &rings, rings.count) == rings.count {}
        return commands.withLock { list in
            defer { list = [] }
            return list
        }
    }
}
