import Testing

@Suite("The shipped udev rules")
struct UdevRulesTests {
    private static let rules = Checkout.lines("Systemd/udev/60-cunzhan-serial.rules")

    /// The vendors of all USB ids that profiles name.
    private static let vendors: Set<String> = {
        var vendors: Set<String> = []
        for path in Checkout.files(under: "Devices") {
            for line in Checkout.lines(path) {
                let words = line.split(separator: "\"")
                guard words.count > 1, words[0].hasSuffix("id: ") else { continue }
                let parts = words[1].split(separator: ":")
                guard parts.count == 2, parts[0].count == 4 else { continue }
                vendors.insert(String(parts[0]))
            }
        }
        return vendors
    }()

    @Test("ModemManager is kept off every vendor that a profile names")
    func vendorsAreListed() {
        #expect(Self.vendors.count >= 5)
        let listed = Set(
            Self.rules.filter { !$0.hasPrefix("#") && $0.contains("ID_MM_DEVICE_IGNORE") }
                .flatMap { line in
                    line.split(separator: "\"").first { $0.contains("|") }?
                        .split(separator: "|").map(String.init) ?? []
                })
        #expect(Self.vendors.subtracting(listed).isEmpty, "not in 60-cunzhan-serial.rules")
    }

    @Test(
        "a rule that jumps has a label to jump to", arguments: Checkout.files(under: "Systemd/udev")
    )
    func labels(path: String) {
        let lines = Checkout.lines(path).filter { !$0.hasPrefix("#") }
        func values(of key: String) -> Set<String> {
            Set(
                lines.flatMap { line in
                    line.split(separator: ",").compactMap { part in
                        let part = part.drop { $0 == " " }
                        guard part.hasPrefix("\(key)=\"") else { return nil }
                        return String(part.dropFirst(key.count + 2).dropLast())
                    }
                })
        }
        #expect(values(of: "GOTO") == values(of: "LABEL"), "\(path)")
        for line in lines where !line.isEmpty {
            #expect(line.count { $0 == "\"" }.isMultiple(of: 2), "\(path): \(line)")
        }
    }
}
