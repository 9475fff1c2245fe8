import DeviceSimulator
import Foundation
import Glibc
import Rehearsal
import Testing

/// Devices that want to be answered or asked, at a station.
@Suite("Devices that are spoken to", .serialized)
struct DeviceDialogueTests {
    @Test("packets of a scanner are acknowledged: none comes twice")
    func acknowledged() async throws {
        let stage = try await Stage(parcels: 3, scanner: "scanners/generic-ssi")
        for parcel in stage.parcels {
            #expect(try await stage.scan(parcel.number).light == "green")
        }
        let counts = try await stage.counts("scanner")
        #expect(counts["frames"] as? Int == 3)
        #expect(counts["malformed"] as? [String: Int] == [:])
    }

    @Test(
        "a scale that is asked weighs a parcel",
        arguments: [
            "cas-ecr", "dialog06", "dibal", "mt-sics", "ohaus-ranger", "toledo-8217",
            "yaohua-command",
        ])
    func askedScale(name: String) async throws {
        let stage = try await Stage(parcels: 12, weighed: true, scale: "scales/generic-" + name)
        let heavy = stage.parcels.first { $0.weigh }
        let parcel = try #require(heavy)
        let keeper = try Keeper(stage.village)
        #expect(try await keeper.takeIn(parcel, kilograms: "1.250").light == "green")
    }

    @Test("a scale that beeps when it is asked is asked only while a weight is waited for")
    func beepingScale() async throws {
        let stage = try await Stage(parcels: 12, weighed: true, scale: "scales/generic-adam")
        let heavy = stage.parcels.first { $0.weigh }
        let parcel = try #require(heavy)
        let scratch = try Scratch()
        let watch = try Child(
            [
                Programs.path("stationctl"), "devices", "watch", "scale", "--json", "--bytes",
                "--config", stage.configuration,
            ], scratch: scratch)
        defer { watch.signal(SIGKILL) }
        func count(_ event: String) -> Int {
            scratch.text("out").split(separator: "\n")
                .count { $0.contains(#""event":"\#(event)""#) }
        }
        // The daemon tells once a second how the device stands.
        try await until("some seconds passed") { count("status") > 4 }
        #expect(count("sent") == 0)
        #expect(try await stage.lamp("scale") == "ok", "silence is no fault of such a scale")
        #expect(try await stage.scan(parcel.number).light == "amber")
        try await until("the scale is asked") { count("sent") > 0 }
    }
}
