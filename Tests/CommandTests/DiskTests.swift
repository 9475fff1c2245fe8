import Foundation
import Glibc
import Rehearsal
import StationStore
import Testing

/// What the store's promise is worth: green means on the disk.
@Suite("The disk", .serialized)
struct DiskTests {
    @Test("500 scans under strace: no green without an fdatasync of the store")
    func durability() async throws {
        let stage = try await Stage(parcels: 500)
        try await stage.stop()
        // Nothing but scans may write while they are counted.
        try stage.configure("settle_ms: 200, contact_s: 2", "settle_ms: 600000, contact_s: 86400")
        try stage.configure(
            "retry_ms: 200, retry_cap_s: 2", "retry_ms: 3600000, retry_cap_s: 86400")
        let trace = stage.scratch.path + "/trace"
        let station = try await stage.start(behind: [
            "strace", "-D", "-f", "-qq", "-ttt", "-e", "trace=fdatasync,fsync", "-y", "-o", trace,
        ])
        defer { station.signal(SIGKILL) }
        try await until("the scanner works") { try await stage.lamp("scanner") == "ok" }

        var acknowledged: Set<String> = []
        var waits: [ClosedRange<Double>] = []
        for parcel in stage.parcels {
            let start = Date().timeIntervalSince1970
            guard try await stage.scan(parcel.number).light == "green" else { continue }
            acknowledged.insert(parcel.number)
            waits.append(start...Date().timeIntervalSince1970)
        }
        station.signal(SIGTERM)
        #expect(try await station.waitForEnd() == .exited(0))

        let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        let syncs = lines.compactMap { line -> Double? in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count > 2, words[2].hasPrefix("fdatasync("),
                line.contains("station-1.sqlite-wal>")
            else { return nil }
            return Double(words[1])
        }
        let first = try #require(waits.first?.lowerBound)
        let last = try #require(waits.last?.upperBound)
        let among = syncs.filter { (first...last).contains($0) }
        print("durability: \(acknowledged.count) acknowledged, \(among.count) fdatasync of the log")
        #expect(acknowledged.count == 500)
        #expect(among.count >= acknowledged.count)
        // Not only on the whole: within the wait for each green there was one.
        let without = waits.count { wait in !among.contains { wait.contains($0) } }
        #expect(without == 0)
        let audit = try StoreAudit(path: stage.store)
        #expect(audit.received == acknowledged)
        #expect(audit.brokenAt == nil)
    }

    @Test("a failed flush stops the daemon with 75; nothing acknowledged is missing afterwards")
    func failedFlush() async throws {
        let stage = try await Stage(parcels: 200)
        try await stage.stop()
        let station = try await stage.start(behind: [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
            "inject=fdatasync:error=EIO:when=12",
        ])
        defer { station.signal(SIGKILL) }
        try await until("the scanner works") { try await stage.lamp("scanner") == "ok" }
        var acknowledged: Set<String> = []
        for parcel in stage.parcels {
            // The screen may be gone before it could be read: then nothing was acknowledged.
            guard let light = try? await stage.scan(parcel.number).light, light == "green" else {
                break
            }
            acknowledged.insert(parcel.number)
        }
        let end = try await station.waitForEnd()
        print("failed flush: after \(acknowledged.count) acknowledged, \(end)")
        #expect(end == .exited(75), "\(stage.text("station.log"))")
        #expect((1..<200).contains(acknowledged.count))
        #expect(stage.text("station.log").contains(stage.store))

        try await stage.village.startStation()
        try await until("the scanner works again") { try await stage.lamp("scanner") == "ok" }
        let next = try #require(stage.parcels.last)
        #expect(try await stage.scan(next.number).light == "green")
        try await stage.village.stopStation()
        let audit = try StoreAudit(path: stage.store)
        #expect(audit.received.isSuperset(of: acknowledged.union([next.number])))
        #expect(audit.brokenAt == nil)
    }

    private static let canMount = SmallDisk.isPermitted

