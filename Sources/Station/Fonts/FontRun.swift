public import DeviceProtocols
public import Labels
public import SerialLines

/// Brings fonts into a printer, looks whether they are there, or takes them out, alone on its line.
///
/// What is noted of the printer is never better than what it has: the note is taken back before
/// anything is changed, and made whole only after the printer has listed every font.
public struct FontRun: Sendable {
    /// What became of it.
    public enum Ending: String, Sendable {
        /// The printer lists all that it should.
        case complete
        /// It lists less than was noted, or nothing was noted.
        case missing
        /// It did not list a font that it was sent: its memory is full, or it stores none.
        case refused
        /// It did not answer.
        case silent
        /// A person ended it.
        case interrupted
    }

    /// How far it has come.
    public struct Progress: Sendable {
        /// Fonts that the printer has listed.
        public var done: Int
        /// Fonts that it is to hold.
        public var total: Int
        /// Bytes of those still to come.
        public var bytesLeft: Int
    }

    private let address: LineAddress
    private let profile: DeviceProfile
    private let baud: Int
    private let file: PrinterFontsFile
    private let identity: String

    /// A run on a line.
    ///
    /// - Parameters:
    ///   - address: Where the line is.
    ///   - profile: The printer's profile.
    ///   - baud: The rate at which it was found; nil for the profile's usual one.
    ///   - file: Where is noted what printers hold.
    public init(
        _ address: LineAddress, profile: DeviceProfile, baud: Int? = nil, file: PrinterFontsFile
    ) {
        self.address = address
        self.profile = profile
        self.baud = baud ?? profile.line.bauds[0]
        self.file = file
        identity = FlashLedgerFile.device(at: address)
    }

    /// Stores the fonts that the printer lacks.
    ///
    /// - Parameters:
    ///   - plan: The fonts for so much memory, in bytes; nil for what the profile says.
    ///   - begin: Called with what the printer is to hold, for the memory it reports, and the bytes
    ///     still to come.
    ///   - tell: Called before each font and after the last.
    /// - Returns: How it ended, and how many fonts the printer lists of those it was to hold.
    /// - Throws: `LineError`, or `StationFault` when another program has the line, or nothing can be
    ///   noted.
    public func install(
        plan: @Sendable (Int?) -> StoredFontPlan?,
        begin: @Sendable (StoredFontPlan, _ bytesLeft: Int) -> Void = { _, _ in },
        tell: @Sendable (Progress) -> Void
    ) async throws -> (ending: Ending, fonts: Int) {
        let ending = try await onLine { line in
            let noted = try file.record(of: identity)?.fonts ?? []
            let before = try await line.directory()
            var kept = noted.filter { before.fonts.contains($0) }
            try file.note(.init(fonts: kept), of: identity)
            // A font whose bytes were cut off may stand there under its name.
            for name in before.fonts where StoredFonts.isOurs(name) && !kept.contains(name) {
                try await line.write(ZPLDirectory.deletion(of: name))
            }
            let whole = plan(nil)?.fonts ?? []
            let room = try await line.directory().bytesFree.map { free in
                free + whole.filter { kept.contains($0.name) }.reduce(0) { $0 + $1.storedBytes }
            }
            let planned = plan(room)
            let fonts = planned?.fonts ?? []
            let names = Set(fonts.map(\.name))
            for name in kept where !names.contains(name) {
                try await line.write(ZPLDirectory.deletion(of: name))
            }
            kept.removeAll { !names.contains($0) }
            var left = fonts.filter { !kept.contains($0.name) }
            if let planned { begin(planned, progress(left, of: fonts).bytesLeft) }
            while let font = left.first {
                tell(progress(left, of: fonts))
                try await line.write(font.command)
                guard try await line.lists([font.name]) else { return .refused }
                kept.append(font.name)
                try file.note(.init(fonts: kept), of: identity)
                left.removeFirst()
            }
            tell(progress(left, of: fonts))
            guard !fonts.isEmpty, try await line.lists(names) else {
                return .refused
            }
            try file.note(.init(fonts: fonts.map(\.name), isComplete: true), of: identity)
            return .complete
        }
        return (ending, try file.record(of: identity)?.fonts.count ?? 0)
    }

    /// Looks whether the printer lists the fonts that were noted; if not, they are not used any more.
    ///
    /// - Returns: How it ended, and how many fonts were looked for.
    /// - Throws: As ``install(plan:begin:tell:)`` does.
    public func verify() async throws -> (ending: Ending, fonts: Int) {
        let record = try file.record(of: identity)
        guard let record, record.isComplete else { return (.missing, 0) }
        let ending = try await onLine { line in
            guard try await line.lists(Set(record.fonts)) else {
                try file.note(nil, of: identity)
                return .missing
            }
            return .complete
        }
        return (ending, record.fonts.count)
    }

    /// Takes out every font that this program has ever put there; others stay.
    ///
    /// - Returns: How it ended.
    /// - Throws: As ``install(plan:begin:tell:)`` does.
    public func remove() async throws -> Ending {
        try await onLine { line in
            let ours = try await line.directory().fonts.filter { StoredFonts.isOurs($0) }
            try file.note(nil, of: identity)
            for name in ours { try await line.write(ZPLDirectory.deletion(of: name)) }
            let left = try await line.directory().fonts
            return left.contains { StoredFonts.isOurs($0) } ? .refused : .complete
        }
    }

    private func progress(_ left: [StoredFont], of fonts: [StoredFont]) -> Progress {
        Progress(
            done: fonts.count - left.count, total: fonts.count,
            bytesLeft: left.reduce(0) { $0 + $1.command.count })
    }
}

// MARK: The line

extension FontRun {
    /// Opens the line, does the work, and closes it.
    private func onLine(
        _ work: @Sendable (FontLine) async throws -> Ending
    ) async throws -> Ending {
        try file.demandOwnFolder()
        let reader = LineReader(address, settings: profile.line, baud: baud, reopens: false)
        let line = FontLine(reader, profile: profile, baud: baud)
        return try await reader.alone {
            line.take($0)
        } during: {
            do {
                try await line.opened()
                return try await work(line)
            } catch let stop as FontLine.Stop {
                return stop.ending
            }
        }
    }
}
