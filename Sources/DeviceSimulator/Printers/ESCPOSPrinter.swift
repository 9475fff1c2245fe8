internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// A receipt printer that speaks ESC/POS: draws raster pictures, feeds and cuts, tells of the text
/// and symbols it cannot draw, and answers `DLE EOT n`, `GS a`, `GS r` and `GS I`
/// (source: Epson's command references; status bits from the profile).
struct ESCPOSPrinter: PrinterSpeech {
    /// Longest receipt before it is cut off, in dots.
    private static let longestReceipt = 8_192
    private static let usualLineSpacing = 30

    private let unit: PrinterUnit
    var reader = ESCPOSReader()
    private var receipt: LabelCanvas?
    /// How far the receipt has come, in dots.
    private var position = 0
    private var lineSpacing = usualLineSpacing
    /// Text was in the line that the next LF ends.
    private var hasText = false
    private var isAutomatic = false
    /// Questions that are answered in the order of the work, and wait for what is being printed.
    private var waiting: [Question] = []
    private var lastTold: [UInt8] = []

    init(_ unit: PrinterUnit) { self.unit = unit }

    mutating func losePower() {
        self = ESCPOSPrinter(unit)
    }

    /// With automatic status switched on, every change is told.
    mutating func noticeChange(_ queue: PrintQueue) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        if queue.jobs.isEmpty {
            effects = waiting.flatMap { $0.answer(self, queue) }
            waiting = []
        }
        guard isAutomatic, !queue.isMute else { return effects }
        let status = automaticStatus(queue)
        guard status != lastTold else { return effects }
        lastTold = status
        return effects + [.send(status)]
    }

    mutating func take(
        _ input: ESCPOSInput, _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        switch input {
        case .text(let bytes):
            hasText = true
            let text = GB18030.decode(bytes) ?? ByteNotation.hexText(bytes)
            return [.event(.ignored("text: \(text.prefix(200))"))]
        case .lineFeed:
            try feed(lineSpacing)
            hasText = false
            return []
        case .picture(let rowBytes, let height, let bytes):
            try draw(rowBytes: rowBytes, height: height, bytes: bytes)
            return []
        case .command(let name, let parameters): return try obey(name, parameters, &queue)
        case .refused(let message): throw DrawingProblem(message: message)
        }
    }
}

extension ESCPOSPrinter {
    private mutating func draw(
        rowBytes: Int, height: Int, bytes: [UInt8]
    ) throws(DrawingProblem) {
        guard let dots = Bitmap(width: rowBytes * 8, height: height, bytes: bytes) else {
            throw DrawingProblem(message: "GS v 0: the picture is too large")
        }
        let top = position
        try feed(height)
        receipt?.draw(dots, at: (0, top))
    }

    private mutating func feed(_ dots: Int) throws(DrawingProblem) {
        if receipt == nil {
            receipt = LabelCanvas(
                width: unit.options.widthDots, height: Self.longestReceipt,
                typeface: unit.typeface)
        }
        guard position + dots <= Self.longestReceipt else {
            throw DrawingProblem(message: "a receipt is longer than \(Self.longestReceipt) dots")
        }
        position += dots
    }

    /// What stands above the knife is a receipt of its own.
    private mutating func cut(_ queue: inout PrintQueue) {
        defer { (receipt, position) = (nil, 0) }
        guard let part = receipt?.cut(below: position) else { return }
        queue.add(PrintJob(canvas: part, remaining: 1))
    }

    private mutating func obey(
        _ name: [UInt8], _ parameters: [UInt8], _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        let first = parameters.first ?? 0
        switch (name[0], name.count > 1 ? name[1] : 0) {
        case (0x10, 0x04): return realTimeStatus(first, queue)
        case (0x10, _): break
        case (0x1B, UInt8(ascii: "@")): lineSpacing = Self.usualLineSpacing
        case (0x1B, UInt8(ascii: "2")): lineSpacing = Self.usualLineSpacing
        case (0x1B, UInt8(ascii: "3")): lineSpacing = Int(first)
        case (0x1B, UInt8(ascii: "J")): try feed(Int(first))
        case (0x1B, UInt8(ascii: "d")): try feed(Int(first) * lineSpacing)
        case (0x1B, UInt8(ascii: "i")), (0x1B, UInt8(ascii: "m")): cut(&queue)
        case (0x1D, UInt8(ascii: "V")):
            if parameters.count == 2 { try feed(Int(parameters[1])) }
            cut(&queue)
        case (0x0C, _), (0x1D, 0x0C): cut(&queue)
        case (0x1D, UInt8(ascii: "I")): return inOrder(.identity(first), queue)
        case (0x1D, UInt8(ascii: "a")):
            isAutomatic = first != 0
            lastTold = []
        case (0x1D, UInt8(ascii: "r")): return inOrder(.paper, queue)
        case (0x1D, UInt8(ascii: "k")), (0x1D, UInt8(ascii: "(")), (0x1D, UInt8(ascii: "8")),
            (0x1B, UInt8(ascii: "*")):
            return [
                .event(.ignored("command \(ByteNotation.hexText(name + parameters.prefix(80)))"))
            ]
        default: break
        }
        return []
    }

    private func answer(_ bytes: [UInt8], _ queue: PrintQueue) -> [SimulatorEffect] {
        queue.isMute ? [] : [.send(bytes)]
    }

    /// The conditions with "offline, and why stands elsewhere" for any trouble.
    private func told(_ queue: PrintQueue) -> PrinterConditions {
        queue.faults.isEmpty ? [] : queue.faults.union(.unexplained)
    }

    /// `DLE EOT n` is answered whatever happens.
    private func realTimeStatus(_ question: UInt8, _ queue: PrintQueue) -> [SimulatorEffect] {
        guard (1...4).contains(question), unit.options.statusReply == .round else { return [] }
        let byte = unit.options.statusByte(Int(question) - 1, told(queue))
        return answer([byte | 0x12], queue)
    }

    private func automaticStatus(_ queue: PrintQueue) -> [UInt8] {
        let bytes = (0..<4).map { unit.options.statusByte($0, told(queue)) }
        return [bytes[0] | 0x10] + bytes[1...]
    }

    /// `GS r` and `GS I` are answered when they are reached in the receive buffer.
    private mutating func inOrder(
        _ question: Question, _ queue: PrintQueue
    ) -> [SimulatorEffect] {
        if queue.jobs.isEmpty { return question.answer(self, queue) }
        waiting.append(question)
        return []
    }

    fileprivate func paperStatus(_ queue: PrintQueue) -> [SimulatorEffect] {
        answer([queue.faults.contains(.paperOut) ? 0x0C : 0x00], queue)
    }

    /// `GS I n`: one byte for the numbers, `_`, text and NUL for the names.
    fileprivate func identity(_ question: UInt8, _ queue: PrintQueue) -> [SimulatorEffect] {
        let text: String
        switch question {
        case 1, 49: return answer([0x20], queue)
        case 2, 50: return answer([0x02], queue)
        case 65: text = "1.00"
        case 66: text = unit.maker
        case 67: text = unit.model
        default: return []
        }
        return answer([UInt8(ascii: "_")] + text.utf8 + [0x00], queue)
    }
}

/// A question that is not answered in real time.
private enum Question {
    case identity(UInt8)
    case paper

    func answer(_ printer: ESCPOSPrinter, _ queue: PrintQueue) -> [SimulatorEffect] {
        switch self {
        case .identity(let what): printer.identity(what, queue)
        case .paper: printer.paperStatus(queue)
        }
    }
}
