internal import Glibc
import Hummingbird
import NIOCore
import ServiceLifecycle

/// One HTTP server as a service that says what is wrong with its address when it cannot listen.
struct Listener: Service {
    let server: any Service
    let address: String

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            throw StationFault(listening: address, code: error.errnoCode)
        } catch is SocketAddressError {
            throw StationFault(
                exitCode: 78, "监听地址 \(address) 太长或无法使用。请检查配置里的 runtime。",
                "\(address) is too long or no address; check runtime in the configuration")
        }
    }
}

extension StationFault {
    fileprivate init(listening address: String, code: CInt) {
        switch code {
        case EADDRINUSE:
            self.init(
                exitCode: 75, "\(address) 已被占用。请停止占用它的程序，或在配置里换一个端口。",
                "\(address) is in use; stop what uses it, or configure another port")
        case EACCES, EPERM, EROFS:
            self.init(
                exitCode: 77, "没有权限监听 \(address)。请检查用户和文件夹权限；1024 以下的端口需要特权。",
                "not permitted to listen on \(address); check the user and the folder's "
                    + "permissions, ports below 1024 need privileges")
        default:
            let reason = String(cString: strerror(code))
            self.init(
                exitCode: 73, "无法监听 \(address)：\(reason)。请检查配置和文件夹。",
                "cannot listen on \(address): \(reason); check configuration and folder")
        }
    }
}
