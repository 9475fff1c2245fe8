internal import CurlTransport
internal import DataFolder
internal import Glibc
internal import LabelDrawing
internal import Labels
internal import SerialLines
internal import StationStore
internal import StrictYAML

/// Why a station program has to end: what, where, what to do next, and the exit code of
/// sysexits.h that scripts and systemd see.
public struct StationFault: Error, Codable, Sendable, CustomStringConvertible {
    /// The exit code.
    public let exitCode: Int32
    /// For people, in both languages.
    public let message: Phrase

    /// A fault with its code and message.
    public init(exitCode: Int32, _ zh: String, _ en: String) {
        self.exitCode = exitCode
        message = Phrase(zh, en)
    }

    /// English, for logs.
    public var description: String { message.en }

    /// A device's name that none of the station has.
    public static func noSuchDevice(_ name: String, among names: [String]) -> StationFault {
        let all = names.joined(separator: ", ")
        return StationFault(
            exitCode: 64, "没有叫“\(name)”的设备。现有：\(all)。",
            "no device is called '\(name)'; there are: \(all)")
    }

    /// Something a device cannot be told.
    static func noSuchCommand(_ word: String, of name: String, among words: [String])
        -> StationFault
    {
        let zh = words.isEmpty ? "它不接受命令" : "可用的有：" + words.joined(separator: "、")
        let en = words.isEmpty ? "it takes none" : "it knows: " + words.joined(separator: ", ")
        return StationFault(
            exitCode: 64, "设备“\(name)”没有命令“\(word)”。\(zh)。",
            "device '\(name)' has no command '\(word)'; \(en)")
    }

    static let noPrinter = StationFault(
        exitCode: 69, "本站没有打印机。请先接上并配置打印机。",
        "this station has no printer; connect and configure one first")

    /// The daemon may have taken the order or not.
    static func orderUnanswered(_ token: String) -> StationFault {
        StationFault(
            exitCode: 69,
            "没有收到回答，任务可能已经下达。请用同一命令加 --order \(token) 再来一次，不会重复打印。",
            "no answer came, and the order may have been taken; repeat the command with "
                + "--order \(token), which prints nothing twice")
    }

    static let badOrderToken = StationFault(
        exitCode: 64, "--order 后面写上次显示的号码，1 到 \(ControlServer.tokenMax) 个字符。",
        "--order takes the number shown before, 1 to \(ControlServer.tokenMax) characters")

    static let otherOrder = StationFault(
        exitCode: 65, "这个号码是另一个任务的。重复任务时，模板、数据和份数要和上次一样。",
        "that number is another order's; repeat with the same template, data and copies")

    /// A repeated order that waits no longer and was not seen printed.
    static let orderEnded = StationFault(
        exitCode: 65,
        "这个任务已经结束：被取消、等得太久，或由店员处理过。请先看标签打出来没有；没有就不加 --order 重新下达。",
        "that order has ended: it was dropped, waited too long, or the keeper settled it; look for "
            + "its labels, and if there are none order again without --order")

    static let noPaperWanted = StationFault(
        exitCode: 65, "现在没有要求换纸。要说明装了什么纸，请加 --for 模板名。",
        "no other paper is wanted; to say what was put in, add --for TEMPLATE")

    static let tooManyDrawings = StationFault(
        exitCode: 75, "正在画的标签太多，请稍后再试。",
        "too many labels are being drawn; try again")

    static let tooManyListeners = StationFault(
        exitCode: 75, "同时查看设备的人太多，请先关掉一个。",
        "too many are watching the devices; end one of them first")

    static func notEnrolled(_ state: String) -> StationFault {
        StationFault(
            exitCode: 78,
            "本站尚未登记（\(state)）。请向县中心要一次性登记码，然后运行：stationctl enrol 网址 登记码 --pin 指纹",
            "not enrolled (\(state)); ask the county for a one-time code, then run: "
                + "stationctl enrol URL CODE --pin PIN")
    }

    static func damagedFile(_ path: String) -> StationFault {
        StationFault(
            exitCode: 74, "文件损坏：\(path)。请从备份恢复，或重新登记本站。",
            "\(path) is damaged; restore it from a backup, or enrol the station anew")
    }

    static func notReadable(_ path: String, code: Int32) -> StationFault {
        let reason = String(cString: strerror(code))
        return StationFault(
            exitCode: code == EACCES ? 77 : 74,
            "无法读取 \(path)：\(reason)。请用 stationd 的用户运行，并检查磁盘和权限。",
            "cannot read \(path): \(reason); run as the user of stationd, check disk and permissions"
        )
    }

    /// A file that somebody named and that is not there or may not be read.
    public static func unreadable(_ path: String) -> StationFault {
        StationFault(
            exitCode: 66, "读不到 \(path)。请检查路径和权限。",
            "cannot read \(path); check its path and permissions")
    }

    /// More data for a label than one order may hold.
    static let tooMuchLabelData = StationFault(
        exitCode: 65,
        "标签数据超过 \(ControlServer.labelBytesMax / 1000) kB。请分几次打印。",
        "the label's data are longer than \(ControlServer.labelBytesMax / 1000) kB; order fewer "
            + "labels at a time")

