import DeviceProtocols
import SerialLines

/// A device that was found on a port and is to be run.
struct FoundDevice: Hashable, Sendable {
    let identity: PortIdentity
    let name: String
    let profile: String
    let deviceClass: DeviceClass
    let line: LineSetting?
    let pinned: Bool
}

/// Keeps book of the ports: which are looked at, which are in use, which have gone.
///
/// It knows no clock and opens nothing: `now` is monotonic, and ``PortFinder`` carries out each
/// ``Action``.
struct PortLedger {
    /// How long things take.
    struct Pace: Sendable {
        /// A port must have been there so long: drivers and udev are still at work before.
        var settle = Duration.milliseconds(700)
        /// After a search that found nothing.
        var retryUnknown = Duration.seconds(2)
        /// After a first search that could not be done: a plug that was not quite in, a program that
        /// looks at each new port for a moment.
        var retrySoon = Duration.seconds(2)
        /// After further ones.
        var retryUnavailable = Duration.seconds(10)
        /// The lamp of an unplugged device stays, red, for so long.
        var lampKept = Duration.seconds(600)
    }

    /// What to do.
    enum Action: Hashable, Sendable {
        case search(PortIdentity, PortTraits, Plan)
        case cancelSearch(PortIdentity)
        case start(FoundDevice)
        /// End the device's services: its port has gone, or it is something else.
        case stop(FoundDevice)
        case removeLamp(String)
        case saveMemory
    }

    /// How a port is searched.
    struct Plan: Hashable, Sendable {
        var remembered: RememberedDevice?
        /// False when the questions were asked before, in vain.
        var asks: Bool
        /// Settings that made no sense before.
        var avoiding: [LineSetting]
    }

    private enum State {
        case leftAlone(PortStatus.State)
        case settling(since: Duration)
        case searching
        case running(FoundDevice)
        case stopping(FoundDevice)
        case spare(FoundDevice)
        case waiting(until: Duration)
        case gone(FoundDevice, since: Duration)
    }

    private struct Record {
        var port: SerialPort
        var isPresent = true
        var state: State
        var finding: Finding?
        /// Searches that led to nothing since the port is there.
        var failedSearches = 0
        /// Searches in a row that could not be done.
        var failedOpenings = 0
        /// What the search under way finds does not count: something else was said meanwhile.
        var startsOver = false
    }

    /// What the system says of ports besides their list.
    struct Surroundings: Hashable, Sendable {
        /// Paths where the system itself talks, such as its console.
        var consoles: Set<String> = []
        /// Paths behind the links that the configuration names.
        var configured: Set<String> = []
    }

    /// One search in so many asks: a scale that is switched on later has to be asked again, and
    /// between the questions the line is quiet for a scanner to be heard.
    static let asksEvery = 5

    /// The devices of the configuration, which are nobody else's business.
    let configured: [StationConfiguration.Device]
    let classes: [String: DeviceClass]
    let pace: Pace
    /// Whether ports are searched that nobody has named; pinned ones are always taken up.
    let finds: Bool
    private(set) var memory: DeviceMemory
    private var records: [PortIdentity: Record] = [:]

    /// A ledger of no ports.
    /// - Parameters:
    ///   - configured: the devices of the configuration.
    ///   - classes: the class of each profile, by id.
    ///   - memory: what worked before.
    ///   - finds: whether ports are searched that nobody has named.
    ///   - pace: how long things take.
    init(
        configured: [StationConfiguration.Device], classes: [String: DeviceClass],
        memory: DeviceMemory, finds: Bool = true, pace: Pace = Pace()
    ) {
        self.finds = finds
        self.configured = configured
        self.classes = classes
        self.memory = memory
        self.pace = pace
    }

    // MARK: What is there

