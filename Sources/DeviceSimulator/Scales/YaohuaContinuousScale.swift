internal import DeviceProtocols

/// A Yaohua indicator that sends its display in format 0, 1 or 2 (sources: manuals of the
/// XK3190-A26 and XK3190-A23p).
///
/// What these formats show while too much lies on the scale, no manual says, so that is refused.
struct YaohuaContinuousScale: ScaleSpeech {
    enum Format {
        /// STX, sign, six digits, decimals, check digits, ETX.
        case digits
        /// `=` and the display from its last character to its first.
        case reversed
        /// `=` and the display.
        case display
    }

    private static let decimals = 3

    let format: Format

    var isContinuous: Bool { true }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight), .moving(let weight):
            format == .digits ? digits(weight) : display(weight)
        case .overload, .underload, .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] { [] }

    private func digits(_ weight: DecimalWeight) -> [UInt8]? {
        YaohuaDigits.weight(weight).map { [0x02] + $0 + YaohuaDigits.check($0) + [0x03] }
    }

    private func display(_ weight: DecimalWeight) -> [UInt8]? {
        let positive = DecimalWeight(thousandths: abs(weight.thousandths))
        guard let number = positive.text(width: 7, decimals: Self.decimals) else { return nil }
        let shown = (weight.thousandths < 0 ? "-" : "0") + number
        return [0x3D] + (format == .reversed ? Array(shown.utf8.reversed()) : Array(shown.utf8))
    }
}

/// How Yaohua indicators write weights and checks.
enum YaohuaDigits {
    /// Sign, six digits, and how many of them stand behind the point.
    static func weight(_ weight: DecimalWeight) -> [UInt8]? {
        let positive = DecimalWeight(thousandths: abs(weight.thousandths))
        guard let text = positive.text(width: 7, decimals: 3) else { return nil }
        let sign: UInt8 = weight.thousandths < 0 ? 0x2D : 0x2B
        return [sign] + text.utf8.filter { $0 != 0x2E } + [0x33]
    }

    /// The exclusive-or in hexadecimal digits.
    static func check(_ bytes: [UInt8]) -> [UInt8] {
        let sum = Int(bytes.reduce(0, ^))
        let text = String(sum, radix: 16, uppercase: true)
        return Array((sum < 16 ? "0" + text : text).utf8)
    }
}
