internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// One HTTP server as a service that says what is wrong with its address when it cannot listen.
struct Listener<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let application: Application<Responder>
    let address: String

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw failure(error)
        } catch let error as SocketAddressError {
            throw CountyError(
                .configuration, "监听地址 \(address) 无法解析（\(error)）。请检查配置。",
                "the address \(address) cannot be resolved (\(error)). Check the configuration.")
        }
    }

    private func failure(_ error: IOError) -> CountyError {
        switch error.errnoCode {
        case Self.addressInUse:
            CountyError(
                .tryAgain, "\(address) 已被占用。请停止占用它的程序，或在配置中换一个端口。",
                "\(address) is in use. Stop what uses it, or configure another port.")
        case Self.notPermitted, Self.accessDenied:
            CountyError(
                .notPermitted, "没有权限监听 \(address)。1024 以下的端口需要特权，请换一个。",
                "not permitted to listen on \(address). Ports below 1024 need privileges; choose "
                    + "another.")
        case Self.addressNotAvailable:
            CountyError(
                .configuration, "本机没有地址 \(address)。请检查配置。",
                "this machine has no address \(address). Check the configuration.")
        default:
            CountyError(
                .inputOutput, "无法监听 \(address)（错误 \(error.errnoCode)）。",
                "cannot listen on \(address) (error \(error.errnoCode)).")
        }
    }

    // Linux's numbers, so that this file needs no C library.
    private static var notPermitted: CInt { 1 }
    private static var accessDenied: CInt { 13 }
    private static var addressInUse: CInt { 98 }
    private static var addressNotAvailable: CInt { 99 }
}
