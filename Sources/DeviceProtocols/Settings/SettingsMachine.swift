/// Brings a device's settings to what its profile says, or looks whether they are: what to send
/// and when, and what the answers mean.
///
/// It knows no clock and no line. The caller asks for the next ``step(at:)``, sends, and hands in
/// what it hears. Each setting is read first where the device can be asked, and one that has its
/// value is not written: flash wears. After a command without a clear answer the device is asked
/// before anything is written again.
public struct SettingsMachine: Sendable {
    /// How long is waited, and how often tried.
    public struct Patience: Sendable, Equatable {
        /// The longest wait for an answer.
        public var answer: Duration
        /// The silence after which an answer without an end is taken as whole.
        public var quiet: Duration
        /// How often a question is asked or a command sent at most.
        public var attempts: Int

        /// Waits that fit devices on a cable.
        public init(
            answer: Duration = .milliseconds(1500), quiet: Duration = .milliseconds(150),
            attempts: Int = 3
        ) {
            self.answer = answer
            self.quiet = quiet
            self.attempts = max(1, attempts)
        }
    }

    /// What the caller does next.
    public enum Step: Sendable, Equatable {
        /// Send these bytes; `flashWrites` have to be noted before.
        case send([UInt8], flashWrites: Int)
        /// Wait for bytes, at most until then.
        case wait(until: Duration)
        /// It is over.
        case finished(SettingsReport)
    }

    private enum Phase {
        /// The row in hand is looked at for the first time.
        case begin
        /// A question has to go out; `first` before anything was written.
        case ask(first: Bool, attempt: Int)
        case awaitAnswer(first: Bool, attempt: Int, until: Duration)
        case command(attempt: Int)
        case awaitConfirmation(attempt: Int, until: Duration)
        /// All rows are done.
        case save
        case finished
    }

    private enum Silence {
        case silent, damaged
    }

    /// The longest answer kept, in bytes.
    private static let heardMax = 4096

    private let speech: any SettingsSpeech
    private let flashed: [String: String]
    private let patience: Patience
    private var flashWritesLeft: Int
    private var report: SettingsReport
    private var index = 0
    private var phase = Phase.begin
    /// Nothing is sent before.
    private var notBefore = Duration.zero
    private var heard: [UInt8] = []
    private var heardAt = Duration.zero
    /// Whether the device confirmed the command of the row in hand.
    private var isConfirmed = false
    /// How many commands were sent for the row in hand.
    private var commands = 0
    /// Whether something in RAM still has to be saved.
    private var hasUnsaved = false
    private var thanks: [UInt8] = []

    /// A machine for one run.
    ///
    /// - Parameters:
    ///   - settings: What the profile says.
    ///   - store: Where to write; nil only looks.
    ///   - lookIn: The store to look in when nothing is written.
    ///   - only: Keys to go through; nil for all.
    ///   - flashWritesLeft: How often the flash may still be written today.
    ///   - flashed: Values known to be in flash, by key.
    ///   - patience: How long is waited, and how often tried.
    public init(
        _ settings: DeviceSettings, writingTo store: SettingsStore?, lookIn: SettingsStore = .ram,
        only: Set<String>? = nil, flashWritesLeft: Int = 0, flashed: [String: String] = [:],
        patience: Patience = Patience()
    ) {
        speech = settings.dialect.speech
        self.flashed = flashed
        self.patience = patience
        self.flashWritesLeft = flashWritesLeft
        let chosen = settings.list.filter { only?.contains($0.key) ?? true }
        report = SettingsReport(
            isFlash: store != nil, store: store ?? lookIn,
            rows: chosen.map { SettingsReport.Row(setting: $0) },
            needsSaving: speech.saveCommand != nil)
    }

    // MARK: Inputs

    /// Bytes came from the device.
    public mutating func receive(_ bytes: [UInt8], at now: Duration) {
        heard += bytes
        heardAt = now
        if heard.count > Self.heardMax { heard.removeFirst(heard.count - Self.heardMax) }
    }

    /// It has to end now: a person wants it, or the line was lost.
    ///
    /// What was sent last without an answer is reported as unanswered.
    public mutating func end(_ ending: SettingsReport.Ending) {
        guard !isFinished else { return }
        switch phase {
        case .awaitAnswer(first: false, _, _), .ask(first: false, _):
            report.rows[index].outcome = isConfirmed ? .applied : .unanswered
        case .awaitConfirmation: report.rows[index].outcome = .unanswered
        case .command where commands > 0: report.rows[index].outcome = .unanswered
        default: break
        }
        stop(ending)
    }

