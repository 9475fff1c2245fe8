internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// A mobile printer that speaks CPCL: draws what it is sent, tells of what it cannot draw, and answers
/// `ESC h`, `ESC i` and `ESC v`
/// (source: Zebra's Mobile Printer CPCL Programming Manual; status bits from the profile).
struct CPCLPrinter: PrinterSpeech {
    private static let resetBit = 4

    private let unit: PrinterUnit
    var reader = CPCLReader()
    private var drawing: CPCLDrawing
    /// Switched on and not acknowledged yet.
    private var wasReset = true
    /// Status requests that wait for the label under the head.
    private var unanswered = 0

    init(_ unit: PrinterUnit) {
        self.unit = unit
        drawing = CPCLDrawing(options: unit.options, typeface: unit.typeface)
    }

    mutating func losePower() {
        reader.reset()
        drawing.reset()
        wasReset = true
        unanswered = 0
    }

    /// A printer that does not answer at work answers when the label is out.
    mutating func noticeChange(_ queue: PrintQueue) -> [SimulatorEffect] {
        guard unanswered > 0, !queue.isPrinting else { return [] }
        let answers = [UInt8](repeating: status(queue), count: unanswered)
        unanswered = 0
        return queue.isMute ? [] : [.send(answers)]
    }

    mutating func take(
        _ input: CPCLInput, _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        switch input {
        case .line(let bytes):
            if let answer = variable(bytes) { return queue.isMute ? [] : [.send(answer)] }
            let outcome = try drawing.obey(bytes)
            if let job = outcome.job {
                // A label of one row is none: it only runs to the next gap.
                if job.canvas.picture.height > 1 { queue.add(job) } else { queue.measure() }
            }
            return outcome.effects
        case .picture(let rowBytes, let height, let x, let y, let bytes):
            try drawing.picture(rowBytes: rowBytes, height: height, x: x, y: y, bytes: bytes)
            return []
        case .escape(let letter): return try escape(letter, queue)
        case .refused(let message): throw DrawingProblem(message: message)
        }
    }

    /// `! U1 getvar "name"`: the value in quotes, `"?"` for a variable nobody knows.
    private func variable(_ line: [UInt8]) -> [UInt8]? {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("! U1 getvar ") else { return nil }
        return Array(text.contains("\"appl.name\"") ? "\"V68.20.05Z\"".utf8 : "\"?\"".utf8)
    }

    private mutating func escape(
        _ letter: UInt8, _ queue: PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        guard !drawing.isInSession else {
            throw DrawingProblem(message: "ESC commands have no place inside a label")
        }
        switch letter {
        case UInt8(ascii: "h"): return answerStatus(.byte, queue)
        case UInt8(ascii: "i"): return answerStatus(.extended, queue)
        case UInt8(ascii: "v"): return queue.isMute ? [] : [.send(unit.model.utf8 + [0x00])]
        case UInt8(ascii: "N"): wasReset = false
        default:
            throw DrawingProblem(message: "unknown ESC \(ByteNotation.hexText([letter]))")
        }
        return []
    }

    private mutating func answerStatus(
        _ reply: PrinterOptions.StatusReply, _ queue: PrintQueue
    ) -> [SimulatorEffect] {
        guard unit.options.statusReply == reply, !queue.isMute else { return [] }
        if queue.isPrinting, !unit.options.answersWhilePrinting {
            unanswered += 1
            return []
        }
        return [.send([status(queue)])]
    }

    private func status(_ queue: PrintQueue) -> UInt8 {
        let byte = unit.options.statusByte(0, queue.conditions)
        let tellsReset =
            unit.options.statusReply == .byte && unit.options.statusBits.first?[Self.resetBit] == []
        return wasReset && tellsReset ? byte | 1 << UInt8(Self.resetBit) : byte
    }
}
