internal import DotMatrix
internal import Glibc
internal import LabelRaster

/// Counts labels and writes their pictures.
struct LabelPress {
    /// Where pictures go; nil for nowhere.
    let output: String?
    private(set) var count = 0

    init(output: String?) { self.output = output }

    /// Gives a label its number and file; the event of it, and of a failure to write.
    mutating func put(_ canvas: LabelCanvas) -> [SimulatorEffect] {
        count += 1
        var file: String?
        var effects: [SimulatorEffect] = []
        if let output {
            let digits = String(count)
            let padding = String(repeating: "0", count: max(0, 4 - digits.count))
            let path = "\(output)/\(padding)\(digits).png"
            do {
                try Self.write(try canvas.picture.png(), to: path)
                file = path
            } catch {
                effects.append(.event(.error("\(path): not written: \(error)")))
            }
        }
        let label = DrawnLabel(
            number: count, file: file, text: canvas.text, symbols: canvas.symbols,
            picture: canvas.picture)
        return effects + [.event(.label(label))]
    }

    /// By way of another name, so that nobody sees half a picture.
    private static func write(_ bytes: [UInt8], to path: String) throws(SimulatorError) {
        let draft = path + ".part"
        guard let file = fopen(draft, "w") else { throw failure(path) }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count, rename(draft, path) == 0 else {
            let error = failure(path)
            unlink(draft)
            throw error
        }
    }

    private static func failure(_ path: String) -> SimulatorError {
        .cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
}
