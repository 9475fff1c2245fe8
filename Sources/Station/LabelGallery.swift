internal import Dispatch
import Labels
import StationJournal
import StationStore
import Synchronization

/// What can be seen of labels before they are printed: pictures for the kiosk, and whether an order
/// can be printed at all.
///
/// A label takes milliseconds to draw: it is drawn on a queue of its own, one at a time, so that
/// neither the desk nor whoever serves the page waits for it. Orders, of up to 999 labels, have
/// another one: no picture waits for them.
final class LabelGallery: Sendable {
    /// Drawings done one after the other.
    private final class Easel: Sendable {
        /// Drawings that may wait; a page shows two labels at most.
        private static let waitingMax = 8

        private let queue: DispatchQueue
        private let waiting = Mutex(0)

        init(_ name: String) {
            queue = DispatchQueue(label: name, qos: .utility)
        }

        /// Draws behind what waits already.
        func draw<Drawing: Sendable>(
            _ body: @escaping @Sendable () -> Drawing
        ) async throws -> Drawing {
            let isFull = waiting.withLock { waiting in
                guard waiting < Self.waitingMax else { return true }
                waiting += 1
                return false
            }
            guard !isFull else { throw StationFault.tooManyDrawings }
            defer { waiting.withLock { $0 -= 1 } }
            return await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: body()) }
            }
        }
    }

    private let store: StationStore
    private let pictures = Easel("label-pictures")
    private let orders = Easel("label-orders")
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
        return try await pictures.draw { try? press.picture(job) }
    }

    /// Queues an order that can be printed; one that is repeated under its token is answered as
    /// before and printed once.
    ///
    /// - Throws: Why it cannot, as `LabelPress.examine(_:)` does, or `StationFault` for a station
    ///   without a printer, and for an order that came to its end unprinted or in doubt.
    func order(
        _ label: OrderedLabel, token: String? = nil, at time: EntryTime
    ) async throws -> OrderAnswer {
        guard let press = press.withLock({ $0 }) else {
            throw StationFault.noPrinter
        }
        let proof = try await orders.draw { Result { try press.examine(label) } }.get()
        let medium = try await store.loadedMedium(first: press.paper(of: nil).description)
        let job = try await order(label, token, time)
        let state = try await store.labelJobState(job)
        if state == .givenUp { throw StationFault.orderEnded }
        let waits = state == .queued && !medium.takes(proof.paper)
        return OrderAnswer(
            job: job, labels: proof.labels, paper: proof.paper.description, waitsForPaper: waits,
            isPrinted: state == .confirmed || state == .unconfirmed,
            findings: proof.findings.map { "\($0.chineseDescription)  \($0)" })
    }

    private func order(
        _ label: OrderedLabel, _ token: String?, _ time: EntryTime
    ) async throws -> Int64 {
        do {
            return try await store.orderLabel(label, token: token, at: time)
        } catch {
            if token != nil, case .conflict = error { throw StationFault.otherOrder }
            throw error
        }
    }

    /// The paper that labels of a template need; nil stands for pickup labels.
    func paper(of template: String?) throws -> LabelMedium? {
        try press.withLock { $0 }?.paper(of: template)
    }
}
