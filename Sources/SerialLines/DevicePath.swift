internal import Glibc

/// A device node as it was when it was opened, to tell later whether the path still means it.
struct DevicePath: Sendable {
    /// The path asked for; it may be a link.
    let asked: String
    /// The path with links resolved.
    let resolved: String
    private let device: UInt64
    private let inode: UInt64

    /// Looks the path up.
    init(_ asked: String) throws(LineError) {
        var information = stat()
        guard stat(asked, &information) == 0 else {
            throw LineError.opening(asked, code: errno)
        }
        guard information.st_mode & S_IFMT == S_IFCHR else {
            throw .unsupported(asked, setting: "being used as a line: it is no character device")
        }
        self.asked = asked
        resolved = try Self.resolve(asked)
        device = UInt64(information.st_rdev)
        inode = UInt64(information.st_ino)
    }

    /// libserialport 0.1.1 derives the name below /sys/class/tty from the path as given, so a link
    /// must be resolved first.
    private static func resolve(_ path: String) throws(LineError) -> String {
        var information = stat()
        guard lstat(path, &information) == 0 else { throw LineError.opening(path, code: errno) }
        guard information.st_mode & S_IFMT == S_IFLNK else { return path }
        guard let resolved = realpath(path, nil) else {
            throw LineError.opening(path, code: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether the path asked for still leads to the same node.
    var isPresent: Bool {
        var information = stat()
        return stat(asked, &information) == 0 && UInt64(information.st_rdev) == device
            && UInt64(information.st_ino) == inode
    }

    /// Whether the node is the slave side of a Unix 98 pseudo-terminal (Linux majors 136–143).
    var isPseudoTerminal: Bool {
        let major = (device >> 8) & 0xfff | (device >> 32) & 0xffff_f000
        return (136...143).contains(major)
    }
}

extension LineError {
    /// The error for an `errno` got while opening `path`.
    static func opening(_ path: String, code: Int32) -> LineError {
        switch code {
        case ENOENT, ENODEV, ENXIO, ENOTDIR: .notFound(path)
        case EACCES, EPERM: .notPermitted(path, group: owningGroup(of: path))
        case EBUSY, EWOULDBLOCK: .busy(path, holder: PortHolder.find(path))
        default: .system(path, doing: "opening the line", code: code)
        }
    }

    private static func owningGroup(of path: String) -> String? {
        var information = stat()
        guard stat(path, &information) == 0, information.st_gid != 0 else { return nil }
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress,
                getgrgid_r(information.st_gid, &entry, base, buffer.count, &found) == 0,
                let name = found?.pointee.gr_name
            else { return nil }
            return String(cString: name)
        }
    }
}

/// Finds the program that has a device node open, as far as this user may see.
enum PortHolder {
    /// Its name and process id, such as `tio (1234)`; nil if none is visible.
    static func find(_ path: String, processes: String = "/proc") -> String? {
        for process in FolderNames.inside(processes) where Int32(process) != nil {
            let folder = "\(processes)/\(process)/fd"
            guard
                FolderNames.inside(folder).contains(where: { target(of: "\(folder)/\($0)") == path }
                )
            else { continue }
            return Int32(process) == getpid()
                ? "this program itself" : describe(process, processes)
        }
        return nil
    }

    private static func describe(_ process: String, _ processes: String) -> String {
        guard let file = fopen("\(processes)/\(process)/comm", "r") else {
            return "process \(process)"
        }
        defer { fclose(file) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress, fgets(base, Int32(buffer.count), file) != nil
            else { return "process \(process)" }
            let name = String(cString: base).split(separator: "\n").first.map(String.init)
            // A program calls itself what it likes.
            return name.map { "\($0.printable) (\(process))" } ?? "process \(process)"
        }
    }

    private static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let length = readlink(link, base, buffer.count - 1)
            guard length > 0 else { return nil }
            base[length] = 0
            return String(cString: base)
        }
    }
}

/// The names in a folder.
enum FolderNames {
    static func inside(_ folder: String) -> [String] {
        guard let directory = opendir(folder),
            let offset = MemoryLayout<dirent>.offset(of: \.d_name)
        else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // Read in place: an entry is shorter than the structure says.
            let name = UnsafeRawPointer(entry).advanced(by: offset)
            names.append(String(cString: name.assumingMemoryBound(to: CChar.self)))
        }
        return names
    }
}