    @Test(
        "a full disk: red, nothing acknowledged is lost, works again with room",
        .enabled(if: canMount, "mounting a small disk in a namespace of its own is not permitted"))
    func fullDisk() async throws {
        let stage = try await Stage(parcels: 30, printer: true)
        try await stage.stop()
        let disk = try await SmallDisk(over: stage.state, size: "12m", scratch: stage.scratch)
        let station = try await stage.start(behind: disk.entrance)
        defer { station.signal(SIGKILL) }
        try await until("all devices work") {
            try await stage.screen().devices.allSatisfy { $0.state == "ok" }
        }
        var acknowledged: Set<String> = []
        func scan(_ parcel: Announcement) async throws -> KioskScreen.Scan {
            let seen = try await stage.scan(parcel.number)
            if seen.light == "green" { acknowledged.insert(parcel.number) }
            return seen
        }
        for parcel in stage.parcels.prefix(8) { #expect(try await scan(parcel).light == "green") }
        try disk.fill()
        var red: [String] = []
        for parcel in stage.parcels.dropFirst(8).prefix(12) {
            let seen = try await scan(parcel)
            guard seen.light == "red" else { continue }
            red.append(parcel.number)
            #expect(seen.title.zh.contains("磁盘已满"))
        }
        print("full disk: \(acknowledged.count) green, then \(red.count) red")
        #expect(red.count >= 5)
        #expect(station.poll() == nil, "\(stage.text("station.log"))")

        // Labels of what was taken in stay queued; the daemon neither ends nor sends one unnoted.
        try disk.free()
        for parcel in stage.parcels where !acknowledged.contains(parcel.number) {
            #expect(try await scan(parcel).light == "green")
        }
        #expect(acknowledged.count == 30)
        try await until("every label has come out", within: .seconds(30)) {
            try FileManager.default.contentsOfDirectory(atPath: stage.folder + "/labels").count
                >= 30
        }
        station.signal(SIGTERM)
        #expect(try await station.waitForEnd() == .exited(0), "\(stage.text("station.log"))")
        let copy = try disk.copyAll(to: stage.scratch.path + "/copy")
        let audit = try StoreAudit(path: copy + "/station-1.sqlite")
        #expect(audit.received == acknowledged)
        #expect(audit.brokenAt == nil)
    }
}

/// A small memory disk over a folder, seen only by who enters by its `entrance`.
final class SmallDisk {
    private let holder: Child
    private let folder: String

    /// What to put before a command that shall see it.
    var entrance: [String] { ["nsenter", "-t", "\(holder.pid)", "-m", "--"] }
    private var inside: String { "/proc/\(holder.pid)/root\(folder)" }

    /// Root in a container may still not be allowed to mount.
    static let isPermitted: Bool = {
        guard getuid() == 0, let scratch = try? Scratch() else { return false }
        let words = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", scratch.path]
        guard let child = try? Child(words, scratch: scratch) else { return false }
        var status: Int32 = 0
        waitpid(child.pid, &status, 0)
        return status == 0
    }()

    /// Mounts it with a copy of what the folder holds.
    init(over folder: String, size: String, scratch: Scratch) async throws {
        self.folder = folder
        let script = """
            cp -a "$1" "$1.copy" && mount -t tmpfs -o size=\(size),mode=700 tmpfs "$1" \
            && cp -a "$1.copy/." "$1" && touch "$1/is-small" && exec sleep 120
            """
        holder = try Child(
            ["unshare", "-m", "sh", "-c", script, "sh", folder],
            scratch: scratch)
        try await until("the small disk is there") {
            FileManager.default.fileExists(atPath: inside + "/is-small")
        }
    }

    deinit {
        holder.signal(SIGKILL)
        var status: Int32 = 0
        waitpid(holder.pid, &status, 0)
    }

    /// Fills it to the last byte.
    func fill() throws {
        let file = open(inside + "/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Unmet("no ballast") }
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) > 0 {}
        guard errno == ENOSPC else { throw Unmet("the ballast: \(errno)") }
    }

    func free() throws {
        try FileManager.default.removeItem(atPath: inside + "/ballast")
    }

    /// Copies everything out of it, and gives back where.
    func copyAll(to path: String) throws -> String {
        try FileManager.default.copyItem(atPath: inside, toPath: path)
        return path
    }
}
