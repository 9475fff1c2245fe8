extension Mask {
    /// Hides an address from its house, unit or room on: 某县某镇某村3号楼2单元501室 gives
    /// 某县某镇某村***.
    ///
    /// The rest is hidden whole, since what follows a house number only narrows it down. It begins
    /// at the first digit or Latin letter; at the Chinese numerals, stems and directions before a
    /// word for a part of a building; or at three Chinese numerals in a row.
    public static func address(_ address: String) -> String {
        let characters = Array(address)
        guard let start = detailStart(characters) else { return address }
        return String(characters[..<start]) + "***"
    }

    /// Words for a building or a part of one; without a designator they belong to a name, 铁铺镇.
    private static let partWords = Set("号栋幢座室厅铺楼层户组门房单排院弄")
    private static let numerals = Set("零〇一二三四五六七八九十百")
    private static let designators = numerals.union("两甲乙丙丁戊己庚辛壬癸东西南北中")
    /// What follows when the word only ends a name after all: 三座村, 东门街.
    private static let placeWords = Set("省市县区镇乡村街路屯庄")
    /// So many numerals in a row are a room, not a name: 二〇一.
    private static let numeralsOfRoom = 3

    private static func detailStart(_ characters: [Character]) -> Int? {
        var designatorRun = 0
        var numeralRun = 0
        for (place, character) in characters.enumerated() {
            let isPart = designatorRun > 0 && partWords.contains(character)
            let next = place + 1 < characters.count ? characters[place + 1] : nil
            let isName = next.map(placeWords.contains) ?? false
            if isCode(character) || isPart && !isName { return place - designatorRun }
            designatorRun = designators.contains(character) ? designatorRun + 1 : 0
            numeralRun = numerals.contains(character) ? numeralRun + 1 : 0
            if numeralRun == numeralsOfRoom { return place + 1 - designatorRun }
        }
        return nil
    }

    /// Whether this is a digit of any form or a Latin letter, of full width or not.
    private static func isCode(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xFF21...0xFF3A, 0xFF41...0xFF5A: return true
        default:
            switch scalar.properties.numericType {
            case .decimal?, .digit?: return true
            default: return false
            }
        }
    }
}
