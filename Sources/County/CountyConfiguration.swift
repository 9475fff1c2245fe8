internal import FoundationEssentials
internal import StrictYAML

/// An address to listen on: `0.0.0.0:8443`, port 0 for any free one.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// Host name or address.
    public let host: String
    /// TCP port, 0…65535.
    public let port: Int

    /// Nil when the text is not `host:port`; an IPv6 address stands in brackets.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), colon != text.startIndex
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        self.host = String(host)
        self.port = Int(port)
    }

    /// Only this machine can reach it.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// As written in configuration and URLs.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// What `county.yaml` says.
public struct CountyConfiguration: Sendable, Equatable {
    /// Where the configuration stands unless told otherwise.
    public static let defaultPath = "/etc/cunzhan/county.yaml"
    /// The control socket unless configured otherwise.
    public static let defaultSocket = "/run/cunzhan-county/county.sock"
    /// Characters of the county's name at most: it has to fit the wall.
    public static let nameLengthMax = 32

    /// What the county is called on its pages.
    public var county: String
    /// The folder of store and key.
    public var state: String
    /// The folder of the control socket and the addresses file.
    public var runtime: String
    /// Where stations connect, by HTTPS.
    public var https: ListenAddress
    /// Where the public pages stand without encryption: loopback only.
    public var pages: ListenAddress
    /// Names and addresses stations reach the county by, for its certificate.
    public var names: [String]

    /// The control socket.
    public var socket: String { runtime + "/county.sock" }
    /// The file of the addresses really listened on.
    public var addressesFile: String { runtime + "/county-addresses.json" }

    /// Reads the text of a configuration file; every key is optional, unknown ones are errors.
    ///
    /// - Throws: `YAMLError`.
    public init(text: String, file: String) throws {
        let document = try YAMLDocument(text: text, file: file)
        self = try document.root.mapping { map in
            let county = try map.optional("county").map(Self.name)
            let state = try map.optional("state").map(Self.folder)
            let runtime = try map.optional("runtime").map(Self.folder)
            let https = try map.optional("https").map(Self.address)
            let pages = try map.optional("public").map { node in
                let address = try Self.address(node)
                guard address.isLoopback else {
                    throw node.error(
                        "'\(address)' can be reached from other machines without encryption; "
                            + "listen on 127.0.0.1 and put what faces the network before it",
                        chinese: "'\(address)'能从别的机器不加密地访问；请监听 127.0.0.1，对外的服务放在它前面")
                }
                return address
            }
            let names = try map.list("names").map(Self.hostName)
            return CountyConfiguration(
                county: county, state: state, runtime: runtime, https: https,
                pages: pages, names: names)
        }
    }

    /// A configuration with defaults for what is nil.
    public init(
        county: String? = nil, state: String? = nil, runtime: String? = nil,
        https: ListenAddress? = nil, pages: ListenAddress? = nil, names: [String] = []
    ) {
        self.county = county ?? "示范县"
        self.state = state ?? "/var/lib/cunzhan/county"
        self.runtime = runtime ?? "/run/cunzhan-county"
        self.https = https ?? Self.httpsDefault
        self.pages = pages ?? Self.pagesDefault
        self.names = names
    }

    private static let httpsDefault = ListenAddress(host: "0.0.0.0", port: 8443)
    private static let pagesDefault = ListenAddress(host: "127.0.0.1", port: 8080)

    private static func name(_ node: YAMLNode) throws -> String {
        let text = try node.string()
        guard (1...nameLengthMax).contains(text.count) else {
            throw node.error(
                "a county's name has 1 to \(nameLengthMax) characters",
                chinese: "县名要有 1 到 \(nameLengthMax) 个字")
        }
        return text
    }

    private static func folder(_ node: YAMLNode) throws -> String {
        let text = try node.string()
        guard text.hasPrefix("/"), text.count > 1 else {
            throw node.error(
                "'\(text)' is not an absolute path", chinese: "'\(text)'不是绝对路径")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func address(_ node: YAMLNode) throws -> ListenAddress {
        let text = try node.string()
        guard let address = ListenAddress(text) else {
            throw node.error(
                "'\(text)' is not an address such as '0.0.0.0:8443'",
                chinese: "'\(text)'不是地址，例如 0.0.0.0:8443")
        }
        return address
    }

    private static func hostName(_ node: YAMLNode) throws -> String {
        let text = try node.string()
        let allowed = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2D, 0x2E, 0x3A].contains(byte)
        }
        guard allowed, (1...253).contains(text.utf8.count) else {
            throw node.error(
                "'\(text)' is not a host name or address in lower case",
                chinese: "'\(text)'不是小写的主机名或地址")
        }
        return text
    }
}

extension ListenAddress {
    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
