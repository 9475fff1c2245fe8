internal import CountyStore
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Turns whatever a handler throws into a problem document, counts and logs refusals, and puts the
/// headers on every answer that keep a browser from doing more than was meant.
struct ProblemAnswers<Context: RequestContext>: RouterMiddleware {
    let store: CountyStore
    let answers: AnswerCounter
    let logger: Logger

    @concurrent func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = problem(for: error, request).response
        }
        answers.count(response.status.code)
        for (name, value) in Self.headers where response.headers[name] == nil {
            response.headers[name] = value
        }
        return response
    }

    private func problem(for error: any Error, _ request: Request) -> Problem {
        let problem: Problem
        switch error {
        case let refusal as Refusal: problem = Problem(refusal)
        case let error as Problem: problem = error
        case let error as CountyStoreError: problem = Problem(error)
        case let error as CountyError: problem = Problem(error)
        case is NIOTooManyBytesError: problem = Problem(.bodyTooLarge)
        case let error as HTTPError:
            problem = Problem(
                error.status, code: error.status == .notFound ? "not-found" : "http",
                title: error.status.reasonPhrase)
        default:
            problem = Problem(
                .internalServerError, code: "internal", title: "The county made a mistake")
        }
        let place: Logger.Metadata = [
            "code": .string(problem.code), "status": .stringConvertible(problem.status.code),
            "method": .string(request.method.rawValue), "path": .string(request.uri.path),
        ]
        if let refusal = Refusal(rawValue: problem.code) {
            store.count(refusal)
            logger.notice("request refused", metadata: place)
        } else if problem.status.code >= 500 {
            // The type alone: an error's text may quote what was sent.
            let kind = Logger.MetadataValue.string("\(type(of: error))")
            logger.error(
                "request failed", metadata: place.merging(["error": kind]) { $1 })
        }
        return problem
    }

    /// No script, style or picture but our own files; no framing; no guessing of types.
    private static var headers: [HTTPField.Name: String] {
        [
            .contentSecurityPolicy: "default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "no-referrer",
        ]
    }
}

extension HTTPField.Name {
    static let referrerPolicy = named("Referrer-Policy")
    static let contentDigest = named("Content-Digest")
    static let signatureInput = named("Signature-Input")
    static let signature = named("Signature")

    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("'\(text)' is not a header's name")
        }
        return name
    }
}
