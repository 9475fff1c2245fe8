// swift-tools-version: 6.2
import PackageDescription

// The fuzz targets, apart from the main package: they are built with `--sanitize fuzzer` in a
// scratch folder of their own, and only with what they need. The modules are links to the sources.

let package = Package(
    name: "fuzz",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .target(name: "Identifiers"),
        .target(name: "StrictYAML", dependencies: [.product(name: "Yams", package: "Yams")]),
        .target(name: "DeviceProtocols", dependencies: ["Identifiers", "StrictYAML"]),
        .target(name: "DataFolder", dependencies: ["DeviceProtocols", "StrictYAML"]),
        .target(
            name: "Labels",
            dependencies: ["Deflate", "DeviceProtocols", "DotMatrix", "StrictYAML"],
            exclude: ["Privacy/policy.yaml", "Templates"]),
        .target(name: "DotMatrix"),
        .target(name: "Deflate", dependencies: ["CZlib"]),
        .target(name: "CommaSeparated"),
        .target(
            name: "CountyProgramme", dependencies: ["CommaSeparated", "Identifiers", "StrictYAML"],
            exclude: ["Packs"]),
        .target(
            name: "Spreadsheets",
            dependencies: ["CExpat", "CXlsxWriter", "CZip", "CommaSeparated"]),
        .systemLibrary(name: "CExpat"),
        .systemLibrary(name: "CXlsxWriter"),
        .systemLibrary(name: "CZip"),
        .systemLibrary(name: "CZlib"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CZlib", "CommaSeparated", "CountyProgramme", "DataFolder", "DeviceProtocols",
                "Identifiers", "Labels", "Spreadsheets", "StrictYAML",
            ]),
    ])

let strictness: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + strictness
}
