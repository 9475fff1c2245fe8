internal import DeviceProtocols
internal import DotMatrix

/// Fills a template with data and puts its elements into dots, label by label.
struct LabelComposer {
    let template: LabelTemplate
    let fields: [String: LabelValue]
    let printer: PrinterOptions
    let artist: LabelArtist

    private(set) var findings: [LabelFinding] = []
    private var layout = LabelLayout(width: 0, height: 0)
    /// The row being filled in; empty outside of rows.
    private var row: [String: String] = [:]
    private var page = (number: 1, of: 1)
    /// On a roll, what stands at or below a height moves down by so much.
    private var shifts: [(from: Int, by: Int)] = []
    /// The lowest dot row taken so far.
    private var bottom = 0
    private var element = 0

    init(
        template: LabelTemplate, fields: [String: LabelValue], printer: PrinterOptions,
        artist: LabelArtist
    ) {
        self.template = template
        self.fields = fields
        self.printer = printer
        self.artist = artist
    }

    private var dotsPerMillimetre: Int { printer.dotsPerMillimetre }

    /// Longest paper of one job, in dots: what a receipt of `ElementContext.mostRows` rows may take.
    static let longestRoll = Bitmap.maximumSide

    /// All labels the data takes; one, unless there are more rows than fit on one.
    mutating func compose() throws(LabelError) -> [LabelLayout] {
        try checkKinds()
        let count = try labelsNeeded()
        var labels: [LabelLayout] = []
        for number in 1...count {
            page = (number, count)
            labels.append(try composeOne())
        }
        return labels
    }

    /// A value of another kind than declared is a mistake of whoever fills the label in.
    private func checkKinds() throws(LabelError) {
        for field in template.fields {
            switch (field.kind, fields[field.name]) {
            case (_, nil), (.text, .text), (.flag, .flag), (.rows, .rows): break
            default: throw .wrongKind(field: field.name)
            }
        }
    }

    private func labelsNeeded() throws(LabelError) -> Int {
        var count = 1
        for element in template.elements {
            guard case .rows(let name, let most, _) = element.content else { continue }
            let rows = try self.rows(name).count
            count = max(count, (rows + most - 1) / most)
        }
        guard count <= LabelTemplate.mostLabels else { throw .tooLong }
        return count
    }

    private mutating func composeOne() throws(LabelError) -> LabelLayout {
        let width = min(template.width.dots(per: dotsPerMillimetre), printer.widthDots)
        layout = LabelLayout(width: width, height: 0)
        // Paper wider than the head lies centred under it.
        let margin = (template.width.dots(per: dotsPerMillimetre) - width) / 2
        shifts = []
        bottom = 0
        for (index, element) in template.elements.enumerated() {
            self.element = index + 1
            try add(element, x: -margin, y: 0)
        }
        switch template.medium {
        case .label(_, let height, _): layout.height = height.dots(per: dotsPerMillimetre)
        case .roll(_, let margin): layout.height = bottom + margin.dots(per: dotsPerMillimetre)
        }
        guard (1...Self.longestRoll).contains(layout.height) else { throw .tooLong }
        try checkHead()
        return layout
    }

    /// What the head cannot reach would be missing without a word.
    private func checkHead() throws(LabelError) {
        let isReached = layout.pieces.allSatisfy {
            $0.bounds.x >= 0 && $0.bounds.right <= printer.widthDots
        }
        guard !isReached else { return }
        let head = printer.widthDots * 1_000 / dotsPerMillimetre
        throw .tooWide(label: template.width, head: Millimetres(micrometres: head))
    }

    private mutating func add(
        _ element: LabelTemplate.Element, x: Int, y: Int
    ) throws(LabelError) {
        guard try isWanted(element) else { return }
        var bounds = element.place.dots(per: dotsPerMillimetre)
        bounds = bounds.moved(x: x, y: y + shift(at: bounds.y + y))
        bottom = max(bottom, bounds.bottom)
        let place = TurnedRectangle(bounds: bounds, quarterTurns: element.quarterTurns)
        switch element.content {
        case .text(let fragments, let style): addText(try filled(fragments), style, in: place)
        case .symbol(let fragments, let style):
            try addSymbol(try filled(fragments), style, in: place)
        case .picture(let name): layout.pieces.append(.picture(name: name, place))
        case .line: layout.pieces.append(.bar(bounds))
        case .box(let thickness):
            let dots = thickness.dotsRoundedUp(per: dotsPerMillimetre)
            layout.pieces.append(.box(bounds, thickness: dots))
        case .rows(let name, let most, let elements):
            try addRows(name, most, elements, element.place, x: bounds.x, y: bounds.y)
        }
    }

