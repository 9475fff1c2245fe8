import SerialLines
import Testing

@Suite struct LineAddressTests {
    @Test(arguments: [
        ("/dev/ttyUSB0", LineAddress.serial(path: "/dev/ttyUSB0")),
        ("/dev/serial/by-id/usb-1a86-if00", .serial(path: "/dev/serial/by-id/usb-1a86-if00")),
        ("usb:1a86:7523", .usb(USBIdentity(vendor: 0x1a86, product: 0x7523))),
        ("usb:0403:6001:A:1", .usb(USBIdentity(vendor: 0x403, product: 0x6001, serial: "A:1"))),
        ("usb-place:1-1.2", .usbPlace(USBPlace(device: "1-1.2"))),
        ("usb-place:3-4/if02", .usbPlace(USBPlace(device: "3-4", interface: 2))),
        ("usb-place:1-1/if00-port3", .usbPlace(USBPlace(device: "1-1", port: 3))),
        ("pty:/tmp/scale", .pseudoTerminal(path: "/tmp/scale")),
        ("tcp:192.168.1.20:4001", .tcp(host: "192.168.1.20", port: 4001)),
        ("tcp:scale.local:1", .tcp(host: "scale.local", port: 1)),
        ("tcp:[fe80::1]:65535", .tcp(host: "fe80::1", port: 65535)),
    ])
    func readsAndWritesBack(text: String, address: LineAddress) throws {
        #expect(try LineAddress(text) == address)
        #expect("\(address)" == text)
    }

    @Test(arguments: [
        "", "ttyUSB0", "pty:", "pty:tmp/x", "tcp:", "tcp:host", "tcp:host:", "tcp::4001",
        "tcp:host:0", "tcp:host:65536", "tcp:host:-1", "tcp:fe80::1:4001", "usb:", "usb:1a86",
        "usb:1a86:", "usb:1a86:752", "usb:1a86:zzzz", "usb:1a86:7523:", "usb-place:", "usb-place:1",
        "usb-place:1-", "usb-place:1-1.", "usb-place:1-1/", "usb-place:1-1/if", "usb-place:a-1",
        "usb-place:1-1/if0-", "usb-place:1-1/if0/if0", "COM3", "/dev/tty\0USB0",
    ])
    func refuses(text: String) {
        #expect {
            try LineAddress(text)
        } throws: { error in
            guard case LineError.badAddress(text, _) = error else { return false }
            return true
        }
    }

    @Test func aSerialStringDecidesBetweenLikeDevices() {
        let any = USBIdentity(vendor: 1, product: 2)
        let left = USBIdentity(vendor: 1, product: 2, serial: "L")
        let right = USBIdentity(vendor: 1, product: 2, serial: "R")
        #expect(any.fits(left) && any.fits(right) && left.fits(left))
        #expect(!left.fits(right) && !left.fits(any))
        #expect(!any.fits(USBIdentity(vendor: 1, product: 3)))
    }
}
