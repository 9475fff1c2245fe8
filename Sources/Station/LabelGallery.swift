internal import Dispatch
import StationStore
import Synchronization

/// The pictures of label jobs that the kiosk shows, as PNG files.
///
/// A picture takes milliseconds to draw: it is drawn on a queue of its own, one at a time, so that
/// neither the desk nor whoever serves the page waits for it.
final class LabelGallery: Sendable {
    private let store: StationStore
    private let queue = DispatchQueue(label: "label-pictures", qos: .utility)
    private let press = Mutex<LabelPress?>(nil)

    init(store: StationStore) {
        self.store = store
    }

    /// The printer's press draws from now on.
    func use(_ press: LabelPress) {
        self.press.withLock { $0 = press }
    }

    /// The first label of a job as the printer shows it; nil for a job that is unknown, is erased or
    /// cannot be drawn, and for a station without a printer.
    func picture(of job: Int64) async throws -> [UInt8]? {
        guard let press = press.withLock({ $0 }), let job = try await store.labelJob(job) else {
            return nil
        }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: try? press.picture(job)) }
        }
    }
}
