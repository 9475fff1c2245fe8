extension Sheet {
    /// Reads one sheet of a workbook (ECMA-376, `.xlsx`).
    ///
    /// Formulas are not computed: the result the file was saved with is taken. Hidden sheets are not
    /// there.
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: Which sheet; the first one when nil.
    ///   - limits: How much is read.
    /// - Returns: The rows that hold something; a cell that has no value is one by its own
    ///   ``CellFault``, so that all of them can be told at once.
    /// - Throws: `SheetError`.
    public static func xlsx(
        _ bytes: [UInt8], sheet name: String? = nil, limits: SheetLimits = SheetLimits()
    ) throws -> Sheet {
        guard bytes.count <= limits.file else {
            throw SheetError.tooLarge(what: .fileBytes, limit: limits.file)
        }
        guard !bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else { throw SheetError.oldOrEncrypted }
        guard bytes.starts(with: [0x50, 0x4B]) else { throw SheetError.notAWorkbook }
        return try bytes.withUnsafeBytes { bytes in
            try WorkbookReading(ZipArchive(bytes, limits: limits), limits: limits).sheet(name)
        }
    }
}

/// Finds its way from the root of a workbook to a sheet.
private struct WorkbookReading {
    let archive: ZipArchive
    let limits: SheetLimits

    init(_ archive: ZipArchive, limits: SheetLimits) {
        self.archive = archive
        self.limits = limits
    }

    func sheet(_ name: String?) throws -> Sheet {
        let root = Relationships(folder: "")
        guard archive.holds("_rels/.rels") else { throw SheetError.notAWorkbook }
        try XMLReading.read("_rels/.rels", of: archive, into: root)
        guard let workbook = root.byType["officeDocument"] else { throw SheetError.notAWorkbook }
        let list = WorkbookList()
        try XMLReading.read(workbook, of: archive, into: list)
        let parts = try relationships(of: workbook)
        let found = name.map { name in list.sheets.first { $0.name == name } } ?? list.sheets.first
        guard let found else {
            throw SheetError.noSheet(name ?? "", known: list.sheets.map(\.name))
        }
        guard let part = parts.byID[found.relationship] else {
            throw SheetError.damaged(part: found.name, place: "")
        }
        let texts = SharedTexts()
        if let part = parts.byType["sharedStrings"] {
            try XMLReading.read(part, of: archive, into: texts)
        }
        let formats = CellFormats()
        if let part = parts.byType["styles"] {
            try XMLReading.read(part, of: archive, into: formats)
        }
        let data = SheetData(
            part: found.name, texts: texts.texts, formats: formats,
            countsFrom1904: list.countsFrom1904, limits: limits)
        try XMLReading.read(part, of: archive, into: data)
        return Sheet(name: found.name, rows: data.rows)
    }

    private func relationships(of part: String) throws -> Relationships {
        let steps = part.split(separator: "/")
        let folder = steps.dropLast().joined(separator: "/")
        let relationships = Relationships(folder: folder)
        try XMLReading.read(
            (folder.isEmpty ? "" : folder + "/") + "_rels/\(steps.last ?? "").rels", of: archive,
            into: relationships)
        return relationships
    }
}