    /// These ports are there now.
    mutating func see(
        _ ports: [SerialPort], _ surroundings: Surroundings = Surroundings(), at now: Duration,
        wall: Int64
    ) -> [Action] {
        var actions: [Action] = []
        var present: Set<PortIdentity> = []
        for port in ports {
            let identity = PortIdentity(port, among: ports)
            present.insert(identity)
            if let record = records[identity], record.port.usb == port.usb {
                records[identity]?.port = port
                if !record.isPresent { comeBack(identity, at: now) }
            } else if records[identity] == nil {
                records[identity] = Record(port: port, state: .settling(since: now))
            } else if case .gone(let device, _) = records[identity]?.state {
                records[identity] = Record(port: port, state: .settling(since: now))
                actions.append(.removeLamp(device.name))
            } else {
                // Another device in the same socket: the old one goes first.
                present.remove(identity)
            }
        }
        for identity in records.keys.sorted(by: { "\($0)" < "\($1)" })
        where !present.contains(identity) {
            actions += miss(identity)
        }
        leaveAlone(surroundings)
        return actions + proceed(at: now, wall: wall)
    }

    /// Looked at each time, as a link of udev's may come later than its port.
    private mutating func leaveAlone(_ surroundings: Surroundings) {
        for (identity, record) in records {
            switch record.state {
            case .settling, .waiting, .spare:
                let port = record.port
                if surroundings.consoles.contains(port.path) {
                    records[identity]?.state = .leftAlone(.leftAlone)
                } else if surroundings.configured.contains(port.path) || isConfigured(port) {
                    records[identity]?.state = .leftAlone(.configured)
                }
            case .leftAlone, .searching, .running, .stopping, .gone: break
            }
        }
    }

    private func isConfigured(_ port: SerialPort) -> Bool {
        configured.contains { device in
            switch device.line {
            case .serial(let path): path == port.path
            case .usb(let identity): port.usb.map(identity.fits) ?? false
            case .usbPlace(let place): place == port.place
            case .pseudoTerminal, .tcp: false
            }
        }
    }

    private mutating func comeBack(_ identity: PortIdentity, at now: Duration) {
        records[identity]?.isPresent = true
        if case .gone = records[identity]?.state {
            records[identity]?.state = .settling(since: now)
        }
    }

    private mutating func miss(_ identity: PortIdentity) -> [Action] {
        guard let record = records[identity] else { return [] }
        records[identity]?.isPresent = false
        switch record.state {
        case .running(let device):
            records[identity]?.state = .stopping(device)
            return [.stop(device)]
        case .searching:
            // Its end brings the port's end.
            return record.isPresent ? [.cancelSearch(identity)] : []
        case .stopping, .gone: return []
        case .leftAlone, .settling, .spare, .waiting:
            records[identity] = nil
            return []
        }
    }

    // MARK: What is done about it

    private mutating func proceed(at now: Duration, wall: Int64) -> [Action] {
        var actions: [Action] = []
        for identity in records.keys.sorted(by: { "\($0)" < "\($1)" }) {
            guard let record = records[identity] else { continue }
            switch record.state {
            case .settling(let since) where now - since >= pace.settle && record.isPresent:
                actions += begin(identity, record, wall: wall)
            case .waiting(let until) where now >= until && record.isPresent:
                actions += begin(identity, record, wall: wall)
            case .spare(let device) where hasRoom(for: device):
                actions += run(device, record, wall: wall)
            case .gone(let device, let since) where now - since >= pace.lampKept:
                records[identity] = nil
                actions.append(.removeLamp(device.name))
            default: break
            }
        }
        return actions
    }

    private mutating func begin(
        _ identity: PortIdentity, _ record: Record, wall: Int64
    ) -> [Action] {
        let entry = memory.entry(of: identity, usb: record.port.usbIDs)
        if let entry, entry.pinned, let known = classes[entry.profile] {
            let device = FoundDevice(
                identity: identity, name: entry.name, profile: entry.profile, deviceClass: known,
                line: entry.line, pinned: true)
            return run(device, record, wall: wall)
        }
        guard finds else {
            records[identity]?.state = .leftAlone(.leftAlone)
            return []
        }
        records[identity]?.state = .searching
        let remembered = entry.flatMap { entry in
            entry.line.map { RememberedDevice(profile: entry.profile, line: $0) }
        }
        let senseless = record.finding?.seen.filter { $0.byteCount > DeviceSearch.noiseMax }
        let plan = Plan(
            remembered: remembered, asks: record.failedSearches.isMultiple(of: Self.asksEvery),
            avoiding: senseless?.map(\.line) ?? [])
        return [.search(identity, record.port.traits, plan)]
    }

