internal import DeviceProtocols
internal import LabelRaster

/// A label printer that speaks TSPL: draws what it is sent, takes its time, and minds its paper
/// (source: TSPL/TSPL2 programming manuals of TSC; status bits from the profile).
struct TSPLPrinterModel: DeviceModel {
    /// Labels that wait in the printer's memory before it stops taking bytes.
    private static let mostJobs = 32
    private static let millimetresPerMetre = 1_000

    private let options: PrinterOptions
    private let model: String
    private let labelTime: Int
    private var press: LabelPress
    private var reader = TSPLReader()
    private var drawing: TSPLDrawing
    private var jobs: [PrintJob] = []
    /// When the label under the head will be out.
    private var finish: Int?
    private var faults: PrinterConditions = []
    private var isPaused = false
    private var isMute = false
    /// `ESC !D` switches immediate commands off, `~!E` on again.
    private var obeysImmediate = true
    /// Paper fed since the simulator began, in dots: the odometer.
    private var feedDots = 0
    private let typeface: Typeface

    init(
        options: PrinterOptions, model: String, typeface: Typeface, press: LabelPress,
        labelTime: Int
    ) {
        self.options = options
        self.model = model
        self.typeface = typeface
        self.press = press
        self.labelTime = labelTime
        drawing = TSPLDrawing(options: options, typeface: typeface)
    }

    var nextTick: Int? { finish }
    var takesInput: Bool { jobs.count < Self.mostJobs }

    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for input in reader.feed(bytes) {
            do throws(DrawingProblem) {
                effects += try take(input, at: now)
            } catch {
                effects.append(.event(.error(error.message)))
            }
            startIfReady(at: now)
        }
        return effects
    }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        switch command {
        case .paperOut: return fault(.paperOut)
        case .coverOpen: return fault(.coverOpen)
        case .ribbonOut: return fault(.ribbonOut)
        case .overheated: return fault(.overheated)
        case .paperOK: faults.remove(.paperOut)
        case .coverClosed: faults.remove(.coverOpen)
        case .ribbonOK: faults.remove(.ribbonOut)
        case .cooled: faults.remove(.overheated)
        case .mute:
            isMute = true
            return []
        default: return nil
        }
        isMute = false
        startIfReady(at: now)
        return []
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] {
        guard let finish, now >= finish, !jobs.isEmpty else { return [] }
        self.finish = nil
        jobs[0].remaining -= 1
        let canvas = jobs[0].canvas
        if jobs[0].remaining == 0 { jobs.removeFirst() }
        feedDots += canvas.picture.height
        startIfReady(at: now)
        return press.put(canvas)
    }

    private mutating func take(
        _ input: TSPLInput, at now: Int
    ) throws(DrawingProblem) -> [SimulatorEffect] {
        switch input {
        case .line(let bytes):
            guard let line = TSPLLine(bytes) else {
                throw DrawingProblem(message: "a quoted string has no proper end")
            }
            if let job = try drawing.obey(line) { jobs.append(job) }
            return []
        case .bitmap(let x, let y, let rowBytes, let height, let mode, let bytes):
            try drawing.bitmap(
                x: x, y: y, rowBytes: rowBytes, height: height, mode: mode, bytes: bytes)
            return []
        case .immediate(let letter): return try immediate(letter)
        case .query(let letter): return try query(letter)
        case .refused(let message): throw DrawingProblem(message: message)
        }
    }

    private mutating func startIfReady(at now: Int) {
        guard finish == nil, !jobs.isEmpty, faults.isEmpty, !isPaused else { return }
        finish = now + labelTime
    }

    /// A label under the head is spoilt; it stays in memory and is printed again from the start.
    private mutating func fault(_ condition: PrinterConditions) -> [SimulatorEffect] {
        faults.insert(condition)
        guard finish != nil else { return [] }
        finish = nil
        return [.event(.interrupted)]
    }
}

extension TSPLPrinterModel {
    private mutating func immediate(_ letter: UInt8) throws(DrawingProblem) -> [SimulatorEffect] {
        guard obeysImmediate else { return [] }
        switch letter {
        case UInt8(ascii: "?"):
            return answers(.byte) ? [.send([statusByte])] : []
        case UInt8(ascii: "S"):
            return answers(.frame) ? [.send(statusFrame)] : []
        case UInt8(ascii: "P"): isPaused = true
        case UInt8(ascii: "O"): isPaused = false
        case UInt8(ascii: "D"): obeysImmediate = false
        case UInt8(ascii: "."): cancel()
        case UInt8(ascii: "R"), UInt8(ascii: "C"):
            cancel()
            isPaused = false
            reader.reset()
            drawing = TSPLDrawing(options: options, typeface: typeface)
        case UInt8(ascii: "F"): break
        default:
            throw DrawingProblem(
                message: "unknown immediate command \(ByteNotation.hexText([letter]))")
        }
        return []
    }

    private mutating func cancel() {
        jobs = []
        finish = nil
    }

    private func answers(_ reply: PrinterOptions.StatusReply) -> Bool {
        !isMute && (options.statusReply == reply || options.statusReply == .either)
            && (options.answersWhilePrinting || finish == nil)
    }

    private mutating func query(_ letter: UInt8) throws(DrawingProblem) -> [SimulatorEffect] {
        if letter == UInt8(ascii: "E") {
            obeysImmediate = true
            return []
        }
        let answer: String
        switch letter {
        case UInt8(ascii: "T"): answer = model
        case UInt8(ascii: "I"): answer = "936,086"
        case UInt8(ascii: "@"):
            answer = "\(feedDots / options.dotsPerMillimetre / Self.millimetresPerMetre)"
        default:
            throw DrawingProblem(message: "unknown query ~!\(ByteNotation.hexText([letter]))")
        }
        return isMute ? [] : [.send(answer.utf8 + [0x0D])]
    }

    private var conditions: PrinterConditions {
        var conditions = faults
        if isPaused { conditions.insert(.paused) }
        if finish != nil { conditions.insert(.printing) }
        return conditions
    }

    private var statusByte: UInt8 {
        var byte: UInt8 = 0
        for (bit, condition) in (options.statusBits.first ?? []).prefix(8).enumerated() {
            if let condition, !conditions.isDisjoint(with: condition) { byte |= 1 << UInt8(bit) }
        }
        return byte
    }

    /// STX, message, warning, two bytes of errors over 0x40, ETX CR LF.
    private var statusFrame: [UInt8] {
        var head: UInt8 = 0x40
        if faults.contains(.overheated) { head |= 0x01 }
        var media: UInt8 = 0x40
        if faults.contains(.paperOut) { media |= 0x01 }
        if faults.contains(.ribbonOut) { media |= 0x04 }
        if faults.contains(.coverOpen) { media |= 0x20 }
        let message: UInt8 =
            if !faults.isEmpty {
                UInt8(ascii: "E")
            } else if isPaused {
                UInt8(ascii: "`")
            } else {
                finish != nil ? UInt8(ascii: "P") : UInt8(ascii: "@")
            }
        return [0x02, message, 0x40, head, media, 0x03, 0x0D, 0x0A]
    }
}
