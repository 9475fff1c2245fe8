internal import HTTPTypes
internal import Hummingbird

/// One address the county answers on: the router and `/openapi.json` are both made of these, so
/// neither can know a path the other does not.
struct Operation: Sendable {
    /// A parameter in the path or query.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query
        }
        let name: String
        let place: Place
        let type: String
        let about: String
    }

    /// A possible answer.
    struct Answer: Sendable {
        let status: Int
        let mediaType: String?
        let about: String

        static func problem(_ status: Int, _ about: String) -> Answer {
            Answer(status: status, mediaType: Problem.mediaType, about: about)
        }
    }

    let method: HTTPRequest.Method
    let path: String
    let summary: String
    var parameters: [Parameter] = []
    var requestType: String?
    var answers: [Answer]
    let handler: @Sendable (Request, BasicRequestContext) async throws -> Response

    /// A router of these operations behind the common treatment of failures.
    static func router(
        _ operations: [Operation], _ failures: ProblemAnswers<BasicRequestContext>
    ) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: failures)
        for operation in operations {
            router.on(RouterPath(operation.path), method: operation.method, use: operation.handler)
        }
        return router
    }
}
