import CUMockdev
import Foundation
import Testing

/// A USB serial adapter that exists only below a mocked /dev and /sys.
private final class MockedAdapter {
    private static func adapterDescription(_ serial: String?) -> String {
        """
        P: /devices/usb1/1-1
        E: SUBSYSTEM=usb
        E: DEVTYPE=usb_device
        A: busnum=1
        A: devnum=7
        A: idVendor=1a86
        A: idProduct=7523
        A: manufacturer=QinHeng
        A: product=USB Serial
        \(serial.map { "A: serial=\($0)\n" } ?? "")
        P: /devices/usb1/1-1/1-1:1.0
        E: SUBSYSTEM=usb
        E: DEVTYPE=usb_interface


        """
    }
    private static func terminalDescription(_ name: String) -> String {
        """
        P: /devices/usb1/1-1/1-1:1.0/\(name)
        E: SUBSYSTEM=usb-serial

        P: /devices/usb1/1-1/1-1:1.0/\(name)/tty/\(name)
        N: \(name)
        E: SUBSYSTEM=tty
        E: DEVNAME=/dev/\(name)
        E: MAJOR=188
        E: MINOR=\(name.dropFirst(6))
        L: device=../../../\(name)


        """
    }

    private let testbed: UnsafeMutablePointer<UMockdevTestbed>
    private var master: Int32 = -1
    private var name = ""

    /// Plugs an adapter in; many cheap ones have no serial string.
    init(serial: String? = "A5069") throws {
        testbed = try #require(umockdev_testbed_new())
        try add(Self.adapterDescription(serial))
        try plug("ttyUSB7")
    }

    deinit {
        hangUp()
        g_object_unref(UnsafeMutableRawPointer(testbed))
    }

    var root: String {
        let pointer = umockdev_testbed_get_root_dir(testbed)
        defer { g_free(pointer) }
        return pointer.map { String(cString: $0) } ?? ""
    }

    private func add(_ description: String) throws {
        guard umockdev_testbed_add_from_string(testbed, description, nil) != 0 else {
            throw Failure("the description was refused")
        }
    }

    /// Makes the node and its entry in /sys/class/tty.
    ///
    /// A name serves once: the testbed does not let go of one whose line was hung up.
    func plug(_ name: String) throws {
        self.name = name
        try add(Self.terminalDescription(name))
        master = umockdev_testbed_get_dev_fd(testbed, "/dev/\(name)")
        guard master >= 0 else { throw Failure("no device side") }
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    /// Makes a link to the node two folders further down, as udev does, and gives its path.
    func link(_ path: String) throws -> String {
        let link = "\(root)/dev/\(path)"
        try FileManager.default.createDirectory(
            atPath: (link as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "../../\(name)")
        return "/dev/\(path)"
    }

    /// Takes the node and its entries in /sys away; the open line stays silent.
    func removePath() {
        umockdev_testbed_remove_device(
            testbed, "/sys/devices/usb1/1-1/1-1:1.0/\(name)/tty/\(name)")
        // The testbed leaves the node itself behind.
        unlink("\(root)/dev/\(name)")
    }

    /// Ends the line; the path stays.
    ///
    /// The number belongs to the testbed, which may close it later,
    /// so it goes on to stand for something harmless.
    func hangUp() {
        guard master >= 0 else { return }
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        dup2(nothing, master)
        close(nothing)
        master = -1
    }

    /// How the host has set the line, as the device's side sees it.
    func settings() throws -> termios {
        var terminal = termios()
        guard tcgetattr(master, &terminal) == 0 else { throw Failure("tcgetattr") }
        return terminal
    }

    func send(_ bytes: [UInt8]) throws {
        guard write(master, bytes, bytes.count) == bytes.count else { throw Failure("write") }
    }

    /// Waits for one byte from the host.
    ///
    /// Until the port is open a read gives EIO, so nothing
    /// but polling in turn is possible here.
    func receiveByte() async throws -> UInt8 {
        for _ in 0..<500 {
            var byte: UInt8 = 0
            if read(master, &byte, 1) == 1 { return byte }
            _ = await isReady(-1, for: POLLIN, milliseconds: 10)
        }
        throw Failure("no byte came")
    }
}

/// The helper program with the preloaded libraries, and the lines it prints.
private final class Probe {
    /// Kept: its folders must outlive the program.
    private let adapter: MockedAdapter
    private let process = Process()
    private let input = Pipe()
    private var lines: AsyncStream<String>.Iterator

    init(_ arguments: [String], in adapter: MockedAdapter) throws {
        self.adapter = adapter
        let folder = try URL(
            fileURLWithPath: FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        ).deletingLastPathComponent()
        let output = Pipe()
        process.executableURL = folder.appendingPathComponent("serialprobe")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        var environment = ProcessInfo.processInfo.environment
        environment["UMOCKDEV_DIR"] = adapter.root
        // The shim first: umockdev would answer ENOTTY before it.
        let shim = folder.appendingPathComponent("libCTtyShim.so").path
        environment["LD_PRELOAD"] = "\(shim):libumockdev-preload.so.0"
        process.environment = environment
        let (stream, continuation) = AsyncStream<String>.makeStream()
        lines = stream.makeAsyncIterator()
        Thread.detachNewThread {
            var rest = Data()
            while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: 10) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest = rest[(end + 1)...]
                }
            }
            continuation.finish()
        }
        try process.run()
    }

    deinit {
        input.fileHandleForWriting.closeFile()
        process.terminate()
        process.waitUntilExit()
    }

    var isRunning: Bool { process.isRunning }

    func next() async throws -> String {
        guard let line = await lines.next(isolation: #isolation) else {
            throw Failure("the probe ended")
        }
        return line
    }

    /// The first line that begins so.
    func first(_ start: String) async throws -> String {
        while true {
            let line = try await next()
            if line.hasPrefix(start) { return line }
        }
    }
}

