// swift-tools-version: 6.2
import PackageDescription

// MARK: Packages, each for one job; why each was chosen stands in the architecture article.

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "cunzhan",
    products: [
        .library(name: "Identifiers", targets: ["Identifiers"]),
        .library(name: "StationJournal", targets: ["StationJournal"]),
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
        .target(name: "StationJournal", dependencies: ["Identifiers", "CZlib", crypto]),
        .target(name: "StrictYAML", dependencies: [yams]),
        .target(name: "DeviceProtocols", dependencies: ["Identifiers", "StrictYAML"]),
        .target(name: "KeeperDesk", dependencies: ["Identifiers", "StationJournal"]),

        // Edges: each holds one C library, one file format or one system interface.
        .systemLibrary(name: "CZlib"),
        .target(name: "DataFolder", dependencies: ["DeviceProtocols", "StrictYAML"]),
        .target(name: "FailPoints"),
        .target(
            name: "StationStore", dependencies: ["Identifiers", "KeeperDesk", "StationJournal", grdb]),

        // Tests, one folder per target.
        .testTarget(name: "IdentifiersTests", dependencies: ["Identifiers"], exclude: ["Oracles"]),
        .testTarget(
            name: "StationJournalTests", dependencies: ["Identifiers", "StationJournal", crypto]),
        .testTarget(name: "StrictYAMLTests", dependencies: ["StrictYAML"]),
        .testTarget(
            name: "DeviceProtocolsTests",
            dependencies: ["DataFolder", "DeviceProtocols", "Identifiers", "StrictYAML"]),
        .testTarget(
            name: "DataFolderTests", dependencies: ["DataFolder", "DeviceProtocols", "StrictYAML"]),
        .testTarget(
            name: "KeeperDeskTests", dependencies: ["Identifiers", "KeeperDesk", "StationJournal"]),
        .testTarget(
            name: "StationStoreTests",
            dependencies: ["Identifiers", "KeeperDesk", "StationJournal", "StationStore"]),
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
