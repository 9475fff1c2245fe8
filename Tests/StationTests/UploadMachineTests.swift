import Testing

@testable import Station

@Suite("When the station talks to the county")
struct UploadMachineTests {
    private static func machine() -> UploadMachine {
        UploadMachine(pace: UploadMachine.Pace(), now: .zero)
    }

    @Test("the first contact is at once, the next after the contact interval")
    func first() {
        var machine = Self.machine()
        #expect(machine.next == .zero)
        machine.ended(.complete, now: .seconds(1), random: 0.5)
        #expect(machine.next == .seconds(301))
    }

    @Test("a scan is sent after it has settled, and a burst does not push it back")
    func settle() {
        var machine = Self.machine()
        machine.ended(.complete, now: .zero, random: 0)
        machine.journalGrew(now: .seconds(10))
        machine.journalGrew(now: .seconds(11))
        #expect(machine.next == .seconds(12))
    }

    @Test("failures wait longer and longer up to the ceiling; scans do not shorten the wait")
    func backOff() {
        var machine = Self.machine()
        var now = Duration.zero
        var waits: [Duration] = []
        for _ in 0..<12 {
            machine.ended(.failed(retryAfter: nil), now: now, random: 0.999)
            waits.append(machine.next - now)
            machine.journalGrew(now: now)
            #expect(machine.next - now == waits.last)
            now = machine.next
        }
        #expect(waits == waits.sorted())
        #expect(waits[0] < .seconds(5) && waits[11] > .seconds(1790) && waits[11] < .seconds(1800))
        #expect(!machine.isHealthy)
        machine.ended(.complete, now: now, random: 0)
        #expect(machine.isHealthy && machine.next == now + .seconds(300))
    }

    @Test("two stations that failed together do not return together")
    func jitter() {
        var (one, two) = (Self.machine(), Self.machine())
        for _ in 0..<5 {
            one.ended(.failed(retryAfter: nil), now: .zero, random: 0.1)
            two.ended(.failed(retryAfter: nil), now: .zero, random: 0.9)
        }
        #expect(two.next - one.next > .seconds(30))
    }

    @Test(
        "the county's own wish is believed within reason",
        arguments: [(-5, 1), (0, 1), (60, 60), (1_000_000, 21_600)])
    func retryAfter(asked: Int, waited: Int) {
        var machine = Self.machine()
        machine.ended(.failed(retryAfter: .seconds(asked)), now: .zero, random: 0)
        #expect(machine.next == .seconds(waited))
    }

    @Test("a person's wish is carried out at once")
    func person() {
        var machine = Self.machine()
        machine.ended(.failed(retryAfter: .seconds(600)), now: .zero, random: 0.5)
        machine.askedByPerson(now: .seconds(3))
        #expect(machine.next == .seconds(3))
    }
}
