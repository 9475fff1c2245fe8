import FoundationEssentials

extension Doctor {
    /// Free space below which the store may soon be unable to grow, in bytes.
    static let spaceMin: UInt64 = 100 << 20
    /// Free space worth telling about.
    static let spaceLow: UInt64 = 500 << 20
    /// A county that was not reached for so long is worth telling about, in milliseconds.
    static let contactMax: Int64 = 24 * 3_600_000

    /// What the station's own files show.
    /// - Parameters:
    ///   - load: reads the configuration and everything it names.
    ///   - file: the configuration file.
    /// - Returns: the findings, and the configuration if it can be read.
    public func configurationFindings(
        _ load: () throws -> StationConfiguration, file: String
    ) -> (findings: [DoctorFinding], configuration: StationConfiguration?) {
        do {
            let configuration = try load()
            let good = DoctorFinding.good("configuration", "配置正确", "the configuration is good")
            return ([good] + space(configuration) + enrolment(configuration), configuration)
        } catch {
            let fault = StationFault(error)
            let finding = DoctorFinding(
                check: "configuration", grade: .problem, what: fault.message, place: file,
                next: Phrase(
                    "改好后运行 stationctl config check", "mend it, then run stationctl config check"))
            return ([finding], nil)
        }
    }

    func space(_ configuration: StationConfiguration) -> [DoctorFinding] {
        guard let space = machine.space(at: configuration.state) else {
            return [
                DoctorFinding(
                    check: "disk-space", grade: .problem,
                    what: Phrase("找不到数据文件夹", "the state folder is not there"),
                    place: configuration.state,
                    next: Phrase("检查存储卡是否挂载", "check that its disk is mounted"))
            ]
        }
        let free = Int(space.free >> 20)
        guard space.free < Self.spaceLow else {
            return [.good("disk-space", "磁盘剩余 \(free) MB", "\(free) MB of disk are free")]
        }
        return [
            DoctorFinding(
                check: "disk-space", grade: space.free < Self.spaceMin ? .problem : .notice,
                what: Phrase("磁盘只剩 \(free) MB", "only \(free) MB of disk are free"),
                place: configuration.state,
                next: Phrase(
                    "清理旧备份和日志：journalctl --vacuum-size=50M",
                    "remove old backups and logs: journalctl --vacuum-size=50M"))
        ]
    }

    func enrolment(_ configuration: StationConfiguration) -> [DoctorFinding] {
        guard (try? Enrolment.load(from: machine.path(configuration.state))) ?? nil == nil else {
            return [.good("enrolment", "已登记", "enrolled")]
        }
        let file = "\(configuration.state)/enrolment.json"
        guard machine.exists(file) else {
            return [
                DoctorFinding(
                    check: "enrolment", grade: .problem,
                    what: Phrase("本站尚未登记", "the station is not enrolled"), place: file,
                    next: Phrase(
                        "stationctl enrol 网址 登记码 --pin 指纹", "stationctl enrol URL CODE --pin PIN"))
            ]
        }
        return [
            DoctorFinding(
                check: "enrolment", grade: .notice,
                what: Phrase("登记信息读不了", "the enrolment cannot be read"), place: file,
                next: Phrase(
                    "用 sudo -u \(Self.user) 再运行一次", "run again with sudo -u \(Self.user)"))
        ]
    }

    /// What the running daemon says, or why it says nothing.
    ///
    /// - Parameters:
    ///   - status: its answer, or the fault of asking it.
    ///   - now: milliseconds since 1970.
    ///   - socket: where it was asked.
    /// - Returns: the findings.
    public func daemonFindings(
        _ status: Result<DaemonStatus, StationFault>, now: Int64, socket: String
    ) -> [DoctorFinding] {
        switch status {
        case .failure(let fault):
            [
                DoctorFinding(
                    check: "daemon", grade: .problem, what: fault.message, place: socket,
                    next: Phrase(
                        "systemctl status stationd；journalctl -u stationd -e",
                        "systemctl status stationd; journalctl -u stationd -e"))
            ]
        case .success(let status):
            [.good("daemon", "守护程序在运行", "the daemon runs")] + contact(status, now: now)
                + devices(status)
        }
    }

    private func devices(_ status: DaemonStatus) -> [DoctorFinding] {
        let idle = status.devices.filter { $0.state != .open && $0.state != .opening }.map {
            device in
            let why = device.why ?? device.state.rawValue
            return DoctorFinding(
                check: "devices", grade: .notice,
                what: Phrase(
                    "设备 \(device.name) 不能用：\(device.whyChinese ?? device.state.chinese)",
                    "the device \(device.name) does not work: \(why)"),
                place: device.port ?? device.profile,
                next: Phrase(
                    "检查电源和连线，再看 stationctl devices watch \(device.name)",
                    "check its power and cable, then look at stationctl devices watch \(device.name)"
                ))
        }
        let strangers = (status.unknownPorts ?? []).map { port in
            DoctorFinding(
                check: "devices", grade: .notice,
                what: Phrase("端口上的设备不认识", "nobody knows what stands on the port"), place: port,
                next: Phrase(
                    "stationctl devices list 看收到了什么；知道是什么就用 stationctl devices pin \(port) 档案 固定",
                    "stationctl devices list shows what came; if you know what it is: "
                        + "stationctl devices pin \(port) PROFILE"))
        }
        let all = idle + strangers
        guard all.isEmpty else { return all }
        return [
            .good(
                "devices", "\(status.devices.count) 台设备都在工作",
                "all \(status.devices.count) devices work")
        ]
    }

    private func contact(_ status: DaemonStatus, now: Int64) -> [DoctorFinding] {
        let age = status.contactedAt.map { max(0, now - $0) }
        if let age, age < Self.contactMax {
            let minutes = age / 60_000
            return [
                .good(
                    "county", "\(minutes) 分钟前联系过县中心",
                    "the county was reached \(minutes) minutes ago")
            ]
        }
        let what =
            age.map { age in
                Phrase(
                    "\(age / 3_600_000) 小时没有联系上县中心，\(status.pending) 条待传",
                    "the county was not reached for \(age / 3_600_000) hours, \(status.pending) entries wait"
                )
            }
            ?? Phrase(
                "启动后还没联系上县中心，\(status.pending) 条待传",
                "the county was not reached since the start, \(status.pending) entries wait")
        return [
            DoctorFinding(
                check: "county", grade: .notice, what: what, place: status.station,
                next: Phrase(
                    "检查网络，再运行 stationctl sync now",
                    "check the network, then run stationctl sync now"))
        ]
    }
}
