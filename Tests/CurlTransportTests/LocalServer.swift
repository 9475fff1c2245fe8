import Foundation

/// A real HTTPS server on loopback with a P-256 key made for the occasion, and the same pages
/// without TLS on a Unix socket.
struct LocalServer: Sendable {
    /// One for all tests; it ends with the test run, whose end it sees on its standard input.
    static let shared = Result { try LocalServer() }

    let port: Int
    /// The pin of its key.
    let pin: String
    let socketPath: String

    private init() throws {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Outlives the pipe's own descriptor.
        _ = dup(input.fileHandleForWriting.fileDescriptor)
        var line = Data()
        while line.last != 10 {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { throw Failure("the server did not start") }
            line += part
        }
        let ready = try JSONDecoder().decode(Ready.self, from: line)
        port = ready.port
        pin = ready.pin
        socketPath = ready.socket
    }

    func url(_ path: String) -> String { "https://127.0.0.1:\(port)\(path)" }

    private struct Ready: Decodable {
        let port: Int
        let pin: String
        let socket: String
    }

    private static let script = #"""
        import base64, gzip, hashlib, json, os, socketserver, ssl, subprocess, sys, tempfile, threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def log_message(self, *a): pass
            def address_string(self): return ''
            def answer(self, body, status=200, **fields):
                self.send_response(status)
                for name, value in fields.items(): self.send_header(name.replace('_', '-'), value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                if self.command != 'HEAD': self.wfile.write(body)
            def serve(self):
                length = int(self.headers.get('Content-Length') or 0)
                body = self.rfile.read(length)
                page = self.path.split('?')[0]
                if page == '/retry': self.answer(b'', 503, Retry_After='7')
                elif page == '/retry-past':
                    self.answer(b'', 503, Retry_After='Thu, 01 Jan 1998 00:00:00 GMT')
                elif page == '/redirect': self.answer(b'', 302, Location='/echo')
                elif page == '/big': self.answer(b'x' * 2000)
                elif page == '/bomb':
                    self.answer(gzip.compress(b'x' * 5000000), Content_Encoding='gzip')
                elif page == '/gzip': self.answer(gzip.compress(b'x' * 50000), Content_Encoding='gzip')
                elif page == '/headers': self.answer(b'', X_Large='x' * 60000, X_More='x' * 60000)
                elif page == '/cut':
                    self.send_response(200); self.send_header('Content-Length', '1000')
                    self.end_headers(); self.wfile.write(b'x' * 10); self.wfile.flush()
                    self.close_connection = True
                elif page == '/hang':
                    self.send_response(200); self.send_header('Content-Length', '1000')
                    self.end_headers(); self.wfile.flush(); gone.wait(30)
                    self.close_connection = True
                elif page == '/silent': gone.wait(30); self.close_connection = True
                elif page == '/hang-up': self.close_connection = True
                else:
                    seen = {'method': self.command, 'target': self.path,
                            'headers': {k.lower(): v for k, v in self.headers.items()},
                            'peer': str(self.client_address), 'body': base64.b64encode(body).decode()}
                    self.answer(json.dumps(seen).encode(), X_Padded='  a b  ', Content_Type='application/json')
            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve

        class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True

        class TLSServer(ThreadingHTTPServer):
            daemon_threads = True
            def handle_error(self, *a): pass

        gone = threading.Event()
        with tempfile.TemporaryDirectory(prefix='cunzhan-curl-') as folder:
            key, certificate = folder + '/key.pem', folder + '/certificate.pem'
            subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-days', '1',
                '-keyout', key, '-out', certificate], check=True, capture_output=True)
            spki = subprocess.run(['openssl', 'pkey', '-in', key, '-pubout', '-outform', 'DER'],
                check=True, capture_output=True).stdout
            tls = TLSServer(('127.0.0.1', 0), Handler)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            tls.socket = context.wrap_socket(tls.socket, server_side=True,
                do_handshake_on_connect=False)
            plain = UnixServer(folder + '/socket', Handler)
            for server in (tls, plain):
                threading.Thread(target=server.serve_forever, daemon=True).start()
            print(json.dumps({'port': tls.server_address[1], 'socket': folder + '/socket',
                'pin': 'sha256//' + base64.b64encode(hashlib.sha256(spki).digest()).decode()}), flush=True)
            sys.stdin.read()
            gone.set()
        os._exit(0)
        """#
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What the server's echo page saw.
struct Seen: Decodable {
    let method: String
    let target: String
    let headers: [String: String]
    let peer: String
    let body: Data
}
