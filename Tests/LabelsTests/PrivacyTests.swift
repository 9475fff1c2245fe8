import DeviceProtocols
import Foundation
import StrictYAML
import Testing

@testable import Labels

@Suite struct PrivacyTests {
    private static let template = """
        title: t
        size: {width: 60, height: 40}
        fields:
          - {name: receiver, meaning: m, person: name, sample: 村*甲}
          - {name: phone, meaning: m, person: phone, sample: "120******17"}
          - {name: address, meaning: m, person: address, sample: 示例县甲镇***}
          - {name: remark, meaning: m, sample: x}
          - {name: list, meaning: m, rows: [{name: who, meaning: m, person: name}], sample: []}
        elements:
          - {text: "{receiver}{phone}{address}{remark}", at: [1, 1], width: 50, height: 3}
          - {rows: list, most: 3, at: [1, 5], width: 20, height: 4, elements: [
              {text: "{who}", at: [0, 0], width: 20, height: 3}]}
        """

    private func refusal(_ field: String, _ value: LabelValue) throws -> LabelError? {
        let template = try LabelTemplate.parse(Self.template, file: "t.yaml")
        var data = template.sample
        data[field] = value
        return try refusal(of: data, on: template)
    }

    private func refusal(
        of data: [String: LabelValue], on template: LabelTemplate
    ) throws -> LabelError? {
        let renderer = try Fixtures.renderer(template)
        do throws(LabelError) {
            _ = try renderer.render(data)
            return nil
        } catch {
            return error
        }
    }

    private func breach(_ field: String, _ value: LabelValue) throws -> PrivacyBreach? {
        guard case .personal(let breach)? = try refusal(field, value) else { return nil }
        return breach
    }

    @Test(arguments: [
        ("receiver", "村*甲", true), ("receiver", "村民甲", false), ("receiver", "＊", true),
        ("receiver", "", true), ("phone", "120******17", true), ("phone", "120****8000", false),
        ("phone", "12012345678", false), ("phone", "0017", true), ("phone", "尾号 0017", true),
        ("phone", "123456", false), ("phone", "", true), ("address", "示例县甲镇乙村***", true),
        ("address", "甲镇乙村3号楼", false), ("address", "甲镇乙村***号楼", true),
        ("address", "甲镇2单元", false), ("address", "甲镇501室", false), ("address", "甲镇工作室", true),
        ("remark", "电话12012345678", false), ("remark", "120 1234 5678", false),
        ("remark", "120****8000", false), ("remark", "120******17", true),
        ("remark", "785896300000017", true), ("remark", "轻拿轻放", true),
    ])
    func labelsShowNoMoreThanAllowed(field: String, value: String, isAllowed: Bool) throws {
        let breach = try breach(field, .text(value))
        #expect((breach == nil) == isAllowed)
        if let breach {
            #expect(breach.field == field)
            // The message goes to logs: it must not repeat what it keeps off the label.
            #expect(!breach.description.contains(value))
        }
    }

    /// Ways to write a number past a linter that looks for eleven digits in a row.
    @Test(arguments: [
        "１２０１２３４５６７８", "120-1234-5678", "120.1234.5678", "120　1234　5678", "120—1234—5678",
        "(120)12345678", "120/1234/5678", "1 2 0 1 2 3 4 5 6 7 8", "12 01 23 45 67 8",
        "120\u{200B}1234\u{200B}5678", "120\u{200D}12345678", "120\n12345678", "+86 12012345678",
        "0086-120-1234-5678",
        "008612012345678", "一二〇一二三四五六七八", "120xxxx5678", "120XXXX5678", "120●●●●5678",
        "*2012345678", "1201234567*", "12012345678x", "tel12012345678", "120****8000",
        "0371-60000000", "(0371)60000000", "0371 6000 0000", "010-60000000",
    ])
    func numbersHideInNoSpelling(number: String) throws {
        for text in [number, "电话：\(number)，轻放"] {
            let found = try #require(try breach("remark", .text(text)), "\(text)")
            #expect(found.field == "remark" && found.data == .phone)
        }
    }

    /// What stands on labels every day and is no phone number.
    @Test(arguments: [
        "342-081-00 052", "142-081-00 052", "2026-11-21 09:30", "R0612-000123", "0007-001",
        "785896300000017", "YT8612012345678", "100×150×200", "纸箱 100x150x200 mm", "XXL 120",
        "120******17", "0371-6******0", "3-2-0017", "25.00 斤，每斤 1.50 元", "5层", "3号楼自提点",
        "https://example.com/01/06901234567892/10/L061226112101", "***********",
        "990101********0018", "785896199001017772",
    ])
    func whatIsNoNumberOfAPersonIsPrinted(text: String) throws {
        #expect(try refusal("remark", .text(text)) == nil)
    }

    /// The region is no region, so that these are nobody's; beside words a check digit may be wrong.
    @Test(arguments: [
        "99010119900307004X", "990101199003070031", "身份证99010119900307004x",
        "990101 19900307 004X", "９９０１０１１９９００３０７００４Ｘ", "证件 990101199003070041",
        "990101****03070041",
    ])
    func identityNumbersStayOff(number: String) throws {
        #expect(try refusal("remark", .text(number)) == .identityNumber(field: "remark"))
    }

