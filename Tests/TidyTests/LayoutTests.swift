import Testing

@Suite("Layout and size")
struct LayoutTests {
    private static let topLevel: Set = [
        ".ci", ".editorconfig", ".gitignore", ".swift-format", "Devices", "Makefile",
        "Package.swift", "README.md", "Sources", "Systemd", "Tests",
    ]

    @Test("the top folder holds only what belongs there", .enabled(if: Checkout.tracked != nil))
    func topFolder() {
        let names = Set(
            (Checkout.tracked ?? []).compactMap { $0.split(separator: "/").first.map(String.init) })
        #expect(names.subtracting(Self.topLevel).isEmpty)
        #expect(names.isSuperset(of: ["Makefile", "Package.swift", "Sources", "Tests"]))
    }

    @Test("git keeps nothing that is made anew", .enabled(if: Checkout.tracked != nil))
    func nothingMade() {
        let endings = [".sqlite", ".sqlite-wal", ".sqlite-shm", ".db", ".o", ".profraw", ".log"]
        for path in Checkout.tracked ?? [] {
            let parts = path.split(separator: "/")
            let isMade =
                parts.contains { $0.hasPrefix(".build") || $0 == ".run" || $0 == ".venv" }
                || parts.last == "Package.resolved" || endings.contains { path.hasSuffix($0) }
            #expect(!isMade, "\(path)")
        }
    }

    @Test("the fuzz package takes the versions that the main one takes")
    func fuzzedVersions() {
        func packages(_ manifest: String) -> [String] {
            let words = (Checkout.text(manifest) ?? "").split(separator: ".package(url: ")
            return words.dropFirst().map { String($0.prefix { $0 != ")" }) }
        }
        let main = Set(packages("Package.swift"))
        let fuzzed = packages("Tests/Fuzz/Package.swift")
        #expect(main.count > 10 && !fuzzed.isEmpty)
        #expect(main.isSuperset(of: fuzzed))
    }

    /// Words that explain nothing; a thing is named after what it does or stands where it is used.
    private static let emptyNames: Set = [
        "Base", "Common", "Helper", "Helpers", "Manager", "Managers", "Misc", "Util", "Utils",
        "Utility", "Utilities",
    ]

    @Test("no file or type has a name that explains nothing")
    func names() {
        for file in Checkout.swiftFiles(under: "Sources", "Tests") {
            let parts = file.split { "/+.".contains($0) }.map(String.init)
            for name in parts + Checkout.source(file).types {
                let words = Set(Self.words(of: name))
                #expect(words.isDisjoint(with: Self.emptyNames), "\(name) in \(file)")
            }
        }
    }

    @Test(
        "names are taken apart at their capitals",
        arguments: [
            ("PrintManager", ["Print", "Manager"]), ("DatabaseQueue", ["Database", "Queue"]),
            ("utils", ["Utils"]), ("GB18030", ["G", "B18030"]),
        ])
    func splitting(name: String, words: [String]) {
        #expect(Self.words(of: name) == words)
    }

    private static func words(of name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty {
                words.append(character.uppercased())
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words
    }

    private static let fileLengthMax = 600
    private static let functionLengthMax = 70
    private static let sourceEndings = [".swift", ".c", ".h", ".js", ".css", ".html", ".py"]

    /// Files that may be longer, each for one reason.
    private static let longer = [
        // One page, one script: without a toolchain nothing joins several.
        "Sources/Station/Kiosk/kiosk.js": 940
    ]

    @Test("source files stay short enough to be read")
    func fileLengths() {
        for file in Checkout.files(under: "Sources", "Tests")
        where Self.sourceEndings.contains(where: { file.hasSuffix($0) }) {
            let count = Checkout.lines(file).count - 1
            #expect(count <= Self.longer[file] ?? Self.fileLengthMax, "\(file): \(count) lines")
        }
    }

    @Test("functions stay short enough to be seen whole")
    func functionLengths() {
        for file in Checkout.swiftFiles(under: "Sources", "Tests") {
            for function in Checkout.source(file).functions {
                #expect(
                    function.length <= Self.functionLengthMax,
                    "\(file):\(function.line): \(function.name), \(function.length) lines")
            }
        }
    }
}