    private mutating func run(_ device: FoundDevice, _ record: Record, wall: Int64) -> [Action] {
        guard hasRoom(for: device) else {
            records[device.identity]?.state = .spare(device)
            return []
        }
        records[device.identity]?.state = .running(device)
        memory.remember(
            DeviceMemory.Entry(
                port: "\(device.identity)", profile: device.profile, line: device.line,
                name: device.name, pinned: device.pinned, usb: record.port.usbIDs, at: wall))
        return [.saveMemory, .start(device)]
    }

    /// Two printers would each print every label, and a parcel has one weight.
    private func hasRoom(for device: FoundDevice) -> Bool {
        let others = running.filter { $0.identity != device.identity }
        guard configured.count + others.count < StationConfiguration.devicesMax else {
            return false
        }
        guard device.deviceClass != .scanner else { return true }
        return !others.contains { $0.deviceClass == device.deviceClass }
            && !configured.contains { classes[$0.profile] == device.deviceClass }
    }

    private var running: [FoundDevice] {
        records.values.compactMap { record in
            switch record.state {
            case .running(let device), .stopping(let device): device
            default: nil
            }
        }
    }

    /// A search is over.
    mutating func found(
        _ finding: Finding, on identity: PortIdentity, at now: Duration, wall: Int64
    ) -> [Action] {
        guard var record = records[identity], case .searching = record.state else { return [] }
        guard record.isPresent else {
            records[identity] = nil
            return []
        }
        guard !record.startsOver else {
            record.startsOver = false
            record.state = .settling(since: now)
            records[identity] = record
            return []
        }
        record.finding = finding
        record.failedOpenings = finding.verdict == .unavailable ? record.failedOpenings + 1 : 0
        records[identity] = record
        guard finding.verdict == .claimed, let profile = finding.profile,
            let known = classes[profile]
        else {
            let wait = wait(after: record)
            records[identity]?.state = .waiting(until: now + wait)
            if finding.verdict != .unavailable { records[identity]?.failedSearches += 1 }
            return []
        }
        let entry = memory.entry(of: identity, usb: record.port.usbIDs)
        let remembered = entry.flatMap { classes[$0.profile] == known ? $0.name : nil }
        let device = FoundDevice(
            identity: identity, name: remembered ?? freeName(for: known), profile: profile,
            deviceClass: known, line: finding.line, pinned: false)
        return run(device, record, wall: wall)
    }

    private func wait(after record: Record) -> Duration {
        switch record.failedOpenings {
        case 0: pace.retryUnknown
        case 1: pace.retrySoon
        default: pace.retryUnavailable
        }
    }

    /// `scale`, then `scale-2`: a name that no other device has or had.
    private func freeName(for deviceClass: DeviceClass) -> String {
        let taken = Set(
            configured.map(\.name) + memory.devices.map(\.name) + running.map(\.name))
        let base = deviceClass.rawValue
        guard taken.contains(base) else { return base }
        return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? base
    }

    /// A device could not be run; the reason may have gone at the next try.
    mutating func refused(_ identity: PortIdentity, at now: Duration) {
        guard let record = records[identity] else { return }
        guard case .running = record.state, record.isPresent else {
            return ended(identity, at: now)
        }
        records[identity]?.state = .waiting(until: now + pace.retryUnavailable)
    }

    /// A device's services have ended.
    mutating func ended(_ identity: PortIdentity, at now: Duration) {
        guard let record = records[identity] else { return }
        switch record.state {
        case .stopping(let device), .running(let device):
            // It came back, or was given another profile, while its services were ending.
            records[identity]?.state =
                record.isPresent ? .settling(since: now) : .gone(device, since: now)
        default: break
        }
    }

    // MARK: What a technician says

