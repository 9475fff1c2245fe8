import DataFolder
import DeviceProtocols
import FoundationEssentials

/// What is fed with made-up bytes.
protocol FuzzTarget: Sendable {
    /// The name on the command line and of its folder of inputs.
    var name: String { get }
    /// Inputs to begin with.
    var seeds: [[UInt8]] { get }

    /// Takes one input; what must never happen ends the program.
    func run(_ input: [UInt8])
}

/// All targets of a checkout: one for each protocol, and the readers of texts.
func allTargets(in data: DataFolder) throws -> [any FuzzTarget] {
    let profiles = try data.profiles()
    let recordings = try recordings(in: data)
    let protocols = Dictionary(grouping: profiles) { "\($0.deviceClass.folder)/\($0.protocolName)" }
    let decoders = protocols.sorted { $0.key < $1.key }.map { name, profiles in
        DecoderTarget(name: name.lowercased(), profiles: profiles, recordings: recordings)
    }
    let texts = try TextTargets(data)
    return decoders + [
        IdentifyTarget(), texts.profiles, texts.recordings, texts.templates, TableTarget(),
        WorkbookTarget(), try PackTarget(data),
    ]
}

private func recordings(in data: DataFolder) throws -> [Recording] {
    let folder = data.path + "/Tests/Recordings"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try names.filter { $0.hasSuffix(".txt") }.map { name in
        try Recording(try text(of: "\(folder)/\(name)"), file: name)
    }
}

/// The text of a file of the checkout.
func text(of path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}

/// Ends the program when a promise is broken; libFuzzer keeps the input.
func demand(_ isKept: Bool, _ promise: @autoclosure () -> String) {
    if !isKept { fatalError("broken promise: \(promise())") }
}
