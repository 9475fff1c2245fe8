import DataFolder
import DeviceProtocols
import Foundation
import SeededRandom
import Testing

@testable import Identifiers

/// From the symbol on the label to what it is: drawn by Zint, read by zxing-cpp, sent as a scanner
/// with AIM identifiers sends it, decoded by the profile of the generic serial scanner, identified.
@Suite("Scanned symbols", .enabled(if: SymbolReader.python != nil))
struct ScannedSymbolTests {
    /// A symbol and what must come out at the other end.
    struct Case {
        let kind: ZintSymbol.Kind
        let content: String
        let aim: String
        let expected: IdentifiedKind
        var elements: [ElementString] = []
        /// The text behind the AIM identifier, where it is not the content.
        var payload: String?
    }

    private static let perKind = 12

    @Test("come out as what was put in", arguments: ZintSymbol.Kind.allCases)
    func roundTrip(kind: ZintSymbol.Kind) throws {
        var maker = CaseMaker(seed: 20_261_121 &+ UInt64(bitPattern: Int64(kind.rawValue)))
        let cases = (0..<Self.perKind).map { _ in maker.next(kind) }
        let read = try SymbolReader.read(cases.map { try ZintSymbol($0.content, as: $0.kind) })
        try #require(read.count == cases.count)
        var line: [UInt8] = []
        for (item, symbols) in zip(cases, read) {
            let symbol = try #require(symbols.first, "\(item) was not read")
            #expect(symbols.count == 1, "\(item)")
            #expect(symbol.aim == item.aim, "\(item)")
            line += Array(symbol.aim.utf8) + symbol.bytes + [0x0D, 0x0A]
        }
        // All on one line, as a busy scanner sends them.
        let found = try scanned(line)
        try #require(found.count == cases.count)
        for (item, identification) in zip(cases, found) {
            #expect(identification.kind == item.expected, "\(item): \(identification.jsonLine)")
            #expect(identification.elements == item.elements, "\(item)")
            #expect(identification.payload == item.payload ?? item.content, "\(item)")
            let isWhole =
                identification.error.map {
                    ["required-ai", "excluded-ai", "repeated-ai"].contains($0.code)
                } ?? true
            #expect(isWhole, "\(item): \(identification.jsonLine)")
        }
    }

    private func scanned(_ bytes: [UInt8]) throws -> [Identification] {
        let checkout = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let data = try DataFolder.locate(
            option: checkout.path, environment: [:], executable: "/proc/self/exe")
        var decoder = try #require(try data.profile(id: "scanners/generic-serial").scannerDecoder())
        return (decoder.feed(bytes[...]) + decoder.idle()).compactMap { decoded in
            guard case .message(let code) = decoded, let text = code.text else {
                Issue.record("\(decoded)")
                return nil
            }
            return identify((code.aim?.description ?? "") + text)
        }
    }
}
