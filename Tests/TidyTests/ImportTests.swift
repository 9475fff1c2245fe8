import Testing

@Suite("Rules of direction")
struct ImportTests {
    private static let targets = Checkout.folders(in: "Sources").filter { !ImportRules.isC($0) }

    private static func imports(of target: String) -> [String: [String]] {
        var files: [String: [String]] = [:]
        for file in Checkout.swiftFiles(under: "Sources/\(target)") {
            for module in Checkout.source(file).imports {
                files[module, default: []].append(file)
            }
        }
        return files
    }

    @Test("there are targets to look at")
    func targetsExist() {
        #expect(Self.targets.count >= 15)
    }

    @Test("a target imports only what its row allows", arguments: targets)
    func onlyWhatIsAllowed(target: String) throws {
        let allowed = try #require(
            ImportRules.allowed[target], "Sources/\(target) has no row in ImportRules.allowed")
        for (module, files) in Self.imports(of: target) where !allowed.contains(module) {
            Issue.record("\(files.joined(separator: ", ")) imports \(module)")
        }
    }

    @Test("the table keeps to the rules it stands for")
    func tableKeepsRules() {
        for (target, allowed) in ImportRules.allowed {
            for (module, owners) in ImportRules.exclusive where allowed.contains(module) {
                #expect(owners.contains(target), "\(module) in \(target)")
            }
        }
        for target in ImportRules.pure {
            var found = ImportRules.allowed[target, default: []].intersection(ImportRules.impure)
            if let exception = ImportRules.exceptions[target] { found.remove(exception.module) }
            #expect(found.isEmpty, "\(target) is pure")
        }
    }

    @Test("station and county share only what the architecture says")
    func sharing() {
        func reach(_ start: String) -> Set<String> {
            var found: Set<String> = []
            var open = [start]
            while let target = open.popLast() {
                for next in ImportRules.allowed[target, default: []]
                where ImportRules.allowed[next] != nil && found.insert(next).inserted {
                    open.append(next)
                }
            }
            return found
        }
        #expect(reach("Station").intersection(reach("County")) == ImportRules.shared)
        #expect(!reach("DeviceSimulator").contains("Labels"))
    }

    /// Calls that would bring a clock, randomness, files or threads into a pure target although no
    /// import tells of them.
    private static let impureWords = [
        "Date(", "UUID(", "FileManager", "ProcessInfo", "SystemRandomNumberGenerator", ".random(",
        "Task.sleep", "ContinuousClock", "SuspendingClock", "Task {", "DispatchQueue", "fopen(",
        "getenv(", "clock_gettime(",
    ]

    @Test("pure targets know no clock, randomness, file or thread", arguments: ImportRules.pure)
    func purity(target: String) {
        for file in Checkout.swiftFiles(under: "Sources/\(target)") {
            let lines = Checkout.source(file).lines
            for (index, line) in lines.enumerated() {
                for word in Self.impureWords where Self.holds(line, word) {
                    Issue.record("\(file):\(index + 1): \(word)")
                }
            }
        }
    }

    /// Whether a line holds a word that is not the end of a longer one.
    private static func holds(_ line: String, _ word: String) -> Bool {
        line.ranges(of: word).contains { range in
            guard range.lowerBound > line.startIndex, word.first?.isLetter == true else {
                return true
            }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }

    @Test("a word is not found inside a longer one")
    func wholeWords() {
        #expect(Self.holds("let now = Date()", "Date("))
        #expect(!Self.holds("guard isDate(digits)", "Date("))
        #expect(Self.holds("Int.random(in: 0..<9)", ".random("))
    }
}
