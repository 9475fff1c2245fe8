public import DeviceProtocols
public import DotMatrix

/// Labels ready to be sent, and what is to be known about them.
public struct RenderedLabel: Sendable, Equatable {
    /// The bytes in the printer's own language.
    public let bytes: [UInt8]
    /// How many labels they print, copies included.
    public let labels: Int
    /// The paper they need.
    public let paper: LabelMedium
    /// What did not fit, was left out, or is too fine.
    public let findings: [LabelFinding]
}

/// A template and the printer it is for: what turns data into labels.
public struct LabelRenderer: Sendable {
    /// The most copies of one job.
    public static let copies = 1...999
    /// The most labels of one job, copies included.
    public static let labelsMax = 999
    /// The most bytes of one job: all of them are held in memory until they have gone out.
    public static let bytesMax = 16 << 20

    /// The label.
    public let template: LabelTemplate
    let printer: PrinterOptions
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
    ///   - storedFonts: Fonts of ours that the printer holds: text in them needs no pictures.
    /// - Returns: The bytes, and what is to be known about them.
    /// - Throws: `LabelError` when the label cannot be printed with this data.
    public func render(
        _ fields: [String: LabelValue], copies: Int = 1, storedFonts: StoredFonts? = nil
    ) throws(LabelError) -> RenderedLabel {
        let (layouts, findings) = try layOut(fields)
        let count = min(max(copies, Self.copies.lowerBound), Self.copies.upperBound)
        guard layouts.count * count <= Self.labelsMax else {
            throw .tooMany(labels: layouts.count * count, most: Self.labelsMax)
        }
        let painter = LabelPainter(artist: artist)
        let sheet = LabelSheet(
            medium: template.medium, printer: printer, copies: count, storedFonts: storedFonts)
        var bytes: [UInt8] = []
        for layout in layouts {
            bytes += try sheet.bytes(
                of: layout, painter: painter, most: Self.bytesMax - bytes.count)
        }
        return RenderedLabel(
            bytes: bytes, labels: layouts.count * count, paper: paper, findings: findings)
    }

    /// Each label as the printer will show it, dot by dot, with the paper's edges that a narrower head
    /// does not reach.
    ///
    /// Where the printer uses a font of its own, cells are right and the shapes of characters near.
    /// - Throws: `LabelError` as ``render(_:copies:storedFonts:)`` does.
    public func preview(
        _ fields: [String: LabelValue], first count: Int = .max
    ) throws(LabelError) -> [Bitmap] {
        let painter = LabelPainter(artist: artist)
        var pictures: [Bitmap] = []
        let width = template.width.dots(per: printer.dotsPerMillimetre)
        for layout in try layOut(fields).layouts.prefix(count) {
            let printed = try painter.paint(layout)
            guard var paper = Bitmap(width: width, height: layout.height) else { throw .tooLong }
            paper.draw(printed, x: (width - layout.width) / 2, y: 0)
            pictures.append(paper)
        }
        return pictures
    }

    /// Each label in dots, and what was found on the way.
    func layOut(
        _ fields: [String: LabelValue]
    ) throws(LabelError) -> (layouts: [LabelLayout], findings: [LabelFinding]) {
        if let breach = policy.breach(of: fields, on: template) { throw breach }
        var composer = LabelComposer(
            template: template, fields: fields, printer: printer, artist: artist)
        let layouts = try composer.compose()
        return (layouts, composer.findings)
    }
}
