internal import DeviceSimulator
internal import Foundation
internal import Identifiers

/// Plays the person at the counter: scans, weighs, waits for the screen, hands out.
public final class Keeper {
    /// What the keeper saw happen with one code.
    public struct Sight: Sendable {
        /// The colour the screen ended with.
        public var light: String
        /// The large text: a pickup code after taking in.
        public var big: String
    }

    /// Longest wait for the screen to answer a scan.
    static let patience = Duration.seconds(20)

    private let village: Village
    private let pages: PageReader
    private let log: FileHandle?
    private var lastID: Int64 = 0
    /// Waybill numbers whose taking in was shown green, with their pickup codes.
    public private(set) var accepted: [String: String] = [:]

    /// A keeper at this village's counter who writes what the hands do to a log of its own.
    public init(_ village: Village) throws {
        self.village = village
        pages = try PageReader()
        let path = "\(village.folder)/keeper.jsonl"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        log = FileHandle(forWritingAtPath: path)
    }

    /// Takes note of what is on the screen now, so that the next result is recognised as new.
    public func lookUp() async throws {
        lastID = try await pages.screen(of: village.kioskURL).scan.id
    }

    /// Scans a code and waits for the screen's answer.
    public func scan(_ text: String) async throws -> Sight {
        try await lookUp()
        village.scanner.perform(.scan(Array(text.utf8)))
        return try await nextSight { _ in true }
    }

    /// Takes in one announced parcel, weighing it where the screen asks for it.
    public func takeIn(_ parcel: Announcement, kilograms: String) async throws -> Sight {
        var sight = try await scan(parcel.number)
        if sight.light == "amber", sight.big == "称重" {
            village.scale.perform(.weigh(kilograms))
            sight = try await nextSight { $0.light != "amber" }
            village.scale.perform(.weigh("0.000"))
        }
        if sight.light == "green" {
            accepted[parcel.number] = sight.big
            write(["event": "taken-in", "number": parcel.number, "code": sight.big])
        }
        return sight
    }

    /// Hands the parcel under a pickup code to a villager.
    public func handOut(_ code: String) async throws -> Sight {
        guard let pickup = PickupCode(code) else { throw RehearsalFault("no pickup code: \(code)") }
        let sight = try await scan(pickup.barcode)
        if sight.light == "green" { write(["event": "handed-out", "code": code]) }
        return sight
    }

    private func nextSight(_ isLast: (Sight) -> Bool) async throws -> Sight {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let scan = try await pages.screen(of: village.kioskURL).scan
            if scan.id > lastID {
                let sight = Sight(light: scan.light, big: scan.big)
                if isLast(sight) { return sight }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw RehearsalFault("the screen showed nothing new within \(Self.patience)")
    }

    private func write(_ fields: [String: String]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let line = try? encoder.encode(fields) else { return }
        log?.write(line + Data("\n".utf8))
    }
}
