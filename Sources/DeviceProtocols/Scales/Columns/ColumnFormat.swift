/// A reading with what is needed to judge whether it is stable.
struct ColumnReading: Sendable, Equatable {
    let reading: ScaleReading
    /// Whether the frame itself says if the weight is at rest.
    let saysStability: Bool
}

/// Frames of the layouts in a profile; the shortest layout that fits a place wins.
///
/// A line that begins as a frame and is none is refused as a whole, so that the rest of a damaged
/// number is never read as a number of its own.
struct ColumnFormat: FrameFormat {
    /// Bytes beyond the longest layout that are waited for before a line is given up.
    private static let slack = 16

    /// What a first look at a layout needs.
    private struct Glance: Sendable {
        let length: Int
        let last: UInt8
        let endsWithLast: Bool
    }

    let longestFrame: Int
    /// Whether frames say if the weight is at rest; nil where only some do.
    let saysStability: Bool?
    /// One for each of `layouts`.
    private let glances: [Glance]
    /// By length, the shortest first.
    private let layouts: [CompiledLayout]
    /// Bytes that begin a frame and cannot stand inside of one.
    private let starts: ByteSet
    private let filler: ByteSet

    /// Makes a format.
    /// - Parameters:
    ///   - layouts: At least one; none longer than ``ColumnLayout/longestFrame``.
    ///   - unit: The unit of numbers where the device sends none.
    init(_ layouts: [ColumnLayout], unit: MassUnit) {
        let compiled = layouts.flatMap { layout in
            let widths = layout.widths
            return widths.map {
                CompiledLayout($0, unit: unit, hasOneWidth: widths.count == 1)
            }
        }
        let ordered = compiled.enumerated().sorted { left, right in
            (left.element.length, left.offset) < (right.element.length, right.offset)
        }
        self.layouts = ordered.map(\.element)
        glances = ordered.map { _, layout in
            let last = layout.lastByte
            return Glance(length: layout.length, last: last ?? 0, endsWithLast: last != nil)
        }
        let told = Set(compiled.map(\.saysStability))
        saysStability = told.count == 1 ? told.first : nil
        longestFrame = (ordered.last?.element.length ?? 1) + Self.slack
        starts = ByteSet { byte in
            compiled.contains { $0.headLength > 0 && $0.allows(byte, at: 0) }
        }
        let fillers = Set(layouts.flatMap(\.filler))
        filler = ByteSet { byte in
            fillers.contains(byte) && !compiled.contains { $0.allows(byte, at: 0) }
        }
    }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ColumnReading> {
        // No frame begins with one.
        if filler.contains(bytes[0]) { return .filler(length: 1) }
        let whole = glances.withUnsafeBufferPointer { glances -> FrameVerdict<ColumnReading>? in
            for index in glances.indices {
                let glance = glances[index]
                guard glance.length <= bytes.count else { return nil }
                guard !glance.endsWithLast || bytes[glance.length - 1] == glance.last else {
                    continue
                }
                let layout = layouts[index]
                guard layout.fits(bytes) else { continue }
                if layout.endIsUnmarked, beginsInside(bytes, end: layout.length) { continue }
                if let whole = layout.read(bytes) { return whole }
            }
            return nil
        }
        return whole ?? unfinishedOrBroken(bytes)
    }

    private func unfinishedOrBroken(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> FrameVerdict<ColumnReading> {
        var isUnfinished = false
        var found: FrameVerdict<ColumnReading> = .none
        for layout in layouts {
            switch layout.judge(bytes, starts: starts, longest: longestFrame) {
            case .none, .filler: break
            case .incomplete: isUnfinished = true
            case .frame(let reading, let length):
                if !isCutOff(bytes, end: length) { return .frame(reading, length: length) }
            case .refused(let reason, let length):
                // A line of the right length for another layout is told by what is wrong in it.
                if case .refused(let known, _) = found, known != .length || reason == .length {
                    break
                }
                if !isCutOff(bytes, end: length) { found = .refused(reason, length: length) }
            }
        }
        return isUnfinished ? .incomplete : found
    }

    /// Whether another frame stands inside of these bytes: then the first one was cut off.
    private func isCutOff(_ bytes: UnsafeBufferPointer<UInt8>, end: Int) -> Bool {
        if beginsInside(bytes, end: end) { return true }
        let line = UnsafeBufferPointer(rebasing: bytes[..<end])
        return layouts.contains { $0.ends(line) }
    }

    private func beginsInside(_ bytes: UnsafeBufferPointer<UInt8>, end: Int) -> Bool {
        var start = 1
        while start < end {
            if starts.contains(bytes[start]) {
                let rest = UnsafeBufferPointer(rebasing: bytes[start..<end])
                if layouts.contains(where: { $0.begins(rest) }) { return true }
            }
            start += 1
        }
        return false
    }
}

/// Frames of layouts that all say whether the weight is at rest, or of which none does.
struct UniformColumnFormat: FrameFormat {
    private let format: ColumnFormat
    /// Frames without a state are only sent of weights at rest.
    private let isAtRest: Bool

    init(_ format: ColumnFormat, isAtRest: Bool = false) {
        self.format = format
        self.isAtRest = isAtRest
    }

    var longestFrame: Int { format.longestFrame }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        switch format.verdict(bytes) {
        case .none: .none
        case .incomplete: .incomplete
        case .frame(let found, let length): .frame(reading(found.reading), length: length)
        case .refused(let reason, let length): .refused(reason, length: length)
        case .filler(let length): .filler(length: length)
        }
    }

    private func reading(_ sent: ScaleReading) -> ScaleReading {
        isAtRest && sent.value != nil ? sent.with(state: .stable) : sent
    }
}

/// The decoder of a profile's layouts; computes stability for frames that do not tell it, unless
/// the device answers each load but once.
func columnDecoder(
    _ format: ColumnFormat, answersOnce: Bool
) -> any FrameDecoder<ScaleReading> {
    guard let saysStability = format.saysStability else { return ColumnScaleDecoder(format) }
    if answersOnce, !saysStability {
        let resting = UniformColumnFormat(format, isAtRest: true)
        return ScaleFormatDecoder(resting, sendsStability: true)
    }
    return ScaleFormatDecoder(UniformColumnFormat(format), sendsStability: saysStability)
}

/// The decoder of layouts of which only some say whether the weight is at rest.
struct ColumnScaleDecoder: FrameDecoder {
    private var frames: FormatDecoder<ColumnReading>
    private var stability = StabilityWindow()

    init(_ format: ColumnFormat) {
        frames = FormatDecoder(format)
    }

    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScaleReading>] {
        judged(frames.feed(bytes))
    }

    mutating func idle() -> [Decoded<ScaleReading>] {
        let found = judged(frames.idle())
        stability.reset()
        return found
    }

    private mutating func judged(
        _ found: [Decoded<ColumnReading>]
    ) -> [Decoded<ScaleReading>] {
        var window = stability
        let judged = found.map { item -> Decoded<ScaleReading> in
            switch item {
            case .malformed(let malformed): return .malformed(malformed)
            case .message(let message):
                let reading = message.reading
                guard reading.hasNumber, !message.saysStability else {
                    window.reset()
                    return .message(reading)
                }
                return .message(window.isStable(reading) ? reading.with(state: .stable) : reading)
            }
        }
        stability = window
        return judged
    }
}