    /// Says what stands on a port.
    ///
    /// - Parameters:
    ///   - port: a path or identity; a port that is not there now has to be named by identity.
    ///   - profile: the profile's id.
    ///   - name: what the device is called here; nil for the usual.
    ///   - now: monotonic time.
    ///   - wall: milliseconds since 1970.
    /// - Returns: what to do.
    /// - Throws: `StationFault` for a port or profile that is none, or a name that is taken.
    mutating func pin(
        _ port: String, profile: String, name: String?, at now: Duration, wall: Int64
    ) throws -> [Action] {
        guard let known = classes[profile] else { throw StationFault.unknownProfile(profile) }
        let identity = try resolve(port)
        if case .leftAlone(.configured) = records[identity]?.state {
            throw StationFault.portIsConfigured(port)
        }
        if let name, !DeviceMemory.isName(name) { throw StationFault.badDeviceName }
        let old = memory.devices.first { $0.port == "\(identity)" }
        let others = memory.devices.filter { $0.port != "\(identity)" }.map(\.name)
        if let name, (configured.map(\.name) + others).contains(name) {
            throw StationFault.nameTaken(name)
        }
        let kept = old.flatMap { classes[$0.profile] == known ? $0.name : nil }
        let isRemembered = memory.remember(
            DeviceMemory.Entry(
                port: "\(identity)", profile: profile,
                line: old?.profile == profile ? old?.line : nil,
                name: name ?? kept ?? freeName(for: known), pinned: true,
                usb: records[identity]?.port.usbIDs, at: wall))
        guard isRemembered else { throw StationFault.tooManyPins }
        return [.saveMemory] + startOver(identity, at: now)
    }

    /// Takes back what was said of a port, and what was remembered of it.
    /// - Throws: `StationFault` when nothing is known of the port.
    mutating func unpin(_ port: String, at now: Duration) throws -> [Action] {
        let identity = try resolve(port)
        guard memory.forget(identity) else { throw StationFault.portNotKnown(port) }
        records[identity]?.finding = nil
        return [.saveMemory] + startOver(identity, at: now)
    }

    private func resolve(_ port: String) throws -> PortIdentity {
        if let record = records.first(where: { $1.port.path == port }) { return record.key }
        guard let identity = PortIdentity(port), !port.hasPrefix("/") || records[identity] != nil
        else { throw StationFault.portNotKnown(port) }
        return identity
    }

    private mutating func startOver(_ identity: PortIdentity, at now: Duration) -> [Action] {
        guard let record = records[identity] else { return [] }
        switch record.state {
        case .running(let device):
            records[identity]?.state = .stopping(device)
            return [.stop(device), .removeLamp(device.name)]
        case .searching:
            records[identity]?.startsOver = true
            return [.cancelSearch(identity)]
        case .gone(let device, _):
            records[identity] = nil
            return [.removeLamp(device.name)]
        case .stopping, .leftAlone(.configured): return []
        case .settling, .spare, .waiting, .leftAlone:
            records[identity]?.state = .settling(since: now)
            return []
        }
    }

    // MARK: What is shown

    /// Every port there is, and every device that is waited for.
    var statuses: [PortStatus] {
        records.sorted { $0.value.port.path < $1.value.port.path }.map { identity, record in
            var status = PortStatus(record.port, among: [record.port])
            status.identity = "\(identity)"
            status.finding = record.finding
            let entry = memory.entry(of: identity, usb: record.port.usbIDs)
            status.pinned = entry?.pinned ?? false
            status.name = entry?.name
            status.profile = entry?.profile
            status.line = entry?.line
            if case .spare(let device) = record.state {
                status.profile = device.profile
                status.line = device.line
            }
            status.state = state(of: record)
            return status
        }
    }

    private func state(of record: Record) -> PortStatus.State {
        switch record.state {
        case .leftAlone(let state): state
        case .settling, .searching: record.finding.map { verdict($0) } ?? .searching
        case .running: .running
        case .stopping, .gone: .unplugged
        case .spare: .spare
        case .waiting: record.finding.map { verdict($0) } ?? .unknown
        }
    }

    private func verdict(_ finding: Finding) -> PortStatus.State {
        switch finding.verdict {
        case .claimed: .searching
        case .ambiguous: .ambiguous
        case .unknown: .unknown
        case .unavailable: .unavailable
        }
    }
}

extension DeviceClass {
    /// The class of each profile, which its ID begins with.
    static func byID(_ ids: [String]) -> [String: DeviceClass] {
        let pairs = ids.compactMap { id in
            allCases.first { id.hasPrefix($0.idPrefix) }.map { (id, $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
