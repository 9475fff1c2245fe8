import DataFolder
import DeviceProtocols
import Foundation
import Glibc
import Logging
import Synchronization
import Testing

@testable import Station

/// Fonts are used only while the printer is known to hold them.
@Suite struct FontShelfTests {
    private static let names = ["C0O0PSMZ", "C0O1VEEP"]

    private final class Bench {
        let folder: String
        let file: PrinterFontsFile
        let shelf: FontShelf
        private let asked = AskedCount()
        /// How often it was asked which printer this is: each time ports may have to be listed.
        var timesAsked: Int { asked.number.withLock { $0 } }

        init(_ profile: String = "printers/zebra-gk420d", areCurrent: Bool = true) throws {
            folder =
                FileManager.default.temporaryDirectory.path + "/shelf-\(UUID().uuidString)"
            file = PrinterFontsFile(state: folder)
            let profile = try Checkout.data.profile(id: profile)
            let made = FontShelf(
                profile,
                printer: { [asked] in
                    asked.number.withLock { $0 += 1 }
                    return "p"
                }, file: file,
                logger: Logger(label: "shelf") { _ in SwiftLogNoOpLogHandler() },
                areCurrent: { _ in areCurrent })
            shelf = try #require(made)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func list(_ names: [String]) {
            let rows = names.map { "* \($0).FNT  000100     \r\n" }.joined()
            shelf.heard(ZPLDirectory(Array("\u{02}\r\nDIR E:*.FNT\r\n\(rows)\u{03}".utf8)))
        }
    }

    @Test func onlyWhatWasNotedIsAskedFor() throws {
        let bench = try Bench()
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.question(now: .zero) == nil)
        #expect(bench.shelf.answerBy(now: .zero) == nil)
        // Nothing is noted of any.
        #expect(bench.timesAsked == 0)
        try bench.file.note(.init(fonts: Self.names), of: "p")
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.question(now: .zero) == nil)
        try bench.file.note(.init(fonts: Self.names, isComplete: true), of: "other")
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.question(now: .zero) == nil)
        try bench.file.note(.init(fonts: Self.names, isComplete: true), of: "p")
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.question(now: .zero) == ZPLDirectory.question)
    }

    @Test func usedFromTheAnswerToTheNextChange() throws {
        let bench = try Bench()
        try bench.file.note(.init(fonts: Self.names, isComplete: true), of: "p")
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.usable == nil)
        #expect(bench.shelf.answerBy(now: .zero) == nil)
        _ = bench.shelf.question(now: .zero)
        // Labels wait a little for the answer.
        #expect(bench.shelf.answerBy(now: .seconds(1)) == .seconds(2))
        #expect(bench.shelf.answerBy(now: .seconds(2)) == nil)
        // Without an answer it is asked again, and nothing is used meanwhile.
        #expect(bench.shelf.question(now: .seconds(29)) == nil)
        #expect(bench.shelf.question(now: .seconds(30)) != nil)
        #expect(bench.shelf.usable == nil)
        bench.list(["OTHER"] + Self.names)
        #expect(bench.shelf.usable != nil)
        #expect(bench.shelf.answerBy(now: .seconds(31)) == nil)
        #expect(bench.shelf.question(now: .seconds(90)) == nil)
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.usable == nil)
        #expect(bench.shelf.question(now: .seconds(91)) != nil)
    }

    @Test func aMissingFontMeansAnotherPrinter() throws {
        let bench = try Bench()
        try bench.file.note(.init(fonts: Self.names, isComplete: true), of: "p")
        for names in [[], [Self.names[0]], ["OTHER"]] {
            bench.shelf.mayHaveChanged()
            _ = bench.shelf.question(now: .zero)
            bench.list(names)
            #expect(bench.shelf.usable == nil)
            #expect(bench.shelf.question(now: .seconds(90)) == nil)
        }
    }

    @Test func aListNobodyAskedForIsNotBelieved() throws {
        let bench = try Bench()
        bench.list(Self.names)
        #expect(bench.shelf.usable == nil)
    }

    @Test func fontsOfAnOlderMachineAreNotUsed() throws {
        let bench = try Bench(areCurrent: false)
        try bench.file.note(.init(fonts: Self.names, isComplete: true), of: "p")
        bench.shelf.mayHaveChanged()
        _ = bench.shelf.question(now: .zero)
        bench.list(Self.names)
        #expect(bench.shelf.usable == nil)
    }

    @Test func whatAnotherUserCouldNotReadIsNotNoted() throws {
        let bench = try Bench()
        try bench.file.note(nil, of: "p")
        try bench.file.demandOwnFolder()
        try PrinterFontsFile(state: bench.folder + "/none").demandOwnFolder()
        if geteuid() == 0 {
            try #require(chown(bench.folder, 12_345, 12_345) == 0)
        }
        let foreign = geteuid() == 0 ? bench.folder : "/proc"
        #expect(throws: StationFault.self) {
            try PrinterFontsFile(state: foreign).demandOwnFolder()
        }
    }

    @Test func aDamagedNoteIsToldAndNotUsed() throws {
        let bench = try Bench()
        try bench.file.note(.init(fonts: Self.names, isComplete: true), of: "p")
        try "{".write(
            toFile: bench.folder + "/printer-fonts.json", atomically: true, encoding: .utf8)
        bench.shelf.mayHaveChanged()
        #expect(bench.shelf.question(now: .zero) == nil)
        #expect(throws: StationFault.self) { try bench.file.record(of: "p") }
    }
}

private final class AskedCount: Sendable {
    let number = Mutex(0)
}