    private var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    // MARK: Steps

    /// What to do next.
    public mutating func step(at now: Duration) -> Step {
        if !thanks.isEmpty {
            defer { thanks = [] }
            return .send(thanks, flashWrites: 0)
        }
        while true {
            if let step = advance(at: now) { return step }
        }
    }

    /// One move; nil when there is another to make at once.
    private mutating func advance(at now: Duration) -> Step? {
        switch phase {
        case .begin:
            begin()
            return nil
        case .ask(let first, let attempt):
            guard now >= notBefore else { return .wait(until: notBefore) }
            return ask(first: first, attempt: attempt, at: now)
        case .awaitAnswer(let first, let attempt, let until):
            return awaitAnswer(first: first, attempt: attempt, until: until, at: now)
        case .command(let attempt):
            guard now >= notBefore else { return .wait(until: notBefore) }
            return command(attempt: attempt, at: now)
        case .awaitConfirmation(let attempt, let until):
            return awaitConfirmation(attempt: attempt, until: until, at: now)
        case .save:
            guard now >= notBefore else { return .wait(until: notBefore) }
            return save()
        case .finished:
            return .finished(report)
        }
    }

    private mutating func begin() {
        guard index < report.rows.count else {
            phase = .save
            return
        }
        isConfirmed = false
        commands = 0
        if question != nil {
            phase = .ask(first: true, attempt: 1)
        } else if report.isFlash {
            phase = .command(attempt: 1)
        } else {
            close(.unverifiable)
        }
    }

    // MARK: Questions

    private var setting: DeviceSetting { report.rows[index].setting }

    private var question: [UInt8]? {
        guard setting.verification == .readback else { return nil }
        return speech.question(setting, report.store)
    }

    private mutating func ask(first: Bool, attempt: Int, at now: Duration) -> Step? {
        guard let question else {
            close(isConfirmed ? .applied : .unanswered)
            return nil
        }
        heard = []
        phase = .awaitAnswer(first: first, attempt: attempt, until: now + patience.answer)
        return .send(question, flashWrites: 0)
    }

    private mutating func awaitAnswer(
        first: Bool, attempt: Int, until: Duration, at now: Duration
    ) -> Step? {
        switch verdict(isQuestion: true, at: now) {
        case .incomplete, .accepted:
            guard now >= until else { return wait(until: until, at: now) }
            noAnswer(heard.isEmpty ? .silent : .damaged, first: first, attempt: attempt)
        case .damaged where now < until && attempt < patience.attempts,
            .again where attempt < patience.attempts:
            phase = .ask(first: first, attempt: attempt + 1)
        case .damaged, .again: noAnswer(.damaged, first: first, attempt: attempt)
        case .refused(let refusal): refused(refusal, first: first)
        case .value(let value):
            thanks = speech.thanks
            notBefore = now
            answered(value, first: first)
            if !thanks.isEmpty {
                defer { thanks = [] }
                return .send(thanks, flashWrites: 0)
            }
        }
        return nil
    }

    private mutating func answered(_ value: String, first: Bool) {
        report.rows[index].found = value
        let holds = setting.isFulfilled(by: value)
        if first {
            if !holds {
                if report.isFlash { phase = .command(attempt: 1) } else { close(.drifted) }
            } else if report.isFlash, report.store == .flash, !isKnownFlashed {
                phase = .command(attempt: 1)
            } else {
                close(.verified)
            }
        } else if holds {
            close(.verified)
        } else if !isConfirmed, speech.answersCommands, commands < patience.attempts {
            // The command was lost on the way: the device says so itself.
            phase = .command(attempt: commands + 1)
        } else {
            close(.drifted)
        }
    }

    /// Whether the value read is the one in flash too, as far as can be known.
    private var isKnownFlashed: Bool {
        speech.tellsStoresApart || flashed[setting.key] == setting.value
    }

    private mutating func refused(_ refusal: SettingsRefusal, first: Bool) {
        if !first, isConfirmed {
            close(.applied)
        } else {
            report.rows[index].refusal = refusal
            close(.refused)
        }
    }

    private mutating func noAnswer(_ silence: Silence, first: Bool, attempt: Int) {
        if attempt < patience.attempts {
            phase = .ask(first: first, attempt: attempt + 1)
        } else if first, report.isFlash, speech.silenceMeansOther {
            phase = .command(attempt: 1)
        } else if !first, isConfirmed, speech.answersCommands {
            close(.applied)
        } else {
            close(.unanswered)
            if silence == .silent { stop(.noAnswer) }
        }
    }

