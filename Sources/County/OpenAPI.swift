internal import HTTPTypes
internal import Hummingbird

/// A JSON value put together by hand.
indirect enum JSONValue: Encodable, Sendable {
    case text(String)
    case bool(Bool)
    case list([JSONValue])
    case object([String: JSONValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// The OpenAPI 3.1 description of a list of operations.
enum OpenAPI {
    static func document(title: String, _ operations: [Operation]) -> JSONValue {
        var paths: [String: JSONValue] = [:]
        for (path, group) in Dictionary(grouping: operations, by: \.path) {
            paths[path] = .object(
                Dictionary(
                    group.map { ($0.method.rawValue.lowercased(), describe($0)) },
                    uniquingKeysWith: { first, _ in first }))
        }
        return .object([
            "openapi": .text("3.1.0"),
            "info": .object(["title": .text(title), "version": .text("1")]),
            "paths": .object(paths),
        ])
    }

    private static func describe(_ operation: Operation) -> JSONValue {
        var object: [String: JSONValue] = [
            "summary": .text(operation.summary),
            "responses": .object(
                Dictionary(
                    operation.answers.map { ("\($0.status)", describe($0)) },
                    uniquingKeysWith: { first, _ in first })),
        ]
        if !operation.parameters.isEmpty {
            object["parameters"] = .list(operation.parameters.map(describe))
        }
        if let type = operation.requestType {
            object["requestBody"] = .object([
                "required": .bool(true), "content": .object([type: .object([:])]),
            ])
        }
        return .object(object)
    }

    private static func describe(_ answer: Operation.Answer) -> JSONValue {
        var object: [String: JSONValue] = ["description": .text(answer.about)]
        if let type = answer.mediaType { object["content"] = .object([type: .object([:])]) }
        return .object(object)
    }

    private static func describe(_ parameter: Operation.Parameter) -> JSONValue {
        .object([
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
            "description": .text(parameter.about), "required": .bool(parameter.place == .path),
            "schema": .object(["type": .text(parameter.type)]),
        ])
    }
}
