internal import Glibc

/// Tells the service manager how the service fares (the protocol of sd_notify(3)).
///
/// Outside systemd, where `NOTIFY_SOCKET` is not set, every call does nothing.
public struct NotifySocket: Sendable {
    /// One line of a notification.
    public enum State: Sendable, Equatable {
        /// Start-up is finished.
        case ready
        /// Shutting down has begun.
        case stopping
        /// Still alive.
        case watchdog
        /// One line for `systemctl status`; line breaks become spaces.
        case status(String)
        /// Starting or stopping takes so much longer.
        case extendTimeout(Duration)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .watchdog: "WATCHDOG=1"
            case .status(let text):
                "STATUS=" + String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
            case .extendTimeout(let more): "EXTEND_TIMEOUT_USEC=\(more.microseconds)"
            }
        }
    }

    private let address: DatagramAddress?

    /// The socket the environment names; `environment` has the variables of this process.
    /// - Throws: ``SystemdError/badAddress(_:)`` for a socket that is neither a path nor abstract.
    public init(environment: [String: String]) throws(SystemdError) {
        guard let text = environment["NOTIFY_SOCKET"] else {
            address = nil
            return
        }
        guard let address = DatagramAddress(text) else { throw .badAddress(text) }
        self.address = address
    }

    /// Whether anybody listens.
    public var isConnected: Bool { address != nil }

    /// Sends one notification.
    /// - Throws: ``SystemdError/notSent(_:code:)``; the service can go on.
    public func send(_ states: State...) throws(SystemdError) {
        guard let address else { return }
        let text = states.map(\.line).joined(separator: "\n")
        let code = address.send(Array(text.utf8), waiting: .seconds(1))
        guard code == 0 else { throw .notSent(address.description, code: code) }
    }
}

/// What can go wrong when speaking to systemd.
public enum SystemdError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `NOTIFY_SOCKET` holds no address of a socket.
    case badAddress(String)
    /// The datagram could not be sent (errno).
    case notSent(String, code: Int32)

    /// What, where and the next step, in English.
    public var description: String {
        switch self {
        case .badAddress(let text):
            "NOTIFY_SOCKET='\(text)': neither /PATH nor @NAME; start the service by systemd"
        case .notSent(let place, let code):
            "\(place): the notification was not sent (errno \(code)); check NotifyAccess= of the unit"
        }
    }
}

extension Duration {
    /// Whole microseconds, never negative.
    var microseconds: Int64 {
        let (seconds, attoseconds) = max(self, .zero).components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
