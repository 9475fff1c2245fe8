internal import CountyStore
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird

/// What anybody may look at.
struct PublicOperations: Sendable {
    private static let html = "text/html; charset=utf-8"
    private static let plain = "text/plain; charset=utf-8"
    /// Style sheets and scripts may be kept for an hour.
    private static let fileCache = "public, max-age=3600"

    let store: CountyStore
    let county: String
    let templates: Templates
    let wall: WallBoard
    let metrics: Metrics

    private var track: TrackPage { TrackPage(county: county, templates: templates) }

    var all: [Operation] {
        [
            home, trackForm, trackPage, wallPage, wallEvents, health, readiness, metricsPage,
            file("/pages.css", "text/css; charset=utf-8", PackageResources.pages_css),
            file("/icon.svg", "image/svg+xml", PackageResources.icon_svg),
            file("/wall.css", "text/css; charset=utf-8", PackageResources.wall_css),
            file("/wall.js", "text/javascript; charset=utf-8", PackageResources.wall_js),
        ]
    }

    private static func page(_ about: String) -> Operation.Answer {
        Operation.Answer(status: 200, mediaType: "text/html", about: about)
    }

    private var home: Operation {
        Operation(
            method: .get, path: "/", summary: "Links to the public pages",
            answers: [Self.page("The page")]
        ) { _, _ in
            .text(templates.render("home", ["county": county]), type: Self.html)
        }
    }

    private var trackForm: Operation {
        Operation(
            method: .get, path: "/track", summary: "Leads a form's number to its page",
            parameters: [
                Operation.Parameter(
                    name: "number", place: .query, type: "string", about: "A waybill number")
            ],
            answers: [
                Operation.Answer(status: 303, mediaType: nil, about: "To the page of the number")
            ]
        ) { request, _ in
            let number = request.uri.queryParameters["number"].map(String.init) ?? ""
            let path = "/track/" + Self.pathSegment(Self.trimmed(number))
            return Response(status: .seeOther, headers: [.location: number.isEmpty ? "/" : path])
        }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.filter { !$0.isWhitespace }.prefix(TrackPage.numberLengthMax))
    }

    /// Everything but unreserved characters (RFC 3986) in percent-encoding.
    static func pathSegment(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default: "%" + [byte].hexUpper
            }
        }.joined()
    }

    /// A path segment without its percent-encoding; nil when that is broken.
    static func decoded(_ segment: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(segment.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private var trackPage: Operation {
        Operation(
            method: .get, path: "/track/{number}",
            summary: "Where a parcel is: times and places, nothing of any person",
            parameters: [
                Operation.Parameter(
                    name: "number", place: .path, type: "string", about: "The waybill number")
            ],
            answers: [
                Self.page("The page"),
                Operation.Answer(status: 404, mediaType: "text/html", about: "Nobody knows it"),
            ]
        ) { _, context in
            let number = context.parameters.get("number").flatMap(Self.decoded) ?? ""
            guard (1...TrackPage.numberLengthMax).contains(number.utf8.count),
                let parcel = try await store.parcel(number)
            else { return .text(track.missing(), type: Self.html, status: .notFound) }
            return .text(track.page(parcel), type: Self.html)
        }
    }

    private var wallPage: Operation {
        Operation(
            method: .get, path: "/wall", summary: "The display wall",
            answers: [Self.page("The page; it keeps itself up to date")]
        ) { _, _ in .text(try await wall.render(), type: Self.html) }
    }

    private var wallEvents: Operation {
        Operation(
            method: .get, path: "/wall/events", summary: "The wall's changes",
            answers: [
                Operation.Answer(
                    status: 200, mediaType: "text/event-stream",
                    about: "Events `board`: the wall's new content as HTML"),
                .problem(503, "Too many screens are open"),
            ]
        ) { _, _ in try wall.events() }
    }

    private var health: Operation {
        Operation(
            method: .get, path: "/healthz", summary: "The daemon runs",
            answers: [Operation.Answer(status: 200, mediaType: "text/plain", about: "It does")]
        ) { _, _ in .text("ok\n", type: Self.plain) }
    }

    private var readiness: Operation {
        Operation(
            method: .get, path: "/readyz", summary: "The store answers and accepts",
            answers: [
                Operation.Answer(status: 200, mediaType: "text/plain", about: "It does"),
                .problem(503, "It does not"),
            ]
        ) { _, _ in
            if store.isStopped { throw CountyStoreError.stopped(reason: "not ready") }
            try await store.awaitReader()
            return .text("ready\n", type: Self.plain)
        }
    }

    private var metricsPage: Operation {
        Operation(
            method: .get, path: "/metrics", summary: "Counters for Prometheus",
            answers: [
                Operation.Answer(
                    status: 200, mediaType: "text/plain", about: "Text exposition format")
            ]
        ) { _, _ in
            .text(try await metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private func file(_ path: String, _ type: String, _ bytes: [UInt8]) -> Operation {
        Operation(
            method: .get, path: path, summary: "A file of the pages",
            answers: [Operation.Answer(status: 200, mediaType: nil, about: "The file")]
        ) { _, _ in .text(Templates.text(bytes), type: type, cache: Self.fileCache) }
    }
}

extension [UInt8] {
    fileprivate var hexUpper: String {
        map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
