import Foundation
import Testing

@Suite("stationctl label")
struct LabelCommandTests {
    private func label(
        _ arguments: String..., more: [String: String?] = [:]
    ) async throws -> ProgramRun {
        try await ProgramRun.of("stationctl", ["label"] + arguments, more: more)
    }

    @Test func listNamesTemplatesSizesAndFields() async throws {
        let run = try await label("list", "--json")
        #expect(run.code == 0)
        let rows =
            try JSONSerialization.jsonObject(with: Data(run.output)) as? [[String: Any]] ?? []
        #expect(rows.contains { $0["name"] as? String == "pickup-60x40" })
        for row in rows {
            #expect(Set(row.keys) == ["name", "width", "height", "fields"])
            #expect((row["fields"] as? [String])?.isEmpty == false)
        }
        let people = try await label("list")
        #expect(people.code == 0)
        #expect(people.lines.count == rows.count)
    }

    @Test(
        "a template's sample renders, and it checks without findings",
        arguments: ["pickup-60x40", "pickup-40x30"])
    func sample(name: String) async throws {
        let scratch = try Scratch()
        let sample = try await label("sample", name)
        #expect(sample.code == 0)
        #expect(sample.lines.count == 1)
        let data = try scratch.write(sample.output, to: "data.json")

        let arguments = ["label", "render", "--template", name, "--data", data]
        let printer = ["--profile", "printers/generic-tspl"]
        let piped = try await ProgramRun.of("stationctl", arguments + printer)
        #expect(piped.code == 0)
        #expect(piped.text.hasPrefix("SIZE ") && piped.output.suffix(2) == [0x0D, 0x0A])
        #expect(piped.errors.contains("\(name): \(piped.output.count) B, "))
        #expect(piped.errors.contains(" s (9600 Bd)\n"))
        let filed = try await ProgramRun.of(
            "stationctl", arguments + printer + ["-o", "\(scratch.path)/label.prn"])
        #expect(filed.code == 0)
        #expect(filed.output.isEmpty)
        #expect(scratch.bytes("label.prn") == piped.output)

        let check = try await label("check", name)
        #expect(check.code == 0)
        #expect(check.output.isEmpty)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var template = "pickup-60x40"
        var json: String?
        var profile = "printers/generic-tspl"
        var output = "label.prn"
        var code: Int32
        var says: String

        var testDescription: String { says }
    }

    static let refusals = [
        Refusal(json: "[1", code: 65, says: "data.json"),
        Refusal(json: "{}", code: 65, says: "pickup_code"),
        Refusal(json: #"{"pickup_code":true}"#, code: 65, says: "pickup_code"),
        Refusal(json: nil, code: 66, says: "data.json"),
        Refusal(template: "pickup-60x41", json: "{}", code: 64, says: "pickup-60x40"),
        Refusal(json: "{}", profile: "printers/none", code: 64, says: "printers/none"),
        Refusal(
            json: "{}", profile: "scales/generic-toledo-8217", code: 64,
            says: "generic-toledo-8217"),
        Refusal(json: "sample", output: "none/label.prn", code: 73, says: "none/label.prn"),
    ]

    @Test("what cannot be rendered is told with its code, in both languages", arguments: refusals)
    func refusal(_ refusal: Refusal) async throws {
        let scratch = try Scratch()
        let data = scratch.path + "/data.json"
        if refusal.json == "sample" {
            try scratch.write(try await label("sample", refusal.template).output, to: "data.json")
        } else if let json = refusal.json {
            try scratch.write(json.utf8, to: "data.json")
        }
        for language in ["zh_CN.UTF-8", "en_US.UTF-8"] {
            let run = try await label(
                "render", "--template", refusal.template, "--data", data, "--profile",
                refusal.profile, "-o", "\(scratch.path)/\(refusal.output)",
                more: ["LANG": language])
            #expect(run.code == refusal.code, "\(run.errors)")
            #expect(run.errors.contains(refusal.says), "\(run.errors)")
            #expect(run.errors.hasChinese == language.hasPrefix("zh"), "\(run.errors)")
            #expect(scratch.bytes(refusal.output).isEmpty)
        }
    }

    @Test func checkReadsAFileAndFindsWhatIsWrong() async throws {
        let scratch = try Scratch()
        let broken = try scratch.write("size: {width: 60}\nsise: 1\n".utf8, to: "broken.yaml")
        let run = try await label("check", broken)
        #expect(run.code == 65)
        #expect(run.errors.contains(broken))
        #expect(try await label("check", "\(scratch.path)/none.yaml").code == 66)
        #expect(try await label("check", "none").code == 64)
        let good = Programs.checkout + "/Sources/Labels/Templates/pickup-60x40.yaml"
        #expect(try await label("check", good).code == 0)
    }

    /// The head does not reach what stands at the label's edges: a finding on standard output, and 65.
    @Test func checkTellsWhatDoesNotFitThePrinter() async throws {
        let run = try await label(
            "check", "waybill-100x150", "--profile", "printers/gprinter-gp-2120t")
        #expect(run.code == 65)
        #expect(run.errors.isEmpty)
        #expect(run.lines.contains { $0.contains("waybill-100x150.yaml: unprintable") })
    }
}

extension String {
    /// It holds a Chinese character.
    var hasChinese: Bool {
        unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
}
