internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// A receipt printer that speaks ESC/POS: draws what it is sent, tells of what it cannot draw, and
/// answers `DLE EOT n`, `GS a`, `GS r` and `GS I`.
///
/// A receipt ends at the knife, at a form feed, or when nothing has come for a while: somebody tears
/// it off (source: Epson's command references; status bits from the profile).
struct ESCPOSPrinter: PrinterSpeech {
    private let unit: PrinterUnit
    var reader = ESCPOSReader()
    private var drawing: ESCPOSDrawing
    private var isAutomatic = false
    /// Questions that are answered in the order of the work, and wait for what is being printed.
    private var waiting: [Question] = []
    /// More than a receive buffer holds; who asks on without waiting is answered no further.
    static let waitingMax = 256
    private var lastTold: [UInt8] = []

    init(_ unit: PrinterUnit) {
        self.unit = unit
        drawing = ESCPOSDrawing(options: unit.options, typeface: unit.typeface)
    }

    var hasLoosePaper: Bool { drawing.paper.isLoose }

    mutating func tearOff(_ queue: inout PrintQueue) {
        drawing.paper.end()
        fetchReceipts(&queue)
    }

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
        defer { fetchReceipts(&queue) }
        switch input {
        case .text(let bytes):
            try drawing.add(bytes)
            return []
        case .lineFeed:
            try drawing.lineFeed()
            return []
        case .picture(let mode, let rowBytes, let height, let bytes):
            try drawing.picture(mode: mode, rowBytes: rowBytes, height: height, bytes: bytes)
            return []
        case .command(let name, let parameters): return try obey(name, parameters, &queue)
        case .refused(let message): throw DrawingProblem(message: message)
        }
    }

    private mutating func fetchReceipts(_ queue: inout PrintQueue) {
        for receipt in drawing.paper.takeFinished() {
            queue.add(PrintJob(canvas: receipt, remaining: 1))
        }
    }
}

extension ESCPOSPrinter {
    private mutating func obey(
        _ name: [UInt8], _ parameters: [UInt8], _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        let first = parameters.first ?? 0
        switch (name[0], name.count > 1 ? name[1] : 0) {
        case (0x10, 0x04): return realTimeStatus(first, queue)
        case (0x10, _): break
        case (0x1D, UInt8(ascii: "I")): return inOrder(.identity(first), queue)
        case (0x1D, UInt8(ascii: "a")):
            isAutomatic = first != 0
            lastTold = []
        case (0x1D, UInt8(ascii: "r")): return inOrder(.paper, queue)
        default:
            return try drawing.obey(name, parameters).map { [.event(.ignored($0))] } ?? []
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
        guard waiting.count < Self.waitingMax else {
            return [.event(.ignored("a question beyond \(Self.waitingMax) that wait"))]
        }
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
