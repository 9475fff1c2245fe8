import Glibc
import KeeperDesk
import StationStore

/// Commits of the station's store beside what the disk can do: writes of one page, each followed
/// by fdatasync.
struct DiskSync {
    static let rounds = 5
    static let perRound = 400
    private static let pageLength = 4096
    /// The raw file is written round and round, as the write-ahead log is.
    private static let pages = 1000

    let folder: Folder
    let seed: UInt64

    @concurrent
    func measure() async throws -> [Measurement] {
        let store = try StationFile.open(folder.file("commits.sqlite"), create: true)
        let parcels = UsualParcels.expected(Self.rounds * Self.perRound, seed: seed &+ 1)
        for page in UsualParcels.pages(parcels) { try await store.apply(page) }
        let raw = try RawFile(folder.file("raw"), length: Self.pages * Self.pageLength)
        var commits: [Double] = []
        var syncs: [Double] = []
        for round in 0..<Self.rounds {
            let start = ContinuousClock.now
            for index in round * Self.perRound..<(round + 1) * Self.perRound {
                let time = UsualParcels.time(UsualParcels.morning + Int64(index) * 7_000)
                _ = try await store.record(.receive(parcels[index], mass: nil), at: time)
            }
            commits.append(Double(Self.perRound) / (ContinuousClock.now - start).seconds)
            syncs.append(try raw.syncsPerSecond(Self.perRound, pageLength: Self.pageLength))
        }
        store.close()
        return [
            Measurement(
                name: "commits of a parcel taken in", figure: median(commits), unit: "1/s",
                peer: ("pwrite 4 KiB + fdatasync", median(syncs)),
                ratio: median(zip(commits, syncs).map { $0 / $1 }))
        ]
    }
}

/// A file written past every library.
private final class RawFile {
    private let descriptor: CInt
    private let length: Int
    private var offset = 0

    init(_ path: String, length: Int) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        self.length = length
        let zeros = [UInt8](repeating: 0, count: length)
        guard descriptor >= 0, pwrite(descriptor, zeros, length, 0) == length,
            fsync(descriptor) == 0
        else { throw BareError(description: "\(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    func syncsPerSecond(_ count: Int, pageLength: Int) throws -> Double {
        let start = ContinuousClock.now
        for index in 0..<count {
            let page = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: pageLength)
            guard pwrite(descriptor, page, pageLength, offset) == pageLength,
                fdatasync(descriptor) == 0
            else { throw BareError(description: String(cString: strerror(errno))) }
            offset = (offset + pageLength) % length
        }
        return Double(count) / (ContinuousClock.now - start).seconds
    }
}
