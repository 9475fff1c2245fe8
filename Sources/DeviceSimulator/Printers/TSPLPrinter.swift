internal import DeviceProtocols
internal import LabelRaster

/// A label printer that speaks TSPL: draws what it is sent, takes its time, and minds its paper
/// (source: TSPL/TSPL2 programming manuals of TSC; status bits from the profile).
struct TSPLPrinter: PrinterSpeech {
    private static let millimetresPerMetre = 1_000

    private let unit: PrinterUnit
    var reader = TSPLReader()
    private var drawing: TSPLDrawing
    /// `ESC !D` switches immediate commands off, `~!E` on again.
    private var obeysImmediate = true

    init(_ unit: PrinterUnit) {
        self.unit = unit
        drawing = TSPLDrawing(options: unit.options, typeface: unit.typeface)
    }

    mutating func losePower() {
        reader.reset()
        drawing = TSPLDrawing(options: unit.options, typeface: unit.typeface)
        obeysImmediate = true
    }

    mutating func take(
        _ input: TSPLInput, _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        switch input {
        case .line(let bytes):
            guard let line = TSPLLine(bytes) else {
                throw DrawingProblem(message: "a quoted string has no proper end")
            }
            if line.word == "GAPDETECT" { queue.measure(height: line.number(0)) }
            if let job = try drawing.obey(line) { queue.add(job) }
            return []
        case .bitmap(let x, let y, let rowBytes, let height, let mode, let bytes):
            try drawing.bitmap(
                x: x, y: y, rowBytes: rowBytes, height: height, mode: mode, bytes: bytes)
            return []
        case .immediate(let letter): return try immediate(letter, &queue)
        case .query(let letter): return try query(letter, queue)
        case .refused(let message): throw DrawingProblem(message: message)
        }
    }
}

extension TSPLPrinter {
    private mutating func immediate(
        _ letter: UInt8, _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        guard obeysImmediate else { return [] }
        switch letter {
        case UInt8(ascii: "?"):
            let byte = unit.options.statusByte(0, queue.conditions)
            return answers(.byte, queue) ? [.send([byte])] : []
        case UInt8(ascii: "S"):
            return answers(.frame, queue) ? [.send(Self.statusFrame(queue))] : []
        case UInt8(ascii: "P"): queue.isPaused = true
        case UInt8(ascii: "O"): queue.isPaused = false
        case UInt8(ascii: "D"): obeysImmediate = false
        case UInt8(ascii: "."): queue.cancel()
        case UInt8(ascii: "R"), UInt8(ascii: "C"):
            queue.cancel()
            queue.isPaused = false
            losePower()
        case UInt8(ascii: "F"): break
        default:
            throw DrawingProblem(
                message: "unknown immediate command \(ByteNotation.hexText([letter]))")
        }
        return []
    }

    private func answers(_ reply: PrinterOptions.StatusReply, _ queue: PrintQueue) -> Bool {
        !queue.isMute && (unit.options.statusReply == reply || unit.options.statusReply == .either)
            && (unit.options.answersWhilePrinting || !queue.isPrinting)
    }

    private mutating func query(
        _ letter: UInt8, _ queue: PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        if letter == UInt8(ascii: "E") {
            obeysImmediate = true
            return []
        }
        let answer: String
        switch letter {
        case UInt8(ascii: "T"): answer = unit.model
        case UInt8(ascii: "I"): answer = "936,086"
        case UInt8(ascii: "@"):
            let millimetres = queue.feedDots / unit.options.dotsPerMillimetre
            answer = "\(millimetres / Self.millimetresPerMetre)"
        default:
            throw DrawingProblem(message: "unknown query ~!\(ByteNotation.hexText([letter]))")
        }
        return queue.isMute ? [] : [.send(answer.utf8 + [0x0D])]
    }

    /// STX, message, warning, two bytes of errors over 0x40, ETX CR LF.
    private static func statusFrame(_ queue: PrintQueue) -> [UInt8] {
        let faults = queue.faults
        var head: UInt8 = 0x40
        if faults.contains(.overheated) { head |= 0x01 }
        var media: UInt8 = 0x40
        if faults.contains(.paperOut) { media |= 0x01 }
        if faults.contains(.ribbonOut) { media |= 0x04 }
        if faults.contains(.coverOpen) { media |= 0x20 }
        let message: UInt8 =
            if !faults.isEmpty {
                UInt8(ascii: "E")
            } else if queue.isPaused {
                UInt8(ascii: "`")
            } else {
                queue.isPrinting ? UInt8(ascii: "P") : UInt8(ascii: "@")
            }
        return [0x02, message, 0x40, head, media, 0x03, 0x0D, 0x0A]
    }
}
