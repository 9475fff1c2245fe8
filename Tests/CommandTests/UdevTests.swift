import Foundation
import Glibc
import Testing

/// The real udev reads the shipped rules; it needs a root to mount its folder of them.
@Suite("udev takes the shipped rules")
struct UdevTests {
    private static let udevadm: String? = {
        let places: [String] = ["/bin/udevadm", "/usr/bin/udevadm"]
        return places.first { access($0, X_OK) == 0 }
    }()

    @Test(
        "no rule is refused",
        .enabled(if: udevadm != nil && getuid() == 0, "needs udevadm and root"))
    func rules() async throws {
        let udevadm = try #require(Self.udevadm)
        let ports = try FileManager.default.contentsOfDirectory(atPath: "/sys/class/tty")
        let port = try #require(ports.sorted().first { $0.hasPrefix("tty") })
        let script = """
            mount -t tmpfs tmpfs /run && mkdir -p /run/udev/rules.d \
            && cp "$1"/Systemd/udev/*.rules /run/udev/rules.d/ \
            && exec "$2" --debug test "/sys/class/tty/$3"
            """
        let run = try await ProgramRun.of(
            "/bin/sh", ["-c", script, "sh", Programs.checkout, udevadm, port],
            prefix: ["unshare", "-m"])
        let lines = (run.text + run.errors).split(separator: "\n").filter {
            $0.contains("cunzhan-")
        }
        let names = try FileManager.default.contentsOfDirectory(
            atPath: Programs.checkout + "/Systemd/udev")
        #expect(lines.count >= names.count, "udev has not read them: \(run.errors.suffix(500))")
        for line in lines { #expect(line.hasPrefix("Reading rules file:"), "\(line)") }
    }
}