/// The real libserialport path, without hardware.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct MockedPortTests {
    private static let port = "/dev/ttyUSB7"
    private static let promised = Duration.seconds(2)

    @Test func listsThePortWithItsIdentity() async throws {
        let adapter = try MockedAdapter()
        let probe = try Probe(["list"], in: adapter)
        #expect(try await probe.next() == "port \(Self.port) usb 1a86:7523:A5069 USB Serial")
        #expect(try await probe.next() == "end")
    }

    @Test func withoutAnyPortTheListIsEmpty() async throws {
        let adapter = try MockedAdapter()
        adapter.removePath()
        let probe = try Probe(["list"], in: adapter)
        #expect(try await probe.next() == "end")
    }

    @Test(arguments: [port, "usb:1a86:7523", "usb:1a86:7523:A5069"])
    func opensAsksForTheWeightAndReadsIt(address: String) async throws {
        let adapter = try MockedAdapter()
        let probe = try Probe(["follow", address, "W"], in: adapter)
        #expect(try await probe.next() == "opened \(Self.port) 9600")
        #expect(try await adapter.receiveByte() == UInt8(ascii: "W"))
        try adapter.send([2] + Array("01.250\r".utf8))
        var got = ""
        while got.count < 16 { got += try await probe.first("bytes ").dropFirst(6) }
        #expect(got == "0230312e3235300d")
        #expect(try await probe.next() == "idle")
    }

    @Test(arguments: [
        ("9600", 1, speed_t(B9600)), ("1200", 2, speed_t(B1200)), ("115200", 1, speed_t(B115200)),
    ])
    func setsTheLineAsTheProfileSays(baud: String, stopBits: Int, speed: speed_t) async throws {
        let adapter = try MockedAdapter()
        let words = ["follow", Self.port, "W", baud, "8", "none", "\(stopBits)"]
        let probe = try Probe(words, in: adapter)
        #expect(try await probe.next() == "opened \(Self.port) \(baud)")
        _ = try await adapter.receiveByte()
        var terminal = try adapter.settings()
        #expect(cfgetospeed(&terminal) == speed)
        #expect((terminal.c_cflag & tcflag_t(CSTOPB) != 0) == (stopBits == 2))
        #expect(terminal.c_lflag & tcflag_t(ICANON | ECHO) == 0)
        #expect(terminal.c_iflag & tcflag_t(IXON | ICRNL) == 0)
        // Between two settings of a search DTR must not fall.
        #expect(terminal.c_cflag & tcflag_t(HUPCL) == 0)
    }

    /// udev's links are how a port is usually named.
    @Test func aLinkOfUdevsLeadsToThePort() async throws {
        let adapter = try MockedAdapter()
        let link = try adapter.link("serial/by-id/usb-1a86_USB_Serial_A5069-if00-port0")
        let resolving = try Probe(["resolve", link], in: adapter)
        #expect(try await resolving.next() == "resolved \(Self.port)")
        let itself = try Probe(["resolve", Self.port], in: adapter)
        #expect(try await itself.next() == "resolved \(Self.port)")
        let nothing = try Probe(["resolve", "/dev/serial/by-id/none"], in: adapter)
        #expect(try await nothing.next() == "resolved nothing")
        let follower = try Probe(["follow", link, "W"], in: adapter)
        #expect(try await follower.next() == "opened \(Self.port) 9600")
        #expect(try await adapter.receiveByte() == UInt8(ascii: "W"))
        adapter.removePath()
        _ = try await follower.first("lost the device's path")
    }

    /// What stands behind the mocked port is a pseudo-terminal, which knows no parity: the library's
    /// refusal has to reach us, and never a line that is set otherwise.
    @Test func aSettingThePortRefusesIsTold() async throws {
        let adapter = try MockedAdapter()
        let probe = try Probe(["follow", Self.port, "W", "9600", "7", "even", "1"], in: adapter)
        let answer = try await probe.next()
        #expect(answer.hasPrefix("unavailable \(Self.port): does not support 7"), "\(answer)")
    }

    @Test(arguments: [("A5069", "usb:1a86:7523:A5069"), (nil, "usb-place:1-1")])
    func theIdentityOutlivesTheNumber(serial: String?, identity: String) async throws {
        let adapter = try MockedAdapter(serial: serial)
        let before = try Probe(["identities"], in: adapter)
        #expect(try await before.next() == "identity /dev/ttyUSB7 \(identity)")
        let follower = try Probe(["follow", identity, "W"], in: adapter)
        #expect(try await follower.next() == "opened /dev/ttyUSB7 9600")
        adapter.removePath()
        adapter.hangUp()
        _ = try await follower.first("lost")
        try adapter.plug("ttyUSB1")
        let after = try Probe(["identities"], in: adapter)
        #expect(try await after.next() == "identity /dev/ttyUSB1 \(identity)")
        #expect(try await follower.first("opened") == "opened /dev/ttyUSB1 9600")
    }

    enum Unplugging: CaseIterable { case hangUp, pathGone, both }

    @Test(arguments: Unplugging.allCases)
    func anUnpluggedPortIsNoticedAndTakenUpAgain(how: Unplugging) async throws {
        let adapter = try MockedAdapter()
        let probe = try Probe(["follow", "usb:1a86:7523:A5069", "W"], in: adapter)
        _ = try await probe.first("opened")
        _ = try await adapter.receiveByte()
        let clock = ContinuousClock()
        var start = clock.now
        if how != .hangUp { adapter.removePath() }
        if how != .pathGone { adapter.hangUp() }
        let lost = try await probe.first("lost")
        #expect(clock.now - start < Self.promised)
        #expect(
            lost.hasPrefix(how == .pathGone ? "lost the device's path" : "lost the device hung"))

        if how != .hangUp { adapter.hangUp() }
        if how == .hangUp { adapter.removePath() }
        start = clock.now
        // Found again by what it says of itself, under the name the system chose this time.
        try adapter.plug("ttyUSB8")
        #expect(try await probe.first("opened") == "opened /dev/ttyUSB8 9600")
        #expect(clock.now - start < Self.promised)
        #expect(try await adapter.receiveByte() == UInt8(ascii: "W"))
    }

    @Test func aSecondProgramIsToldWhoHasThePort() async throws {
        let adapter = try MockedAdapter()
        let first = try Probe(["hold", Self.port], in: adapter)
        #expect(try await first.next() == "opened \(Self.port)")
        let second = try Probe(["hold", Self.port], in: adapter)
        let answer = try await second.next()
        #expect(answer.hasPrefix("error \(Self.port): in use by "))
        #expect(first.isRunning)
    }
}
