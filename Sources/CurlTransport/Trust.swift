internal import CCurl

/// The one place that decides whom a transport believes.
enum Trust {
    /// Whether the text is `sha256//` and the base64 of 32 bytes.
    ///
    /// libcurl takes anything else for the name of a file.
    static func isPin(_ text: String) -> Bool {
        guard text.hasPrefix("sha256//") else { return false }
        let digest = text.utf8.dropFirst(8)
        guard digest.count == 44, digest.last == UInt8(ascii: "=") else { return false }
        return digest.dropLast().allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }

    /// Sets all that concerns trust.
    ///
    /// With pins, verification by dates and issuer is off and must be: a kiosk's clock may be
    /// decades out. It is only ever off together with a pin that libcurl has accepted, and libcurl
    /// refuses every other key before it sends a request.
    static func apply(
        pins: [String], certificateAuthorities: String?, to handle: UnsafeMutableRawPointer
    ) {
        let isPinned = !pins.isEmpty
        if isPinned {
            let list = pins.joined(separator: ";")
            require(ccurl_set_string(handle, CURLOPT_PINNEDPUBLICKEY, list))
        } else if let certificateAuthorities {
            require(ccurl_set_string(handle, CURLOPT_CAINFO, certificateAuthorities))
        }
        require(ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, isPinned ? 0 : 1))
        require(ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, isPinned ? 0 : 2))
        require(ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)))
    }

    /// A setting that trust hangs on must be in force.
    private static func require(_ result: CURLcode) {
        precondition(result == CURLE_OK, "this libcurl cannot be told whom to trust")
    }
}
