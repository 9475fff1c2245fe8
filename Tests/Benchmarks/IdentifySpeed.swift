import DataFolder
import Foundation
import Identifiers
import StationJournal

/// How many codes a second are told apart, beside the PyPI package biip on the same lines.
///
/// Waybills mostly, with goods, posts and own codes. biip knows no couriers; it is asked all lines.
struct IdentifySpeed {
    static let codesPerRound = 100_000
    static let rounds = 3
    static let ratioMin = 20.0
    private static let others = [
        "]C10106901234567892\u{1D}10LOT7", "]E06901234567892", "RR123456785CN",
        "CZP-3-2-0017-K", "https://id.gs1.org/01/06901234567892/10/LOT7", "hello, world",
        "(01)06901234567892(17)271231(10)ABC123", "00106141411234567897",
    ]

    let folder: Folder
    let data: DataFolder
    let seed: UInt64

    func measure() throws -> [Measurement] {
        let waybills = UsualParcels.expected(1000, seed: seed &+ 2).map(\.number)
        // One other code after each three waybills.
        let codes = waybills.enumerated().flatMap { index, number in
            index % 3 == 2 ? [number, Self.others[index / 3 % Self.others.count]] : [number]
        }
        let speeds = try (0..<Self.rounds).map { _ in try Self.speed(codes) }
        guard let peer = try peerSpeed(codes) else {
            return [Measurement(name: "identify", figure: median(speeds), unit: "lines/s")]
        }
        return [
            Measurement(
                name: "identify", figure: median(speeds), unit: "lines/s", peer: ("biip", peer),
                ratio: median(speeds) / peer, limit: .ratioAtLeast(Self.ratioMin))
        ]
    }

    /// The whole way to the line of JSON, as the command goes it.
    private static func speed(_ codes: [String]) throws -> Double {
        var known = 0
        let start = ContinuousClock.now
        for index in 0..<codesPerRound {
            let found = identify(codes[index % codes.count])
            if found.kind != .text, found.jsonLine.utf8.count > 0 { known += 1 }
        }
        let time = (ContinuousClock.now - start).seconds
        guard known > codesPerRound / 2 else {
            throw BareError(description: "most codes were not identified")
        }
        return Double(codesPerRound) / time
    }

    /// Lines a second of biip; nil when no Python that has it is named.
    private func peerSpeed(_ codes: [String]) throws -> Double? {
        guard let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] else { return nil }
        let lines = folder.file("codes.txt")
        try (codes.joined(separator: "\n") + "\n").write(
            toFile: lines, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["\(data.path)/Tests/Benchmarks/biip_speed.py", lines]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0,
            let speed = Double(text.split(separator: "\n").first ?? "")
        else { throw BareError(description: "biip did not answer: \(text)") }
        return speed
    }
}
