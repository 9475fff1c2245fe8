import CountyProgramme
import Testing

/// The rule files of the five packs as a whole.
struct PackRuleTests {
    @Test("The rules of every pack are read", arguments: RuleFiles.names)
    func reads(_ pack: String) throws {
        let rules = try RuleFiles.rulebook(pack)
        #expect(!rules.calendar.notices.isEmpty)
        #expect(!rules.workflows.isEmpty)
        #expect(!rules.registers.isEmpty)
        let names = rules.workflows.map(\.id)
        #expect(Set(names).count == names.count)
        let registers = rules.registers.map(\.id)
        #expect(Set(registers).count == registers.count)
    }

    @Test("A register refers only to registers of its pack", arguments: RuleFiles.names)
    func references(_ pack: String) throws {
        let rules = try RuleFiles.rulebook(pack)
        for type in rules.registers {
            for field in type.fields {
                guard case .reference(let target) = field.type else { continue }
                #expect(rules.register(target) != nil, "\(type.id) \(field.name) \(target)")
            }
        }
    }

    @Test("The eight trace categories are registers; only packing has fields of ours alone")
    func traceCategories() throws {
        let rules = try RuleFiles.rulebook("xinhe")
        let titles = ["地理信息管理", "生产主体信息", "投入品信息管理", "种植管理", "企业自检", "包装仓储信息", "物流信息", "销售管理"]
        for title in titles {
            let type = try #require(rules.registers.first { $0.title == title }, "\(title)")
            let isPrinted = type.fields.contains(where: \.isPrinted)
            #expect(isPrinted == (title != "包装仓储信息"), "\(title)")
        }
    }
}
