import CountyProgramme
import DataFolder
import Foundation

/// How long all programme packs take from their files to the findings, and one that is made up and
/// several times as large.
///
/// Each round reads the files, the rules with the law's days worked, and checks each plan beside
/// its sisters, one after another on one core.
struct PackCheck {
    static let rounds = 5
    /// Seconds for all packs together, and for the large one.
    static let limit = 1.0
    /// Rows of the large pack: figures, and sums of three of them.
    private static let rows = (figures: 24_000, sums: 6_000)
    /// One sum in so many does not come out.
    private static let wrongEach = 100

    let data: DataFolder

    func measure() throws -> [Measurement] {
        let names = try data.packNames()
        let times = try (0..<Self.rounds).map { _ in try time(names) }
        let files = Self.largeFiles()
        let large = try (0..<Self.rounds).map { _ in try Self.time(large: files) }
        let count = Self.rows.figures + Self.rows.sums
        return [
            Measurement(
                name: "load and check \(names.count) packs", figure: median(times), unit: "s",
                limit: .figure(Self.limit)),
            Measurement(
                name: "load and check a pack of \(count) rows", figure: median(large), unit: "s",
                limit: .figure(Self.limit)),
        ]
    }

    /// A made-up plan: every fourth figure is the sum of the three after it, but for some.
    private static func largeFiles() -> [PackFile] {
        var figures = "figures:\n"
        var sums = "sums:\n"
        for number in 0..<rows.sums {
            let parts = (1...3).map { 1 + (number * 7 + $0 * 13) % 997 }
            let total = parts.reduce(0, +) + (number.isMultiple(of: wrongEach) ? 1 : 0)
            for (place, value) in ([total] + parts).enumerated() {
                figures +=
                    "  - {id: f\(number)-\(place), name: 数, is: \(value) 个, src: L1 \(value)个}\n"
            }
            let list = (1...3).map { "f\(number)-\($0)" }.joined(separator: ", ")
            sums += "  - {id: s\(number), total: f\(number)-0, parts: [\(list)]}\n"
        }
        let head = """
            pack:
              id: large
              county: {code: "990000000000", name: 样例县}
              number: 样政办〔2020〕1号
              issued: {is: 2020-01-01, src: L1 2020年1月1日}
              version: 1
              from: 2020-01-01
            """
        return [
            PackFile(name: "pack.yaml", text: head), PackFile(name: "figures.yaml", text: figures),
            PackFile(name: "structure.yaml", text: sums),
        ]
    }

    private static func time(large files: [PackFile]) throws -> Double {
        let start = ContinuousClock.now
        let sums = try ProgrammePack(files: files).check().findings.count { $0.kind == .sum }
        let time = (ContinuousClock.now - start).seconds
        guard sums == rows.sums / wrongEach else {
            throw BareError(description: "\(sums) sums of the large pack were found wrong")
        }
        return time
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