    private mutating func addRows(
        _ name: String, _ most: Int, _ elements: [LabelTemplate.Element],
        _ place: LabelTemplate.Place, x: Int, y: Int
    ) throws(LabelError) {
        let rows = try self.rows(name)
        let first = (page.number - 1) * most
        let shown = rows.dropFirst(first).prefix(most)
        defer { row = [:] }
        for (index, values) in shown.enumerated() {
            row = values
            // Multiplied in micrometres: rounding each row would add up.
            let down = Millimetres(micrometres: place.height.micrometres * index)
            for element in elements {
                try add(element, x: x, y: y + down.dots(per: dotsPerMillimetre))
            }
        }
        let one = place.height.dots(per: dotsPerMillimetre)
        let all = Millimetres(micrometres: place.height.micrometres * shown.count)
        if case .roll = template.medium {
            shifts.append((y + one, all.dots(per: dotsPerMillimetre) - one))
        }
    }

    /// Rows are placed at their final height already.
    private func shift(at y: Int) -> Int {
        guard row.isEmpty else { return 0 }
        var moved = y
        for shift in shifts where moved >= shift.from { moved += shift.by }
        return moved - y
    }

    private mutating func find(_ kind: LabelFinding.Kind, _ message: String, _ chinese: String) {
        let finding = LabelFinding(
            kind: kind, element: element, message: message, chineseMessage: chinese)
        if !findings.contains(finding) { findings.append(finding) }
    }
}

// MARK: Data

extension LabelComposer {
    private func isWanted(_ element: LabelTemplate.Element) throws(LabelError) -> Bool {
        switch element.condition {
        case nil: true
        case .when(let name): isPresent(name)
        case .unless(let name): !isPresent(name)
        }
    }

    private func isPresent(_ name: String) -> Bool {
        if let text = row[name] ?? builtIn(name) { return !text.isEmpty }
        return fields[name]?.isPresent ?? false
    }

    private func rows(_ name: String) throws(LabelError) -> [[String: String]] {
        // Another kind than rows was refused by `checkKinds`.
        guard let rows = template.rows(of: name, in: fields) else { throw .missingField(name) }
        return rows
    }

    private func filled(_ fragments: [LabelTemplate.Fragment]) throws(LabelError) -> String {
        var text = ""
        for fragment in fragments {
            switch fragment {
            case .literal(let literal): text += literal
            case .field(let name): text += try value(name)
            }
        }
        return text
    }

    private func value(_ name: String) throws(LabelError) -> String {
        if let text = row[name] ?? builtIn(name) { return text }
        switch fields[name] {
        case .text(let value): return value
        case .flag, .rows: throw .wrongKind(field: name)
        case nil: throw .missingField(name)
        }
    }

    private func builtIn(_ name: String) -> String? {
        switch name {
        case "page": "\(page.number)"
        case "pages": "\(page.of)"
        default: nil
        }
    }
}

// MARK: Text

extension LabelComposer {
    private mutating func addText(
        _ raw: String, _ style: LabelTemplate.TextStyle, in place: TurnedRectangle
    ) {
        let isInPrinter = printer.canDraw(raw)
        let text = PrintableText(raw, keepsBreaks: style.lines > 1 || style.grows) { scalar in
            isInPrinter || artist.advance(scalar, Self.probeSize) != nil
        }
        report(text)
        guard !text.paragraphs.allSatisfy(\.isEmpty) else { return }
        // Bold text is struck again one dot beside.
        let room = place.width - (style.bold ? 1 : 0)
        let wanted = style.size.dots(per: dotsPerMillimetre)
        let sizes = sizes(for: text.paragraphs.joined(), style, wanted, place.quarterTurns)
        let most = style.grows ? Self.mostGrownLines : style.lines
        guard let fitted = FittedText(text.paragraphs, sizes: sizes, room: room, most: most) else {
            return
        }
        if fitted.isCut {
            let kept = fitted.lines.joined(separator: " ")
            find(.cut, "only '\(kept)' fits", "只放得下“\(kept)”")
        } else if let first = sizes.first, fitted.size.height < first.height {
            let (printed, asked) = (fitted.size.height, first.height)
            find(
                .shrunk, "printed \(printed) instead of \(asked) dots high",
                "字高从 \(asked) 点缩到 \(printed) 点")
        }
        let pitch = place.height / style.lines
        for (index, line) in fitted.lines.enumerated() where !line.isEmpty {
            addLine(line, fitted.size, style, pitch: pitch, index: index, in: place)
        }
        let extra = (fitted.lines.count - style.lines) * pitch
        if extra > 0 {
            shifts.append((place.bounds.bottom, extra))
            bottom = max(bottom, place.bounds.bottom + extra)
        }
    }

