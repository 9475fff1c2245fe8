import ArgumentParser

struct Devices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Works with devices.",
        subcommands: [
            List.self, Probe.self, Pin.self, Unpin.self, WatchDevices.self, TestDevice.self,
            TellDevice.self, RecordDevice.self, CheckDevice.self, Flash.self, Verify.self,
            DevicePage.self,
        ])
}
