import DeviceSimulator
import Glibc
import Synchronization

/// Reads commands from standard input on a thread of its own, for `readLine` blocks.
enum CommandReader {
    static func start(device: SimulatedDevice, ended: @escaping @Sendable () -> Void) {
        let work = Work(device: device, ended: ended)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        if code == 0 { pthread_detach(thread) }
    }

    private final class Work: Sendable {
        private let device: SimulatedDevice
        private let ended: @Sendable () -> Void

        init(device: SimulatedDevice, ended: @escaping @Sendable () -> Void) {
            self.device = device
            self.ended = ended
        }

        func run() {
            while let line = readLine() {
                if line.isEmpty || line.hasPrefix("#") { continue }
                do throws(SimulatorCommandError) {
                    let command = try SimulatorCommand(line: line)
                    // Whoever writes faster than the device acts waits at the pipe.
                    while !device.perform(command) { usleep(2_000) }
                } catch {
                    _ = Output.line(SimulatorEvent.error(error.description).json)
                }
            }
            ended()
        }
    }
}

/// With a script the device ends when both the script and standard input have.
final class Endings: Sendable {
    private let device: SimulatedDevice
    private let missing: Mutex<Int>

    init(device: SimulatedDevice, waitsForScript: Bool) {
        self.device = device
        // Without a script a third ending never comes.
        missing = Mutex(waitsForScript ? 2 : 3)
    }

    func inputEnded() { endOne() }
    func scriptEnded() { endOne() }

    private func endOne() {
        let isLast = missing.withLock { count in
            count -= 1
            return count == 0
        }
        if isLast { device.perform(.quit) }
    }
}
