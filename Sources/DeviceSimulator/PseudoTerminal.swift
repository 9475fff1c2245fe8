internal import Glibc

/// The device's side of a pseudo-terminal, with a link to the program's side.
///
/// The program's side is never opened here: its openings and closings are watched with inotify, so
/// that nothing has to be polled while no program is there.
final class PseudoTerminal {
    // TIOCSPTLCK and TIOCGPTN are macros Swift cannot see.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let terminals = "/dev/pts/"

    /// The device's side; does not block.
    let master: CInt
    /// Becomes readable when somebody opens the program's side.
    let watch: CInt
    private let link: String
    private let path: String

    init(link: String) throws(SimulatorError) {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard master >= 0 else { throw Self.failure("/dev/ptmx") }
        var locked: CInt = 0
        var number: CUnsignedInt = 0
        guard ioctl(master, Self.setLock, &locked) == 0,
            ioctl(master, Self.getNumber, &number) == 0
        else {
            let error = Self.failure("/dev/ptmx")
            close(master)
            throw error
        }
        path = Self.terminals + "\(number)"
        self.master = master
        self.link = link
        watch = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
        guard watch >= 0, inotify_add_watch(watch, path, UInt32(IN_OPEN)) >= 0 else {
            throw Self.failure("inotify")
        }
        makeRaw()
        try Self.place(link: link, to: path)
    }

    deinit {
        // Another simulator may have taken the link over meanwhile.
        if Self.target(of: link) == path { unlink(link) }
        close(master)
        if watch >= 0 { close(watch) }
    }

    /// No echo, no lines, no translation: what a serial device's line does, until programs change it.
    func makeRaw() {
        var settings = termios()
        guard tcgetattr(master, &settings) == 0 else { return }
        cfmakeraw(&settings)
        tcsetattr(master, TCSANOW, &settings)
    }

    /// Throws away what the last program did not read.
    func forgetUnread() { tcflush(master, TCOFLUSH) }

    /// Reads what the watch has to say; true when somebody opened the line.
    func takeOpenings() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var seen = false
        while read(watch, &buffer, buffer.count) > 0 { seen = true }
        return seen
    }

    /// By way of another name, so that the link is never absent while it is replaced.
    private static func place(link: String, to path: String) throws(SimulatorError) {
        var status = stat()
        if lstat(link, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
            throw .cannotCreate(
                path: link, reason: "exists and is no symbolic link")
        }
        // What a simulator left behind may be replaced; somebody else's link may not.
        if let target = target(of: link), !target.hasPrefix(terminals), access(link, F_OK) == 0 {
            throw .cannotCreate(path: link, reason: "is a link to \(target)")
        }
        let draft = "\(link).\(getpid()).part"
        unlink(draft)
        guard symlink(path, draft) == 0 else { throw failure(link) }
        guard rename(draft, link) == 0 else {
            let error = failure(link)
            unlink(draft)
            throw error
        }
    }

    private static func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { raw -> Int in
            guard let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self) else {
                return -1
            }
            return readlink(link, start, raw.count)
        }
        return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    private static func failure(_ path: String) -> SimulatorError {
        .cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
}
