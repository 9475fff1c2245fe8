internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// A label to be printed a number of times.
struct PrintJob {
    let canvas: LabelCanvas
    var remaining: Int
}

/// What is the same in every label printer, whatever its language: labels that wait, the label under
/// the head, paper, ribbon, cover and temperature.
struct PrintQueue {
    /// Labels that wait in the printer's memory before it stops taking bytes.
    private static let mostJobs = 32

    /// Labels differ so much from their size on paper, in dots, through rounding.
    private static let roundingDots = 8

    /// The labels in the printer.
    private struct Paper {
        let width: Int
        let height: Int
        var isMeasured = false
    }

    private let labelTime: Int
    private let dotsPerMillimetre: Int
    /// Nil for paper of whatever size is wanted.
    private var paper: Paper?
    private var press: LabelPress
    private(set) var jobs: [PrintJob] = []
    /// When the label under the head will be out.
    private(set) var finish: Int?
    /// What a person has to put right.
    private(set) var faults: PrinterConditions = []
    /// Paper fed since the simulator began, in dots.
    private(set) var feedDots = 0
    /// Told to hold what waits.
    var isPaused = false
    /// It keeps its mouth shut, as some clones do.
    private(set) var isMute = false

    init(press: LabelPress, labelTime: Int, dotsPerMillimetre: Int) {
        self.press = press
        self.labelTime = labelTime
        self.dotsPerMillimetre = dotsPerMillimetre
    }

    var takesInput: Bool { jobs.count < Self.mostJobs }
    var isPrinting: Bool { finish != nil }
    /// Labels of the batch under way that are not out yet.
    var labelsRemaining: Int { jobs.first?.remaining ?? 0 }

    var conditions: PrinterConditions {
        var conditions = faults
        if isPaused { conditions.insert(.paused) }
        if isPrinting { conditions.insert(.printing) }
        return conditions
    }

    mutating func add(_ job: PrintJob) { jobs.append(job) }

    mutating func cancel() {
        jobs = []
        finish = nil
    }

    mutating func startIfReady(at now: Int) {
        guard finish == nil, !jobs.isEmpty, faults.isEmpty, !isPaused else { return }
        finish = now + labelTime
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
        case .paper(let width, let height):
            paper = Paper(width: width * dotsPerMillimetre, height: height * dotsPerMillimetre)
            return []
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
        return misprint(canvas.picture.width, canvas.picture.height) + press.put(canvas)
    }

    /// The printer measures its paper; told a height in dots, it finds no other.
    mutating func measure(height: Int? = nil) {
        guard let real = paper?.height else { return }
        paper?.isMeasured = height.map { abs($0 - real) <= Self.roundingDots } ?? true
    }

    /// What a person would see at once: a label on paper of another size, or off its place.
    private func misprint(_ width: Int, _ height: Int) -> [SimulatorEffect] {
        guard let paper else { return [] }
        if abs(width - paper.width) > Self.roundingDots
            || abs(height - paper.height) > Self.roundingDots
        {
            return [
                .event(
                    .error(
                        "a label of \(width)×\(height) dots on paper of "
                            + "\(paper.width)×\(paper.height)"))
            ]
        }
        return paper.isMeasured ? [] : [.event(.error("the paper was not measured"))]
    }

    /// A label under the head is spoilt; it stays in memory and is printed again from the start.
    private mutating func fault(_ condition: PrinterConditions) -> [SimulatorEffect] {
        faults.insert(condition)
        guard finish != nil else { return [] }
        finish = nil
        return [.event(.interrupted)]
    }
}
