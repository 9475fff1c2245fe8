public import Identifiers

/// The printed card of the codes that are scanned instead of pressing keys, one entry a code.
public struct ControlCard: Sendable {
    /// What stands beside one code.
    public struct Entry: Sendable {
        /// The code.
        public let code: ControlCode
        /// What it is called.
        public let name: Phrase
        /// What it does.
        public let effect: Phrase
    }

    /// The heading.
    public let title = Phrase("控制卡", "Control card")
    /// How to use it.
    public let note = Phrase(
        "放在柜台上，用扫码枪扫，代替按键。打印时选 A4、实际大小（100%）。",
        "Keep it on the counter and scan instead of pressing keys. Print on A4 at actual size (100 %)."
    )
    /// All codes, in the order of use.
    public let entries = ControlCode.allCases.map { code in
        Entry(code: code, name: KioskText.name(of: code), effect: KioskText.effect(of: code))
    }

    /// The card.
    public init() {}
}
