internal import CCurl

/// Takes what libcurl's callbacks hand out during one exchange.
final class AnswerCollector {
    /// The most bytes of header lines.
    static let headerLimit = 64 * 1024

    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private(set) var traffic = Traffic(up: 0, down: 0)
    /// Bytes of the request itself that were handed to the connection.
    private(set) var requestBytes = 0
    private var headerBytes = 0
    private let largestBody: Int
    let cancellation: Cancellation
    /// Takes the body of a good answer piece by piece instead of all at the end.
    private let follower: (@Sendable ([UInt8]) -> Bool)?
    private var status = 0

    init(
        largestBody: Int, cancellation: Cancellation,
        follower: (@Sendable ([UInt8]) -> Bool)? = nil
    ) {
        self.largestBody = largestBody
        self.cancellation = cancellation
        self.follower = follower
    }

    /// Part of the body, decompressed; false to end the transfer.
    func take(body part: UnsafeRawBufferPointer) -> Bool {
        if let follower, (200..<300).contains(status) { return follower(Array(part)) }
        guard body.count + part.count <= largestBody else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: part)
        return true
    }

    /// One header line with its line end; false to end the transfer.
    func take(header line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.headerLimit else {
            isTooLarge = true
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // An interim answer (100, 103) came before.
            headers = []
            status = Self.status(line)
            return true
        }
        // Trailers say nothing we rely on; folded lines are long obsolete.
        guard body.isEmpty, let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\t")
        else { return true }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        headers.append(HTTPHeader(name, Self.trimmed(line[(colon + 1)...])))
        return true
    }

    /// The number in a line such as `HTTP/1.1 200 OK`.
    private static func status(_ line: UnsafeRawBufferPointer) -> Int {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isWhite: (UInt8) -> Bool = { [0x20, 0x09, 0x0d, 0x0a].contains($0) }
        guard let first = bytes.firstIndex(where: { !isWhite($0) }),
            let last = bytes.lastIndex(where: { !isWhite($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// So many bytes went over the connection.
    func count(_ kind: curl_infotype, _ size: Int) {
        switch kind {
        case CURLINFO_HEADER_OUT, CURLINFO_DATA_OUT:
            requestBytes += size
            traffic.up += size
        case CURLINFO_SSL_DATA_OUT: traffic.up += size
        case CURLINFO_HEADER_IN, CURLINFO_DATA_IN, CURLINFO_SSL_DATA_IN: traffic.down += size
        default: break
        }
    }

    /// Sets the callbacks; the caller keeps the collector alive until the transfer is over.
    func attach(to handle: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ccurl_set_writer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return AnswerCollector.of(context)?.take(body: part) == true ? part.count : 0
        }
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_set_writer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return AnswerCollector.of(context)?.take(header: line) == true ? line.count : 0
        }
        ccurl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        ccurl_set_progress(handle) { context, _, _, _, _ in
            AnswerCollector.of(context)?.cancellation.isCancelled == true ? 1 : 0
        }
        ccurl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        // Verbose only so that this function is called. It counts; nothing is kept or printed.
        ccurl_set_pointer(handle, CURLOPT_DEBUGDATA, context)
        ccurl_set_debug(handle) { _, kind, _, size, context in
            AnswerCollector.of(context)?.count(kind, size)
            return 0
        }
        ccurl_set_long(handle, CURLOPT_VERBOSE, 1)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> AnswerCollector? {
        context.map { Unmanaged<AnswerCollector>.fromOpaque($0).takeUnretainedValue() }
    }
}
