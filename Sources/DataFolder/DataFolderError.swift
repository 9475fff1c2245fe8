public import StrictYAML

/// Why data was not found or not readable.
///
/// Each says what, where and what to do next.
public enum DataFolderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No data folder; the places looked at.
    case notFound(searched: [String])
    /// A file or folder that is there cannot be read.
    case unreadable(path: String, reason: String)
    /// No profile has this ID.
    case unknownProfile(id: String, nearest: String?)
    /// No label template has this name.
    case unknownTemplate(name: String, nearest: String?)
    /// A file's content is refused.
    case invalid(YAMLError)

    /// The exit code of sysexits that a program ends with.
    public var exitCode: Int32 {
        switch self {
        case .unknownProfile, .unknownTemplate: 64
        case .invalid: 65
        case .notFound, .unreadable: 66
        }
    }

    /// What, where and what to do next, in English.
    public var description: String {
        switch self {
        case .notFound(let searched):
            "no data folder in \(searched.joined(separator: ", ")): name the folder that holds"
                + " Devices/ by --data or CUNZHAN_DATA"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason); check that it exists and its permissions"
        case .unknownProfile(let id, let nearest):
            "unknown profile '\(id)'"
                + Self.hint(nearest, list: "stationctl devices list --profiles")
        case .unknownTemplate(let name, let nearest):
            "unknown label template '\(name)'" + Self.hint(nearest, list: "stationctl label list")
        case .invalid(let error): error.description
        }
    }

    private static func hint(_ nearest: String?, list: String) -> String {
        (nearest.map { ", nearest is '\($0)'" } ?? "") + "; '\(list)' shows all"
    }
}
