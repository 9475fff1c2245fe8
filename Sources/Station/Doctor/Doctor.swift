public import DeviceProtocols
public import SerialLines

/// Looks for what keeps a terminal's devices from working, and says what to do.
///
/// Each check reads files and changes nothing.
public struct Doctor: Sendable {
    /// The user of the service, from `sysusers.d`.
    static let user = "cunzhan-station"
    /// The chips that brltty's rules take for Braille displays.
    static let brailleChips: Set<String> = ["1a86:7523", "10c4:ea60", "0403:6001", "067b:2303"]
    /// The drivers that `modules-load.d` names, and why.
    static let modules = ["usbserial", "cdc_acm"]

    let machine: Machine
    let ports: [SerialPort]
    let profiles: [DeviceProfile]

    /// A doctor for a machine.
    /// - Parameters:
    ///   - machine: whose files are read.
    ///   - ports: its serial ports.
    ///   - profiles: all device profiles, for scanners in keyboard mode.
    public init(machine: Machine, ports: [SerialPort], profiles: [DeviceProfile]) {
        self.machine = machine
        self.ports = ports
        self.profiles = profiles
    }

    /// What the machine itself shows.
    public var machineFindings: [DoctorFinding] {
        permission() + modemManager() + braille() + rules() + drivers() + busyPorts()
            + keyboardScanners() + clock() + fonts()
    }

    // MARK: Permission

    func permission() -> [DoctorFinding] {
        let groups = machine.text("/etc/group") ?? ""
        let users = machine.text("/etc/passwd") ?? ""
        guard users.split(separator: "\n").contains(where: { $0.hasPrefix("\(Self.user):") }) else {
            return [
                DoctorFinding(
                    check: "serial-permission", grade: .problem,
                    what: Phrase("没有系统用户 \(Self.user)", "there is no system user \(Self.user)"),
                    place: "/etc/passwd",
                    next: Phrase(
                        "安装 sysusers.d/cunzhan.conf，再运行 systemd-sysusers",
                        "install sysusers.d/cunzhan.conf and run systemd-sysusers"))
            ]
        }
        let members = groups.split(separator: "\n").first { $0.hasPrefix("dialout:") }?
            .split(separator: ":", omittingEmptySubsequences: false).last?.split(separator: ",")
        guard members?.contains(Substring(Self.user)) == true else {
            return [
                DoctorFinding(
                    check: "serial-permission", grade: .problem,
                    what: Phrase(
                        "用户 \(Self.user) 不在 dialout 组，打不开串口",
                        "the user \(Self.user) is not in the group dialout and cannot open ports"),
                    place: "/etc/group",
                    next: Phrase(
                        "运行 usermod -aG dialout \(Self.user)，再重启 stationd",
                        "run usermod -aG dialout \(Self.user) and restart stationd"))
            ]
        }
        return [.good("serial-permission", "可以打开串口", "serial ports may be opened")]
    }

    // MARK: Programs that take ports

    func modemManager() -> [DoctorFinding] {
        guard machine.programs.contains("ModemManager") else {
            return [.good("modem-manager", "ModemManager 没有运行", "ModemManager does not run")]
        }
        guard machine.rules(named: "cunzhan-serial") == nil else {
            return [
                .good(
                    "modem-manager", "ModemManager 被规则挡住", "ModemManager is kept off by our rule")
            ]
        }
        return [
            DoctorFinding(
                check: "modem-manager", grade: .problem,
                what: Phrase(
                    "ModemManager 在运行，会向刚插上的秤和扫码枪发送 AT 命令",
                    "ModemManager runs and sends AT commands to scales and scanners when plugged in"
                ), place: "ModemManager",
                next: Phrase(
                    "安装 udev 规则 60-cunzhan-serial.rules，或 systemctl disable --now ModemManager",
                    "install the rules 60-cunzhan-serial.rules, or systemctl disable --now ModemManager"
                ))
        ]
    }

    func braille() -> [DoctorFinding] {
        guard let rules = machine.rules(named: "brltty") else {
            return [.good("braille", "没有安装 brltty", "brltty is not installed")]
        }
        guard machine.rules(named: "cunzhan-no-braille") == nil else {
            return [.good("braille", "brltty 被规则挡住", "brltty is kept off by our rule")]
        }
        let taken = machine.usbDevices.map { "\($0.vendor):\($0.product)" }
            .filter(Self.brailleChips.contains)
        return [
            DoctorFinding(
                check: "braille", grade: taken.isEmpty ? .notice : .problem,
                what: Phrase(
                    "装有 brltty，它会把 CH340、CP210x 转换器当作盲文显示器抢走"
                        + (taken.isEmpty ? "" : "（\(taken.joined(separator: "、"))）"),
                    "brltty is installed and takes CH340 and CP210x adapters for Braille displays"
                        + (taken.isEmpty ? "" : " (\(taken.joined(separator: ", ")))")),
                place: rules,
                next: Phrase(
                    "安装 udev 规则 99-cunzhan-no-braille.rules，或 apt remove brltty；再拔插设备",
                    "install the rules 99-cunzhan-no-braille.rules, or apt remove brltty; plug in anew"
                ))
        ]
    }

