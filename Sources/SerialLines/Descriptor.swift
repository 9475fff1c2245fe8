internal import Glibc

/// A file descriptor that is closed when it goes out of scope.
struct Descriptor: ~Copyable {
    /// The number the system knows it by.
    let number: Int32

    /// Takes over an open descriptor.
    init(owning number: Int32) {
        self.number = number
    }

    /// Opens a device node without waiting for a carrier and takes its advisory lock.
    ///
    /// libserialport 0.1.1 does not lock, and configures the port while opening it, so the lock
    /// comes first.
    init(locking path: String) throws(LineError) {
        let number = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else { throw LineError.opening(path, code: errno) }
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(number)
            throw LineError.opening(path, code: code)
        }
        self.number = number
    }

    deinit {
        close(number)
    }
}
