internal import CCurl

/// libcurl's easy handle with the multi handle that drives it.
///
/// `perform` is called by one thread at a time, that of the transport's queue; `wake` by any. That,
/// and libcurl's promise that curl_multi_wakeup may be called from any thread, is why this may be
/// shared.
final class CurlHandle: @unchecked Sendable {
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let configuration: CurlTransport.Configuration
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer

    init(_ configuration: CurlTransport.Configuration) {
        guard Self.isReady, let easy = curl_easy_init(), let multi = curl_multi_init() else {
            preconditionFailure("libcurl could not be started")
        }
        self.configuration = configuration
        self.easy = easy
        self.multi = multi
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
    }

    /// Lets a running `perform` look at its cancellation now.
    func wake() {
        curl_multi_wakeup(multi)
    }

    /// Does one exchange; blocks.
    func perform(
        _ exchange: HTTPExchange, _ cancellation: Cancellation,
        _ follower: (@Sendable ([UInt8]) -> Bool)? = nil
    ) -> Result<HTTPAnswer, TransportError> {
        do throws(TransportError) {
            guard !cancellation.isCancelled else { throw .cancelledBeforeSending }
            let scheme = try RequestCheck.scheme(of: exchange, configuration)
            let collector = AnswerCollector(
                largestBody: configuration.largestAnswer, cancellation: cancellation,
                follower: follower)
            curl_easy_reset(easy)
            setLimits(exchange)
            setPeer(exchange, scheme)
            collector.attach(to: easy)
            let headers = headerList(exchange)
            defer { curl_slist_free_all(headers) }
            ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers)
            let (code, detail) = withExtendedLifetime(collector) {
                withErrorBuffer { withBody(exchange) { run(cancellation) } }
            }
            return .success(try answer(exchange, collector, code, detail))
        } catch {
            return .failure(error)
        }
    }

    private func setLimits(_ exchange: HTTPExchange) {
        let limit = min(exchange.timeLimit ?? configuration.timeLimit, configuration.timeLimit)
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, limit.milliseconds)
        ccurl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, configuration.slowestBytesPerSecond)
        ccurl_set_long(easy, CURLOPT_LOW_SPEED_TIME, configuration.slowestFor.seconds)
        ccurl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, configuration.largestAnswer)
        ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(easy, CURLOPT_TCP_KEEPIDLE, 45)
        ccurl_set_long(easy, CURLOPT_TCP_KEEPINTVL, 15)
        ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, configuration.idleConnectionAge.seconds)
        ccurl_set_long(easy, CURLOPT_DNS_CACHE_TIMEOUT, 300)
        // Do not wait for a resolver that hangs when the exchange is over.
        ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
    }

    private func setPeer(_ exchange: HTTPExchange, _ scheme: RequestCheck.Scheme) {
        Trust.apply(
            pins: configuration.pins, certificateAuthorities: configuration.certificateAuthorities,
            to: easy)
        ccurl_set_string(easy, CURLOPT_URL, exchange.url)
        ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, scheme.rawValue)
        ccurl_set_string(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https")
        ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(easy, CURLOPT_NETRC, 0)
        ccurl_set_string(easy, CURLOPT_PROXY, "")
        // A signature covers the path as the caller wrote it.
        ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        // HTTP/2 brings one sequential stream nothing but further ways to fail.
        ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
        if let unixSocket = configuration.unixSocket {
            ccurl_set_string(easy, CURLOPT_UNIX_SOCKET_PATH, unixSocket)
        }
    }

    private func headerList(_ exchange: HTTPExchange) -> UnsafeMutablePointer<curl_slist>? {
        // Without these two libcurl waits for "100 Continue" and calls every body a form.
        var lines = ["Expect:"]
        if !exchange.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        lines += exchange.headers.map { header in
            header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
        }
        return lines.reduce(nil) { list, line in curl_slist_append(list, line) }
    }

    /// libcurl reads the body where it lies, so it stays there until `work` is done.
    private func withBody<Value>(_ exchange: HTTPExchange, _ work: () -> Value) -> Value {
        ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, exchange.method)
        guard let body = exchange.body else {
            if exchange.method == "HEAD" { ccurl_set_long(easy, CURLOPT_NOBODY, 1) }
            return work()
        }
        return body.withUnsafeBytes { bytes in
            ccurl_set_long(easy, CURLOPT_POST, 1)
            ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, bytes.count)
            // A nil pointer would make libcurl read standard input.
            if let base = bytes.baseAddress {
                ccurl_set_pointer(easy, CURLOPT_POSTFIELDS, base)
                return work()
            }
            return "".withCString { empty in
                ccurl_set_pointer(easy, CURLOPT_POSTFIELDS, empty)
                return work()
            }
        }
    }

    private func withErrorBuffer(_ work: () -> CURLcode) -> (CURLcode, String) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { buffer in
            buffer.initialize(repeating: 0)
            ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, buffer.baseAddress)
            defer { ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, nil) }
            let code = work()
            return (code, buffer.baseAddress.map { String(cString: $0) } ?? "")
        }
    }

    /// Drives the transfer; a multi handle, because waiting in it can be interrupted.
    private func run(_ cancellation: Cancellation) -> CURLcode {
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else { return CURLE_FAILED_INIT }
        defer { curl_multi_remove_handle(multi, easy) }
        var running: Int32 = 1
        while !cancellation.isCancelled {
            guard curl_multi_perform(multi, &running) == CURLM_OK else { return CURLE_FAILED_INIT }
            guard running > 0 else { return result() }
            guard curl_multi_poll(multi, nil, 0, 1000, nil) == CURLM_OK else {
                return CURLE_FAILED_INIT
            }
        }
        return CURLE_ABORTED_BY_CALLBACK
    }

    private func result() -> CURLcode {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            if message.pointee.msg == CURLMSG_DONE { return ccurl_message_result(message) }
        }
        return CURLE_FAILED_INIT
    }

    private func answer(
        _ exchange: HTTPExchange, _ collector: AnswerCollector, _ code: CURLcode, _ detail: String
    ) throws(TransportError) -> HTTPAnswer {
        var requestSize = 0
        ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &requestSize)
        let wasSent = requestSize > 0 || collector.requestBytes > 0
        guard code == CURLE_OK else {
            let place = "\(exchange.method) \(exchange.url.prefix { $0 != "?" })"
            var error = TransportError(
                code: code, detail: detail, place: place, outcome: wasSent ? .unknown : .notSent)
            if collector.isTooLarge {
                error.reason = .tooLarge
                error.description =
                    "\(place): the answer is larger than \(configuration.largestAnswer) bytes; "
                    + "ask for less"
            }
            throw error
        }
        var status = 0
        ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return HTTPAnswer(
            status: status, headers: collector.headers, body: collector.body,
            retryAfter: retryAfter(collector.headers), traffic: collector.traffic)
    }

    /// libcurl understands both forms of the field; before 8.12 a date that has passed may come out
    /// negative.
    private func retryAfter(_ headers: [HTTPHeader]) -> Duration? {
        guard headers.contains(where: { $0.name == "retry-after" }) else { return nil }
        var seconds: curl_off_t = 0
        ccurl_get_offset(easy, CURLINFO_RETRY_AFTER, &seconds)
        return .seconds(min(max(seconds, 0), Self.longestRetryAfter))
    }

    /// A day, in seconds; whoever asks for more has made a mistake.
    private static let longestRetryAfter: curl_off_t = 86_400
}

extension Duration {
    /// Whole milliseconds, for libcurl's `long`.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        // At least 1: libcurl takes 0 for no limit at all.
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    fileprivate var seconds: Int { Int(components.seconds) }
}
