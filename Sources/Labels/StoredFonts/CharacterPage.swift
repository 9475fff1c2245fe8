internal import DeviceProtocols

/// Characters kept together in one font of the printer: a downloaded font holds 256 at most
/// (source: Zebra ZPL II programming guide, ~DB).
///
/// Which character is on which page must never change: a printer keeps its fonts for years.
struct CharacterPage: Sendable, Hashable {
    /// Characters on a page besides blanks.
    static let mostCharacters = 250

    /// Latin letters, digits and signs; a space is a blank.
    static let latin = CharacterPage(number: 0)
    /// What stands on most labels.
    static let common = CharacterPage(number: 1)
    /// The rest of the first level of GB 2312, 3,755 characters in all.
    static let others: [CharacterPage] = (2..<characters.count).map { CharacterPage(number: $0) }

    /// Its place in the order of pages.
    let number: Int

    /// The characters in it.
    var characters: [Unicode.Scalar] { Self.characters[number] }

    /// The page of a character; nil for one that is on none.
    static func page(of scalar: Unicode.Scalar) -> CharacterPage? {
        pages[scalar].map { CharacterPage(number: Int($0)) }
    }

    /// Caret and tilde begin commands of the language and are never stored.
    private static let latinCharacters: [Unicode.Scalar] = (0x21...0x7D).compactMap {
        $0 == 0x5E ? nil : Unicode.Scalar($0)
    }

    /// Frequent words of labels, names of places, the carriers', and frequent family names.
    ///
    /// As many different ones as a page holds, or they would be on another page.
    static let commonCharacters = """
        ，。、：（）·￥×一二三四五六七八九十百千万零两第年月日时分点号元角件个袋箱斤公克米省市县区乡镇村组\
        社街道路东南西北中上下前后左右里外大小新老高长河湖江海山水林田园城州京沪津广湾桥收寄发到取签验视代付\
        费款重量单运快递邮政包裹标准特产轻拿放补打印间次达集心自助柜站店门室层架格货品名称级质检合证承诺生者\
        地址联系电话手机编码批农加用无色有食开人备注本表计共今明余额现金微信支宝入出存总数顺丰通申韵圆极兔德\
        邦菜鸟王李张刘陈杨黄赵周吴徐孙马朱胡郭何罗先女士家男甲乙丙示例办事处服务请勿易碎怕湿向退回改派不的在
        """

    /// The first level of GB 2312: rows 16 to 55 of 94 characters, the last five places unused.
    private static var firstLevel: [Unicode.Scalar] {
        let bytes: [UInt8] = (0xB0...0xD7).flatMap { (row: UInt8) -> [UInt8] in
            let last: UInt8 = row == 0xD7 ? 0xF9 : 0xFE
            return (0xA1...last).flatMap { (cell: UInt8) -> [UInt8] in [row, cell] }
        }
        return Array((GB18030.decode(bytes) ?? "").unicodeScalars)
    }

    private static let characters: [[Unicode.Scalar]] = {
        var taken: Set<Unicode.Scalar> = []
        func fresh(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
            scalars.filter { taken.insert($0).inserted }
        }
        let common = fresh(commonCharacters.unicodeScalars)
        let others = fresh(firstLevel)
        var pages = [latinCharacters, common]
        for start in stride(from: 0, to: others.count, by: mostCharacters) {
            pages.append(Array(others[start..<min(start + mostCharacters, others.count)]))
        }
        return pages
    }()

    private static let pages: [Unicode.Scalar: UInt8] = {
        var pages: [Unicode.Scalar: UInt8] = [:]
        for (number, scalars) in characters.enumerated() {
            for scalar in scalars { pages[scalar] = UInt8(number) }
        }
        return pages
    }()
}
