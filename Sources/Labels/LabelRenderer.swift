public import DeviceProtocols
public import DotMatrix

/// Labels ready to be sent, and what is to be known about them.
public struct RenderedLabel: Sendable, Equatable {
    /// The bytes in the printer's own language.
    public let bytes: [UInt8]
    /// How many labels they print, copies included.
    public let labels: Int
    /// What did not fit, was left out, or is too fine.
    public let findings: [LabelFinding]
}

/// A template and the printer it is for: what turns data into labels.
public struct LabelRenderer: Sendable {
    /// The most copies of one job.
    public static let copies = 1...999

    /// The label.
    public let template: LabelTemplate
    private let printer: PrinterOptions
    private let artist: LabelArtist
    private let policy: PrivacyPolicy

    /// A renderer.
    /// - Parameters:
    ///   - template: The label.
    ///   - printer: What the profile says of the printer.
    ///   - artist: Who draws characters and symbols.
    ///   - policy: What must be hidden of people's data.
    public init(
        _ template: LabelTemplate, for printer: PrinterOptions, artist: LabelArtist,
        policy: PrivacyPolicy
    ) {
        self.template = template
        self.printer = printer
        self.artist = artist
        self.policy = policy
    }

    /// A renderer for the printer of a profile.
    /// - Throws: `LabelError.notAPrinter` for the profile of another device.
    public init(
        _ template: LabelTemplate, for profile: DeviceProfile, artist: LabelArtist,
        policy: PrivacyPolicy
    ) throws(LabelError) {
        guard let printer = profile.printer else { throw .notAPrinter(profile: profile.id) }
        self.init(template, for: printer, artist: artist, policy: policy)
    }

    /// The labels in the printer's own language.
    /// - Parameters:
    ///   - fields: The data; a flag that is absent is false, any other absence is an error.
    ///   - copies: How many of each, kept within `LabelRenderer.copies`.
    /// - Returns: The bytes, and what is to be known about them.
    /// - Throws: `LabelError` when the label cannot be printed with this data.
    public func render(
        _ fields: [String: LabelValue], copies: Int = 1
    ) throws(LabelError) -> RenderedLabel {
        let (layouts, findings) = try layOut(fields)
        let count = min(max(copies, Self.copies.lowerBound), Self.copies.upperBound)
        let painter = LabelPainter(artist: artist)
        let sheet = LabelSheet(medium: template.medium, printer: printer, copies: count)
        var bytes: [UInt8] = []
        for layout in layouts { bytes += try sheet.bytes(of: layout, painter: painter) }
        return RenderedLabel(bytes: bytes, labels: layouts.count * count, findings: findings)
    }

    /// Each label as the printer will show it, dot by dot, with the paper's edges that a narrower head
    /// does not reach.
    ///
    /// Where the printer uses a font of its own, cells are right and the shapes of characters near.
    /// - Throws: `LabelError` as ``render(_:copies:)`` does.
    public func preview(_ fields: [String: LabelValue]) throws(LabelError) -> [Bitmap] {
        let painter = LabelPainter(artist: artist)
        var pictures: [Bitmap] = []
        let width = template.width.dots(per: printer.dotsPerMillimetre)
        for layout in try layOut(fields).layouts {
            let printed = try painter.paint(layout)
            guard var paper = Bitmap(width: width, height: layout.height) else { throw .tooLong }
            paper.draw(printed, x: (width - layout.width) / 2, y: 0)
            pictures.append(paper)
        }
        return pictures
    }

    private func layOut(
        _ fields: [String: LabelValue]
    ) throws(LabelError) -> (layouts: [LabelLayout], findings: [LabelFinding]) {
        if let breach = policy.breach(of: fields, on: template) { throw .personal(breach) }
        var composer = LabelComposer(
            template: template, fields: fields, printer: printer, artist: artist)
        let layouts = try composer.compose()
        return (layouts, composer.findings)
    }
}

extension LabelRenderer {
    /// Everything wrong with the template for the printer, filled with its own sample.
    public func check() -> [LabelFinding] {
        var findings = overlapping() + unused()
        do throws(LabelError) {
            let (layouts, others) = try layOut(template.sample)
            findings += others + misplaced(layouts)
            _ = try render(template.sample)
        } catch {
            findings.append(
                LabelFinding(kind: .unprintable, element: nil, message: error.description))
        }
        return findings
    }

    private func misplaced(_ layouts: [LabelLayout]) -> [LabelFinding] {
        let per = printer.dotsPerMillimetre
        return template.elements.enumerated().compactMap { index, element in
            let height = template.height ?? Millimetres(micrometres: .max / 2_000)
            let label = DotRectangle(
                x: 0, y: 0, width: template.width.dots(per: per), height: height.dots(per: per))
            var place = element.place.dots(per: per)
            if case .rows(_, let most, _) = element.content, template.height != nil {
                place.height *= most
            }
            if label.contains(place) { return nil }
            return LabelFinding(
                kind: .outside, element: index + 1, message: "reaches over the edge of the label")
        }
    }

    /// Frames are drawn around things: they may lie on anything.
    private func overlapping() -> [LabelFinding] {
        var findings: [LabelFinding] = []
        let places = template.elements.map { $0.place.dots(per: printer.dotsPerMillimetre) }
        for second in places.indices {
            for first in places.indices.prefix(second)
            where places[first].overlaps(places[second])
                && template.elements[first].excludes(template.elements[second])
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
        let used = Set(template.elements.flatMap(\.usedFields))
        return template.fields.filter { !used.contains($0.name) }.map { field in
            LabelFinding(
                kind: .unusedField, element: nil, message: "no element prints '\(field.name)'")
        }
    }
}

extension LabelTemplate.Element {
    private var isFrame: Bool {
        if case .box = content { true } else { false }
    }

    /// Whether the two cannot share a place: frames may, and what is never printed together.
    fileprivate func excludes(_ other: Self) -> Bool {
        if isFrame || other.isFrame { return false }
        switch (condition, other.condition) {
        case (.when(let name)?, .unless(let same)?), (.unless(let name)?, .when(let same)?):
            return name != same
        default: return true
        }
    }

    fileprivate var usedFields: [String] {
        var names: [String] = condition.map { [$0.field] } ?? []
        switch content {
        case .text(let fragments, _), .symbol(let fragments, _):
            for case .field(let name) in fragments { names.append(name) }
        case .rows(let field, _, let elements): names += [field] + elements.flatMap(\.usedFields)
        case .picture, .line, .box: break
        }
        return names
    }
}
