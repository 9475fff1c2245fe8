internal import Mustache

/// The pages' templates and their files, which are part of the program.
struct Templates: Sendable {
    static let names = ["board", "home", "missing", "track", "wall"]

    private let library: MustacheLibrary

    /// - Throws: When a template cannot be read, which a test would find first.
    init() throws {
        var templates: [String: MustacheTemplate] = [:]
        for (name, bytes) in Self.sources {
            templates[name] = try MustacheTemplate(string: Self.text(bytes))
        }
        library = MustacheLibrary(templates: templates)
    }

    /// A page; values are escaped where the template does not say otherwise.
    func render(_ name: String, _ values: [String: Any]) -> String {
        let all = values.merging(["t": PageText.forTemplates]) { value, _ in value }
        return library.render(all, withTemplate: name) ?? ""
    }

    static let sources: [String: [UInt8]] = [
        "board": PackageResources.board_mustache,
        "home": PackageResources.home_mustache,
        "missing": PackageResources.missing_mustache,
        "track": PackageResources.track_mustache,
        "wall": PackageResources.wall_mustache,
    ]

    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
