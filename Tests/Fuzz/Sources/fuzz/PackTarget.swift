import CountyProgramme
import DataFolder
import FoundationEssentials
import StrictYAML

/// A county's pack with one file replaced; the first byte of an input chooses which.
struct PackTarget: FuzzTarget {
    let name = "programme-pack"

    private let files: [PackFile]

    init(_ data: DataFolder) throws {
        let folder = "\(data.path)/Sources/CountyProgramme/Packs/xinhe"
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        files = try names.filter { $0.hasSuffix(".yaml") }.map {
            PackFile(name: $0, text: try text(of: "\(folder)/\($0)"))
        }
    }

    var seeds: [[UInt8]] {
        files.enumerated().map { [UInt8(truncatingIfNeeded: $0)] + Array($1.text.utf8) }
    }

    func run(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let place = Int(first) % files.count
        var files = files
        let text = String(decoding: input.dropFirst(), as: UTF8.self)
        files[place] = PackFile(name: files[place].name, text: text)
        do {
            let rules = try Rulebook(files: files.map { ($0.name, $0.text) })
            let pack = try ProgrammePack(files: files)
            _ = try FundPolicy.policies(in: files)
            demand(pack.check().checked > 0, "a pack that was read is checked")
            demand(pack.state(on: .last, rules: rules).pack == pack.id, "and has a state")
        } catch let error as YAMLError {
            demand(!error.message.isEmpty && error.line > 0, "an error says what and where")
        } catch {
            demand(false, "only errors with a place are thrown, not \(error)")
        }
    }
}
