/// What each of the 256 values of a status byte says.
struct StatusByteTable: Sendable {
    private let statuses: [PrinterConditions]
    private let documented: UInt8

    /// Makes a table of what each bit means, from bit 0 on.
    ///
    /// A set bit that nobody documents is an error: it must never pass for "ready". One that says
    /// nothing of the printer's readiness has an empty set.
    init(bits: [PrinterConditions?]) {
        statuses = (0..<256).map { byte in
            var conditions: PrinterConditions = []
            for bit in 0..<8 where byte & (1 << bit) != 0 {
                conditions.formUnion((bit < bits.count ? bits[bit] : nil) ?? .error)
            }
            return conditions
        }
        var documented: UInt8 = 0
        for (bit, meaning) in bits.prefix(8).enumerated() where meaning != nil {
            documented |= 1 << UInt8(bit)
        }
        self.documented = documented
    }

    subscript(byte: UInt8) -> PrinterConditions { statuses[Int(byte)] }

    /// Whether every set bit has a documented meaning.
    func documents(_ byte: UInt8) -> Bool { byte & ~documented == 0 }
}
