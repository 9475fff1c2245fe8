/// One file of a pack: its path below the pack's folder and its text.
///
/// The library opens nothing; who calls it reads the files.
public struct PackFile: Sendable, Hashable {
    /// Such as `figures.yaml` or `workflows/acceptance.yaml`.
    public let name: String
    /// Its text.
    public let text: String

    /// A file already read.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The files whose sections make up a ``ProgrammePack``.
    static let core = [
        "pack.yaml", "figures.yaml", "money.yaml", "schedule.yaml", "work.yaml", "parties.yaml",
        "places.yaml", "stations.yaml", "structure.yaml", "decisions.yaml",
    ]

    /// Files and folders that other engines read.
    static let others = [
        "recusals.yaml", "clocks.yaml", "assessment.yaml", "training.yaml",
        "indicators.yaml", "disclosure.yaml", "returns.yaml", "records.yaml", "funds.yaml",
        "support.yaml",
    ]
    static let otherFolders = ["workflows/", "registers/"]

    /// Whether some engine reads a file of this name.
    static func isKnown(_ name: String) -> Bool {
        core.contains(name) || others.contains(name)
            || otherFolders.contains { name.hasPrefix($0) }
    }
}
