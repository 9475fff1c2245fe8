internal import DeviceProtocols

extension LabelRenderer {
    /// Everything wrong with the template for the printer, filled with its own sample.
    public func check() -> [LabelFinding] {
        let per = printer.dotsPerMillimetre
        // A roll is as long as it has to be: only its sides are edges.
        let height = template.height ?? Millimetres(micrometres: .max / 2_000)
        let label = DotRectangle(
            x: 0, y: 0, width: template.width.dots(per: per), height: height.dots(per: per))
        var findings = misplaced(template.elements, on: label) + unused()
        for (index, element) in template.elements.enumerated() {
            guard case .rows(_, _, let elements) = element.content else { continue }
            let place = element.place.dots(per: per)
            let row = DotRectangle(x: 0, y: 0, width: place.width, height: place.height)
            findings += misplaced(elements, on: row, ofRows: index + 1)
        }
        do throws(LabelError) {
            findings += try render(template.sample).findings
        } catch {
            findings.append(
                LabelFinding(
                    kind: .unprintable, element: nil, message: error.description,
                    chineseMessage: error.chineseDescription))
        }
        return findings
    }

    /// What reaches over the edge of the label or of its row, and what lies on something else.
    private func misplaced(
        _ elements: [LabelTemplate.Element], on edge: DotRectangle, ofRows rows: Int? = nil
    ) -> [LabelFinding] {
        let taken = elements.map(areas)
        var findings: [LabelFinding] = []
        func find(_ kind: LabelFinding.Kind, _ index: Int, _ message: String, _ chinese: String) {
            let isInRow = rows != nil
            findings.append(
                LabelFinding(
                    kind: kind, element: rows ?? index + 1,
                    message: isInRow ? "in its row, element \(index + 1) \(message)" : message,
                    chineseMessage: isInRow ? "行内第 \(index + 1) 项\(chinese)" : chinese))
        }
        for (index, element) in elements.enumerated() {
            if !taken[index].allSatisfy(edge.contains) {
                find(.outside, index, "reaches over the edge", "超出了边缘")
            }
            for other in elements.indices.prefix(index)
            where element.canPrint(with: elements[other]) {
                let share = taken[index].contains { area in
                    taken[other].contains(where: area.overlaps)
                }
                if !share { continue }
                // The place of a symbol includes the white it needs around it.
                let isSymbol = element.isSymbol || elements[other].isSymbol
                find(
                    isSymbol ? .quietZone : .overlap, index,
                    "shares its place with element \(other + 1)",
                    "和第 \(other + 1) 项占了同一块地方" + (isSymbol ? "，条码四周要留白" : ""))
            }
        }
        return findings
    }

    /// Where an element may blacken anything: of a frame, its sides; of rows, all that fit a label.
    private func areas(of element: LabelTemplate.Element) -> [DotRectangle] {
        let per = printer.dotsPerMillimetre
        var place = element.place.dots(per: per)
        switch element.content {
        case .box(let thickness):
            return place.sides(thickness: thickness.dotsRoundedUp(per: per))
        case .rows(_, let most, _) where template.height != nil:
            place.height *= most
            return [place]
        case .rows, .text, .symbol, .picture, .line: return [place]
        }
    }

    private func unused() -> [LabelFinding] {
        let used = Set(template.elements.flatMap(\.usedFields))
        return template.fields.flatMap { field -> [String] in
            guard case .rows(let columns) = field.kind else { return [field.name] }
            return [field.name] + columns.map(\.name)
        }.filter { !used.contains($0) }.map { name in
            LabelFinding(
                kind: .unusedField, element: nil, message: "no element prints '\(name)'",
                chineseMessage: "没有哪一项用到字段“\(name)”")
        }
    }
}

extension LabelTemplate.Element {
    fileprivate var isSymbol: Bool {
        if case .symbol = content { true } else { false }
    }

    /// Whether both may be printed on one label: not, when one condition is the other's opposite.
    fileprivate func canPrint(with other: Self) -> Bool {
        switch (condition, other.condition) {
        case (.when(let name)?, .unless(let same)?), (.unless(let name)?, .when(let same)?):
            name != same
        default: true
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
