import DeviceProtocols

/// The decoder of a protocol, with the options of every profile that names it.
///
/// The first byte of an input chooses the profile, the second how the rest is cut. Demanded is that
/// the cuts make no difference, that nothing comes out that did not go in, and that the decoder
/// keeps no more than a bounded number of bytes.
struct DecoderTarget: FuzzTarget {
    /// Most bytes a decoder may hold back; longer than any frame.
    private static let keptMax = 16 << 10
    /// So many bytes are given without a pause to see what is kept.
    private static let longLine = 48 << 10

    let name: String
    /// Whether contents are put together from several packets: what is told of an unfinished one
    /// may come after what stood behind it, and again when it is finished.
    private let joinsPackets: Bool
    let profiles: [DeviceProfile]
    let seeds: [[UInt8]]

    init(name: String, profiles: [DeviceProfile], recordings: [Recording]) {
        self.name = name
        joinsPackets = name == "scanners/ssi"
        self.profiles = profiles
        var seeds: [[UInt8]] = []
        for (index, profile) in profiles.enumerated() {
            let head = [UInt8(truncatingIfNeeded: index), 0]
            seeds += profile.examples.map { head + $0.bytes }
            for recording in recordings where recording.profileID == profile.id {
                let bursts = recording.bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
                seeds += bursts.map { head + $0 }
                seeds.append(head + bursts.flatMap { $0 })
            }
        }
        self.seeds = seeds
    }

    func run(_ input: [UInt8]) {
        guard input.count > 2 else { return }
        let profile = profiles[Int(input[0]) % profiles.count]
        let bytes = Array(input[2...])
        if let decoder = profile.scannerDecoder() {
            check(decoder, bytes, cuts: input[1]) { $0.bytes.count }
        } else if let decoder = profile.scaleDecoder() {
            check(decoder, bytes, cuts: input[1]) { _ in 1 }
        } else if let decoder = profile.printerDecoder() {
            check(decoder, bytes, cuts: input[1]) { $0.bytes.count }
        } else {
            demand(false, "\(profile.id) has a decoder")
        }
    }

    private func check<Decoder: FrameDecoder>(
        _ decoder: Decoder, _ bytes: [UInt8], cuts: UInt8, size: (Decoder.Message) -> Int
    ) {
        var cutter = Cuts(cuts)
        let bursts = cutter.bursts(of: bytes)
        let whole = found(decoder, bursts.map { [$0] })
        cutter = Cuts(cuts ^ 0x5A)
        let pieces = found(decoder, bursts.map { cutter.chunks(of: $0) })
        demand(coalesced(whole) == coalesced(pieces), "cuts make no difference")
        demandNothingNew(whole, bytes, size)
        if cuts > 0xFB { demandBound(decoder, bytes) }
    }

    private func found<Decoder: FrameDecoder>(
        _ decoder: Decoder, _ bursts: [[ArraySlice<UInt8>]]
    ) -> [Decoded<Decoder.Message>] {
        var decoder = decoder
        return bursts.flatMap { chunks in
            chunks.flatMap { decoder.feed($0) } + decoder.idle()
        }
    }

    /// What is malformed went in, in this order; messages are no longer than what went in.
    private func demandNothingNew<Message>(
        _ found: [Decoded<Message>], _ bytes: [UInt8], _ size: (Message) -> Int
    ) {
        var rest = bytes[...]
        var total = 0
        for item in found {
            switch item {
            case .message(let message): total += size(message)
            case .malformed(let malformed):
                demand(!malformed.bytes.isEmpty, "malformed bytes are there")
                total += malformed.bytes.count
                for byte in malformed.bytes where !joinsPackets {
                    guard let place = rest.firstIndex(of: byte) else {
                        return demand(false, "malformed bytes went in")
                    }
                    rest = rest[(place + 1)...]
                }
            }
        }
        let most = joinsPackets ? 2 * bytes.count : bytes.count
        demand(total <= most, "\(total) bytes came of \(bytes.count)")
    }

    private func demandBound(_ decoder: some FrameDecoder, _ bytes: [UInt8]) {
        var decoder = decoder
        for _ in 0..<(Self.longLine / bytes.count + 1) { _ = decoder.feed(bytes[...]) }
        demand(decoder.takeReplies().count <= Self.keptMax, "replies nobody takes are bounded")
        let kept = decoder.idle().reduce(0) { sum, item in
            if case .malformed(let malformed) = item { sum + malformed.bytes.count } else { sum }
        }
        demand(kept <= Self.keptMax, "\(kept) bytes were kept")
    }
}

/// Where a line's bytes are cut, made of one byte of the input.
private struct Cuts {
    private var state: UInt32

    init(_ seed: UInt8) {
        state = UInt32(seed) &* 0x9E37_79B9
    }

    /// A small linear congruential generator: the same byte always cuts in the same way.
    private mutating func next(below bound: Int) -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int(state >> 8) % bound
    }

    /// What is sent without an idle gap; everything for the seed 0.
    mutating func bursts(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        guard state != 0 else { return [bytes[...]] }
        let longest = 1 + next(below: bytes.count * 2)
        return pieces(of: bytes[...], longest: longest)
    }

    /// What comes in one read.
    mutating func chunks(of burst: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        pieces(of: burst, longest: [1, 2, 7, 16, 64][next(below: 5)])
    }

    private mutating func pieces(
        of bytes: ArraySlice<UInt8>, longest: Int
    ) -> [ArraySlice<UInt8>] {
        var rest = bytes
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            let piece = rest.prefix(1 + next(below: longest))
            pieces.append(piece)
            rest = rest[piece.endIndex...]
        }
        return pieces
    }
}
