import DeviceProtocols
import Labels
import StationStore

/// Where the bytes for the station's printer come from.
struct LabelSource: Sendable {
    /// The paper that labels of a template need; nil stands for pickup labels.
    let paper: @Sendable (_ template: String?) throws -> LabelMedium
    /// A job's labels for a printer that holds these fonts, how many they are, and the paper they
    /// need: its template may have changed since it was planned.
    let render:
        @Sendable (LabelJob, StoredFonts?) throws -> (
            bytes: [UInt8], labels: Int, paper: LabelMedium
        )
    /// A label that belongs to no parcel, of the size of pickup labels.
    let renderTest: @Sendable (StoredFonts?) throws -> [UInt8]
    /// What makes the printer measure new paper; empty where there is nothing to measure.
    let calibration: @Sendable (LabelMedium) -> [UInt8]
    /// Whether fonts of these names are what this machine draws.
    var fontsAreCurrent: @Sendable ([String]) -> Bool = { _ in true }
}
