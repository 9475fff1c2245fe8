import Foundation
import KeeperDesk
import StationJournal
import StationStore

/// A store that has seen a hundred thousand parcels: taken in, labelled and, but for the last few
/// hundred, handed out again.
struct FilledStore {
    static let parcels = 100_000
    /// Parcels on the shelves at any time.
    static let stock = 300
    /// A year of a busy station; the last day is today.
    private static let parcelsPerDay = 320

    let seed: UInt64

    /// Fills a file.
    ///
    /// It is written in memory where that is possible, since nothing of it is
    /// measured, and then copied to its place.
    @concurrent
    func write(to destination: String) async throws {
        let memory = "/dev/shm"
        let name = "cunzhan-\(ProcessInfo.processInfo.processIdentifier)"
        let isThere = FileManager.default.isWritableFile(atPath: memory)
        let folder = try Folder(isThere ? "\(memory)/\(name)" : "\(destination)-\(name)")
        let file = folder.file("filled.sqlite")
        let store = try StationFile.open(file, create: true)
        try await fill(store)
        store.close()
        try Folder.copy(file, to: destination)
    }

    private func fill(_ store: StationStore) async throws {
        let parcels = UsualParcels.expected(Self.parcels, seed: seed &+ 5)
        let gap = Int64(86_400_000 / Self.parcelsPerDay)
        var wall = Int64(Date().timeIntervalSince1970) * 1000 - gap * Int64(Self.parcels)
        var stock: [Intent] = []
        stock.reserveCapacity(Self.parcels)
        for parcel in parcels {
            wall += gap
            let time = UsualParcels.time(wall)
            let recorded = try await store.record(.receive(parcel, mass: nil), at: time)
            guard case .received(_, let code, _) = recorded,
                let job = try await store.nextLabelJob()
            else { throw BareError(description: "a parcel was not taken in") }
            try await store.settleLabelJob(job, .confirmed, at: time)
            stock.append(.handOut(number: parcel.number, code: code))
            guard stock.count > Self.stock else { continue }
            _ = try await store.record(stock[stock.count - 1 - Self.stock], at: time)
        }
    }
}
