internal import DeviceProtocols

/// A barcode scanner: sends what it reads as its profile frames it.
struct ScannerModel: DeviceModel {
    let options: ScannerOptions

    var nextTick: Int? { nil }
    var takesInput: Bool { true }

    /// Serial scanners take settings from the host; this one keeps silent, as many do.
    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] { [] }
    mutating func tick(at now: Int) -> [SimulatorEffect] { [] }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        guard case .scan(let payload) = command else { return nil }
        return [.send(options.prefix + payload + suffix)]
    }

    private var suffix: [UInt8] {
        switch options.suffix {
        case .lineEnd: [0x0D, 0x0A]
        case .bytes(let bytes): bytes
        case .none: []
        }
    }
}
