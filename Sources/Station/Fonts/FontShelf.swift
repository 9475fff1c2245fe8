import DeviceProtocols
import Labels
import Logging
import Synchronization

/// The fonts that the printer on the line is known to hold now.
///
/// They are used only after the printer has listed them since its line opened, and since it last fell
/// silent: meanwhile somebody may have put another one there, or reset it.
final class FontShelf: Sendable {
    /// A question without an answer is asked again after so long.
    static let patience = Duration.seconds(30)
    /// Labels wait so long for the answer: as pictures they would take longer.
    static let labelsWait = Duration.seconds(2)

    private struct State {
        var isAsking = false
        var askedAt: Duration?
        /// What was noted when the question went out.
        var noted: [String] = []
        var usable: StoredFonts?
        var told: String?
    }

    /// The printer as notes name it; asked for each time, as its line may come after the program.
    private let printer: @Sendable () -> String
    private let file: PrinterFontsFile
    private let areCurrent: @Sendable ([String]) -> Bool
    private let logger: Logger
    private let state = Mutex(State())

    /// A shelf for a printer; nil for one whose profile names no memory for fonts.
    init?(
        _ profile: DeviceProfile, printer: @escaping @Sendable () -> String,
        file: PrinterFontsFile, logger: Logger,
        areCurrent: @escaping @Sendable ([String]) -> Bool
    ) {
        guard profile.printer?.fontBytes != nil else { return nil }
        self.printer = printer
        self.file = file
        self.logger = logger
        self.areCurrent = areCurrent
    }

    /// Fonts that text may be sent in; nil for none.
    var usable: StoredFonts? { state.withLock { $0.usable } }

    /// The printer may be another one from now on, or the same without its fonts.
    func mayHaveChanged() {
        state.withLock { state in
            state.usable = nil
            state.isAsking = true
            state.askedAt = nil
        }
    }

    /// Until when labels wait for the printer's answer; nil when none is open.
    func answerBy(now: Duration) -> Duration? {
        state.withLock { state in
            guard state.isAsking, let askedAt = state.askedAt, !state.noted.isEmpty,
                now < askedAt + Self.labelsWait
            else { return nil }
            return askedAt + Self.labelsWait
        }
    }

    /// What the printer is to be asked now; nil for nothing.
    ///
    /// A printer that was never given fonts is never asked.
    func question(now: Duration) -> [UInt8]? {
        let isDue = state.withLock { state in
            guard state.isAsking, state.askedAt.map({ now - $0 >= Self.patience }) ?? true else {
                return false
            }
            state.askedAt = now
            return true
        }
        guard isDue else { return nil }
        do {
            // To name the printer all ports may have to be listed.
            guard try !file.isEmpty(), let record = try file.record(of: printer()),
                record.isComplete
            else {
                state.withLock { $0.isAsking = false }
                return nil
            }
            state.withLock { $0.noted = record.fonts }
            return ZPLDirectory.question
        } catch {
            tell("\(error)")
            return nil
        }
    }

    /// The printer has listed what it holds.
    func heard(_ directory: ZPLDirectory) {
        let noted = state.withLock { $0.isAsking ? $0.noted : [] }
        guard !noted.isEmpty else { return }
        let missing = noted.filter { !directory.fonts.contains($0) }
        let trouble =
            if !missing.isEmpty {
                "\(missing.count) of \(noted.count) fonts are not in the printer"
            } else {
                areCurrent(noted) ? nil : "the fonts of this machine have changed"
            }
        state.withLock { state in
            state.isAsking = false
            state.usable = trouble == nil ? StoredFonts(names: noted) : nil
        }
        if let trouble {
            tell("\(trouble); labels go as pictures until: stationctl label fonts install")
        } else {
            tell(nil)
        }
    }

    /// Says each thing once.
    private func tell(_ text: String?) {
        let isNews = state.withLock { state in
            defer { state.told = text }
            return state.told != text
        }
        guard isNews, let text else { return }
        logger.warning(
            "stored fonts not used", metadata: ["why": "\(text)"])
    }
}