    /// A file that cannot be written, by the system's code.
    public static func cannotWrite(_ path: String, code: Int32) -> StationFault {
        let reason = String(cString: strerror(code))
        return StationFault(
            exitCode: code == ENOSPC ? 75 : code == EACCES || code == EPERM ? 77 : 73,
            "无法写入 \(path)：\(reason)。请检查磁盘空间和权限。",
            "cannot write \(path): \(reason); check free space and permissions")
    }

    static func unknownProfile(_ id: String) -> StationFault {
        StationFault(
            exitCode: 64, "没有设备配置“\(id)”。用 stationctl devices list --profiles 查看全部。",
            "no profile '\(id)'; list them with 'stationctl devices list --profiles'")
    }

    static func portIsConfigured(_ port: String) -> StationFault {
        StationFault(
            exitCode: 64, "端口 \(port) 已写在配置文件的 devices: 里。请在那里改。",
            "\(port) stands in the configuration under devices:; change it there")
    }

    static func portNotKnown(_ port: String) -> StationFault {
        StationFault(
            exitCode: 66, "没有端口 \(port)。用 stationctl devices list 查看现有端口和它们的固定名字。",
            "no port \(port); list the ports and their identities with 'stationctl devices list'")
    }

    static func nameTaken(_ name: String) -> StationFault {
        StationFault(
            exitCode: 64, "名字“\(name)”已经有设备在用。请换一个。",
            "the name '\(name)' belongs to another device; choose another")
    }

    static let badDeviceName = StationFault(
        exitCode: 64, "设备名要 1 到 \(DeviceMemory.nameMax) 字节，不能有控制字符。",
        "a device's name has 1 to \(DeviceMemory.nameMax) bytes and no control characters")

    static let tooManyPins = StationFault(
        exitCode: 75, "固定的端口已满 \(DeviceMemory.entriesMax) 个。请先用 devices unpin 取消不用的。",
        "\(DeviceMemory.entriesMax) ports are pinned already; unpin those that are not used")

    /// The fault behind any error a station program can meet.
    public init(_ error: any Error) {
        switch error {
        case let fault as StationFault: self = fault
        case let error as StoreError: self.init(store: error)
        case let error as YAMLError:
            self.init(
                exitCode: 78, "配置错误：\(error.chineseDescription)", "configuration: \(error)")
        case let error as DataFolderError:
            self.init(exitCode: error.exitCode, error.chineseDescription, "\(error)")
        case let error as LabelError:
            self.init(label: error)
        case let error as LabelDrawingError:
            self.init(
                exitCode: 69, "没有中文字体，画不了标签。请安装 fonts-wqy-zenhei 或 fonts-noto-cjk。", "\(error)")
        case let error as TransportError:
            self.init(exitCode: 69, "连接失败：\(error)", "\(error)")
        case let error as LineError:
            self.init(exitCode: 75, error.chinese, "\(error)")
        default:
            self.init(exitCode: 70, "内部错误：\(error)", "internal error: \(error)")
        }
    }

    private init(label error: LabelError) {
        let code: Int32 = if case .notAPrinter = error { 64 } else { 65 }
        self.init(
            exitCode: code, "标签没有打印：\(error.chineseDescription)", "label: \(error)")
    }

    private init(store error: StoreError) {
        switch error {
        case .diskFull(let path):
            self.init(
                exitCode: 75, "磁盘已满：\(path)。请清理磁盘后重试；已入库的件没有丢失。",
                "disk full: \(path); free some space and start again, nothing taken in is lost")
        case .inputOutput(let path, let reason):
            self.init(
                exitCode: 75, "磁盘读写失败：\(path)（\(reason)）。程序将重启并检查；若再出现请更换存储卡。",
                "disk fault: \(path) (\(reason)); restarting to check, replace the medium if it recurs"
            )
        case .unreadable(let path, let reason):
            self.init(
                exitCode: 74, "数据文件无法读取：\(path)（\(reason)）。请勿删除，先复制该文件，再请技术员处理。",
                "cannot read the store \(path) (\(reason)); keep a copy and call the technician")
        case .missing(let path):
            self.init(
                exitCode: 66, "数据文件不见了：\(path)。请检查存储卡是否挂载；不会自动新建空库。",
                "the store \(path) is gone; check that its disk is mounted (none is made anew)")
        case .foreign(let path, let found, let wanted):
            self.init(
                exitCode: 78, "数据文件 \(path) 属于 \(found)，不是 \(wanted)。请检查是否换错了存储卡或恢复了旧备份。",
                "\(path) belongs to \(found), not \(wanted); check for a swapped card or an old backup"
            )
        case .notDurable(let path, let mode):
            self.init(
                exitCode: 74, "无法保证断电不丢数据：\(path)（synchronous=\(mode)）。",
                "\(path) would not survive a power cut (synchronous=\(mode), not FULL)")
        case .locked(let path):
            self.init(
                exitCode: 75, "数据文件正被另一个程序使用：\(path)。请先停止它。",
                "\(path) is in use by another program; stop it first")
        case .conflict(let what):
            self.init(exitCode: 70, "数据冲突：\(what)", "conflict: \(what)")
        case .forked(let sequence):
            self.init(
                exitCode: 70, "与县中心记录不一致（第 \(sequence) 条）。请联系技术员。",
                "the journal differs from the county's at entry \(sequence); call the technician")
        case .noCodeLeft(let shelf, let layer):
            self.init(
                exitCode: 75, "\(shelf) 号架 \(layer) 层没有可用的取件码。",
                "no pickup code left for shelf \(shelf) layer \(layer)")
        }
    }
}
