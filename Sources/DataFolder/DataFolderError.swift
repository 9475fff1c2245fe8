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
    /// No programme pack has this name.
    case unknownPack(name: String, nearest: String?)
    /// A file's content is refused.
    case invalid(YAMLError)

    /// The exit code of sysexits that a program ends with.
    public var exitCode: Int32 {
        switch self {
        case .unknownProfile, .unknownTemplate, .unknownPack: 64
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
        case .unknownPack(let name, let nearest):
            "unknown programme pack '\(name)'"
                + (nearest.map { ", nearest is '\($0)'" } ?? "") + "; name its folder by a path"
        case .invalid(let error): error.description
        }
    }

    /// The same in Chinese.
    public var chineseDescription: String {
        func hint(_ nearest: String?) -> String { nearest.map { "最接近的是“\($0)”。" } ?? "" }
        return switch self {
        case .notFound(let searched):
            "找不到数据文件夹：\(searched.joined(separator: "、"))。请用 --data 或 CUNZHAN_DATA 指定含有 Devices 的文件夹。"
        case .unreadable(let path, let reason):
            "无法读取 \(path)：\(reason)。请检查文件和权限。"
        case .unknownProfile(let id, let nearest):
            "没有设备配置“\(id)”。\(hint(nearest))用 stationctl devices list --profiles 查看全部。"
        case .unknownTemplate(let name, let nearest):
            "没有标签模板“\(name)”。\(hint(nearest))用 stationctl label list 查看全部。"
        case .unknownPack(let name, let nearest):
            "没有方案包“\(name)”。\(hint(nearest))也可以写它的文件夹路径。"
        case .invalid(let error): "文件有误：\(error.chineseDescription)"
        }
    }

    private static func hint(_ nearest: String?, list: String) -> String {
        (nearest.map { ", nearest is '\($0)'" } ?? "") + "; '\(list)' shows all"
    }
}
