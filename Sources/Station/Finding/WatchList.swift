import Synchronization

/// The devices of the station that others ask about; those that are found come and go.
final class WatchList: Sendable {
    private let watches: Mutex<[DeviceWatch]>

    init(_ watches: [DeviceWatch]) {
        self.watches = Mutex(watches)
    }

    /// All devices, the configured ones first.
    var all: [DeviceWatch] { watches.withLock { $0 } }

    func named(_ name: String) -> DeviceWatch? {
        watches.withLock { $0.first { $0.name == name } }
    }

    /// Adds a device; one that had the same name and was something else goes.
    func add(_ watch: DeviceWatch) {
        watches.withLock { watches in
            watches.removeAll { $0.name == watch.name }
            watches.append(watch)
        }
    }

    func remove(_ name: String) {
        watches.withLock { $0.removeAll { $0.name == name } }
    }
}
