internal import CurlTransport
internal import Foundation

/// What a keeper sees on the kiosk page.
public struct KioskScreen: Decodable, Sendable {
    /// The large field.
    public struct Scan: Decodable, Sendable {
        /// Goes up with each result.
        public var id: Int64
        /// `green`, `amber`, `red` or `idle`.
        public var light: String
        /// The pickup code, or another short text.
        public var big: String
        /// What happened.
        public var title: Text
    }

    /// A text in both languages.
    public struct Text: Decodable, Sendable {
        /// Chinese.
        public var zh: String
    }

    /// The counts.
    public struct Counts: Decodable, Sendable {
        /// Taken in today.
        public var received: Int
        /// Handed out today.
        public var handedOut: Int
        /// On the shelves.
        public var inStock: Int
        /// In custody.
        public var held: Int
        /// Announced and not here.
        public var expected: Int
    }

    /// A device's lamp.
    public struct Device: Decodable, Sendable {
        /// Its name.
        public var name: String
        /// `ok`, `lost`, `fault` or `waiting`.
        public var state: String
    }

    /// The link to the county.
    public struct Link: Decodable, Sendable {
        /// `online`, `offline` or `never`.
        public var state: String
        /// Entries the county has not acknowledged.
        public var queue: Int64
    }

    /// What lies on the scale.
    public struct Weight: Decodable, Sendable {
        /// The reading's state, such as `stable`; `stale` where the scale says nothing.
        public var state: String
        /// Number and unit, or `--`.
        public var text: String
        /// Why it must not be used for trade.
        public var remark: Text?
    }

    /// The last result.
    public var scan: Scan
    /// The scale's reading; nil where there is none to show.
    public var weight: Weight?
    /// Today's counts.
    public var today: Counts
    /// The lamps.
    public var devices: [Device]
    /// The link.
    public var link: Link
}

/// Reads pages as a browser on this machine would.
public struct PageReader: Sendable {
    private let transport: CurlTransport

    /// A reader of loopback pages.
    public init() throws {
        transport = try CurlTransport(CurlTransport.Configuration(allowsPlainLoopback: true))
    }

    /// The status and body of a page.
    public func get(_ url: String) async throws -> (status: Int, body: String) {
        let answer = try await transport.send(
            HTTPExchange(url: url))
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    /// The kiosk's state.
    public func screen(of kiosk: String) async throws -> KioskScreen {
        let body = try await get(kiosk + "/state").body
        return try JSONDecoder().decode(KioskScreen.self, from: Data(body.utf8))
    }
}
