/// How much a whole frame of a format proves.
///
/// Measured, not declared: every bit of the profile's own undamaged examples is flipped once, and counted how
/// often the decoder notices. A checksum notices nearly all, columns and punctuation about half, a
/// line of any text almost none.
enum FormatStrength: Int, Comparable, Sendable {
    /// Nearly anything passes for a frame.
    case loose
    /// The frame has a shape that noise seldom has.
    case shaped
    /// The frame carries a check of its own.
    case checked

    /// Share of flips noticed from which on a format counts as checked or shaped.
    static let checkedFrom = 0.9
    static let shapedFrom = 0.4
    /// Examples longer than this are not flipped; their beginning says as much.
    static let exampleMax = 96

    static func < (left: FormatStrength, right: FormatStrength) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Whole frames that have to come before a scale of this format is believed.
    var framesNeeded: Int {
        switch self {
        case .checked: 3
        case .shaped: 5
        case .loose: 10
        }
    }

    init(of profile: DeviceProfile) {
        guard profile.deviceClass == .scale else {
            self = .loose
            return
        }
        let share = Self.shareNoticed(profile)
        self = share >= Self.checkedFrom ? .checked : share >= Self.shapedFrom ? .shaped : .loose
    }

    /// The share of single flips in undamaged examples after which a frame is missing.
    static func shareNoticed(_ profile: DeviceProfile) -> Double {
        // Made once: a layout in columns is compiled with it.
        guard let decoder = profile.scaleDecoder() else { return 0 }
        var flips = 0
        var noticed = 0
        for example in profile.examples {
            let bytes = Array(example.bytes.prefix(exampleMax))
            let whole = frames(decoder, bytes)
            guard whole.messages > 0, whole.malformed == 0 else { continue }
            for place in bytes.indices {
                for bit in 0..<8 {
                    var damaged = bytes
                    damaged[place] ^= 1 << UInt8(bit)
                    flips += 1
                    if frames(decoder, damaged).messages < whole.messages { noticed += 1 }
                }
            }
        }
        return flips == 0 ? 0 : Double(noticed) / Double(flips)
    }

    private static func frames(
        _ fresh: some FrameDecoder<ScaleReading>, _ bytes: [UInt8]
    ) -> (messages: Int, malformed: Int) {
        var decoder = fresh
        let decoded = decoder.feed(bytes[...]) + decoder.idle()
        let messages = decoded.count { if case .message = $0 { true } else { false } }
        return (messages, decoded.count - messages)
    }
}
