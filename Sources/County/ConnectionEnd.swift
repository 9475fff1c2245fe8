internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// Ends connections that would outlive their use.
///
/// The TLS layer waits five seconds for a peer's farewell, also when the peer has closed its socket
/// or keeps an idle connection it does not read; the daemon has to stop within two. This stands
/// nearest to the socket, where closing does not pass the TLS layer.
final class ConnectionEnd: ChannelInboundHandler {
    typealias InboundIn = Any

    /// What is left after the order to stop is cut off after so long.
    private static let stopMax = TimeAmount.milliseconds(1000)
    /// A connection without a request is closed after so long; stations reuse theirs for less.
    static let idleMax = TimeAmount.seconds(75)

    private let endsWithInput: Bool

    init(endsWithInput: Bool) {
        self.endsWithInput = endsWithInput
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if event is ChannelShouldQuiesceEvent {
            let channel = context.channel
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.stopMax) {
                if channel.isActive { bound.value.close(promise: nil) }
            }
        } else if endsWithInput, event as? ChannelEvent == .inputClosed {
            context.close(promise: nil)
        }
    }

    /// HTTP/1.1 with this at the socket's end of each connection.
    ///
    /// - Parameter endsWithInput: A peer that closes its half is gone: true of TLS, where nothing
    ///   may follow; without TLS a client may close its half and wait for the answer.
    /// - Returns: What to build a server with.
    static func http(endsWithInput: Bool) -> HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [Installer(endsWithInput: endsWithInput)],
                idleTimeout: idleMax))
    }

    /// Stands where the server lets a handler in, and puts the real one first.
    private final class Installer: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = Any

        private let endsWithInput: Bool

        init(endsWithInput: Bool) {
            self.endsWithInput = endsWithInput
        }

        func handlerAdded(context: ChannelHandlerContext) {
            // Fails only on a channel that is closed already.
            try? context.pipeline.syncOperations.addHandler(
                ConnectionEnd(endsWithInput: endsWithInput), position: .first)
        }
    }
}
