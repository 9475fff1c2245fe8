import Testing

/// A row of the ledger with the pack that carries it and the words that are its own.
struct WordRow: Sendable, CustomTestStringConvertible {
    let id: String
    let pack: String
    let words: [String]

    init(_ id: String, _ pack: String, _ words: String...) {
        self.id = id
        self.pack = pack
        self.words = words
    }

    var testDescription: String { id }
}

/// A row of the ledger with what carries it in a pack – a register, a procedure, a score sheet, a
/// file – and the words that are its own.
struct CarriedRow: Sendable, CustomTestStringConvertible {
    let id: String
    let pack: String
    let carrier: String
    let words: [String]

    init(_ id: String, _ pack: String, _ carrier: String, _ words: String...) {
        self.id = id
        self.pack = pack
        self.carrier = carrier
        self.words = words
    }

    var testDescription: String { id }
}