    @Test(arguments: [
        "甲镇3 单元", "甲镇3-2-501", "甲镇3＃501", "甲小区501", "甲镇５０１室", "甲镇十二层", "甲镇A座",
        "甲镇501房",
    ])
    func addressesNameNoHome(address: String) throws {
        #expect(try breach("address", .text(address))?.data == .address)
    }

    @Test func aHomeInARemarkStaysOffToo() throws {
        #expect(try breach("remark", "送到3号楼2单元501室")?.data == .address)
    }

    @Test(arguments: [
        ("一二〇一二三四五六七八", false), ("１２０１２３４５６７８", false), ("0371-******78", true),
        ("0371-60000000", false), ("120****8000", false), ("120****8000******", false),
    ])
    func phoneFieldsCountEveryDigit(phone: String, isAllowed: Bool) throws {
        #expect((try breach("phone", .text(phone)) == nil) == isAllowed)
    }

    /// Neither half is a number; what is printed, or encoded, is.
    @Test(arguments: ["text", "code128", "qr"])
    func halvesOfANumberAreFoundWhereTheyMeet(kind: String) throws {
        let text = """
            title: t
            size: {width: 60, height: 40}
            fields:
              - {name: a, meaning: m, sample: x}
              - {name: b, meaning: m, sample: y}
              - {name: list, meaning: m, rows: [{name: c, meaning: m}], sample: []}
            elements:
              - {KIND: "{a}{b}", at: [0, 0], width: 60, height: 20}
              - {rows: list, most: 3, at: [0, 20], width: 60, height: 6, elements: [
                  {text: "120{c}{b}", at: [0, 0], width: 60, height: 3}]}
            """
        let template = try LabelTemplate.parse(text.replacing("KIND", with: kind), file: "t.yaml")
        var data: [String: LabelValue] = ["a": "120123", "b": "45678", "list": .rows([])]
        guard case .personal(let breach)? = try refusal(of: data, on: template) else {
            return #expect(Bool(false), "printed")
        }
        #expect(breach.field == "a+b")
        data["a"] = "1"
        #expect(try refusal(of: data, on: template) == nil)
        data["list"] = .rows([["c": "123"]])
        #expect(try refusal(of: data, on: template) != nil)
    }

    /// A row that brings a column of its own does not stand in for the checked field.
    @Test func rowsCannotReplaceOtherFields() throws {
        let text = Self.template.replacing("\"{who}\"", with: "\"{who}{receiver}\"")
        let template = try LabelTemplate.parse(text, file: "t.yaml")
        var data = template.sample
        data["list"] = .rows([["who": "村*甲", "receiver": "村民丙"]])
        let bytes = try Fixtures.renderer(template).render(data).bytes
        let printed = try #require(GB18030.decode(bytes))
        #expect(printed.contains("村*甲村*甲") && !printed.contains("村民丙"))
    }

    @Test func officesMayBeCalled() throws {
        let template = try LabelTemplate.parse(Self.template, file: "t.yaml")
        let policy = try Self.policy("public_numbers: []", "public_numbers: [0371-6000-0000]")
        var data = template.sample
        data["remark"] = "热线 0371-60000000"
        #expect(policy.breach(of: data, on: template) == nil)
        data["remark"] = "热线 0371-60000001"
        #expect(policy.breach(of: data, on: template) != nil)
    }

    private static func policy(_ old: String, _ new: String) throws -> PrivacyPolicy {
        let file = "Sources/Labels/Privacy/policy.yaml"
        let text = try String(contentsOf: Fixtures.checkout.appending(path: file), encoding: .utf8)
        try #require(text.contains(old))
        return try PrivacyPolicy.parse(text.replacing(old, with: new), file: "policy.yaml")
    }

    @Test(arguments: [
        ("name_characters: 1", "name_characters: 0", 3), ("digits: 6", "digits: 4", 4),
        ("digits: 6", "digits: 六", 4), ("masks: \"*＊×某\"", "masks: \"\"", 8),
        ("masks: \"*＊×某\"", "masks: \"*1\"", 8), ("parts: [号楼", "parts: [\"\"", 6),
        ("public_numbers: []", "public_numbers: [县热线]", 10), ("masks:", "mask:", 8),
    ])
    func policiesThatHideTooLittleAreRefused(old: String, new: String, line: Int) throws {
        let error = #expect(throws: YAMLError.self) { try Self.policy(old, new) }
        #expect(error?.line == line && error?.file == "policy.yaml")
        #expect(error.map { $0.chineseMessage != $0.message } == true)
    }

    @Test func rowsAreHeldToTheSame() throws {
        #expect(try breach("list", .rows([["who": "村*甲"]])) == nil)
        #expect(try breach("list", .rows([["who": "村*甲"], ["who": "村民乙"]]))?.data == .name)
    }

    @Test(arguments: Fixtures.templateNames)
    func everyTemplateDeclaresItsPersonalFields(name: String) throws {
        let suspects = ["receiver", "sender", "party", "contact", "phone", "address"]
        for field in try Fixtures.template(name).fields {
            guard suspects.contains(where: { field.name.hasPrefix($0) || field.name.hasSuffix($0) })
            else { continue }
            guard case .text(let data) = field.kind else { continue }
            #expect(data != nil, "\(name): \(field.name)")
        }
    }
}
