internal import DeviceProtocols
internal import Glibc

/// The thread of a simulated device: waits in poll(2) for the line, for commands and for the time.
///
/// Made by one thread and handed to another; never used by both.
final class DeviceLoop {
    /// The most bytes kept for a program that does not read, or has not opened the line yet.
    private static let mostUnsent = 262_144
    private static let readSize = 4_096
    /// Longest recording that is replayed, in bytes.
    private static let longestRecording = 16 << 20

    private var model: any DeviceModel
    private var terminal: PseudoTerminal?
    private let link: String
    private let timing: SimulatorTiming
    private let mailbox: Mailbox
    private let events: AsyncStream<SimulatorEvent>.Continuation

    private var isRunning = true
    private var isOpen = false
    private var unsent: [UInt8] = []
    /// Before this nothing is written, so that a program that has just opened can set up the line.
    private var quietUntil = 0
    /// What is left of a recording, the last first; nil when none is replayed.
    private var replay: [(due: Int, bytes: [UInt8])]?
    /// Events that had no room.
    private var missed = 0
    /// How long the last events wait for a slow reader, in milliseconds.
    private static let longestFarewell = 5_000

    init(
        model: any DeviceModel, terminal: PseudoTerminal, link: String,
        timing: SimulatorTiming, mailbox: Mailbox,
        events: AsyncStream<SimulatorEvent>.Continuation
    ) {
        self.model = model
        self.terminal = terminal
        self.link = link
        self.timing = timing
        self.mailbox = mailbox
        self.events = events
    }

    static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    /// Hands the loop to a thread of its own.
    func start() throws(SimulatorError) {
        var thread = pthread_t()
        let loop = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<DeviceLoop>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, loop.toOpaque())
        guard code == 0 else {
            loop.release()
            throw .cannotCreate(path: "thread", reason: String(cString: strerror(code)))
        }
        pthread_detach(thread)
    }

    private func run() {
        tell(.ready(link: link))
        while isRunning {
            let now = Self.milliseconds()
            if let due = model.nextTick, due <= now { act(model.tick(at: now)) }
            sendReplay(at: now)
            flush(at: now)
            wait(at: now)
        }
        terminal = nil
        let end = Self.milliseconds() + Self.longestFarewell
        while !tellMissed(), Self.milliseconds() < end { usleep(10_000) }
        events.finish()
    }

    private func tell(_ event: SimulatorEvent) {
        guard tellMissed(), case .dropped = events.yield(event) else {
            if missed > 0 { missed += 1 }
            return
        }
        missed = 1
    }

    /// False while there is no room to tell that events are missing.
    private func tellMissed() -> Bool {
        guard missed > 0 else { return true }
        guard case .enqueued = events.yield(.missed(missed)) else { return false }
        missed = 0
        return true
    }

    /// Milliseconds until something is due; -1 for never.
    private func patience(at now: Int) -> CInt {
        var due = [model.nextTick, replay?.last?.due].compactMap { $0 }
        if isOpen, !unsent.isEmpty, quietUntil > now { due.append(quietUntil) }
        guard let first = due.min() else { return -1 }
        return CInt(clamping: max(0, first - now))
    }

    private func wait(at now: Int) {
        var requests = [pollfd(fd: mailbox.wake, events: Int16(POLLIN), revents: 0)]
        if terminal != nil {
            let wantsOut = !unsent.isEmpty && quietUntil <= now
            let interest = (model.takesInput ? POLLIN : 0) | (wantsOut ? POLLOUT : 0)
            // A hung-up master reports that without end: it is left out until the next opening.
            let master = isOpen ? (terminal?.master ?? -1) : -1
            requests.append(pollfd(fd: terminal?.watch ?? -1, events: Int16(POLLIN), revents: 0))
            requests.append(pollfd(fd: master, events: Int16(interest), revents: 0))
        }
        guard poll(&requests, nfds_t(requests.count), patience(at: now)) > 0 else { return }
        if requests.count > 1, requests[1].revents != 0 { noticeOpening() }
        if requests.count > 2, requests[2].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
            receive(hasHungUp: requests[2].revents & Int16(POLLHUP) != 0)
        }
        if requests[0].revents != 0 { obeyCommands() }
    }

    private func obeyCommands() {
        for command in mailbox.takeAll() where isRunning {
            obey(command)
            flush(at: Self.milliseconds())
        }
    }
}

