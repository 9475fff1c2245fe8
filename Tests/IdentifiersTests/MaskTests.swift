import Identifiers
import SeededRandom
import Testing

@Suite struct MaskTests {
    @Test(arguments: [
        ("村民甲", "村*甲"), ("甲", "*"), ("岩甲", "岩*"), ("欧阳村民", "欧**民"), ("岩·甲", "岩·*"),
        ("买买提·村民", "买**·*民"), ("村 甲", "村 *"), (" 甲 ", "*"), ("甲\u{200B}", "*"),
        ("\u{202E}甲", "*"), ("村*甲", "村*甲"), ("Villager A", "V******* A"), ("", ""), ("😀", "*"),
        ("村.甲", "村.*"),
    ])
    func names(_ name: String, _ masked: String) { #expect(Mask.name(name) == masked) }

    @Test(arguments: [
        ("10000001234", "1******1234"), ("0000-0001234", "0***-***1234"), ("123456", "******"),
        ("1234567", "******7"), ("+86 10000001234", "+8* *******1234"), ("12", "**"), ("", ""),
        ("１００００００１２３４", "１******１２３４"),
    ])
    func phones(_ phone: String, _ masked: String) {
        #expect(Mask.phone(phone) == masked)
    }

    @Test(arguments: [
        ("SF1234567890123", "SF*********0123"), ("1234567890", "12****7890"), ("123456", "****56"),
        ("12345", "*****"), ("", ""),
    ])
    func waybills(_ number: String, _ masked: String) { #expect(Mask.waybill(number) == masked) }

    @Test(arguments: [
        ("某县某镇某村3号楼2单元501室", "某县某镇某村***"), ("某县铁铺镇某村", "某县铁铺镇某村"),
        ("某小区甲栋二单元", "某小区***"), ("某小区东单元顶楼", "某小区***"), ("某街三号", "某街***"),
        ("某县三座村", "某县三座村"), ("某小区幸福楼二〇一", "某小区幸福楼***"),
        ("某小区Ａ座", "某小区***"), ("某村五组", "某村***"), ("某县某镇二道村四户", "某县某镇二道村***"), ("", ""),
        ("某小区①号", "某小区***"), ("某县三楼村", "某县三楼村"),
    ])
    func addresses(_ address: String, _ masked: String) { #expect(Mask.address(address) == masked) }

    /// Whatever a phone number looks like, six of its digits are gone, or all it has.
    @Test(arguments: [UInt64(1), 2, 3])
    func sixDigitsAreHidden(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let count = Int.random(in: 0...20, using: &random)
            let phone = String(
                (0..<count).map { _ in "0123456789- +()转".randomElement(using: &random) ?? "0" })
            let masked = Mask.phone(phone)
            let before = phone.filter(\.isNumber).count
            let after = masked.filter(\.isNumber).count
            #expect(before - after >= min(6, before), "seed \(seed): \(phone)")
            #expect(masked.count == phone.count)
        }
    }

    /// Of every name with a letter, one is gone; masking twice changes nothing.
    @Test(arguments: [UInt64(4), 5, 6])
    func aLetterIsHidden(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let count = Int.random(in: 1...8, using: &random)
            let name = String(
                (0..<count).map { _ in "村民甲乙丙岩玉·. -𠮷㛃Aé".randomElement(using: &random) ?? "甲" })
            let masked = Mask.name(name)
            let before = name.filter(\.isLetter).count
            #expect(
                before == 0 || masked.filter(\.isLetter).count < before, "seed \(seed): \(name)")
            #expect(Mask.name(masked) == masked, "seed \(seed): \(name) → \(masked)")
        }
    }
}
