internal import Dispatch

/// Runs the store's work in order, on a thread that may wait for the disk: the threads that Swift
/// shares among all tasks are as few as the processors and must not.
final class StoreThread: SerialExecutor {
    private let queue = DispatchQueue(label: "station-store", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
