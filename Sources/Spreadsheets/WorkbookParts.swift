/// The relationships of a part: where its others are.
final class Relationships: XMLPart {
    /// Part names by id.
    private(set) var byID: [String: String] = [:]
    /// Part names by the last word of their type; the first one where there are several.
    private(set) var byType: [String: String] = [:]
    private let folder: String

    /// Targets are relative to the folder of the part they belong to.
    init(folder: String) {
        self.folder = folder
    }

    func begin(_ element: String, _ attributes: XMLAttributes) {
        guard element == "Relationship", attributes["TargetMode"] != "External",
            let id = attributes["Id"], let target = attributes["Target"]
        else { return }
        let part = Self.resolved(target, from: folder)
        byID[id] = part
        if let type = attributes["Type"]?.split(separator: "/").last {
            byType[String(type)] = byType[String(type)] ?? part
        }
    }

    private static func resolved(_ target: String, from folder: String) -> String {
        var steps = target.hasPrefix("/") ? [] : folder.split(separator: "/")
        for step in target.split(separator: "/") where step != "." {
            if step == ".." {
                _ = steps.popLast()
            } else {
                steps.append(step)
            }
        }
        return steps.joined(separator: "/")
    }
}

/// The list of sheets, and which calendar their days are counted in.
final class WorkbookList: XMLPart {
    /// Name and relationship of each sheet that is shown, in order.
    private(set) var sheets: [(name: String, relationship: String)] = []
    /// Days are counted from 1904.
    private(set) var countsFrom1904 = false

    func begin(_ element: String, _ attributes: XMLAttributes) {
        switch element {
        case "workbookPr": countsFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
        case "sheet":
            let isShown = (attributes["state"] ?? "visible") == "visible"
            if isShown, let name = attributes["name"], let id = attributes["id"] {
                sheets.append((name, id))
            }
        default: break
        }
    }
}

/// Which cell formats show a number as a day or a time.
final class CellFormats: XMLPart {
    /// What a format makes of a number.
    enum Kind {
        case number, day, time
    }

    private var own: [Int: Kind] = [:]
    private var formats: [Int] = []
    private var isInside = false

    /// The kind of a format by its index.
    func kind(_ index: Int) -> Kind {
        guard formats.indices.contains(index) else { return .number }
        return own[formats[index]] ?? Self.builtIn(formats[index])
    }

    func begin(_ element: String, _ attributes: XMLAttributes) {
        switch element {
        case "numFmt":
            if let id = attributes.int("numFmtId"), let code = attributes["formatCode"] {
                own[id] = Self.kind(of: code)
            }
        case "cellXfs": isInside = true
        case "xf" where isInside: formats.append(attributes.int("numFmtId") ?? 0)
        default: break
        }
    }

    func end(_ element: String) {
        if element == "cellXfs" { isInside = false }
    }

    /// ECMA-376 part 1, 18.8.30: the numbers that have a meaning without a code, and those of Chinese.
    private static func builtIn(_ id: Int) -> Kind {
        switch id {
        case 14...17, 22, 27...31, 36, 50...54, 57, 58: .day
        case 18...21, 32...35, 45...47, 55, 56: .time
        default: .number
        }
    }

    /// Reads a code such as `yyyy"年"m"月"d"日"`; words in quotes and brackets say nothing.
    static func kind(of code: String) -> Kind {
        var hasTime = false
        var rest = Array(code.utf8.prefix { $0 != 0x3B })[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x22:  // "
                rest = rest.drop { $0 != 0x22 }.dropFirst()
            case 0x5B:  // [
                if [0x68, 0x6D, 0x73, 0x48, 0x4D, 0x53].contains(rest.first) { return .number }
                rest = rest.drop { $0 != 0x5D }.dropFirst()
            case 0x5C, 0x5F, 0x2A: rest = rest.dropFirst()  // \ _ *
            case 0x79, 0x59, 0x64, 0x44: return .day  // y d
            case 0x68, 0x48, 0x73, 0x53, 0x6D, 0x4D: hasTime = true  // h s m
            default: break
            }
        }
        return hasTime ? .time : .number
    }
}

/// The texts cells refer to by number.
final class SharedTexts: XMLPart {
    /// In order.
    private(set) var texts: [String] = []
    private var reader = TextReader()

    func begin(_ element: String, _ attributes: XMLAttributes) {
        if element == "si" { reader = TextReader() }
        reader.begin(element)
    }

    func end(_ element: String) {
        reader.end(element)
        if element == "si" { texts.append(reader.text) }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) { reader.take(bytes) }
}

/// Collects the runs of a text; how it is pronounced is left out.
struct TextReader {
    private var bytes: [UInt8] = []
    private var isText = false
    private var phonetic = 0

    mutating func begin(_ element: String) {
        if element == "rPh" { phonetic += 1 }
        if element == "t" { isText = true }
    }

    mutating func end(_ element: String) {
        if element == "rPh" { phonetic -= 1 }
        if element == "t" { isText = false }
    }

    mutating func take(_ piece: UnsafeBufferPointer<UInt8>) {
        if isText, phonetic == 0 { bytes += piece }
    }

    /// What was collected, with `_x000D_` as the character it stands for.
    var text: String { Self.unescaped(String(decoding: bytes, as: UTF8.self)) }

    static func unescaped(_ text: String) -> String {
        guard text.utf8.count >= 7, text.contains("_x") else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let code = rest.prefix(7)
            if scalar == "_", code.count == 7, code.dropFirst().first == "x", code.last == "_",
                let value = UInt32(
                    String(String.UnicodeScalarView(code.dropFirst(2).prefix(4))), radix: 16),
                let character = UnicodeScalar(value)
            {
                result.append(character)
                rest = rest.dropFirst(7)
            } else {
                result.append(scalar)
                rest.removeFirst()
            }
        }
        return String(result)
    }
}
