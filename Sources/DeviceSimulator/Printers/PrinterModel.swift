internal import DeviceProtocols
internal import LabelRaster

/// Cuts the bytes of a printer's language into its commands.
protocol PrinterReader {
    associatedtype Input

    /// The commands that are complete with these bytes.
    mutating func feed(_ bytes: [UInt8]) -> [Input]
}

/// How a printer's language is understood: what it does to the queue, and what it answers.
protocol PrinterSpeech {
    associatedtype Reader: PrinterReader

    /// What is kept of commands that have not come whole.
    var reader: Reader { get set }

    /// Obeys one command; gives what it answers and tells.
    mutating func take(
        _ input: Reader.Input, _ queue: inout PrintQueue
    ) throws(DrawingProblem) -> [SimulatorEffect]

    /// Something may have changed in the printer: what it says of that by itself.
    mutating func noticeChange(_ queue: PrintQueue) -> [SimulatorEffect]

    /// Paper hangs out of the printer that no command has ended.
    var hasLoosePaper: Bool { get }

    /// Somebody tears off what hangs out.
    mutating func tearOff(_ queue: inout PrintQueue)

    /// It was switched off and on: what it forgets, besides the labels that waited.
    mutating func losePower()
}

extension PrinterSpeech {
    mutating func noticeChange(_ queue: PrintQueue) -> [SimulatorEffect] { [] }

    var hasLoosePaper: Bool { false }

    mutating func tearOff(_ queue: inout PrintQueue) {}

    /// Bytes came from the host.
    mutating func receive(
        _ bytes: [UInt8], _ queue: inout PrintQueue, at now: Int
    ) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for input in reader.feed(bytes) {
            do throws(DrawingProblem) {
                effects += try take(input, &queue)
            } catch {
                effects.append(.event(.error(error.message)))
            }
            queue.startIfReady(at: now)
        }
        return effects
    }
}

/// One printer: what its profile says of it, and the type its text is drawn in.
struct PrinterUnit {
    let options: PrinterOptions
    let maker: String
    let model: String
    let typeface: Typeface
}

/// A label printer: a queue of labels, and the speech of its language.
struct PrinterModel<Speech: PrinterSpeech>: DeviceModel {
    /// After so many milliseconds without a byte, somebody tears off what hangs out of the printer.
    private let patience = 2_000

    private var speech: Speech
    private var queue: PrintQueue
    private var tearing: Int?

    init(_ speech: Speech, _ unit: PrinterUnit, press: LabelPress, labelTime: Int) {
        self.speech = speech
        queue = PrintQueue(
            press: press, labelTime: labelTime,
            dotsPerMillimetre: unit.options.dotsPerMillimetre)
    }

    var nextTick: Int? { [queue.finish, tearing].compactMap(\.self).min() }
    var takesInput: Bool { queue.takesInput }

    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        let effects = speech.receive(bytes, &queue, at: now)
        tearing = speech.hasLoosePaper ? now + patience : nil
        queue.startIfReady(at: now)
        return effects + speech.noticeChange(queue)
    }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        if command == .power {
            queue.cancel()
            queue.isPaused = false
            speech.losePower()
            tearing = nil
            return []
        }
        guard let effects = queue.perform(command, at: now) else { return nil }
        return effects + speech.noticeChange(queue)
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] {
        if let due = tearing, now >= due {
            tearing = nil
            speech.tearOff(&queue)
            queue.startIfReady(at: now)
        }
        let effects = queue.tick(at: now)
        return effects + speech.noticeChange(queue)
    }
}

extension PrinterOptions {
    private static let faults: PrinterConditions = [
        .paperOut, .coverOpen, .ribbonOut, .overheated, .jam,
    ]

    /// One of the status bytes, from what its bits mean in the profile; a fault without a bit of its
    /// own is an error like any other.
    func statusByte(_ index: Int, _ conditions: PrinterConditions) -> UInt8 {
        guard statusBits.indices.contains(index) else { return 0 }
        let known = statusBits.joined().compactMap(\.self).reduce(into: PrinterConditions()) {
            $0.formUnion($1)
        }
        var conditions = conditions
        if !conditions.intersection(Self.faults).isSubset(of: known) { conditions.insert(.error) }
        var byte: UInt8 = 0
        for (bit, meaning) in statusBits[index].prefix(8).enumerated() {
            if let meaning, !conditions.isDisjoint(with: meaning) { byte |= 1 << UInt8(bit) }
        }
        return byte
    }
}

extension DeviceProfile {
    /// A printer of whichever language.
    func printerModel(
        _ printer: PrinterOptions, press: LabelPress, _ timing: SimulatorTiming
    ) throws(SimulatorError) -> any DeviceModel {
        let typeface: Typeface
        do throws(TypefaceError) {
            typeface = try Typeface()
        } catch {
            throw .font(error.description)
        }
        let unit = PrinterUnit(options: printer, maker: maker, model: model, typeface: typeface)
        func printing(_ speech: some PrinterSpeech) -> any DeviceModel {
            PrinterModel(speech, unit, press: press, labelTime: timing.label)
        }
        switch printer.language {
        case .tspl: return printing(TSPLPrinter(unit))
        case .zpl: return printing(ZPLPrinter(unit))
        case .cpcl: return printing(CPCLPrinter(unit))
        case .escpos: return printing(ESCPOSPrinter(unit))
        }
    }
}
