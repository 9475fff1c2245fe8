import Identifiers

/// The JSON lines of `stationctl decode`; a promise to other programs, so the order of keys and the
/// words are fixed.
public enum DecodeLine {
    /// The line for what a scanner decoder found.
    public static func json(for decoded: Decoded<ScannedCode>) -> String {
        switch decoded {
        case .malformed(let malformed): json(for: malformed, from: .scanner)
        case .message(let code):
            #"{"device":"scanner","text":\#(JSONText.string(code.text)),"#
                + #""aim":\#(JSONText.string(code.aim?.description)),"#
                + #""bytes":"\#(ByteNotation.hexText(code.bytes))"}"#
        }
    }

    /// The line for what a scale decoder found.
    public static func json(for decoded: Decoded<ScaleReading>) -> String {
        switch decoded {
        case .malformed(let malformed): json(for: malformed, from: .scale)
        case .message(let reading):
            #"{"device":"scale","state":"\#(reading.state.rawValue)","#
                + #""value":\#(JSONText.string(reading.value)),"#
                + #""unit":\#(JSONText.string(reading.unit?.rawValue)),"#
                + #""mass_mg":\#(reading.massMilligrams.map(String.init) ?? "null"),"#
                + #""net":\#(reading.net)}"#
        }
    }

    /// The line for what a printer decoder found.
    public static func json(for decoded: Decoded<PrinterStatus>) -> String {
        switch decoded {
        case .malformed(let malformed): return json(for: malformed, from: .printer)
        case .message(let status):
            let state = status.state.map { JSONText.string($0.rawValue) }.joined(separator: ",")
            return #"{"device":"printer","state":[\#(state)],"#
                + #""bytes":"\#(ByteNotation.hexText(status.bytes))"}"#
        }
    }

    /// The line for bytes that belong to no frame.
    public static func json(for malformed: Malformed, from device: DeviceClass) -> String {
        #"{"device":"\#(device.rawValue)","malformed":"\#(malformed.reason.rawValue)","#
            + #""bytes":"\#(ByteNotation.hexText(malformed.bytes))"}"#
    }
}

/// What `stationctl decode` prints for one burst of bytes; its end counts as an idle gap.
public func decodeBurst(_ profile: DeviceProfile, _ bytes: [UInt8]) -> [String] {
    decodeBursts(profile, [bytes])
}

/// The lines for several bursts with an idle gap after each.
public func decodeBursts(_ profile: DeviceProfile, _ bursts: [[UInt8]]) -> [String] {
    if let decoder = profile.scannerDecoder() {
        return decode(bursts, by: decoder).map(DecodeLine.json)
    }
    if let decoder = profile.scaleDecoder() {
        return decode(bursts, by: decoder).map(DecodeLine.json)
    }
    if let decoder = profile.printerDecoder() {
        return decode(bursts, by: decoder).map(DecodeLine.json)
    }
    return []
}

private func decode<Decoder: FrameDecoder>(
    _ bursts: [[UInt8]], by decoder: Decoder
) -> [Decoded<Decoder.Message>] {
    var decoder = decoder
    var found: [Decoded<Decoder.Message>] = []
    for burst in bursts {
        found += decoder.feed(burst[...])
        found += decoder.idle()
    }
    return coalesced(found)
}
