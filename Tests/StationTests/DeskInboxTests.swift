import DeviceProtocols
import KeeperDesk
import Logging
import Testing

@testable import Station

@Suite("The way to the desk")
struct DeskInboxTests {
    @Test("a device that floods leaves room for the others")
    func shares() {
        let inbox = DeskInbox()
        let taken = (0..<10_000).count { _ in inbox.offer(.code("x"), from: "noisy") }
        #expect(taken == DeskInbox.shareMax)
        #expect(inbox.offer(.code("y"), from: "quiet"))
        #expect(inbox.offer(.weight(.fault), from: "scale"))
        #expect(inbox.offer(.tick))
    }

    private static func takeUp(_ count: Int, from inbox: DeskInbox) async {
        var arrivals = inbox.arrivals.makeAsyncIterator()
        for _ in 0..<count {
            guard let arrival = await arrivals.next(isolation: #isolation) else { return }
            _ = inbox.take(arrival)
        }
    }

    @Test("what the desk has taken makes room again")
    func room() async {
        let inbox = DeskInbox()
        for _ in 0..<100 { _ = inbox.offer(.code("x"), from: "noisy") }
        #expect(!inbox.offer(.code("x"), from: "noisy"))
        await Self.takeUp(1, from: inbox)
        #expect(inbox.offer(.code("x"), from: "noisy"))
        #expect(!inbox.offer(.code("x"), from: "noisy"))
    }

    @Test("a full inbox takes from nobody, and nobody's share is lost by that")
    func full() async {
        let inbox = DeskInbox()
        for device in ["a", "b", "c", "d"] {
            for _ in 0..<100 { _ = inbox.offer(.tick, from: device) }
        }
        #expect(!inbox.offer(.tick, from: "e") && !inbox.offer(.tick))
        await Self.takeUp(DeskInbox.waitingMax, from: inbox)
        let taken = (0..<100).count { _ in inbox.offer(.tick, from: "e") }
        #expect(taken == DeskInbox.shareMax)
    }

    @Test("damage and refusals of a flood are shown five times a second, after a good scan at once")
    func flood() {
        let flood = ScanFlood(DeviceLog(Logger(label: "t"), device: "d", profile: "p"))
        let shown = (0..<1000).count { flood.mayShowDamage(at: .milliseconds($0)) }
        #expect(shown == 5)
        flood.sawGoodScan()
        #expect(flood.mayShowDamage(at: .milliseconds(1000)))
        #expect(flood.mayShowRefusal(at: .milliseconds(1000)))
        #expect(!flood.mayShowRefusal(at: .milliseconds(1100)))
    }

    @Test("the county's time carries on whatever the machine's clock says")
    func countyTime() {
        let time = CountyTime()
        #expect(time.wall(up: 5) == nil)
        time.heard(1_800_000_000_000, up: 1_000)
        #expect(time.wall(up: 61_000) == 1_800_000_060_000)
        #expect(ChinaTime.day(1_800_000_060_000) == CivilDate(year: 2027, month: 1, day: 15))
    }

    @Test("an expiry names the day it was judged by")
    func expiry() {
        let day = CivilDate(year: 2036, month: 11, day: 21)
        #expect(KioskText.trade(.verificationExpired, on: day).zh.contains("2036-11-21"))
        #expect(
            KioskText.trade(.belowMinimum, on: day) == KioskText.trade(.belowMinimum, on: nil))
    }
}
