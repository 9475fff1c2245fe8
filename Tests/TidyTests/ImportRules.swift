/// The rules of direction: what each target may import, besides the standard library.
///
/// A new import needs a line here, and with it a thought about the direction of the arrow. The
/// architecture article says why the rules are as they are.
enum ImportRules {
    /// What each folder of `Sources` may import.
    static let allowed: [String: Set<String>] = [
        // Pure.
        "Identifiers": [],
        "CommaSeparated": [],
        "Deflate": ["CZlib"],
        "StationJournal": ["Crypto", "Deflate", "FoundationEssentials", "Identifiers"],
        "StrictYAML": ["CYaml", "Yams"],
        "DeviceProtocols": ["Glibc", "Identifiers", "StrictYAML"],
        "CountyProgramme": ["CommaSeparated", "Identifiers", "StrictYAML"],
        "DotMatrix": [],
        "Labels": ["Deflate", "DeviceProtocols", "DotMatrix", "StrictYAML"],
        "KeeperDesk": ["Identifiers", "StationJournal"],
        "SeededRandom": [],

        // Edges.
        "CurlTransport": ["CCurl", "Dispatch", "Synchronization"],
        "DataFolder": ["DeviceProtocols", "FoundationEssentials", "StrictYAML"],
        "FailPoints": ["Glibc", "Synchronization"],
        "LabelRaster": ["CFreeType", "CPNG", "CZint", "DotMatrix", "Synchronization"],
        "LabelDrawing": [
            "DotMatrix", "Foundation", "Glibc", "LabelRaster", "Labels", "Synchronization",
        ],
        "SerialLines": ["CSerialPort", "DeviceProtocols", "Dispatch", "Glibc", "Synchronization"],
        "Spreadsheets": ["CExpat", "CXlsxWriter", "CZip", "CommaSeparated"],
        "StationStore": [
            "Dispatch", "FoundationEssentials", "GRDB", "Identifiers", "KeeperDesk",
            "StationJournal",
            "Synchronization",
        ],
        "CountyStore": [
            "FailPoints", "FoundationEssentials", "GRDB", "GRDBSQLite", "Identifiers",
            "StationJournal", "Synchronization",
        ],
        "Systemd": ["Glibc", "Logging", "ServiceLifecycle", "Synchronization"],

        // Applications.
        "Station": [
            "Crypto", "CurlTransport", "DataFolder", "DeviceProtocols", "Dispatch", "FailPoints",
            "Foundation", "FoundationEssentials", "Glibc", "HTTPTypes", "Hummingbird",
            "HummingbirdCore", "Identifiers", "KeeperDesk", "LabelDrawing", "LabelRaster", "Labels",
            "Logging", "NIOCore", "SerialLines", "ServiceLifecycle", "StationJournal",
            "StationStore", "StrictYAML", "Synchronization",
            "Systemd", "UnixSignals",
        ],
        "County": [
            "CommaSeparated", "CountyProgramme", "CountyStore", "Crypto",
            "FoundationEssentials", "Glibc",
            "HTTPTypes", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "Identifiers",
            "Logging", "Mustache", "NIOCore",
            "NIOSSL", "ServiceLifecycle", "StationJournal", "StrictYAML", "SwiftASN1",
            "Synchronization", "Systemd", "UnixSignals", "X509",
        ],

        // Tools for tests and demonstrations.
        "DeviceSimulator": [
            "Deflate", "DeviceProtocols", "DotMatrix", "Glibc", "LabelRaster", "Synchronization",
        ],
        "Rehearsal": [
            "CountyStore", "CurlTransport", "DataFolder", "DeviceProtocols", "DeviceSimulator",
            "Dispatch", "FailPoints", "Foundation", "Glibc", "Identifiers", "SeededRandom",
            "StationJournal", "StationStore", "Synchronization",
        ],

        // Programs: arguments, configuration, one call.
        "stationd": [
            "ArgumentParser", "DataFolder", "Foundation", "Logging", "Station", "Systemd",
        ],
        "stationctl": [
            "ArgumentParser", "DataFolder", "DeviceProtocols", "DotMatrix", "Foundation", "Glibc",
            "Identifiers", "LabelDrawing", "LabelRaster", "Labels", "SerialLines", "Station",
            "StationJournal", "StrictYAML",
        ],
        "countyd": [
            "ArgumentParser", "County", "FoundationEssentials", "Glibc", "Logging",
            "ServiceLifecycle", "StrictYAML", "Systemd", "UnixSignals",
        ],
        "countyctl": [
            "ArgumentParser", "County", "CountyProgramme", "CountyStore", "Crypto", "CurlTransport",
            "DataFolder", "DotMatrix", "FoundationEssentials", "Glibc", "Identifiers",
            "LabelRaster", "Spreadsheets", "StationJournal", "StrictYAML",
        ],
        "devicesim": [
            "ArgumentParser", "DataFolder", "DeviceProtocols", "DeviceSimulator", "Dispatch",
            "Foundation", "Glibc", "Rehearsal", "Synchronization",
        ],
    ]

    /// What knows no clock, randomness, file, logger or socket.
    static let pure = [
        "CommaSeparated", "Deflate", "DotMatrix", "Identifiers", "StationJournal", "StrictYAML",
        "DeviceProtocols",
        "Labels", "KeeperDesk", "CountyProgramme",
    ]

    /// What no pure target imports, apart from the exceptions.
    static let impure: Set = [
        "Dispatch", "Foundation", "Glibc", "Logging", "NIOCore", "ServiceLifecycle",
        "Synchronization",
    ]

    /// Pure targets that import one such module nevertheless, each for one reason.
    static let exceptions: [String: (module: String, reason: String)] = [
        "DeviceProtocols": ("Glibc", "iconv(3) is where GB18030 comes from; it touches no file")
    ]

    /// Modules that only these targets may import.
    static let exclusive: [String: Set<String>] = [
        "GRDB": ["StationStore", "CountyStore"],
        "GRDBSQLite": ["CountyStore"],
        "CYaml": ["StrictYAML"],
        "Yams": ["StrictYAML"],
        "Hummingbird": ["Station", "County"],
        "HummingbirdTLS": ["County"],
        "Mustache": ["County"],
        "X509": ["County"],
        "CCurl": ["CurlTransport"],
        "CExpat": ["Spreadsheets"],
        "CFreeType": ["LabelRaster"],
        "CPNG": ["LabelRaster"],
        "CSerialPort": ["SerialLines"],
        "CXlsxWriter": ["Spreadsheets"],
        "CZint": ["LabelRaster"],
        "CZip": ["Spreadsheets"],
        "CZlib": ["Deflate"],
    ]

    /// What station and county share and nothing else; the rehearsal alone knows both.
    static let shared: Set = [
        "Deflate", "FailPoints", "Identifiers", "StationJournal", "StrictYAML", "Systemd",
    ]

    /// Folders of `Sources` that hold C and no Swift.
    static func isC(_ target: String) -> Bool {
        let letters = target.prefix(2)
        return letters.count == 2 && letters.allSatisfy(\.isUppercase) && letters.hasPrefix("C")
    }
}
