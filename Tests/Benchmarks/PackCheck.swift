import CountyProgramme
import DataFolder
import Foundation

/// How long all programme packs take from their files to the findings.
///
/// Each round reads the files, the rules with the law's days worked, and checks each plan beside
/// its sisters, one after another on one core.
struct PackCheck {
    static let rounds = 5
    /// Seconds for all packs together.
    static let limit = 1.0

    let data: DataFolder

    func measure() throws -> [Measurement] {
        let names = try data.packNames()
        let times = try (0..<Self.rounds).map { _ in try time(names) }
        return [
            Measurement(
                name: "load and check \(names.count) packs", figure: median(times), unit: "s",
                limit: .figure(Self.limit))
        ]
    }

    private func time(_ names: [String]) throws -> Double {
        let start = ContinuousClock.now
        let law = try data.lawFiles().map { ("law/" + $0.name, $0.text) }
        var packs: [String: ProgrammePack] = [:]
        var rules = 0
        for name in names {
            let files = try DataFolder.packFiles(in: data.packFolder(name))
            packs[name] = try ProgrammePack(
                id: name, files: files.map { PackFile(name: $0.name, text: $0.text) })
            let own = files.filter { Rulebook.reads($0.name) }.map { ($0.name, $0.text) }
            rules += try Rulebook(files: own + law).workflows.count
        }
        let findings = packs.values.reduce(0) { count, pack in
            count + pack.check(beside: pack.sisters.compactMap { packs[$0] }).findings.count
        }
        let time = (ContinuousClock.now - start).seconds
        guard names.count == 5, rules > 0, findings > 0 else {
            throw BareError(description: "the five packs were not all read and checked")
        }
        return time
    }
}
