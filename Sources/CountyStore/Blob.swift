import FoundationEssentials

extension [UInt8] {
    /// The bytes as SQLite's driver takes them.
    var blob: Data { Data(self) }
}
