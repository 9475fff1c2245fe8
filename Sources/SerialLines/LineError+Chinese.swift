extension LineError {
    /// What, where and the next step, in Chinese.
    public var chinese: String {
        switch self {
        case .badAddress(let text, _):
            "“\(text)”不是线路地址。可以写 /dev/ttyUSB0、usb:1a86:7523（后面可加 :序列号）、"
                + "usb-place:1-1、tcp:主机:端口、pty:/路径"
        case .notFound(let place):
            "\(place)：没有这个端口。请插好设备，或用 stationctl devices list 查看现有端口"
        case .ambiguous(let place, let paths):
            "\(place)：有几个都符合（\(paths.joined(separator: "、"))）。请写上序列号，或用 /dev/serial/by-path 下的路径"
        case .busy(let place, let holder):
            "\(place)：正被\(holder ?? "别的程序")占用。请先停掉它，或换一个端口"
        case .notPermitted(let place, let group):
            "\(place)：没有权限。请把用户加入 \(group ?? "dialout") 组再重新登录"
                + "（服务用 SupplementaryGroups=、DeviceAllow=）"
        case .unsupported(let place, let setting):
            "\(place)：不支持 \(setting)。请改设备档案，或换一根转换线"
        case .unreachable(let place, let reason):
            "\(place)：\(reason)。请检查串口服务器的电源、网线、地址和端口"
        default:
            chineseWriteOrSystem
        }
    }

    private var chineseWriteOrSystem: String {
        switch self {
        case .writeTimedOut(let place, let written, let total):
            "\(place)：\(total) 个字节只收了 \(written) 个。请检查流控，看设备是否开机"
        case .writeInterrupted(let place, let written, let total):
            "\(place)：写了 \(written)/\(total) 个字节后断开。请检查连线"
        case .notOpen(let place):
            "\(place)：线路没有打开。请等设备恢复"
        case .writeQueueFull(let place, let limit):
            "\(place)：排队的数据超过 \(limit) 个字节。请等前面的写完"
        case .cancelled(let place, let written, let total):
            "\(place)：写了 \(written)/\(total) 个字节后取消"
        case .system(let place, let doing, let code):
            "\(place)：系统出错（\(doing)：\(errorText(code))）。请拔下设备，插好再试"
        default:
            ""
        }
    }
}

extension LineLoss {
    /// What happened, in Chinese.
    public var chinese: String {
        switch self {
        case .hungUp: "设备断开了"
        case .pathGone: "设备的端口没有了"
        case .closedByPeer: "串口服务器断开了连接"
        case .failed(let code): "系统出错：\(errorText(code))"
        }
    }
}
