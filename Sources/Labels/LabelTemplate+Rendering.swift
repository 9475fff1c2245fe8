public import DeviceProtocols

/// A label ready to be sent, and what is to be known about it.
public struct RenderedLabel: Sendable, Equatable {
    /// The bytes in the printer's own language.
    public let bytes: [UInt8]
    /// What did not fit, was replaced, or is too fine.
    public let findings: [LabelFinding]
}

extension LabelTemplate {
    /// The most copies of one job.
    public static let copies = 1...999

    /// The label in the printer's own language.
    /// - Parameters:
    ///   - fields: The data; a flag that is absent is false, any other absence is an error.
    ///   - printer: What the profile says of the printer.
    ///   - copies: How many, kept within `LabelTemplate.copies`.
    /// - Returns: The bytes, and what is to be known about them.
    /// - Throws: `LabelError` when the label cannot be printed with this data.
    public func render(
        fields: [String: LabelValue], for printer: PrinterOptions, copies: Int = 1
    ) throws(LabelError) -> RenderedLabel {
        try requireWriter(for: printer)
        var composer = LabelComposer(template: self, fields: fields, printer: printer)
        let layout = try composer.compose()
        let count = min(max(copies, Self.copies.lowerBound), Self.copies.upperBound)
        let bytes = TSPLWriter.write(
            layout, template: self, encoding: printer.encoding, copies: count)
        return RenderedLabel(bytes: bytes, findings: layout.findings)
    }

    /// Labels are written in TSPL only so far.
    private func requireWriter(for printer: PrinterOptions) throws(LabelError) {
        guard printer.language == .tspl else {
            throw .unsupportedLanguage(printer.language.rawValue)
        }
    }

    /// The label in the language of a profile's printer.
    /// - Throws: `LabelError` as above, and when the profile is not that of a printer.
    public func render(
        fields: [String: LabelValue], for profile: DeviceProfile, copies: Int = 1
    ) throws(LabelError) -> RenderedLabel {
        guard let printer = profile.printer else { throw .notAPrinter(profile: profile.id) }
        return try render(fields: fields, for: printer, copies: copies)
    }
}

extension LabelTemplate {
    /// Everything wrong with the template for a printer, filled with its own sample.
    public func check(for printer: PrinterOptions) -> [LabelFinding] {
        var findings = misplaced(printer) + overlapping(printer) + unused()
        var composer = LabelComposer(template: self, fields: sample, printer: printer)
        do throws(LabelError) {
            try requireWriter(for: printer)
            findings += try composer.compose().findings
        } catch {
            findings.append(
                LabelFinding(kind: .unprintable, element: nil, message: error.description))
        }
        return findings
    }

    private func misplaced(_ printer: PrinterOptions) -> [LabelFinding] {
        let label = DotRectangle(
            x: 0, y: 0,
            width: min(width.dots(per: printer.dotsPerMillimetre), printer.widthDots),
            height: height.dots(per: printer.dotsPerMillimetre))
        return elements.enumerated().compactMap { index, element in
            let place = element.place.dots(per: printer.dotsPerMillimetre)
            if label.contains(place) { return nil }
            return LabelFinding(
                kind: .outside, element: index + 1, message: "reaches over the edge of the label")
        }
    }

    /// Frames are drawn around things: they may lie on anything.
    private func overlapping(_ printer: PrinterOptions) -> [LabelFinding] {
        var findings: [LabelFinding] = []
        let places = elements.map { $0.place.dots(per: printer.dotsPerMillimetre) }
        for second in elements.indices {
            for first in elements.indices.prefix(second)
            where !elements[first].isFrame && !elements[second].isFrame
                && places[first].overlaps(places[second])
            {
                findings.append(
                    LabelFinding(
                        kind: .overlap, element: second + 1, message: "lies on element \(first + 1)"
                    ))
            }
        }
        return findings
    }

    private func unused() -> [LabelFinding] {
        let used = Set(elements.flatMap(\.usedFields))
        return fields.filter { !used.contains($0.name) }.map { field in
            LabelFinding(
                kind: .unusedField, element: nil, message: "no element prints '\(field.name)'")
        }
    }
}

extension LabelTemplate.Element {
    fileprivate var isFrame: Bool {
        if case .box = content { true } else { false }
    }

    fileprivate var usedFields: [String] {
        let fragments: [LabelTemplate.Fragment] =
            switch content {
            case .text(let fragments, _), .code128(let fragments, _), .qr(let fragments, _, _):
                fragments
            case .line, .box: []
            }
        let named: [String] = fragments.compactMap { fragment in
            if case .field(let name) = fragment { name } else { nil }
        }
        return named + (condition.map { [$0] } ?? [])
    }
}
