internal import CZip

/// A ZIP file in memory, read part by part, with a ceiling on what all parts unpack to.
final class ZipArchive {
    private static let chunk = 1 << 16

    private let archive: OpaquePointer
    private let limits: SheetLimits
    private var unpacked = 0

    /// The bytes have to outlive it.
    init(_ bytes: UnsafeRawBufferPointer, limits: SheetLimits) throws(SheetError) {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard
            let source = zip_source_buffer_create(
                bytes.baseAddress, UInt64(bytes.count), 0, &error)
        else { throw .notAWorkbook }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            throw .notAWorkbook
        }
        self.archive = archive
        self.limits = limits
        guard zip_get_num_entries(archive, 0) <= limits.entries else {
            throw .tooLarge(what: .entries, limit: limits.entries)
        }
    }

    deinit { zip_discard(archive) }

    /// Whether a part is there; names of parts do not mind letter case.
    func holds(_ part: String) -> Bool { index(of: part) != nil }

    private func index(of part: String) -> UInt64? {
        let index = zip_name_locate(archive, part, zip_flags_t(ZIP_FL_NOCASE))
        return index >= 0 ? UInt64(index) : nil
    }

    /// Hands over a part piece by piece, at the end an empty piece.
    func read(_ part: String, _ take: (UnsafeBufferPointer<CChar>) throws -> Void) throws {
        guard let index = index(of: part), let file = zip_fopen_index(archive, index, 0) else {
            throw SheetError.damaged(part: part, place: "")
        }
        defer { zip_fclose(file) }
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.chunk) { buffer in
            while true {
                let count = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
                guard count >= 0 else { throw SheetError.damaged(part: part, place: "") }
                unpacked += Int(count)
                guard unpacked <= limits.unpacked else {
                    throw SheetError.tooLarge(what: .unpackedBytes, limit: limits.unpacked)
                }
                try take(UnsafeBufferPointer(rebasing: buffer[..<Int(count)]))
                if count == 0 { return }
            }
        }
    }
}
