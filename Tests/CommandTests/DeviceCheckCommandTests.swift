import DataFolder
import Foundation
import Testing

/// A newcomer's mistakes in a device's file: what `stationctl devices check` tells of each.
@Suite("stationctl devices check")
struct DeviceCheckCommandTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the message has to hold, Chinese and English.
        let zh: String
        let en: String
        let change: @Sendable (String) -> [UInt8]

        var testDescription: String { name }

        init(
            _ name: String, _ zh: String, _ en: String,
            _ change: @escaping @Sendable (String) -> String
        ) {
            self.init(name, zh: zh, en: en) { Array(change($0).utf8) }
        }

        init(_ name: String, zh: String, en: String, bytes: @escaping @Sendable (String) -> [UInt8])
        {
            (self.name, self.zh, self.en, change) = (name, zh, en, bytes)
        }
    }

    /// A file of each class, by its name below Devices/.
    static let files = [
        "Scales/tiger-ti-02-p", "Scanners/honeywell-voyager-1250g", "Printers/epson-tm-t20",
    ]

    /// The text with the first occurrence replaced.
    private static func replace(
        _ old: String, _ new: String
    ) -> @Sendable (String) -> String {
        { text in
            guard let range = text.range(of: old) else { return text }
            return text.replacingCharacters(in: range, with: new)
        }
    }

    /// The text without a key of the outermost level.
    private static func without(_ key: String) -> @Sendable (String) -> String {
        { text in
            var isInside = false
            return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
                if line.first != " " { isInside = line.hasPrefix("\(key):") }
                return !isInside
            }.joined(separator: "\n")
        }
    }

    private static let baud: @Sendable (String) -> @Sendable (String) -> String = { value in
        { $0.replacing(/baud: \[.*\]/, with: "baud: \(value)") }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "typo in a key", "最接近的是 'protocol'", ":4:1: unknown key 'protocoll', nearest",
            {
                $0.replacing("\nprotocol:", with: "\nprotocoll:").replacing(
                    /\naliases:.*/, with: "")
            }),
        Mistake("typo further in", "最接近的是 'baud'", "unknown key 'boud'", replace("baud:", "boud:")),
        Mistake("word for a list", "要写列表", "expected a list", baud("fast")),
        Mistake("impossible rate", "超出范围", "96 is out of range 300…4000000", baud("[96]")),
        Mistake("text for a rate", "要写整数", "expected a whole number, found 'x'", baud("[x]")),
        Mistake("no source", "厂家、文件名、页码", "source  missing: the document", without("source")),
        Mistake(
            "no examples", "examples  缺少", "examples  missing: at least 2", without("examples")),
        Mistake("only a class", "evidence  缺少", "maker  missing", { _ in "class: scale\n" }),
        Mistake(
            "wrong class", "可以写：scanner, scale, printer", "'scaner' is not one of",
            { $0.replacing(/class: .*/, with: "class: scaner") }),
        Mistake(
            "unknown protocol", "不认识的协议 'zpll'", "unknown protocol 'zpll'; known: ",
            { $0.replacing(/\nprotocol: .*/, with: "\nprotocol: zpll") }),
        Mistake(
            "a key twice", "写了不止一次", "written more than once", replace("maker:", "maker: X\nmaker:")
        ),
        Mistake(
            "bytes nobody can read", "十六进制 02 0D", "is neither hex bytes",
            { $0.replacing(#/bytes: .*/#, with: "bytes: \"0 GG\"") }),
        Mistake(
            "tabs", "请改用空格", "indented with a tab; use spaces",
            { $0.replacing("\n  ", with: "\n\t") }),
        Mistake("open quote", "没有配对的引号", "a quote or bracket", replace("maker: ", "maker: \"")),
        Mistake(
            "wrong grade", "可以写：datasheet", "'gold' is not one of",
            replace("evidence: datasheet", "evidence: gold")),
        Mistake("empty", "文件是空的", "the file is empty", { _ in "" }),
        Mistake("a list", "要写键和值", "expected keys and values, found a list", { _ in "- a\n" }),
        Mistake("an alias", "请把值直接写出来", "write the value out", { $0 + "x: &a [1]\ny: *a\n" }),
        Mistake(
            "bomb of aliases", "请把值直接写出来", "write the value out",
            { _ in
                "a0: &a0 [x, x, x]\n"
                    + (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
            }),
        Mistake("a NUL", "看不见的字符", "control characters are not allowed", { $0 + "\0" }),
        Mistake(
            "ten megabytes", "超过上限", "more than 262144",
            { $0 + String(repeating: "# x\n", count: 2_600_000) }),
        Mistake(
            "not UTF-8", zh: "另存为 UTF-8", en: "save it as UTF-8",
            bytes: { Array($0.utf8) + [0x23, 0xFF, 0xFE, 0x0A] }),
        Mistake(
            "nested too deep", "嵌套超过", "nested deeper than",
            {
                $0 + "deep: " + String(repeating: "[", count: 40)
                    + String(repeating: "]", count: 40)
            }),
    ]

    @Test(
        "what is wrong is told with its place and what to do, Chinese or English", arguments: files,
        mistakes)
    func isTold(file: String, mistake: Mistake) async throws {
        let text = try String(
            contentsOfFile: "\(Programs.checkout)/Devices/\(file).yaml", encoding: .utf8)
        let changed = mistake.change(text)
        #expect(changed != Array(text.utf8))
        let scratch = try Scratch()
        let name = (file as NSString).lastPathComponent + ".yaml"
        let path = try scratch.write(changed, to: name)
        for (language, words) in [("zh_CN.UTF-8", mistake.zh), ("en_US.UTF-8", mistake.en)] {
            let run = try await ProgramRun.of(
                "stationctl", ["devices", "check", path], more: ["LANG": language])
            #expect(run.code == 65, "\(run.errors)")
            #expect(run.output.isEmpty)
            #expect(run.errors.contains(name) && run.errors.contains(words), "\(run.errors)")
            #expect(run.errors.utf8.count < 2_000)
        }
    }

    /// What can be read is judged as a whole: every finding is told, Chinese and then English.
    @Test(
        "a printer's bits, examples, names and twins",
        arguments: [
            ("\"2:04\": cover-open", "\"2:06\": cover-open", "只有一位的掩码", 65),
            ("silence: unknown", "silense: unknown", "最接近的是 'silence'", 65),
            ("\"device\":", "\"devise\":", "example 1, line 1 differs", 65),
            ("evidence: datasheet", "evidence: recorded", "needs a recording of a real device", 65),
            ("maker: Epson", "maker: Other", "begins with 'other-'", 65),
            (
                "model: TM-T20", "model: TM-T81",
                "Epson TM-T81 is in printers/epson-tm-t81 already", 65
            ),
            ("\n", "\r\n", "complete: printers/epson-tm-t20", 0),
            ("class:", "\u{FEFF}class:", "complete: printers/epson-tm-t20", 0),
        ])
    func findings(old: String, new: String, words: String, code: Int32) async throws {
        let path = "\(Programs.checkout)/Devices/Printers/epson-tm-t20.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(old))
        let scratch = try Scratch()
        let changed = try scratch.write(
            text.replacing(old, with: new).utf8, to: "epson-tm-t20.yaml")
        let run = try await ProgramRun.of(
            "stationctl", ["devices", "check", changed], more: ["LANG": "zh_CN.UTF-8"])
        #expect(run.code == code, "\(run.errors)")
        #expect((run.text + run.errors).contains(words), "\(run.text)\(run.errors)")
        #expect((run.text + run.errors).hasChinese)
    }
}
