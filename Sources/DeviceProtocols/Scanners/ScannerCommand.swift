/// What a host can have a scanner do.
public enum ScannerCommand: String, Sendable, Hashable, CaseIterable {
    /// Read, as if the trigger were pulled.
    case start
    /// Stop reading, as if the trigger were let go.
    case stop
    /// Read again when the trigger is pulled.
    case enable
    /// Do not read even when the trigger is pulled.
    case disable
    /// Sound the beeper.
    case beep
}
