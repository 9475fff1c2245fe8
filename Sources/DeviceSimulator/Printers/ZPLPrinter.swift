internal import DeviceProtocols
internal import LabelRaster

/// A label printer that speaks ZPL II: draws what it is sent, tells of what it cannot draw, and
/// answers `~HS` and `~HI` (source: Zebra's ZPL II programming guide).
struct ZPLPrinter: PrinterSpeech {
    private static let defaultHeightMillimetres = 40
    /// Control commands that change nothing that is simulated.
    private static let harmlessControls: Set<String> = ["SD", "TA", "JD", "JE", "PH", "PR"]
    /// In these states Zebra's own printers do not answer `~HS`.
    private static let silencing: PrinterConditions = [
        .paperOut, .ribbonOut, .coverOpen, .overheated,
    ]

    private let unit: PrinterUnit
    var reader = ZPLCommandReader()
    private var drawing: ZPLDrawing

    init(_ unit: PrinterUnit) {
        self.unit = unit
        drawing = ZPLDrawing(options: unit.options, typeface: unit.typeface)
    }

    mutating func losePower() {
        reader.reset()
        drawing.reset()
    }

    mutating func take(
        _ input: ZPLInput, _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        switch input {
        case .format("HW", let parameters) where drawing.fonts != nil:
            drawing.isErrand = true
            return directory(parameters, queue)
        case .format("ID", let parameters) where drawing.fonts != nil:
            drawing.isErrand = true
            drawing.fonts?.delete(String(decoding: parameters, as: UTF8.self))
            return []
        case .format(let word, let parameters):
            let outcome = try drawing.obey(word, parameters)
            if let job = outcome.job { queue.add(job) }
            return outcome.effects
        case .control("DB", let parameters) where drawing.fonts != nil:
            try drawing.fonts?.store(StoredBitmapFont(parameters))
            return []
        case .control(let word, _): return control(word, &queue)
        case .line(let bytes): return line(bytes, queue)
        case .refused(let message): throw DrawingProblem(message: message)
        }
    }

    private mutating func control(
        _ word: String, _ queue: inout PrintQueue
    ) -> [SimulatorEffect] {
        switch word {
        case "HS": return hostStatus(queue)
        case "HI":
            let text = "\(unit.model),V84.20.18Z,\(unit.options.dotsPerMillimetre),8192KB"
            return answer([0x02] + text.utf8 + [0x03, 0x0D, 0x0A], queue)
        case "JC": queue.measure()
        case "PP": queue.isPaused = true
        case "PS": queue.isPaused = false
        case "JA": queue.cancel()
        case "JR":
            queue.cancel()
            queue.isPaused = false
            losePower()
        case _ where Self.harmlessControls.contains(word): break
        default: return [.event(.ignored("~\(word)"))]
        }
        return []
    }

    /// `^HW`: answered in the order of the work, as every command that begins with a caret.
    private func directory(_ parameters: [UInt8], _ queue: PrintQueue) -> [SimulatorEffect] {
        let asked = String(decoding: parameters, as: UTF8.self)
        let list = drawing.fonts?.directory(asked) ?? ""
        return answer([0x02] + Array(list.utf8) + [0x03], queue)
    }

    /// Settings are another device's business; a variable nobody knows is answered `"?"`.
    private func line(_ bytes: [UInt8], _ queue: PrintQueue) -> [SimulatorEffect] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("getvar") else { return [.event(.ignored(text))] }
        let name = text.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first
        let value = name == "appl.name" ? "V84.20.18Z" : "?"
        return answer(Array("\"\(value)\"".utf8), queue)
    }

    private func answer(_ bytes: [UInt8], _ queue: PrintQueue) -> [SimulatorEffect] {
        queue.isMute ? [] : [.send(bytes)]
    }

    private func hostStatus(_ queue: PrintQueue) -> [SimulatorEffect] {
        let faults = queue.faults
        guard unit.options.statusReply == .lines,
            unit.options.answersWhilePrinting || !queue.isPrinting,
            unit.options.silence == .unknown || faults.isDisjoint(with: Self.silencing)
        else { return [] }
        func flag(_ condition: PrinterConditions) -> String {
            faults.isDisjoint(with: condition) ? "0" : "1"
        }
        let first = [
            "030", flag(.paperOut), queue.isPaused ? "1" : "0", drawing.length,
            Self.digits(queue.jobs.count, 3), queue.takesInput ? "0" : "1", "0",
            drawing.isInFormat ? "1" : "0", "000", "0", "0", flag(.overheated),
        ]
        let second = [
            "000", "0", flag(.coverOpen), flag(.ribbonOut), "0", "2", "4", "0",
            Self.digits(queue.labelsRemaining, 8), "1", "000",
        ]
        let lines = [first, second, ["1234", "0"]]
        return answer(
            lines.flatMap { fields in
                let text = fields.joined(separator: ",")
                return [0x02] + Array(text.utf8) + [0x03, 0x0D, 0x0A]
            }, queue)
    }

    /// A number with zeros in front.
    static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
