internal import CCurl

/// Refuses, before anything is sent, requests that this transport must not or cannot send.
enum RequestCheck {
    /// The scheme, which is all the caller needs to know of the address.
    enum Scheme: String {
        case http, https
    }

    /// Checks the parts against the configuration.
    static func scheme(
        of exchange: HTTPExchange, _ configuration: CurlTransport.Configuration
    ) throws(TransportError) -> Scheme {
        guard !exchange.method.isEmpty, exchange.method.utf8.allSatisfy(isTokenByte) else {
            throw .refusedHere("the method '\(exchange.method)' is no HTTP token")
        }
        for header in exchange.headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
                throw .refusedHere("the header name '\(header.name)' is no HTTP token")
            }
            guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw .refusedHere("the value of '\(header.name)' holds a control character")
            }
        }
        guard let (scheme, host) = parts(of: exchange.url) else {
            throw .refusedHere("'\(exchange.url)' is no absolute address; expected https://…")
        }
        switch Scheme(rawValue: scheme) {
        case .https: return .https
        case .http:
            guard configuration.pins.isEmpty else {
                throw .refusedHere("\(exchange.url): http: cannot be pinned; use https:")
            }
            let isLocal = ["127.0.0.1", "[::1]", "localhost"].contains(host)
            guard configuration.unixSocket != nil || configuration.allowsPlainLoopback && isLocal
            else { throw .refusedHere("\(exchange.url): http: is not allowed here; use https:") }
            return .http
        case nil: throw .refusedHere("\(exchange.url): only https: is allowed here")
        }
    }

    /// Parsed by libcurl itself, so that what is checked is what is connected to.
    private static func parts(of url: String) -> (scheme: String, host: String)? {
        guard !url.utf8.contains(0), let parsed = curl_url() else { return nil }
        defer { curl_url_cleanup(parsed) }
        guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME, of: parsed),
            let host = part(CURLUPART_HOST, of: parsed)
        else { return nil }
        return (scheme, host)
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
