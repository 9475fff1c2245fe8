import Systemd
import Testing

@Suite struct NotifySocketTests {
    @Test(arguments: [false, true])
    func tellsByPathAndByAbstractName(abstract: Bool) async throws {
        let receiver = try DatagramReceiver(abstract: abstract)
        let notify = try NotifySocket(environment: ["NOTIFY_SOCKET": receiver.address])
        #expect(notify.isConnected)
        try notify.send(.ready, .status("三 scales\nREADY=0"))
        #expect(try await receiver.receiveText() == "READY=1\nSTATUS=三 scales READY=0")
        try notify.send(.stopping)
        #expect(try await receiver.receiveText() == "STOPPING=1")
        try notify.send(.extendTimeout(.milliseconds(1500)), .watchdog)
        #expect(try await receiver.receiveText() == "EXTEND_TIMEOUT_USEC=1500000\nWATCHDOG=1")
    }

    @Test func outsideSystemdNothingHappens() async throws {
        let notify = try NotifySocket(environment: [:])
        #expect(!notify.isConnected)
        try notify.send(.ready)
    }

    @Test(arguments: ["", "/", "@", "relative", "/\(String(repeating: "x", count: 200))"])
    func refusesWhatIsNoAddress(text: String) {
        #expect(throws: SystemdError.badAddress(text)) {
            try NotifySocket(environment: ["NOTIFY_SOCKET": text])
        }
    }

    @Test func saysWhenNobodyListens() async throws {
        let notify = try NotifySocket(environment: ["NOTIFY_SOCKET": "/nowhere/notify"])
        #expect(throws: SystemdError.notSent("/nowhere/notify", code: 2)) {
            try notify.send(.ready)
        }
    }
}
