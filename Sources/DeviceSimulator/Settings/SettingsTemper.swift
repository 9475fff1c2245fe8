/// How a simulated device takes being told its settings.
public enum SettingsTemper: String, Sendable, Equatable, CaseIterable {
    /// As a sound device.
    case ok
    /// It refuses every command, as for a value out of range.
    case refuse
    /// It confirms commands and does not keep them.
    case ignore
    /// Its next answer is damaged on the way; then it is sound again.
    case garble
    /// It neither obeys nor answers.
    case mute
}
