import Identifiers
import StationJournal

/// How many codes a second are told apart: waybills mostly, with goods, posts and own codes.
struct IdentifySpeed {
    static let codesPerRound = 100_000
    static let rounds = 3
    private static let others = [
        "]C10106901234567892\u{1D}10LOT7", "]E06901234567892", "RR123456785CN",
        "CZP-3-2-0017-K", "https://id.gs1.org/01/06901234567892/10/LOT7", "hello, world",
        "(01)06901234567892(17)271231(10)ABC123", "00106141411234567897",
    ]

    let seed: UInt64

    func measure() throws -> [Measurement] {
        let waybills = UsualParcels.expected(1000, seed: seed &+ 2).map(\.number)
        // One other code after each ten waybills.
        let codes = waybills.enumerated().flatMap { index, number in
            index % 10 == 9 ? [number, Self.others[index / 10 % Self.others.count]] : [number]
        }
        let speeds = try (0..<Self.rounds).map { _ in
            var known = 0
            let start = ContinuousClock.now
            for index in 0..<Self.codesPerRound
            where identify(codes[index % codes.count]).kind != .text { known += 1 }
            let time = (ContinuousClock.now - start).seconds
            guard known > Self.codesPerRound / 2 else {
                throw BareError(description: "most codes were not identified")
            }
            return Double(Self.codesPerRound) / time
        }
        return [Measurement(name: "identify", figure: median(speeds), unit: "lines/s")]
    }
}