    private static let mostGrownLines = 200
    /// The size at which fonts are asked whether they have a character: any will do.
    private static let probeSize = 24

    private mutating func addLine(
        _ line: String, _ size: TypeSize, _ style: LabelTemplate.TextStyle, pitch: Int, index: Int,
        in place: TurnedRectangle
    ) {
        let width = size.width(of: line) + (style.bold ? 1 : 0)
        let slack = max(0, place.width - width)
        let x =
            switch style.alignment {
            case .left: 0
            case .center: slack / 2
            case .right: slack
            }
        let y = index * pitch + max(0, pitch - size.height) / 2
        let part = place.part(x: x, y: y, width: width, height: size.height)
        layout.pieces.append(
            .text(.init(text: line, hand: size.hand, place: part, isBold: style.bold)))
    }

    /// The sizes a text may be drawn at, the wanted one first.
    private func sizes(
        for text: String, _ style: LabelTemplate.TextStyle, _ wanted: Int, _ quarterTurns: Int
    ) -> [TypeSize] {
        let smallest = min(wanted, style.smallest.dots(per: dotsPerMillimetre))
        if printer.language.turns(quarterTurns), printer.canDraw(text) {
            let fonts = FontChoice.all(for: text, in: printer.fonts, atMost: wanted)
            // Square characters are what is wanted; narrow ones come in where the room is scarce.
            if let first = fonts.first(where: { $0.xMultiplier == $0.yMultiplier }),
                first.height * 10 >= wanted * 7, first.height >= smallest
            {
                let allowed = style.fit == .shrink ? fonts.filter { $0.height >= smallest } : []
                return ([first] + allowed).map { TypeSize(hand: .printer($0), artist: artist) }
            }
        }
        let last = style.fit == .shrink ? max(1, smallest) : wanted
        return stride(from: wanted, through: last, by: -1).map {
            TypeSize(hand: .picture(pixels: $0), artist: artist)
        }
    }

    private mutating func report(_ text: PrintableText) {
        if text.wasCleaned { find(.cleaned, "control characters were left out", "去掉了控制字符") }
        if !text.missing.isEmpty {
            let codes = text.missing.map { "U+" + String($0.value, radix: 16, uppercase: true) }
                .joined(separator: " ")
            find(
                .notInFont, "no installed font has \(codes); 〓 stands for it",
                "字库里没有 \(codes)，用 〓 代替")
        }
    }
}

// MARK: Symbols

extension LabelComposer {
    private mutating func addSymbol(
        _ content: String, _ style: LabelTemplate.SymbolStyle, in place: TurnedRectangle
    ) throws(LabelError) {
        let symbology = style.symbology
        let isNative =
            printer.draws(symbology) && printer.language.turns(place.quarterTurns)
            && SymbolSize.isSafe(content)
        let drawn = try artist.symbol(content, symbology)
        // A printer may choose its code sets less well than our encoder: room is kept for that.
        let worst = isNative ? SymbolSize.modules(of: content, as: symbology) : nil
        let fitting = try dotsPerModule(
            width: worst?.width ?? drawn.width, height: worst?.height ?? drawn.height, style,
            in: place)
        let dots =
            isNative ? min(fitting, printer.language.largestModule(symbology)) : fitting
        let width = drawn.width * dots
        let height = symbology.isLinear ? place.height : drawn.height * dots
        let right = place.width - (worst?.width ?? drawn.width) * dots
        let part = place.part(
            x: min((place.width - width) / 2, right), y: (place.height - height) / 2,
            width: width, height: height)
        layout.pieces.append(
            .symbol(
                .init(
                    symbology: symbology, content: content, module: dots, place: part,
                    isNative: isNative)))
    }

    /// As large as fits, quiet zones included.
    private mutating func dotsPerModule(
        width: Int, height: Int, _ style: LabelTemplate.SymbolStyle, in place: TurnedRectangle
    ) throws(LabelError) -> Int {
        let quiet = 2 * style.symbology.quiet
        var dots = place.width / (width + quiet)
        if !style.symbology.isLinear { dots = min(dots, place.height / (height + quiet)) }
        guard dots >= 1 else { throw .symbolTooLarge(element: element) }
        if dots < style.module.dotsRoundedUp(per: dotsPerMillimetre) {
            let micrometres = dots * 1_000 / dotsPerMillimetre
            let module = Millimetres(micrometres: micrometres)
            find(
                .smallModule, "a module is \(module) mm, below \(style.module) mm",
                "条码最细只有 \(module) 毫米，要求 \(style.module) 毫米")
        }
        return dots
    }
}
