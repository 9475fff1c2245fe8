import DataFolder
import FoundationEssentials
import Glibc

/// The target under test, set before the first input.
nonisolated(unsafe) private var target: (any FuzzTarget)?

/// Called by libFuzzer once, before everything else.
///
/// `CUNZHAN_FUZZ=list` prints the names of all targets; a name chooses that target. With
/// `CUNZHAN_FUZZ_SEEDS=FOLDER` its seeds are written there instead of fuzzing.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<Int32>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> Int32 {
    do {
        try choose(ProcessInfo.processInfo.environment)
    } catch {
        fatalError("\(error)")
    }
    return 0
}

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func take(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    target?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

private func choose(_ environment: [String: String]) throws {
    let data = try DataFolder.locate(
        option: nil, environment: environment, executable: "/proc/self/exe")
    let targets = try allTargets(in: data)
    let wanted = environment["CUNZHAN_FUZZ"] ?? "list"
    if wanted == "list" {
        print(targets.map(\.name).joined(separator: "\n"))
        exit(0)
    }
    target = targets.first { $0.name == wanted }
    guard let target else { fatalError("no target \(wanted); CUNZHAN_FUZZ=list names all") }
    if let folder = environment["CUNZHAN_FUZZ_SEEDS"] {
        for (index, seed) in target.seeds.enumerated() {
            try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(index)"))
        }
        exit(0)
    }
}
