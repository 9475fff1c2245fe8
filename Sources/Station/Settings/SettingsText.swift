public import DeviceProtocols

/// What people read about a device's settings.
public enum SettingsText {
    /// How it went with one setting.
    public static func outcome(_ outcome: SettingOutcome) -> Phrase {
        switch outcome {
        case .applied: Phrase("已接受", "applied")
        case .verified: Phrase("已核实", "verified")
        case .unverifiable: Phrase("无法核实", "unverifiable")
        case .refused: Phrase("被拒绝", "refused")
        case .drifted: Phrase("不一致", "drifted")
        case .unanswered: Phrase("没有应答", "unanswered")
        case .notReached: Phrase("没有执行", "not reached")
        }
    }

    /// What to know besides the outcome; nil for nothing.
    public static func remark(_ row: SettingsReport.Row) -> Phrase? {
        if let refusal = row.refusal { return self.refusal(refusal) }
        switch row.reason {
        case .limit: return Phrase("今天的闪存写入次数已用完", "today's flash writes are used up")
        case .otherStore:
            let stores = row.setting.stores.map(\.rawValue).sorted().joined(separator: ", ")
            return Phrase(
                "设备只能把它存入 \(stores)，请加 --store \(stores)",
                "only kept in \(stores); add --store \(stores)")
        case .ended, nil: break
        }
        guard row.outcome == .drifted, let found = row.found else { return nil }
        let wanted = row.setting.value
        return Phrase(
            "设备上是“\(found)”，应为“\(wanted)”", "the device has '\(found)' instead of '\(wanted)'")
    }

    private static func refusal(_ refusal: SettingsRefusal) -> Phrase {
        switch refusal {
        case .unknownTag: Phrase("设备没有这一项", "the device has no such setting")
        case .badValue: Phrase("设备不接受这个值", "the device does not take this value")
        case .denied: Phrase("设备不允许", "the device does not allow it")
        }
    }

    /// In what state the device was left.
    public static func left(_ report: SettingsReport) -> Phrase {
        guard report.isFlash else { return looked(report) }
        let left = report.left
        var zh = ["共 \(left.total) 项"]
        var en = ["of \(left.total) settings"]
        func add(_ count: Int, _ chinese: String, _ english: String) {
            guard count > 0 else { return }
            zh.append("\(count) 项\(chinese)")
            en.append("\(count) \(english)")
        }
        add(left.already, "本来就对", "were right already")
        add(left.ram, "已写入内存（断电后丢失）", "written to RAM (lost with the power)")
        add(left.flash, "已写入闪存", "written to flash")
        add(left.unchanged, "仍是原来的值", "as before")
        add(left.unknown, "不知道是旧值还是新值", "with the old value or the new one")
        add(left.notReached, "没有执行", "not reached")
        if report.flashWrites == 0 {
            zh.append("闪存未动")
            en.append("flash untouched")
        }
        if left.isRAMDoubtful {
            zh.append("线路断过，内存里的值可能已丢失")
            en.append("the line was lost, and with it perhaps what is in RAM")
        }
        return Phrase(zh.joined(separator: "，"), en.joined(separator: ", "))
    }

    /// How often flash was written and may be today; nil where that is no matter.
    public static func flashWrites(_ report: SettingsReport, left: Int) -> Phrase? {
        guard report.isFlash, report.flashWrites > 0 else { return nil }
        return Phrase(
            "闪存写了 \(report.flashWrites) 次，今天还可写 \(left) 次",
            "flash was written \(report.flashWrites) times, \(left) more are allowed today")
    }

    private static func looked(_ report: SettingsReport) -> Phrase {
        let good = report.rows.count { $0.outcome == .verified }
        let bad = report.rows.count { $0.outcome == .drifted }
        let other = report.rows.count - good - bad
        return Phrase(
            "共 \(report.rows.count) 项，一致 \(good) 项，不一致 \(bad) 项，未知 \(other) 项；没有写入任何内容",
            "of \(report.rows.count) settings \(good) right, \(bad) drifted, \(other) unknown; "
                + "nothing was written")
    }

    /// Why it ended early; nil when it went through.
    public static func ending(_ ending: SettingsReport.Ending) -> Phrase? {
        switch ending {
        case .complete: nil
        case .interrupted: Phrase("已中断。再运行一次即可接着做。", "interrupted; run it again to go on")
        case .noAnswer:
            Phrase(
                "设备没有应答。请检查电源、连线、波特率和型号。",
                "the device does not answer; check its power, cable, baud rate and model")
        case .lineLost:
            Phrase("线路断了。请插好后再运行一次。", "the line was lost; plug the device in and run it again")
        case .limit:
            Phrase(
                "今天的闪存写入次数已用完，明天再写；急用可以用 --store ram。",
                "today's flash writes are used up; go on tomorrow, or use --store ram")
        case .notCounted:
            Phrase(
                "写入次数记不下来，为保护闪存没有再写。排除下面的故障后再运行一次。",
                "flash writes could not be counted, so no more were made; mend what is said below "
                    + "and run it again")
        }
    }

    /// Settings that wait for the device to be switched off and on; nil for none.
    public static func reboot(_ report: SettingsReport) -> Phrase? {
        let waiting = report.awaitingReboot
        guard !waiting.isEmpty else { return nil }
        return Phrase(
            "关机再开机后生效：" + waiting.map(\.chinese).joined(separator: "、"),
            "in force after switching off and on: "
                + waiting.map(\.english).joined(separator: ", "))
    }

    /// What the terminal has to believe of the device from now on; nil for nothing new.
    public static func thenProfile(_ report: SettingsReport) -> Phrase? {
        let row = report.rows.first { row in
            let isSo = row.outcome == .verified || (row.outcome == .unverifiable && row.writes > 0)
            return isSo && row.setting.thenProfile != nil
        }
        return row?.setting.thenProfile.map {
            Phrase(
                "设备现在说另一种协议：请把配置里它的 profile 改为 \($0)，再重启 stationd。",
                "it speaks another protocol now: make its profile \($0) in the configuration, and "
                    + "restart stationd")
        }
    }

    /// The exit code of a run.
    ///
    /// - Returns: 0; 64 when the store asked for suits none; 65 for drift or a refusal; 69 without
    ///   an answer; 75 when it was stopped, by a person or by the day's limit.
    public static func exitCode(_ report: SettingsReport) -> Int32 {
        switch report.ending {
        case .noAnswer, .lineLost: return 69
        case .interrupted, .limit, .notCounted: return 75
        case .complete: break
        }
        let outcomes = Set(report.rows.map(\.outcome))
        if outcomes.contains(.drifted) || outcomes.contains(.refused) { return 65 }
        if outcomes.contains(.unanswered) { return 69 }
        return outcomes == [.notReached] ? 64 : 0
    }
}

extension StationFault {
    /// A line that another program holds.
    static func portBusy(_ place: String, holder: String?) -> StationFault {
        let zh = holder ?? "另一个程序"
        let en = holder ?? "another program"
        return StationFault(
            exitCode: 75,
            "\(place) 正被\(zh)使用。如果是 stationd：先运行 systemctl stop stationd，"
                + "或从 station.yaml 去掉这台设备再重启它；做完再启动。",
            "\(place) is in use by \(en); if that is stationd, run systemctl stop stationd first, "
                + "or take the device out of station.yaml and restart it; start it again afterwards"
        )
    }
}
