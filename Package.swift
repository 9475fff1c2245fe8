// swift-tools-version: 6.2
import PackageDescription

// MARK: Packages, each for one job; why each was chosen stands in the architecture article.

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let serviceLifecycleTestKit = Target.Dependency.product(
    name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "cunzhan",
    products: [
        .library(name: "Identifiers", targets: ["Identifiers"]),
        .library(name: "StationJournal", targets: ["StationJournal"]),
        .library(name: "County", targets: ["County"]),
        .library(name: "CountyProgramme", targets: ["CountyProgramme"]),
        // Loaded before libumockdev where ports are mocked, so it has to be a library of its own.
        .library(name: "CTtyShim", type: .dynamic, targets: ["CTtyShim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Pure: no clock, randomness, file, logger or socket.
        .target(name: "Identifiers"),
        .target(name: "CommaSeparated"),
        .target(name: "Deflate", dependencies: ["CZlib"]),
        .target(name: "StationJournal", dependencies: ["Deflate", "Identifiers", crypto]),
        .target(name: "StrictYAML", dependencies: [yams]),
        .target(name: "DeviceProtocols", dependencies: ["Identifiers", "StrictYAML"]),
        .target(
            name: "Labels",
            dependencies: ["Deflate", "DeviceProtocols", "DotMatrix", "StrictYAML"],
            exclude: ["Privacy/policy.yaml", "Templates"]),
        .target(
            name: "CountyProgramme",
            dependencies: ["CommaSeparated", "Identifiers", "StrictYAML"],
            exclude: ["Packs"]),
        .target(name: "DotMatrix"),
        .target(name: "SeededRandom"),
        .target(name: "KeeperDesk", dependencies: ["Identifiers", "StationJournal"]),

        // C libraries, each behind one edge.
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CXlsxWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(
            name: "CSerialPort", pkgConfig: "libserialport",
            providers: [.apt(["libserialport-dev"])]),
        .systemLibrary(name: "CZint", providers: [.apt(["libzint-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Edges: each holds one library or one interface of the system.
        .target(
            name: "CountyStore",
            dependencies: ["FailPoints", "Identifiers", "StationJournal", grdb, sqlite]),
        .target(name: "CurlTransport", dependencies: ["CCurl"]),
        .target(name: "DataFolder", dependencies: ["DeviceProtocols", "StrictYAML"]),
        .target(name: "FailPoints"),
        .target(name: "LabelRaster", dependencies: ["CFreeType", "CPNG", "CZint", "DotMatrix"]),
        .target(name: "LabelDrawing", dependencies: ["DotMatrix", "LabelRaster", "Labels"]),
        .target(name: "SerialLines", dependencies: ["CSerialPort", "DeviceProtocols"]),
        .target(
            name: "Spreadsheets",
            dependencies: ["CExpat", "CXlsxWriter", "CZip", "CommaSeparated"]),
        .target(
            name: "StationStore",
            dependencies: ["Identifiers", "KeeperDesk", "StationJournal", grdb]),
        .target(name: "Systemd", dependencies: [logging, serviceLifecycle]),

        // Applications.
        .target(
            name: "Station",
            dependencies: [
                "CurlTransport", "DataFolder", "DeviceProtocols", "FailPoints", "Identifiers",
                "KeeperDesk", "LabelDrawing", "LabelRaster", "Labels", "SerialLines",
                "StationJournal", "StationStore",
                "StrictYAML", "Systemd", crypto, httpTypes, hummingbird, logging, nioCore,
                serviceLifecycle, unixSignals,
            ],
            resources: [
                .embedInCode("Kiosk/index.html"), .embedInCode("Kiosk/kiosk.css"),
                .embedInCode("Kiosk/kiosk.js"),
            ]),
        .target(
            name: "County",
            dependencies: [
                "CommaSeparated", "CountyProgramme", "CountyStore", "Identifiers",
                "StationJournal", "StrictYAML",
                asn1,
                crypto, httpTypes, hummingbird, hummingbirdCore, hummingbirdTLS, logging, mustache,
                nioCore,
                nioSSL,
                serviceLifecycle, x509,
            ],
            resources: [.embedInCode("Resources")]),

        // Simulated devices, and real programs rehearsed with them.
        .target(
            name: "DeviceSimulator",
            dependencies: ["Deflate", "DeviceProtocols", "DotMatrix", "LabelRaster"]),
        .target(
            name: "Rehearsal",
            dependencies: [
                "CountyStore", "CurlTransport", "DataFolder", "DeviceProtocols",
                "DeviceSimulator", "Identifiers", "SeededRandom", "StationJournal",
                "StationStore",
            ]),

        // Programs.
        .executableTarget(
            name: "stationd", dependencies: ["DataFolder", "Station", argumentParser, logging],
            exclude: ["Linking"],
            // Seven megabytes less in memory: nobody looks up symbols in a program, packed relocations
            // are a hundredth of the usual ones (glibc 2.36 and later), and `Linking` takes from the
            // C++ library only what the Swift runtime uses.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z",
                        "-Xlinker", "pack-relative-relocs",
                        "-L\(Context.packageDirectory)/Sources/stationd/Linking",
                    ], .when(configuration: .release))
            ]),
        .executableTarget(
            name: "stationctl",
            dependencies: [
                "DataFolder", "DeviceProtocols", "DotMatrix", "Identifiers", "LabelDrawing",
                "LabelRaster", "Labels", "SerialLines", "Station", "StrictYAML", argumentParser,
            ]),
        .executableTarget(
            name: "countyd",
            dependencies: [
                "County", "StrictYAML", "Systemd", argumentParser, logging, serviceLifecycle,
                unixSignals,
            ]),
        .executableTarget(
            name: "countyctl",
            dependencies: [
                "County", "CountyProgramme", "CountyStore", "CurlTransport", "DataFolder",
                "DotMatrix", "Identifiers", "LabelRaster", "Spreadsheets", "StationJournal",
                "StrictYAML", argumentParser, crypto,
            ]),
        .executableTarget(
            name: "devicesim",
            dependencies: [
                "DataFolder", "DeviceProtocols", "DeviceSimulator", "Rehearsal", argumentParser,
            ]),

        // Measurements against limits, for release builds; `make bench`.
        .executableTarget(
            name: "bench",
            dependencies: [
                "CountyProgramme", "CountyStore", "CZlib", "DataFolder", "DeviceProtocols",
                "Identifiers", "DeviceSimulator", "KeeperDesk", "LabelDrawing", "Labels",
                "Rehearsal",
                "SeededRandom", "StationJournal",
                "StationStore", argumentParser, sqlite,
            ],
            path: "Tests/Benchmarks", exclude: ["biip_speed.py", "pillow_label.py"]),

        // Tests, one folder per target.
        .testTarget(
            name: "IdentifiersTests", dependencies: ["Identifiers", "SeededRandom"],
            exclude: ["Oracles"]),
        .testTarget(
            name: "StationJournalTests",
            dependencies: ["Identifiers", "SeededRandom", "StationJournal", crypto]),
        .testTarget(
            name: "CommaSeparatedTests", dependencies: ["CommaSeparated", "SeededRandom"]),
        .testTarget(name: "StrictYAMLTests", dependencies: ["SeededRandom", "StrictYAML"]),
        .testTarget(
            name: "DeviceProtocolsTests",
            dependencies: [
                "DataFolder", "DeviceProtocols", "Identifiers", "SeededRandom", "StrictYAML",
            ]),
        .testTarget(
            name: "CountyProgrammeTests",
            dependencies: ["CountyProgramme", "Identifiers", "SeededRandom", "StrictYAML"],
            exclude: ["Data", "Golden"]),
        .testTarget(
            name: "LabelsTests",
            dependencies: [
                "DataFolder", "DeviceProtocols", "DotMatrix", "Identifiers", "LabelDrawing",
                "LabelRaster", "Labels", "SeededRandom", "StrictYAML",
            ],
            exclude: ["Oracles"]),
        .testTarget(
            name: "KeeperDeskTests", dependencies: ["Identifiers", "KeeperDesk", "StationJournal"]),
        .testTarget(
            name: "DataFolderTests", dependencies: ["DataFolder", "DeviceProtocols", "StrictYAML"]),
        .testTarget(name: "DotMatrixTests", dependencies: ["DotMatrix"]),
        .testTarget(name: "LabelRasterTests", dependencies: ["DotMatrix", "LabelRaster"]),
        .testTarget(
            name: "StationStoreTests",
            dependencies: [
                "Identifiers", "KeeperDesk", "SeededRandom", "StationJournal", "StationStore", grdb,
            ]),
        .testTarget(
            name: "CountyStoreTests",
            dependencies: [
                "CountyStore", "Identifiers", "SeededRandom", "StationJournal", crypto, grdb,
            ]),
        .testTarget(
            name: "CountyTests",
            dependencies: [
                "County", "CountyProgramme", "CountyStore", "CurlTransport", "Identifiers",
                "StationJournal", "countyd", crypto, httpTypes, hummingbird, hummingbirdTesting,
                logging, nioCore,
                x509,
            ],
            exclude: ["Oracles"]),
        .testTarget(
            name: "SpreadsheetsTests",
            dependencies: ["CommaSeparated", "SeededRandom", "Spreadsheets"],
            exclude: ["Oracles"]),
        .testTarget(
            name: "SymbolTests",
            dependencies: [
                "CZint", "DataFolder", "DeviceProtocols", "Identifiers", "SeededRandom",
            ],
            exclude: ["Oracles"]),
        .testTarget(
            name: "DeviceSimulatorTests",
            dependencies: [
                "DataFolder", "DeviceProtocols", "DeviceSimulator", "DotMatrix", "LabelDrawing",
                "LabelRaster", "Labels", "SeededRandom",
            ],
            exclude: ["Oracles"]),

        .testTarget(
            name: "StationTests",
            dependencies: [
                "DataFolder", "DeviceProtocols", "DeviceSimulator", "Identifiers", "KeeperDesk",
                "Labels", "SerialLines", "Station", "StationJournal", "StationStore", "StrictYAML",
                grdb, logging,
                serviceLifecycle,
            ]),
        .testTarget(name: "TidyTests"),
        .testTarget(name: "CurlTransportTests", dependencies: ["CurlTransport"]),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["Systemd", logging, serviceLifecycle, serviceLifecycleTestKit]),

        // Real programs, run as a user would, and the real page in a real browser.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "CUMockdev", "CountyProgramme", "CurlTransport", "DataFolder", "DeviceProtocols",
                "DeviceSimulator", "Identifiers", "Rehearsal", "SeededRandom", "Spreadsheets",
                "StationStore", "countyctl", "countyd", "devicesim", "stationctl", "stationd",
            ]),
        .testTarget(
            name: "KioskPageTests",
            dependencies: [
                "DataFolder", "DeviceSimulator", "Identifiers", "Rehearsal", "SeededRandom",
                "countyctl", "countyd", "stationctl", "stationd",
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "CountyStore", "DataFolder", "DeviceSimulator", "FailPoints", "Rehearsal",
                "SeededRandom", "StationJournal", "StationStore", "countyctl", "countyd",
                "stationctl",
                "stationd",
            ]),

        // Helpers of the serial tests: a program that is run under preloads, and the preloads.
        .systemLibrary(
            name: "CUMockdev", path: "Tests/CUMockdev", pkgConfig: "umockdev-1.0",
            providers: [.apt(["libumockdev-dev"])]),
        .target(name: "CTtyShim", linkerSettings: [.linkedLibrary("dl")]),
        .executableTarget(
            name: "serialprobe", dependencies: ["DeviceProtocols", "SerialLines"],
            path: "Tests/SerialProbe"),
        .testTarget(
            name: "SerialLinesTests",
            dependencies: [
                "CUMockdev", "DataFolder", "DeviceProtocols", "DeviceSimulator", "SerialLines",
                "serialprobe",
            ]),
    ]
)

// MARK: The same strictness everywhere, from the first commit.

let strictness: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
for target in package.targets where ![.system, .plugin, .binary].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + strictness
}