extension DeviceLoop {
    private func noticeOpening() {
        guard terminal?.takeOpenings() == true, !isOpen else { return }
        isOpen = true
        quietUntil = Self.milliseconds() + timing.afterOpening
        tell(.opened)
    }

    private func receive(hasHungUp: Bool) {
        guard let master = terminal?.master else { return }
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        // After a hang-up everything is read before it is believed.
        repeat {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else {
                if hasHungUp || (count < 0 && errno == EIO) { noticeClosing() }
                return
            }
            // A program that speaks is ready to hear.
            quietUntil = 0
            let bytes = Array(buffer[..<count])
            // What the device was told before these were written comes before them.
            obeyCommands()
            guard isRunning, terminal?.master == master else { return }
            tell(.received(bytes))
            act(model.receive(bytes, at: Self.milliseconds()))
        } while hasHungUp
    }

    private func noticeClosing() {
        guard isOpen else { return }
        isOpen = false
        terminal?.forgetUnread()
        terminal?.makeRaw()
        tell(.closed)
    }

    private func flush(at now: Int) {
        guard isOpen, !unsent.isEmpty, now >= quietUntil, let master = terminal?.master else {
            return
        }
        let count = write(master, unsent, unsent.count)
        if count > 0 { unsent.removeFirst(count) }
    }

    private func act(_ effects: [SimulatorEffect]) {
        for effect in effects {
            switch effect {
            case .event(let event): tell(event)
            case .send(let bytes): send(bytes)
            case .stream(let bytes):
                if isOpen, unsent.isEmpty, Self.milliseconds() >= quietUntil { unsent = bytes }
            }
        }
    }

    private func send(_ bytes: [UInt8]) {
        guard terminal != nil else { return tell(.error("unplugged: nobody hears the device")) }
        guard unsent.count + bytes.count <= Self.mostUnsent else {
            return tell(.error("nobody reads: \(bytes.count) bytes are lost"))
        }
        unsent += bytes
        tell(.sent(bytes))
    }

    private func obey(_ command: SimulatorCommand) {
        switch command {
        case .quit: isRunning = false
        case .unplug: unplug()
        case .plug: plug()
        case .noise(let bytes): send(bytes)
        case .replay(let file): startReplay(of: file)
        default:
            if let effects = model.perform(command, at: Self.milliseconds()) {
                act(effects)
                if !effects.contains(where: \.isTold) { tell(.done(command: command.word)) }
            } else {
                tell(.error("this device has no '\(command.word)'"))
            }
        }
    }

    private func unplug() {
        guard terminal != nil else { return tell(.error("it is unplugged already")) }
        terminal = nil
        isOpen = false
        unsent = []
        cutReplay()
        tell(.unplugged)
    }

    private func plug() {
        guard terminal == nil else { return tell(.error("it is plugged in already")) }
        do throws(SimulatorError) {
            terminal = try PseudoTerminal(link: link)
            // The cable carries the power too.
            let effects = model.perform(.plug, at: Self.milliseconds()) ?? []
            tell(.plugged(link: link))
            act(effects)
        } catch {
            tell(.error(error.description))
        }
    }
}

extension DeviceLoop {
    private func startReplay(of file: String) {
        guard let text = Self.contents(of: file) else {
            return tell(.error("\(file): cannot be read"))
        }
        do throws(Recording.Failure) {
            let recording = try Recording(text, file: file)
            let now = Self.milliseconds()
            cutReplay()
            replay = recording.events.filter { $0.direction == .fromDevice }
                .map { (now + $0.milliseconds, $0.bytes) }.reversed()
        } catch {
            tell(.error(error.description))
        }
    }

    private func sendReplay(at now: Int) {
        while let next = replay?.last, next.due <= now {
            replay?.removeLast()
            send(next.bytes)
        }
        guard replay?.isEmpty == true else { return }
        replay = nil
        tell(.done(command: "replay"))
    }

    private func cutReplay() {
        guard let left = replay?.count else { return }
        replay = nil
        tell(.error("the recording was cut off: \(left) of its pieces were not sent"))
    }

    private static func contents(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= longestRecording {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(validating: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
        return nil
    }
}