    func busyPorts() -> [DoctorFinding] {
        let held = ports.compactMap { port in
            port.holder(processes: machine.path("/proc")).map { (port.path, $0) }
        }.filter { !$0.1.hasPrefix("stationd ") && !$0.1.hasPrefix("stationctl ") }
        guard !held.isEmpty else {
            return [.good("busy-port", "没有别的程序占用串口", "no other program holds a port")]
        }
        return held.map { path, holder in
            DoctorFinding(
                check: "busy-port", grade: .problem,
                what: Phrase("串口被 \(holder) 占用", "the port is held by \(holder)"), place: path,
                next: Phrase("停止那个程序", "stop that program"))
        }
    }

    // MARK: What is installed

    func rules() -> [DoctorFinding] {
        let missing = ["cunzhan-serial", "cunzhan-no-braille", "cunzhan-links"].filter {
            machine.rules(named: $0) == nil
        }
        guard !missing.isEmpty else {
            return [.good("udev-rules", "udev 规则已安装", "the udev rules are installed")]
        }
        return [
            DoctorFinding(
                check: "udev-rules", grade: .problem,
                what: Phrase(
                    "缺少 udev 规则：\(missing.joined(separator: "、"))",
                    "udev rules are missing: \(missing.joined(separator: ", "))"),
                place: Machine.ruleFolders[0],
                next: Phrase(
                    "把 Systemd/udev 里的文件放进去，再运行 udevadm control --reload，拔插设备",
                    "put the files of Systemd/udev there, run udevadm control --reload, plug in anew"
                ))
        ]
    }

    func drivers() -> [DoctorFinding] {
        let loaded = Set(
            (machine.text("/proc/modules") ?? "").split(separator: "\n").compactMap {
                $0.split(separator: " ").first.map(String.init)
            })
        let missing = Self.modules.filter {
            !loaded.contains($0) && !machine.exists("/sys/module/\($0)")
        }
        guard !missing.isEmpty else {
            return [.good("drivers", "串口驱动已装入", "the serial drivers are loaded")]
        }
        return [
            DoctorFinding(
                check: "drivers", grade: .problem,
                what: Phrase(
                    "驱动没有装入：\(missing.joined(separator: "、"))",
                    "drivers are not loaded: \(missing.joined(separator: ", "))"),
                place: "/etc/modules-load.d/cunzhan.conf",
                next: Phrase(
                    "安装这个文件并重启；以后插上的设备 stationd 才能打开",
                    "install the file and reboot; stationd cannot open what is plugged in later"))
        ]
    }

    func keyboardScanners() -> [DoctorFinding] {
        let found = KeyboardScanner.find(among: machine.usbDevices, profiles: profiles)
        guard !found.isEmpty else {
            return [
                .good("keyboard-scanner", "没有键盘模式的扫码枪", "no scanner is in keyboard mode")
            ]
        }
        return found.map { scanner in
            DoctorFinding(
                check: "keyboard-scanner", grade: .problem,
                what: Phrase(
                    "扫码枪 \(scanner.name) 处于键盘模式，没有串口",
                    "the scanner \(scanner.name) is in keyboard mode and has no serial port"),
                place: "\(scanner.vendor):\(scanner.product)",
                next: Phrase(scanner.hintChinese, scanner.hintEnglish))
        }
    }

    func clock() -> [DoctorFinding] {
        if machine.exists("/run/systemd/timesync/synchronized") {
            return [.good("clock", "时钟已与网络对时", "the clock is set from the network")]
        }
        let hasBattery = machine.exists("/sys/class/rtc/rtc0")
        return [
            DoctorFinding(
                check: "clock", grade: .notice,
                what: hasBattery
                    ? Phrase("时钟没有对时，只靠主板电池", "the clock is not set; it runs on its battery")
                    : Phrase("时钟没有对时，也没有主板时钟", "the clock is not set, and has no battery"),
                place: "/run/systemd/timesync/synchronized",
                next: Phrase(
                    "不影响收件；有网络时启用 systemd-timesyncd",
                    "parcels are taken in all the same; enable systemd-timesyncd for when there is a network"
                ))
        ]
    }

    func fonts() -> [DoctorFinding] {
        let folders = ["/usr/share/fonts", "/usr/local/share/fonts"]
        let known = ["cjk", "wqy", "wenquanyi", "droid", "arphic", "unifont", "sourcehan"]
        var waiting = folders
        var looked = 0
        while let folder = waiting.popLast(), looked < 2000 {
            for name in machine.names(in: folder) {
                looked += 1
                let lower = name.lowercased()
                if known.contains(where: lower.contains) {
                    return [.good("fonts", "有中文字体", "there is a Chinese font")]
                }
                if !name.contains(".") { waiting.append("\(folder)/\(name)") }
            }
        }
        return [
            DoctorFinding(
                check: "fonts", grade: .problem,
                what: Phrase("没有中文字体，屏幕上会是方块", "no Chinese font: the screen shows boxes"),
                place: folders[0],
                next: Phrase("apt install fonts-noto-cjk", "apt install fonts-noto-cjk"))
        ]
    }
}
