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

    private func breach(_ field: String, _ value: LabelValue) throws -> PrivacyBreach? {
        let template = try LabelTemplate.parse(Self.template, file: "t.yaml")
        var data = template.sample
        data[field] = value
        let renderer = try Fixtures.renderer(template)
        do throws(LabelError) {
            _ = try renderer.render(data)
            return nil
        } catch .personal(let breach) {
            return breach
        }
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
