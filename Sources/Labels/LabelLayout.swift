internal import DeviceProtocols

/// A label filled with data and measured in dots: what every printer language starts from.
struct LabelLayout: Equatable {
    /// One command of a printer, in dots from the top left corner.
    enum Piece: Equatable {
        case text(String, FontChoice, x: Int, y: Int, bold: Bool)
        case code128(String, x: Int, y: Int, module: Int, height: Int)
        case qr(String, x: Int, y: Int, cell: Int, level: LabelTemplate.QRLevel)
        case bar(DotRectangle)
        case box(DotRectangle, thickness: Int)
    }

    var pieces: [Piece] = []
    var findings: [LabelFinding] = []
}

/// A rectangle in dots.
struct DotRectangle: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    func overlaps(_ other: DotRectangle) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height
            && other.y < y + height
    }

    func contains(_ other: DotRectangle) -> Bool {
        other.x >= x && other.y >= y && other.x + other.width <= x + width
            && other.y + other.height <= y + height
    }
}

extension LabelTemplate.Place {
    func dots(per millimetre: Int) -> DotRectangle {
        DotRectangle(
            x: x.dots(per: millimetre), y: y.dots(per: millimetre),
            width: width.dots(per: millimetre), height: height.dots(per: millimetre))
    }
}

/// Puts a template's elements into dots, one after the other.
struct LabelComposer {
    let template: LabelTemplate
    let fields: [String: LabelValue]
    let printer: PrinterOptions
    private var layout = LabelLayout()

    init(template: LabelTemplate, fields: [String: LabelValue], printer: PrinterOptions) {
        self.template = template
        self.fields = fields
        self.printer = printer
    }

    mutating func compose() throws(LabelError) -> LabelLayout {
        for (index, element) in template.elements.enumerated() {
            guard try isWanted(element) else { continue }
            try add(element, number: index + 1)
        }
        return layout
    }

    private func isWanted(_ element: LabelTemplate.Element) throws(LabelError) -> Bool {
        guard let name = element.condition else { return true }
        switch fields[name] {
        case .flag(let flag): return flag
        case .text: throw .wrongKind(field: name)
        case nil: return false
        }
    }

    private func filled(_ fragments: [LabelTemplate.Fragment]) throws(LabelError) -> String {
        var text = ""
        for fragment in fragments {
            switch fragment {
            case .literal(let literal): text += literal
            case .field(let name):
                switch fields[name] {
                case .text(let value): text += value
                case .flag: throw .wrongKind(field: name)
                case nil: throw .missingField(name)
                }
            }
        }
        return text
    }

    private mutating func add(
        _ element: LabelTemplate.Element, number: Int
    ) throws(LabelError) {
        let place = element.place.dots(per: printer.dotsPerMillimetre)
        switch element.content {
        case .text(let fragments, let style):
            addText(try filled(fragments), style, in: place, number: number)
        case .code128(let fragments, let module):
            try addCode128(try filled(fragments), module, in: place, number: number)
        case .qr(let fragments, let module, let level):
            try addQR(try filled(fragments), module, level, in: place, number: number)
        case .line: layout.pieces.append(.bar(place))
        case .box(let thickness):
            let dots = thickness.dotsRoundedUp(per: printer.dotsPerMillimetre)
            layout.pieces.append(.box(place, thickness: dots))
        }
    }

    private mutating func find(_ kind: LabelFinding.Kind, _ number: Int, _ message: String) {
        layout.findings.append(LabelFinding(kind: kind, element: number, message: message))
    }
}

extension LabelComposer {
    private mutating func addText(
        _ raw: String, _ style: LabelTemplate.TextStyle, in place: DotRectangle, number: Int
    ) {
        let clean = PrinterText(raw, encoding: printer.encoding)
        report(clean, number: number)
        var text = clean.text
        guard !text.isEmpty else { return }
        // Bold text is struck again one dot to the right.
        let room = place.width - (style.bold ? 1 : 0)
        let choices = FontChoice.all(for: text, in: printer.fonts, atMost: place.height)
        let wanted = choices.filter { $0.xMultiplier == $0.yMultiplier }
        guard let first = wanted.first else {
            return find(.noFont, number, "no font of the printer fits \(place.height) dots")
        }
        let smallest = style.smallest.dots(per: printer.dotsPerMillimetre)
        let allowed = style.fit == .shrink ? choices.filter { $0.height >= smallest } : [first]
        let fitting = ([first] + allowed).first { $0.width(of: text) <= room }
        let choice = fitting ?? allowed.last ?? first
        if fitting == nil {
            text = choice.cut(text, to: room)
            find(.cut, number, "only '\(text)' fits")
        } else if choice.height < first.height {
            find(.shrunk, number, "printed \(choice.height) instead of \(first.height) dots high")
        }
        let slack = max(0, room - choice.width(of: text))
        let x =
            switch style.alignment {
            case .left: place.x
            case .center: place.x + slack / 2
            case .right: place.x + slack
            }
        let y = place.y + (place.height - choice.height) / 2
        layout.pieces.append(.text(text, choice, x: x, y: y, bold: style.bold))
    }

    private mutating func report(_ clean: PrinterText, number: Int) {
        if clean.wasReplaced {
            find(.replaced, number, "quotes, backslashes or control characters were replaced")
        }
        if !clean.missing.isEmpty {
            let codes = clean.missing.map { "U+" + String($0.value, radix: 16, uppercase: true) }
            find(
                .notInFont, number,
                "the printer's font lacks \(codes.joined(separator: " ")); 〓 stands for it")
        }
    }

    private mutating func addCode128(
        _ content: String, _ module: Millimetres, in place: DotRectangle, number: Int
    ) throws(LabelError) {
        guard SymbolSize.isSafe(content), let modules = SymbolSize.code128(content) else {
            throw .symbolContent(element: number)
        }
        let whole = modules + 2 * SymbolSize.code128Quiet
        let dots = try dotsPerModule(whole, module, in: place.width, number: number)
        layout.pieces.append(
            .code128(
                content, x: place.x + (place.width - modules * dots) / 2, y: place.y, module: dots,
                height: place.height))
    }

    private mutating func addQR(
        _ content: String, _ module: Millimetres, _ level: LabelTemplate.QRLevel,
        in place: DotRectangle, number: Int
    ) throws(LabelError) {
        guard SymbolSize.isSafe(content), let modules = SymbolSize.qr(content, level: level) else {
            throw .symbolContent(element: number)
        }
        let side = min(place.width, place.height)
        let whole = modules + 2 * SymbolSize.qrQuiet
        let dots = try dotsPerModule(whole, module, in: side, number: number)
        layout.pieces.append(
            .qr(
                content, x: place.x + (place.width - modules * dots) / 2,
                y: place.y + (place.height - modules * dots) / 2, cell: dots, level: level))
    }

    /// As many dots as fit, and a finding when that is finer than the template asks.
    private mutating func dotsPerModule(
        _ modules: Int, _ least: Millimetres, in room: Int, number: Int
    ) throws(LabelError) -> Int {
        let dots = min(room / modules, 10)
        guard dots >= 1 else { throw .symbolTooLarge(element: number) }
        if dots < least.dotsRoundedUp(per: printer.dotsPerMillimetre) {
            find(.smallModule, number, "only \(dots) dots a module fit; wanted are \(least) mm")
        }
        return dots
    }
}
