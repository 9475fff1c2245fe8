import CUMockdev
import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Glibc

/// A USB bus that exists only below a mocked /dev and /sys, with simulated devices on it.
///
/// What stands below /sys is the testbed's; a node below /dev leads to the device's own
/// pseudo-terminal, so that everything but the driver is real.
final class MockedBus {
    /// One plug: its socket on the bus, what USB says of it, and what stands behind it.
    struct Plug {
        let socket: String
        let usb: (vendor: String, product: String)
        let serial: String?
        let profile: String
    }

    private let testbed: UnsafeMutablePointer<UMockdevTestbed>
    private let folder: String
    private var devices: [String: SimulatedDevice] = [:]
    private var names: [String: String] = [:]

    init(folder: String) throws {
        guard let testbed = umockdev_testbed_new() else { throw Unmet("no testbed") }
        self.testbed = testbed
        self.folder = folder
        // A machine's own port: without any the class of terminals is not there.
        try FileManager.default.createDirectory(
            atPath: "\(root)/dev", withIntermediateDirectories: true)
    }

    deinit {
        for device in devices.values { device.perform(.quit) }
        g_object_unref(UnsafeMutableRawPointer(testbed))
    }

    /// What a program needs in its environment to see this bus.
    ///
    /// The shim first: umockdev would answer the modem lines and a port's real path before it, the
    /// one with an error and the other with a crash.
    var words: [String] {
        let libraries = "\(Programs.path("libCTtyShim.so")):libumockdev-preload.so.0"
        return ["env", "UMOCKDEV_DIR=\(root)", "LD_PRELOAD=\(libraries)"]
    }

    private var root: String {
        let pointer = umockdev_testbed_get_root_dir(testbed)
        defer { g_free(pointer) }
        return pointer.map { String(cString: $0) } ?? ""
    }

    /// Puts a device on the bus.
    @discardableResult
    func put(_ plug: Plug, as name: String) throws -> SimulatedDevice {
        let serial = plug.serial.map { "A: serial=\($0)\n" } ?? ""
        let place = "/devices/usb1/\(plug.socket)"
        try add(
            """
            P: \(place)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            A: busnum=1
            A: devnum=7
            A: idVendor=\(plug.usb.vendor)
            A: idProduct=\(plug.usb.product)
            A: product=Serial
            \(serial)
            P: \(place)/\(plug.socket):1.0
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_interface


            """)
        let device = try SimulatedDevice(
            profile: try DataFolder(path: Programs.checkout).profile(id: plug.profile),
            link: link(plug.socket))
        devices[plug.socket] = device
        try self.name(plug.socket, name)
        return device
    }

    /// Pulls a device out; its line is gone then, so that the next one is not taken for it.
    func unplug(_ socket: String) async throws {
        devices[socket]?.perform(.unplug)
        try await until("\(socket) has no line") { self.line(of: socket) == nil }
        guard let name = names.removeValue(forKey: socket) else { return }
        umockdev_testbed_remove_device(testbed, "/sys\(node(socket, name))")
        // The testbed leaves the node itself behind.
        unlink("\(root)/dev/\(name)")
    }

    /// Puts it back; the system numbers it anew.
    func plug(_ socket: String, as name: String) async throws {
        devices[socket]?.perform(.plug)
        try await until("\(socket) has a line again") { self.line(of: socket) != nil }
        try self.name(socket, name)
    }

    func tell(_ socket: String, _ command: SimulatorCommand) {
        devices[socket]?.perform(command)
    }

    private func link(_ socket: String) -> String { "\(folder)/socket-\(socket)" }

    private func line(of socket: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: link(socket))
    }

    private func node(_ socket: String, _ name: String) -> String {
        "/devices/usb1/\(socket)/\(socket):1.0/\(name)/tty/\(name)"
    }

    private func name(_ socket: String, _ name: String) throws {
        try add(
            """
            P: /devices/usb1/\(socket)/\(socket):1.0/\(name)
            E: SUBSYSTEM=usb-serial

            P: \(node(socket, name))
            E: SUBSYSTEM=tty
            E: DEVNAME=/dev/\(name)
            E: MAJOR=188
            E: MINOR=\(name.dropFirst(6))
            L: device=../../../\(name)


            """)
        names[socket] = name
        let path = "\(root)/dev/\(name)"
        guard let line = line(of: socket), symlink(line, path) == 0 else {
            throw Unmet("no node \(path)")
        }
    }

    private func add(_ description: String) throws {
        guard umockdev_testbed_add_from_string(testbed, description, nil) != 0 else {
            throw Unmet("the description was refused: \(description)")
        }
    }
}
