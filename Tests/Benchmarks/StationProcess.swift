import DataFolder
import Foundation
import Glibc
import Rehearsal
import SeededRandom

/// The real daemon on a store that has seen a hundred thousand parcels: how soon it is ready, how
/// much memory it holds, and that this does not grow.
struct StationProcess {
    static let scans = 3_000
    /// From here on memory must not grow.
    static let settled = 1_000
    static let starts = 5
    static let residentMax = 60.0
    static let growthMax = 2.0
    static let readyMax = 500.0
    private static let patience = Duration.seconds(300)

    let folder: Folder
    let programs: String
    let data: DataFolder
    let seed: UInt64

    func measure() async throws -> [Measurement] {
        var random = SeededGenerator(seed: seed &+ 6)
        let parcels = Announcement.sample(Self.scans, using: &random).map { parcel in
            var parcel = parcel
            parcel.weigh = false
            return parcel
        }
        let village = try Village(folder: folder.file("village"), programs: programs, data: data)
        defer { village.abandon() }
        try await village.startCounty()
        try await village.enrol(parcels)
        try await FilledStore(seed: seed).write(to: village.stationStore)
        try await village.startStation()
        try await awaitQuiet(village)
        let ready = try await startAgain(village)
        let memory = try await scan(parcels, village)
        try await village.stopStation()
        try await village.stopCounty()
        return Self.rows(ready, memory)
    }

    private static func rows(_ ready: [Double], _ memory: [Memory]) -> [Measurement] {
        guard let settled = memory.first, let last = memory.last else { return [] }
        let after = "stationd after \(FilledStore.parcels + scans) parcels"
        return [
            Measurement(
                name: "\(after), resident", figure: last.resident, unit: "MB",
                limit: .figure(residentMax)),
            Measurement(name: "\(after), anonymous", figure: last.anonymous, unit: "MB"),
            Measurement(
                name: "\(after), mapped", figure: last.resident - last.anonymous, unit: "MB"),
            Measurement(
                name: "growth over the last \(scans - Self.settled) scans",
                figure: last.resident - settled.resident, unit: "MB", limit: .figure(growthMax)),
            Measurement(
                name: "ready with that store, worst of \(starts) starts",
                figure: ready.max() ?? .nan, unit: "ms", limit: .figure(readyMax)),
        ]
    }

    /// Waits until the county has the whole journal and the station the whole feed.
    private func awaitQuiet(_ village: Village) async throws {
        let pages = try PageReader()
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let screen = try await pages.screen(of: village.kioskURL)
            if screen.link.queue == 0, screen.today.expected == Self.scans { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw RehearsalFault("the journal was not at the county within \(Self.patience)")
    }

    /// Milliseconds from the start of the process to its addresses file.
    ///
    /// The store's pages are not in the system's cache. The last daemon started stays.
    private func startAgain(_ village: Village) async throws -> [Double] {
        var times: [Double] = []
        for _ in 0..<Self.starts {
            try await village.stopStation()
            try forget(village.stationStore)
            let start = ContinuousClock.now
            try await village.startStation()
            times.append((ContinuousClock.now - start).milliseconds)
        }
        return times
    }

    private func forget(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fdatasync(descriptor) == 0,
            posix_fadvise(descriptor, 0, 0, CInt(POSIX_FADV_DONTNEED)) == 0
        else { throw BareError(description: "\(path): \(String(cString: strerror(errno)))") }
    }

    /// Memory after the scan from which on it must not grow, and after the last.
    private func scan(_ parcels: [Announcement], _ village: Village) async throws -> [Memory] {
        guard let pid = village.stationd?.pid else { return [] }
        let keeper = try Keeper(village)
        var memory: [Memory] = []
        for (index, parcel) in parcels.enumerated() {
            let sight = try await keeper.scan(parcel.number)
            guard sight.light == "green" else {
                throw BareError(description: "scan \(index): \(sight.light) \(sight.big)")
            }
            if index + 1 == Self.settled || index + 1 == parcels.count {
                memory.append(try Memory(of: pid))
            }
        }
        return memory
    }
}

/// What a process has in memory, in megabytes (10⁶ bytes).
struct Memory {
    /// Everything that is in memory now.
    let resident: Double
    /// Heap and stacks: what no file stands behind.
    let anonymous: Double

    /// Reads the kernel's sums (proc(5), smaps_rollup).
    init(of pid: pid_t) throws {
        let text = try String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)
        func field(_ name: String) throws -> Double {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            let words = line?.split(separator: " ") ?? []
            guard words.count == 3, let kibibytes = Double(words[1]) else {
                throw BareError(description: "smaps_rollup has no \(name)")
            }
            return kibibytes * 1024 / 1_000_000
        }
        resident = try field("Rss")
        anonymous = try field("Anonymous")
    }
}
