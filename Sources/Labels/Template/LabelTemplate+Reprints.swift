extension LabelTemplate {
    private static let flag = "reprint"
    private static let size = Millimetres(micrometres: 3_000)
    private static let width = Millimetres(micrometres: 8_000)
    private static let margin = Millimetres(micrometres: 1_000)

    /// The template with 补打 in its upper right corner where the flag `reprint` is true; one that
    /// has a field of that name marks its reprints itself and stays as it is.
    public var markingReprints: LabelTemplate {
        guard !fields.contains(where: { $0.name == Self.flag }) else { return self }
        let style = TextStyle(
            size: Self.size, smallest: Self.size, lines: 1, grows: false, alignment: .right,
            fit: .cut, bold: true)
        let left = width.micrometres - Self.width.micrometres - Self.margin.micrometres
        let place = Place(
            x: Millimetres(micrometres: max(0, left)), y: Self.margin, width: Self.width,
            height: Self.size)
        let mark = Element(
            content: .text([.literal("补打")], style), place: place, quarterTurns: 0,
            condition: .when(Self.flag))
        let field = Field(name: Self.flag, meaning: "是否补打", kind: .flag, sample: false)
        return LabelTemplate(
            name: name, title: title, medium: medium, fields: fields + [field],
            elements: elements + [mark])
    }
}
