import FoundationEssentials
import Glibc

/// The files of a machine, below its root or below that of a made-up one.
public struct Machine: Sendable {
    /// Goes before every path; empty for this machine.
    let root: String

    /// A machine whose files stand below a folder; `/` is this one.
    public init(root: String) {
        self.root = root == "/" ? "" : root
    }

    func path(_ path: String) -> String { root + path }

    func exists(_ path: String) -> Bool { access(self.path(path), F_OK) == 0 }

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: self.path(path)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    func line(_ path: String) -> String? {
        text(path)?.split(separator: "\n").first.map { $0.filter { !$0.isWhitespace } }
    }

    func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path(folder)))?.sorted() ?? []
    }

    /// Where udev looks for rules, the administrator's first.
    static let ruleFolders = [
        "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d",
    ]

    /// The first rules file whose name contains a word.
    func rules(named word: String) -> String? {
        for folder in Self.ruleFolders {
            if let name = names(in: folder).first(where: { $0.contains(word) }) {
                return "\(folder)/\(name)"
            }
        }
        return nil
    }

    /// The programs that run now, by the names the kernel gives them.
    var programs: Set<String> {
        let processes = names(in: "/proc").filter { Int32($0) != nil }
        return Set(processes.compactMap { line("/proc/\($0)/comm") })
    }

    /// Vendor and product of every USB device, four hexadecimal digits each.
    var usbDevices: [(vendor: String, product: String)] {
        names(in: "/sys/bus/usb/devices").compactMap { name in
            guard let vendor = line("/sys/bus/usb/devices/\(name)/idVendor"),
                let product = line("/sys/bus/usb/devices/\(name)/idProduct")
            else { return nil }
            return (vendor, product)
        }
    }

    /// Free and whole size of the file system that holds a path, in bytes.
    func space(at path: String) -> (free: UInt64, total: UInt64)? {
        var information = statvfs()
        guard statvfs(self.path(path), &information) == 0 else { return nil }
        let block = UInt64(information.f_frsize)
        return (UInt64(information.f_bavail) * block, UInt64(information.f_blocks) * block)
    }
}
