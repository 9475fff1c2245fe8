import Testing

@testable import SerialLines

@Suite struct PortIdentityTests {
    private static func port(
        _ number: Int, serial: String? = nil, place: String? = nil, product: UInt16 = 0x7523
    ) -> SerialPort {
        SerialPort(
            path: "/dev/ttyUSB\(number)", transport: .usb,
            usb: USBIdentity(vendor: 0x1a86, product: product, serial: serial),
            place: place.flatMap { USBPlace($0) })
    }

    private static func identity(_ port: SerialPort, with others: [SerialPort] = []) -> String {
        "\(PortIdentity(port, among: [port] + others))"
    }

    @Test func aSerialStringIsKnownInAnySocketUnderAnyNumber() {
        let before = Self.identity(Self.port(0, serial: "A5069", place: "1-1.2"))
        let after = Self.identity(Self.port(1, serial: "A5069", place: "2-4"))
        #expect(before == "usb:1a86:7523:A5069")
        #expect(after == before)
    }

    @Test(arguments: [
        nil, "0001", "0", "000000000", "", "A5069\u{1B}[2J", "<b>\u{202E}", "串口串口",
        String(repeating: "ab", count: 64),
    ])
    func withoutASerialOfItsOwnThePlaceCounts(serial: String?) {
        let before = Self.identity(Self.port(0, serial: serial, place: "1-1.2"))
        let after = Self.identity(Self.port(1, serial: serial, place: "1-1.2"))
        #expect(before == "usb-place:1-1.2")
        #expect(after == before)
        #expect(Self.identity(Self.port(0, serial: serial, place: "1-1.3")) != before)
    }

    @Test func twinsWithOneSerialAreToldApartByTheirPlace() {
        let left = Self.port(0, serial: "A5069", place: "1-1")
        let right = Self.port(1, serial: "A5069", place: "1-2")
        #expect(Self.identity(left, with: [right]) == "usb-place:1-1")
        #expect(Self.identity(right, with: [left]) == "usb-place:1-2")
    }

    @Test func twoLinesOfOneDeviceAreToldApart() {
        let first = Self.port(0, serial: "A5069", place: "1-1")
        let second = Self.port(1, serial: "A5069", place: "1-1/if02")
        #expect(Self.identity(first, with: [second]) == "usb-place:1-1")
        #expect(Self.identity(second, with: [first]) == "usb-place:1-1/if02")
    }

    @Test func aPortOfTheMachineIsItsPath() {
        #expect(Self.identity(SerialPort(path: "/dev/ttyS1")) == "/dev/ttyS1")
    }

    @Test(arguments: ["usb:1a86:7523:A5069", "usb-place:1-1.2/if01", "/dev/ttyS0"])
    func isReadBack(text: String) {
        #expect(PortIdentity(text).map { "\($0)" } == text)
    }

    @Test(arguments: ["usb:1a86:7523", "pty:/tmp/x", "tcp:h:1", "x", ""])
    func whatMayMeanSeveralPortsIsNoIdentity(text: String) {
        #expect(PortIdentity(text) == nil)
    }

    static let paths: [(String, Int, String?)] = [
        ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0", 0, "1-1.2"),
        (
            "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB3", 3,
            "1-1.2/if00-port3"
        ),
        ("/sys/devices/pci0000:00/0000:00:14.0/usb2/2-4/2-4:1.2", 0, "2-4/if02"),
        ("/sys/devices/platform/serial8250", 0, nil),
        ("/sys/devices/usb1/1-1", 0, nil),
    ]

    @Test(arguments: paths) func thePlaceIsReadFromTheSystemsPath(
        path: String, port: Int, text: String?
    ) {
        #expect(USBPlace(sysfsPath: path, port: port)?.description == text)
    }

    @Test(arguments: [
        ("USB Serial", "USB Serial"), ("\u{1B}[31m红\u{7}", "[31m红"), ("a\nb\r\u{0}c", "abc"),
        ("x\u{202E}\u{200B}y", "xy"), ("\u{FFFD}", ""), ("<script>", "<script>"),
    ])
    func whatADeviceSaysOfItselfIsFitToBeShown(text: String, shown: String) {
        #expect(text.printable == shown)
    }
}
