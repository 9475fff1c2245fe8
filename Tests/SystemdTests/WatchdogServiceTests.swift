import Glibc
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import Systemd

@Suite struct ProgressProbeTests {
    private let start = SuspendingClock.Instant.now

    @Test func aLoopIsStuckWhenATurnTakesTooLong() {
        let probe = ProgressProbe("writer", allowance: .seconds(20), at: start)
        #expect(!probe.isStuck(at: start + .seconds(20)))
        #expect(probe.isStuck(at: start + .seconds(21)))
        probe.turn(at: start + .seconds(30))
        #expect(!probe.isStuck(at: start + .seconds(50)))
        // A late stamp from another thread does not turn time back.
        probe.turn(at: start)
        #expect(!probe.isStuck(at: start + .seconds(50)))
    }

    @Test func anIdleLoopThatKeepsToItsLongestWaitIsNeverStuck() {
        let probe = ProgressProbe("sync", allowance: .seconds(20), at: start)
        var now = start
        for _ in 0..<1000 {
            now += probe.longestWait
            #expect(!probe.isStuck(at: now))
            probe.turn(at: now)
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct WatchdogServiceTests {
    @Test(arguments: [
        (["WATCHDOG_USEC": "30000000"], Duration.seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], .seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], nil),
        (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "x"], nil), ([:], nil),
    ])
    func feedsTwiceAsOftenAsAsked(environment: [String: String], interval: Duration?) {
        #expect(WatchdogService.interval(environment, process: 7) == interval)
    }

    private func watchdog(
        _ receiver: DatagramReceiver, _ probes: [ProgressProbe],
        report: @escaping @Sendable ([String]) -> Void = { _ in }
    ) throws -> WatchdogService {
        let environment = ["NOTIFY_SOCKET": receiver.address, "WATCHDOG_USEC": "20000"]
        return WatchdogService(
            notify: try NotifySocket(environment: environment), environment: environment,
            probes: probes, report: report)
    }

    @Test func feedsWhileEveryLoopComesRoundAndUntilTheShutdown() async throws {
        let receiver = try DatagramReceiver()
        let probe = ProgressProbe("writer", allowance: .seconds(60))
        let service = try watchdog(receiver, [probe])
        try await testGracefulShutdown { trigger in
            async let running: Void = service.run()
            for _ in 0..<3 { #expect(try await receiver.receiveText() == "WATCHDOG=1") }
            trigger.triggerGracefulShutdown()
            try await running
        }
    }

    @Test func oneStuckLoopSilencesItAndIsNamed() async throws {
        let receiver = try DatagramReceiver()
        let healthy = ProgressProbe("sync", allowance: .seconds(60))
        let stuck = ProgressProbe("writer", allowance: .milliseconds(1), at: .now - .seconds(60))
        let (reports, continuation) = AsyncStream<[String]>.makeStream()
        let service = try watchdog(receiver, [healthy, stuck]) { continuation.yield($0) }
        try await testGracefulShutdown { trigger in
            async let running: Void = service.run()
            #expect(try await receiver.receiveText() == "STATUS=stuck: writer")
            var told = reports.makeAsyncIterator()
            #expect(await told.next() == ["writer"])
            // Ten times the interval.
            #expect(await receiver.isWaiting(milliseconds: 100) == false)
            stuck.turn(at: .now + .seconds(60))
            #expect(try await receiver.receiveText() == "WATCHDOG=1")
            #expect(try await receiver.receiveText() == "STATUS=running again")
            #expect(await told.next() == [])
            trigger.triggerGracefulShutdown()
            try await running
        }
    }

    @Test func readinessAndStoppingAreTold() async throws {
        let receiver = try DatagramReceiver()
        let notify = try NotifySocket(environment: ["NOTIFY_SOCKET": receiver.address])
        let service = ReadinessService(notify: notify) { "3 devices" }
        try await testGracefulShutdown { trigger in
            async let running: Void = service.run()
            #expect(try await receiver.receiveText() == "READY=1\nSTATUS=3 devices")
            trigger.triggerGracefulShutdown()
            try await running
            #expect(try await receiver.receiveText() == "STOPPING=1")
        }
    }
}
