internal import DeviceProtocols

/// A scale whose frames are described in its profile: writes them column by column, and answers the
/// profile's question where there is one.
struct ColumnScale: ScaleSpeech {
    private let options: ScaleOptions
    /// What came from the host and is no whole question yet.
    private var asked: [UInt8] = []
    /// The last weight it answered; some scales answer each weight but once.
    private var answered: DecimalWeight?

    init(options: ScaleOptions) {
        self.options = options
    }

    var isContinuous: Bool { options.poll.isEmpty }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? { frame(sight, tare: nil) }

    func frame(_ sight: LoadedPlate.Sight, tare: DecimalWeight?) -> [UInt8]? {
        let load: ColumnLayout.Load = tare == nil ? .gross : .net
        for layout in options.layouts {
            let writer = ColumnWriter(layout: layout, unit: options.unit, load: load)
            if let frame = writer.frame(sight) { return frame }
        }
        return nil
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        guard !options.poll.isEmpty else { return [] }
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            asked = (asked + [byte]).suffix(options.poll.count)
            guard asked == options.poll else { continue }
            asked = []
            if let frame = answer(plate.look(at: now), plate.tare) { effects.append(.send(frame)) }
        }
        return effects
    }

    private mutating func answer(
        _ sight: LoadedPlate.Sight, _ tare: DecimalWeight?
    ) -> [UInt8]? {
        if options.answersNewWeightsOnly {
            guard case .stable(let weight) = sight, weight.thousandths != 0, weight != answered
            else {
                if case .stable(let weight) = sight, weight.thousandths == 0 { answered = nil }
                return nil
            }
            answered = weight
        }
        return frame(sight, tare: tare) ?? frame(.overload)
    }
}

/// Writes the frames of one layout.
private struct ColumnWriter {
    let layout: ColumnLayout
    let unit: MassUnit
    let load: ColumnLayout.Load

    /// The bytes for what lies on the plate; nil where the layout cannot tell it.
    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .mute: return nil
        case .stable(let weight):
            return written(weight, state: .stable)
        case .moving(let weight):
            if layout.state == nil, let text = numberText(.moving) {
                return written(text: text, isNegative: false, state: nil)
            }
            return written(weight, state: .moving)
        case .overload: return fault(.overload)
        case .zeroNeeded: return fault(.zeroNeeded)
        case .underload:
            if let frame = fault(.underload) { return frame }
            guard layout.isUnderloadWhenNegative, let state = stateText(.overload) else {
                return nil
            }
            let minus: [UInt8] = layout.sign == nil ? [UInt8(ascii: "-")] : []
            return written(text: minus, isNegative: true, state: state)
        }
    }

    private func written(_ weight: DecimalWeight, state: ScaleState) -> [UInt8]? {
        let said = stateText(state)
        guard layout.state == nil || said != nil else { return nil }
        var decimals = unit == .g ? 1 : 3
        if case .always(let count) = layout.decimals { decimals = count }
        let magnitude = DecimalWeight(thousandths: abs(weight.thousandths))
        let isNegative = weight.thousandths < 0
        let hasSignInNumber = isNegative && layout.sign == nil
        var text = Array(magnitude.text(decimals: decimals).utf8)
        if layout.decimals != .text { text.removeAll { $0 == UInt8(ascii: ".") } }
        let width = layout.number.count - (hasSignInNumber ? 1 : 0)
        while text.count < width { text.insert(UInt8(ascii: "0"), at: 0) }
        if hasSignInNumber { text.insert(UInt8(ascii: "-"), at: 0) }
        return written(text: text, isNegative: isNegative, state: said, decimals: decimals)
    }

    private func fault(_ state: ScaleState) -> [UInt8]? {
        if let text = numberText(state) {
            return written(text: text, isNegative: false, state: stateText(.stable))
        }
        return stateText(state).flatMap { written(text: [], isNegative: false, state: $0) }
    }

    /// The frame with a text in the number's place; nil where the text is too long.
    private func written(
        text: [UInt8], isNegative: Bool, state: [UInt8]?, decimals: Int = 0
    ) -> [UInt8]? {
        guard text.count <= layout.numberWidest else { return nil }
        var frame = [UInt8](repeating: UInt8(ascii: " "), count: layout.length)
        func put(_ bytes: [UInt8], at column: Int) {
            for (offset, byte) in bytes.enumerated() { frame[column - 1 + offset] = byte }
        }
        for fixed in layout.fixed { put(fixed.bytes, at: fixed.column) }
        for columns in layout.any {
            put([UInt8](repeating: UInt8(ascii: "0"), count: columns.count), at: columns.lowerBound)
        }
        if let field = layout.state, let state { put(state, at: field.columns.lowerBound) }
        if let field = layout.load, let text = field.text(of: load) {
            put(text, at: field.columns.lowerBound)
        }
        if let field = layout.unit {
            guard let sent = field.text(of: unit) else { return nil }
            put(sent, at: field.columns.upperBound - sent.count + 1)
        }
        if let sign = layout.sign { put(isNegative ? [0x2D] : [plus], at: sign) }
        if case .column(let column) = layout.decimals { put([0x30 + UInt8(decimals)], at: column) }
        var number = text
        while number.count < layout.number.count { number.insert(UInt8(ascii: " "), at: 0) }
        if layout.isReversed { number.reverse() }
        let first = layout.number.lowerBound - 1
        frame.replaceSubrange(first..<layout.number.upperBound, with: number)
        return checked(frame, wider: number.count - layout.number.count)
    }

    private func checked(_ frame: [UInt8], wider: Int) -> [UInt8] {
        guard let checksum = layout.checksum else { return frame }
        func moved(_ column: Int) -> Int {
            column >= layout.number.upperBound ? column + wider : column
        }
        var frame = frame
        let first = checksum.covered.lowerBound - 1
        let covered = frame[first..<moved(checksum.covered.upperBound)]
        let place = moved(checksum.columns.lowerBound) - 1
        let either = covered.reduce(0, ^)
        switch checksum.kind {
        case .xor: frame[place] = either
        case .sum7: frame[place] = (~covered.reduce(0, &+) &+ 1) & 0x7F
        case .xorHex:
            let digits = Array("0123456789ABCDEF".utf8)
            frame[place] = digits[Int(either >> 4)]
            frame[place + 1] = digits[Int(either & 15)]
        }
        return frame
    }

    /// What stands in the sign's column for weights that are not negative.
    private var plus: UInt8 {
        layout.state?.columns.upperBound ?? layout.length < layout.number.lowerBound
            ? UInt8(ascii: "+") : UInt8(ascii: " ")
    }

    private func stateText(_ state: ScaleState) -> [UInt8]? { layout.state?.text(of: state) }

    private func numberText(_ state: ScaleState) -> [UInt8]? {
        layout.numberTexts.first { $0.value == state }?.text
    }
}

extension ColumnLayout.Field {
    fileprivate func text(of value: Value) -> [UInt8]? {
        meanings.first { $0.value == value }?.text
    }
}
