import DeviceProtocols
import KeeperDesk
import SerialLines
import StrictYAML
import Testing

@testable import Station

@Suite("The terminal's configuration")
struct StationConfigurationTests {
    private static let usual = """
        state: /tmp/s
        runtime: /tmp/r
        kiosk: {port: 0}
        devices:
          - {name: scanner, profile: scanners/generic-serial, line: /dev/ttyUSB0}
          - {name: scale, profile: scales/generic-yaohua-a12e, line: "usb:1a86:7523:A5069"}
        shelves:
          - {shelf: 1, layers: 2, capacity: 10}
          - {shelf: 2, layers: 1, capacity: 5}
        sync: {settle_ms: 5, contact_s: 7, retry_ms: 20, retry_cap_s: 9}
        """

    @Test("the usual one is read")
    func usual() throws {
        let configuration = try StationConfiguration(Self.usual, file: "station.yaml")
        #expect(configuration.devices.map(\.name) == ["scanner", "scale"])
        #expect(configuration.shelves.layers.map(\.capacity) == [10, 10, 5])
        #expect(configuration.pace.settle == .milliseconds(5))
        #expect(configuration.pace.retryCap == .seconds(9))
        #expect(configuration.controlSocket == "/tmp/r/station.sock")
    }

    @Test("what the technician knows of a scale and a scanner is read")
    func devices() throws {
        let text = Self.usual
            .replacing("ttyUSB0}", with: "ttyUSB0, duplicates_ms: 0}")
            .replacing(
                "A5069\"}",
                with: "A5069\", min: \"100 g\", max: \"30 kg\", interval: \"5 g\", "
                    + "verified_until: 2027-03-31}")
        let devices = try StationConfiguration(text, file: "station.yaml").devices
        #expect(devices[0].duplicatesMilliseconds == 0)
        #expect(
            devices[1].limits
                == ScaleLimits(minimum: 100_000, maximum: 30_000_000, interval: 5_000))
        #expect(devices[1].verifiedUntil == CivilDate("2027-03-31"))
    }

    private static let mistakes: [(String, String, String)] = [
        ("kiosk:", "kiosc:", "station.yaml:3:1: unknown key 'kiosc', nearest is 'kiosk'"),
        ("port: 0", "port: 70000", "station.yaml:3:"),
        ("/dev/ttyUSB0", "ttyUSB0", "station.yaml:5:"),
        ("name: scale", "name: scanner", "two devices have the same name"),
        ("layers: 1", "layers: 0", "station.yaml:9:"),
        ("contact_s: 7", "contact: 7", "unknown key 'contact'"),
        ("A5069\"}", "A5069\", max: 30}", "expected a weight such as"),
        ("A5069\"}", "A5069\", verified_until: 2027-02-30}", "expected a day such as"),
        ("A5069\"}", "A5069\", duplicates_ms: 5}", "duplicates_ms is for scanners"),
        ("ttyUSB0}", "ttyUSB0, max: \"3 kg\"}", "are for scales"),
        ("ttyUSB0}", "ttyUSB0, duplicates_ms: 99999}", "station.yaml:5:"),
    ]

    @Test("a mistake is named with file, line and what was meant", arguments: mistakes)
    func mistake(right: String, wrong: String, message: String) throws {
        let text = Self.usual.replacing(right, with: wrong)
        let error = #expect(throws: YAMLError.self) {
            try StationConfiguration(text, file: "station.yaml")
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}

@Suite("What the keeper reads")
struct KioskTextTests {
    @Test("why a line cannot be opened is told in a few words, and what is not there as unplugged")
    func unavailable() {
        #expect(KioskText.unavailable(.busy("/dev/x", holder: nil)).zh.contains("占用"))
        #expect(KioskText.unavailable(.notPermitted("/dev/x", group: nil)).zh.contains("权限"))
        #expect(KioskText.unavailable(.notFound("/dev/x")) == KioskText.lampLost)
    }

    @Test("times are China's, whatever the machine's zone")
    func chinaTime() {
        #expect(ChinaTime.dayAndMinute(1_763_700_000_000) == "11-21 12:40")
        #expect(ChinaTime.date(1_709_164_800_000) == "2024-02-29")
        #expect(ChinaTime.date(951_782_400_000) == "2000-02-29")
        #expect(ChinaTime.date(-1) == "1970-01-01")
        #expect(ChinaTime.date(4_102_416_000_000) == "2100-01-01")
    }
}