    // MARK: Commands

    private mutating func command(attempt: Int, at now: Duration) -> Step? {
        guard setting.stores.contains(report.store) else {
            report.rows[index].reason = .otherStore
            close(.notReached)
            return nil
        }
        let writesFlash = report.store == .flash && speech.saveCommand == nil
        guard !writesFlash || flashWritesLeft > 0 else {
            report.ending = .limit
            if commands == 0 {
                report.rows[index].reason = .limit
                close(.notReached)
            } else {
                close(.unanswered)
            }
            return nil
        }
        heard = []
        commands += 1
        isConfirmed = false
        report.rows[index].writes = commands
        if writesFlash {
            flashWritesLeft -= 1
            report.flashWrites += 1
        }
        hasUnsaved = hasUnsaved || speech.saveCommand != nil
        phase = .awaitConfirmation(attempt: attempt, until: now + patience.answer)
        let bytes = speech.command(setting, report.store)
        if !speech.answersCommands { sentInTheDark(at: now) }
        return .send(bytes, flashWrites: writesFlash ? 1 : 0)
    }

    /// The device says nothing to a command: it can only be asked afterwards.
    private mutating func sentInTheDark(at now: Duration) {
        pause(from: now)
        if question == nil {
            close(.unverifiable)
        } else {
            phase = .ask(first: false, attempt: 1)
        }
    }

    private mutating func awaitConfirmation(
        attempt: Int, until: Duration, at now: Duration
    ) -> Step? {
        switch verdict(isQuestion: false, at: now) {
        case .incomplete, .value:
            guard now >= until else { return wait(until: until, at: now) }
            unconfirmed(heard.isEmpty ? .silent : .damaged, attempt: attempt, at: now)
        case .accepted:
            isConfirmed = true
            pause(from: now)
            if question == nil {
                close(setting.verification == .echo ? .applied : .unverifiable)
            } else {
                phase = .ask(first: false, attempt: 1)
            }
        case .refused(let refusal):
            report.rows[index].refusal = refusal
            pause(from: now)
            close(.refused)
        case .again where attempt < patience.attempts:
            pause(from: now)
            phase = .command(attempt: attempt + 1)
        case .again, .damaged: unconfirmed(.damaged, attempt: attempt, at: now)
        }
        return nil
    }

    private mutating func unconfirmed(_ silence: Silence, attempt: Int, at now: Duration) {
        pause(from: now)
        if question != nil {
            phase = .ask(first: false, attempt: 1)
        } else if attempt < patience.attempts {
            phase = .command(attempt: attempt + 1)
        } else {
            close(.unanswered)
            if silence == .silent { stop(.noAnswer) }
        }
    }

    // MARK: Ends

    /// The command that keeps what is in RAM, and the end.
    private mutating func save() -> Step? {
        phase = .finished
        guard report.isFlash, report.store == .flash, hasUnsaved,
            let command = speech.saveCommand
        else { return nil }
        guard flashWritesLeft > 0 else {
            report.ending = .limit
            return nil
        }
        flashWritesLeft -= 1
        report.flashWrites += 1
        report.isSaved = true
        return .send(command, flashWrites: 1)
    }

    private mutating func close(_ outcome: SettingOutcome) {
        report.rows[index].outcome = outcome
        index += 1
        phase = .begin
    }

    private mutating func stop(_ ending: SettingsReport.Ending) {
        report.ending = ending
        for row in report.rows.indices where report.rows[row].outcome == .notReached {
            report.rows[row].reason = report.rows[row].reason ?? .ended
        }
        phase = .finished
    }

    private mutating func pause(from now: Duration) {
        notBefore = now + .milliseconds(setting.pauseMilliseconds)
    }

    private func wait(until: Duration, at now: Duration) -> Step {
        guard !heard.isEmpty else { return .wait(until: until) }
        let quiet = heardAt + patience.quiet
        return .wait(until: quiet > now ? min(quiet, until) : until)
    }

    private func verdict(isQuestion: Bool, at now: Duration) -> SettingsVerdict {
        guard !heard.isEmpty else { return .incomplete }
        let exchange = SettingsExchange(
            setting: setting, store: report.store, isQuestion: isQuestion)
        let isQuiet = now >= heardAt + patience.quiet
        return speech.verdict(heard, exchange, isQuiet: isQuiet)
    }
}
