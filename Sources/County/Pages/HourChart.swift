internal import CountyStore

/// The day's parcels by hour as SVG: two bars an hour, drawn here, coloured by the style sheet.
///
/// Everything in it is a number or from our own table, so nothing needs escaping.
struct HourChart {
    private static let width = 1080.0
    private static let height = 510.0
    private static let left = 64.0
    private static let bottom = 44.0
    private static let top = 26.0

    let received: [Int64]
    let handedOut: [Int64]
    /// The hour it is, 0…23.
    let now: Int

    private var plotHeight: Double { Self.height - Self.top - Self.bottom }
    private var slot: Double { (Self.width - Self.left) / 24 }

    /// The top of the scale: 1, 2 or 5 times a power of ten, at least 5.
    static func scale(for most: Int64) -> Int64 {
        var power: Int64 = 1
        while power < Int64.max / 100 {
            for step: Int64 in [5, 10, 20] where step * power >= most { return step * power }
            power *= 10
        }
        return Int64.max
    }

    var svg: String {
        let scale = Self.scale(for: max(received.max() ?? 0, handedOut.max() ?? 0))
        var parts = [
            "<svg class=\"chart\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" "
                + "role=\"img\" aria-label=\"\(label)\">"
        ]
        parts.append(nowBand)
        for fifth in 0...5 { parts.append(line(scale * Int64(fifth) / 5, scale)) }
        for hour in 0..<24 {
            parts.append(bar(hour, received[hour], scale, class: "received", at: 0.14))
            parts.append(bar(hour, handedOut[hour], scale, class: "handed-out", at: 0.52))
            if hour.isMultiple(of: 2) { parts.append(hourLabel(hour)) }
        }
        parts.append("</svg>")
        return parts.joined()
    }

    private var label: String {
        let text = PageText.both("byHour")
        let sums = "\(received.reduce(0, +)) / \(handedOut.reduce(0, +))"
        return "\(text["zh"] ?? "") \(sums)"
    }

    private var nowBand: String {
        rect(
            x: Self.left + Double(now) * slot, y: Self.top, width: slot, height: plotHeight,
            class: "now")
    }

    private func line(_ value: Int64, _ scale: Int64) -> String {
        let y = number(height(of: value, scale))
        return "<line class=\"grid\" x1=\"\(number(Self.left))\" x2=\"\(number(Self.width))\" "
            + "y1=\"\(y)\" y2=\"\(y)\"/>"
            + "<text class=\"scale\" x=\"\(number(Self.left - 12))\" y=\"\(y)\" dy=\"7\">"
            + "\(value)</text>"
    }

    private func height(of value: Int64, _ scale: Int64) -> Double {
        Self.top + plotHeight * (1 - Double(value) / Double(scale))
    }

    private func bar(
        _ hour: Int, _ value: Int64, _ scale: Int64, class name: String, at offset: Double
    ) -> String {
        guard value > 0 else { return "" }
        let y = height(of: value, scale)
        return rect(
            x: Self.left + (Double(hour) + offset) * slot, y: y, width: slot * 0.34,
            height: Self.top + plotHeight - y, class: "bar \(name)")
    }

    private func rect(
        x: Double, y: Double, width: Double, height: Double, class name: String
    ) -> String {
        "<rect class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
            + "height=\"\(number(height))\"/>"
    }

    private func hourLabel(_ hour: Int) -> String {
        "<text class=\"hour\" x=\"\(number(Self.left + (Double(hour) + 0.5) * slot))\" "
            + "y=\"\(number(Self.height - 12))\">\(hour)</text>"
    }

    /// Tenths of a unit are finer than any screen.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
