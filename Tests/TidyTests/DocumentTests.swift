import Testing

@Suite("Documents")
struct DocumentTests {
    private static let readmeLengthMax = 120
    private static let documents =
        ["README.md"] + Checkout.files(under: "Sources").filter { $0.hasSuffix(".md") }

    @Test("the README is a map, not the manual")
    func readme() {
        let count = Checkout.lines("README.md").count - 1
        #expect((1...Self.readmeLengthMax).contains(count), "\(count) lines")
    }

    @Test("the articles are there")
    func articles() {
        #expect(Self.documents.count >= 9)
    }

    @Test("every link and picture of a document is there", arguments: documents)
    func links(document: String) {
        for target in Self.targets(in: Checkout.text(document) ?? "") {
            #expect(Self.resolves(target, in: document), "\(document): \(target)")
        }
    }

    /// Articles are found by name in their own catalogue, pictures in its `Resources`.
    private static func resolves(_ target: String, in document: String) -> Bool {
        if target.hasPrefix("https://") || target.hasPrefix("#") { return true }
        let folder = document.split(separator: "/").dropLast().joined(separator: "/")
        let prefix = folder.isEmpty ? "" : folder + "/"
        if target.hasPrefix("doc:") {
            return Checkout.isFile("\(prefix)\(target.dropFirst(4).prefix { $0 != "#" }).md")
        }
        let path = target.prefix { $0 != "#" }
        return Checkout.exists(prefix + path) || Checkout.isFile("\(prefix)Resources/\(path)")
    }

    @Test("links are found in text and not in code")
    func finding() {
        let text = """
            See <doc:Vocabulary>, [the map](README.md#map) and ![a picture](kiosk.png).
            ```
            [not](this.md)
            ```
            `[nor](that.md)` but [here](there.md)
            """
        #expect(
            Self.targets(in: text) == ["README.md#map", "kiosk.png", "doc:Vocabulary", "there.md"])
    }

    private static func targets(in text: String) -> [String] {
        var found: [String] = []
        var isCode = false
        for line in text.split(separator: "\n") {
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isCode.toggle()
                continue
            }
            guard !isCode else { continue }
            let prose = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
            found += pieces(of: prose, from: "](", to: ")")
            found += pieces(of: prose, from: "<doc:", to: ">").map { "doc:" + $0 }
        }
        return found
    }

    private static func pieces(of text: String, from start: String, to end: Character) -> [String] {
        text.ranges(of: start).map { range in String(text[range.upperBound...].prefix { $0 != end })
        }
    }

    @Test(
        "every target stands in the architecture article",
        arguments: Checkout.folders(in: "Sources"))
    func architectureNames(target: String) {
        let article = Checkout.text("Sources/Station/Station.docc/Architecture.md") ?? ""
        #expect(article.contains("`\(target)`"), "\(target) is missing in Architecture.md")
    }
}
