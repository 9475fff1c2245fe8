import DeviceProtocols
import Identifiers
import KeeperDesk
import Labels
import SerialLines
import StationJournal
import StationStore

/// Every text a keeper reads, Chinese first: the station's one table of strings.
enum KioskText {
    static let ready = Phrase("请扫描快递单号", "Scan a waybill")
    static let scanNext = Phrase(
        "扫描面单入库；扫描取件码标签出库", "Scan a waybill to take in, a pickup label to hand out")
    static let scanNextParcel = Phrase("扫描下一件", "Scan the next one")
    static let linkNever = Phrase("尚未联系过县中心，照常收件", "County not reached yet; carry on")
    static let linkOnline = Phrase("已联网", "Online")
    static let linkOffline = Phrase("断网，数据已存本机，照常收件", "Offline; saved here, carry on")
    static let linkRefused = Phrase(
        "县中心拒绝本站，请联系技术员", "The county refuses this station; call the technician")
    static let linkForked = Phrase(
        "与县中心数据不一致，请联系技术员", "The records differ from the county's; call the technician")
    static let labelQuestion = Phrase("这张标签打出来了吗？", "Did this label come out?")
    static let lampWaiting = Phrase("等待连接", "Waiting")
    static let lampOK = Phrase("正常", "OK")
    static let lampLost = Phrase("已断开，请检查连线", "Unplugged; check the cable")
    static let lampSilent = Phrase("没有应答，请检查电源", "No answer; check its power")
    /// Of a printer whose maker says that it answers nothing while it has a fault.
    static let lampSilentPrinter = Phrase(
        "没有应答：看缺纸、盖子和电源", "No answer: look at paper, cover, power")
    /// Of a printer that never says how it is.
    static let lampUnasked = Phrase(
        "已连接，不回报状态：请看标签是否打出", "Connected; tells nothing: look at each label")
    static let busy = Phrase("扫描太快，这一件没有处理，请重扫", "Too fast; scan this one again")

    /// Why a line cannot be opened, short enough for a lamp.
    static func unavailable(_ error: LineError) -> Phrase {
        switch error {
        case .busy: Phrase("被别的程序占用", "In use by another program")
        case .notPermitted: Phrase("没有权限，请联系技术员", "Not permitted; call the technician")
        case .ambiguous: Phrase("分不清是哪一台，请联系技术员", "Two fit; call the technician")
        case .unsupported: Phrase("线路不支持，请联系技术员", "Not supported; call the technician")
        case .unreachable: Phrase("连不上，请检查电源和网线", "Not reached; check power and cable")
        default: lampLost
        }
    }

    /// Why a reading must not be used for trade.
    static func trade(_ remark: TradeRemark) -> Phrase {
        switch remark {
        case .belowMinimum: Phrase("不可用于结算：低于最小秤量", "Not for trade: below Min")
        case .aboveMaximum: Phrase("不可用于结算：超过最大秤量", "Not for trade: above Max")
        case .notAMultiple: Phrase("不可用于结算：与分度值不符", "Not for trade: off its interval")
        case .verificationExpired:
            Phrase("不可用于结算：检定已过期", "Not for trade: verification expired")
        case .verificationUnjudged:
            Phrase("时钟未校准，无法判断检定期", "Clock not set: verification not judged")
        }
    }

    /// The same, with the day an expiry was judged by: a clock that is years ahead shows itself so.
    static func trade(_ remark: TradeRemark, on day: CivilDate?) -> Phrase {
        guard remark == .verificationExpired, let day else { return trade(remark) }
        return Phrase(
            "\(trade(remark).zh)（今天是 \(day)？）", "\(trade(remark).en) (is today \(day)?)")
    }

    static func deviceLabel(_ deviceClass: String) -> Phrase {
        switch deviceClass {
        case "scanner": Phrase("扫码枪", "Scanner")
        case "scale": Phrase("电子秤", "Scale")
        default: Phrase("打印机", "Printer")
        }
    }

    static func carrier(_ carrier: Carrier, _ number: String) -> Phrase {
        let tail = String(number.suffix(4))
        return Phrase("\(carrier.chineseName) 尾号 \(tail)", "\(carrier.englishName) …\(tail)")
    }

    static func about(_ job: LabelJob) -> Phrase {
        switch job.subject {
        case .pickup(let label): tail(label.number)
        case .ordered(let label):
            Phrase("\(label.copies) 份", label.copies == 1 ? "1 copy" : "\(label.copies) copies")
        }
    }

    static func changePaper(_ medium: LabelMedium) -> Phrase {
        switch medium {
        case .labels:
            Phrase("请换成 \(medium.shortName) 标签纸", "Load \(medium.shortName) labels")
        case .roll: Phrase("请换成 \(medium.shortName) 卷纸", "Load the \(medium.shortName) roll")
        }
    }

    static func confirmPaper(_ medium: LabelMedium) -> Phrase {
        Phrase("打印机里是 \(medium.shortName) 的纸吗？", "Is \(medium.shortName) paper in it?")
    }

    static let paperInDoubt = Phrase("请先回答，再打印", "Answer first; then it prints")

    static func tail(_ number: String) -> Phrase {
        let tail = String(number.suffix(4))
        return Phrase("单号尾号 \(tail)", "Number …\(tail)")
    }
}

// MARK: Results

extension ScanPanel {
    private init(
        _ light: Light, _ title: Phrase, big: String = "", detail: Phrase = Phrase("", ""),
        next: Phrase
    ) {
        let tone: Tone =
            switch light {
            case .green: .success
            case .amber: .warning
            case .red: .failure
            case .idle: .none
            }
        self.init(
            id: 0, light: light, sound: tone, title: title, big: big, detail: detail, next: next)
    }

    /// What a written intent looks like: green means durable.
    init(_ recorded: Recorded) {
        switch recorded {
        case .received(let parcel, let code, let mass): self.init(received: parcel, code, mass)
        case .held(let number):
            self.init(
                .amber, Phrase("待确认件，已代管", "Nobody announced it; kept in custody"),
                big: "待确认", detail: KioskText.tail(number),
                next: Phrase("单独放置，联系收件人；扫描下一件", "Put it apart, call the receiver; scan the next"))
        case .handedOut(let number, let code):
            self.init(
                .green, Phrase("已出库", "Handed out"), big: code.description,
                detail: KioskText.tail(number), next: KioskText.scanNextParcel)
        case .reprintQueued(let job):
            self.init(
                .amber, Phrase("补打标签", "Printing the label again"), big: job.name,
                detail: KioskText.about(job), next: KioskText.scanNextParcel)
            label = job.id
        case .labelConfirmed(let job):
            self.init(
                .green, Phrase("标签已确认", "Label confirmed"), detail: KioskText.about(job),
                next: KioskText.scanNextParcel)
        case .nothingToDo:
            self.init(
                .amber, Phrase("没有要补打或确认的标签", "No label to print again or confirm"),
                next: KioskText.scanNextParcel)
        }
    }

    private init(received parcel: ExpectedParcel, _ code: PickupCode, _ mass: Mass?) {
        var detail = KioskText.carrier(parcel.carrier, parcel.number)
        if let mass {
            detail.zh += "　\(mass.kilograms) 公斤"
            detail.en += ", \(mass.kilograms) kg"
        }
        self.init(
            .green, Phrase("已入库", "Taken in"), big: code.description, detail: detail,
            next: Phrase(
                "贴标签，放 \(code.shelf) 号架 \(code.layer) 层；扫描下一件",
                "Label it, shelf \(code.shelf) layer \(code.layer); scan the next"))
    }

    /// What a notice looks like; nothing was written.
    init(_ notice: Notice, localTime: (Int64) -> String) {
        switch notice {
        case .unreadable(let text):
            self.init(
                .red, Phrase("条码无法识别", "Not a code known here"),
                detail: Phrase(String(text.prefix(24)), ""),
                next: Phrase("擦净重扫，或用键盘输入单号", "Wipe it and scan again, or type the number"))
        case .goodsCode:
            self.init(
                .red, Phrase("这是商品码，不是快递单号", "A code of goods, not of a parcel"),
                next: Phrase("请扫描快递面单上的条码", "Scan the code on the waybill"))
        case .alreadyInStock(let number, let code):
            self.init(
                .amber, Phrase("已经入库，无需再扫", "Already taken in"), big: code.description,
                detail: KioskText.tail(number), next: KioskText.scanNextParcel)
        case .alreadyHeld(let number):
            self.init(
                .amber, Phrase("待确认件，已在代管区", "Already in custody, to be confirmed"),
                big: "待确认", detail: KioskText.tail(number), next: KioskText.scanNextParcel)
        case .alreadyGone(let number, let wall):
            let time = localTime(wall)
            self.init(
                .amber, Phrase("此件已取走", "Already handed out"),
                detail: Phrase("取走时间 \(time)", "taken \(time)"),
                next: KioskText.tail(number))
        case .noSuchPickupCode(let text):
            self.init(
                .red, Phrase("没有这个取件码", "No such pickup code"),
                detail: Phrase(String(text.prefix(24)), ""),
                next: Phrase("核对取件码后重试", "Check the code and try again"))
        case .whatToScan:
            self.init(
                .amber, Phrase("怎么扫", "What to scan"),
                detail: Phrase("面单＝入库　取件标签＝出库", "waybill: in, pickup label: out"),
                next: KioskText.scanNext)
        case .sayPickupCode:
            self.init(
                .amber, Phrase("出库：请报取件码", "Hand out: which pickup code?"), big: "出库",
                next: Phrase("扫取件标签，或键盘输入取件码", "Scan the pickup label, or type the code"))
        case .cancelled:
            self.init(.amber, Phrase("已取消", "Cancelled"), next: KioskText.scanNext)
        case .putOnScale(let parcel):
            self.init(
                weighing: parcel, Phrase("请放到秤上", "Put it on the scale"),
                Phrase("放稳后自动入库", "It is taken in once the weight is stable"))
        case .waitForScale(let parcel):
            self.init(
                weighing: parcel, Phrase("请等秤稳定", "Wait for the scale"),
                Phrase("手离开秤盘，不要碰包裹", "Hands off the pan"))
        case .clearScale(let parcel):
            self.init(
                weighing: parcel, Phrase("请先拿走秤上的东西", "Clear the scale first"),
                Phrase("归零后再放这一件", "Put this one on after it shows zero"))
        case .scaleFault(let parcel):
            self.init(
                weighing: parcel, Phrase("秤没有读数", "The scale gives no weight"),
                Phrase("检查是否超载、归零或断电", "Check overload, zero and power"))
        }
    }

    private init(weighing parcel: ExpectedParcel, _ title: Phrase, _ next: Phrase) {
        self.init(
            .amber, title, big: "称重",
            detail: KioskText.carrier(parcel.carrier, parcel.number), next: next)
    }

    /// What a failed write looks like: the parcel was not taken in.
    init(notStored error: StoreError) {
        let (title, next): (Phrase, Phrase) =
            switch error {
            case .diskFull:
                (
                    Phrase("磁盘已满，没有入库", "Disk full: not taken in"),
                    Phrase("请联系技术员清理磁盘，再重扫此件", "Call the technician, then scan it again")
                )
            case .noCodeLeft:
                (
                    Phrase("取件码用完，没有入库", "No pickup code left: not taken in"),
                    Phrase("请在设置里增加货架", "Add a shelf in the settings")
                )
            case .conflict:
                (
                    Phrase("状态已变化，没有处理", "It has changed meanwhile: nothing done"),
                    Phrase("请重扫此件", "Scan it again")
                )
            default:
                (
                    Phrase("存储故障，没有入库", "Storage fault: not taken in"),
                    Phrase("停止收件，程序将自动重启；若仍出现请联系技术员", "Stop; the program restarts by itself")
                )
            }
        self.init(.red, title, next: next)
    }

    /// What a label that cannot be drawn looks like: the parcel is in, its code goes on by hand.
    static func labelNotDrawn(_ job: LabelJob) -> ScanPanel {
        let next =
            switch job.subject {
            case .pickup:
                Phrase("手写取件码贴上，请联系技术员", "Write the code on it; call the technician")
            case .ordered: Phrase("没有打印，请联系技术员", "Nothing was printed; call the technician")
            }
        return ScanPanel(
            .red, Phrase("标签打不出来", "The label cannot be drawn"), big: job.name, next: next)
    }

    /// A template with a mistake, for which ordered labels wait.
    static func labelsWait(for template: String) -> ScanPanel {
        ScanPanel(
            .red, Phrase("标签模板有错，标签在等", "A template has a mistake; its labels wait"),
            detail: Phrase(template, template),
            next: Phrase("请联系技术员", "Call the technician"))
    }

    /// What the answer that the paper was changed came to.
    init(_ change: MediumChange) {
        switch change {
        case .changed(let medium):
            self.init(
                .green, Phrase("已换纸", "Paper changed"),
                big: LabelMedium(medium)?.shortName ?? medium,
                next: Phrase("打印机先量纸，然后自动打印", "The printer measures it, then prints by itself"))
        case .labelUnderWay:
            self.init(
                .amber, Phrase("正在打印，先别换纸", "A label is at the printer: leave its paper"),
                next: Phrase("打完再换，换好再按", "Change it when the label is out, then answer"))
        case .notWanted:
            self.init(
                .amber, Phrase("现在不用换纸", "No other paper is wanted now"),
                next: KioskText.scanNext)
        }
    }

    /// A code for "yes" that came before the question could be read.
    static let readFirst = ScanPanel(
        .amber, Phrase("请先看清问题", "Read the question first"),
        next: Phrase("换好纸再扫一次", "Scan again when the paper is changed"))

    /// The paper is what it was.
    static let paperKept = ScanPanel(
        .green, Phrase("没有换纸，继续打印", "Same paper: printing goes on"), next: KioskText.scanNext)

    /// Labels somebody ordered are not printed any more.
    static func ordersDropped(_ count: Int, isTooOld: Bool) -> ScanPanel {
        ScanPanel(
            .amber,
            isTooOld
                ? Phrase("有标签等得太久，已取消", "Labels waited too long and were dropped")
                : Phrase("不打了，已取消", "Dropped: they are not printed"),
            detail: Phrase("\(count) 个任务", count == 1 ? "1 job" : "\(count) jobs"),
            next: KioskText.scanNext)
    }

    /// What a scan looks like while a technician tries the scanner out.
    static let scannerUnderTest = ScanPanel(
        .amber, Phrase("正在测试扫码枪，没有入库", "The scanner is under test: not taken in"),
        next: Phrase("等技术员测试完再扫这一件", "Scan it again after the test"))

    /// What a scan that came faster than it could be handled looks like.
    static let tooFast = ScanPanel(
        .red, Phrase("没有处理", "Not handled"), next: KioskText.busy)
}

extension KioskText {
    /// What a printer's condition means to the keeper and what to do.
    static func printer(_ condition: String) -> Phrase {
        switch condition {
        case "paper-out": Phrase("缺纸，请装纸", "Out of paper")
        case "cover-open": Phrase("盖未合上", "Cover open")
        case "ribbon-out": Phrase("缺碳带", "Out of ribbon")
        case "overheated": Phrase("过热，请稍等", "Overheated; wait")
        case "paused": Phrase("已暂停，请按打印机上的键", "Paused; press its key")
        case "jam": Phrase("卡纸", "Paper jam")
        case "printing": Phrase("正在打印", "Printing")
        case "error": Phrase("打印机故障", "Printer fault")
        default: lampOK
        }
    }

    /// What a scale's state means to the keeper.
    static func scale(_ state: String) -> Phrase {
        switch state {
        case "overload": Phrase("超载", "Overload")
        case "underload": Phrase("低于零点", "Under zero")
        case "zero-needed": Phrase("需要归零", "Needs zeroing")
        case "fault": Phrase("秤故障", "Scale fault")
        case "stale": lampSilent
        default: lampOK
        }
    }
}

extension KioskText {
    /// What a control code is called.
    static func name(of code: ControlCode) -> Phrase {
        switch code {
        case .cancel: Phrase("取消", "Cancel")
        case .handOut: Phrase("出库", "Hand out")
        case .reprint: Phrase("补打标签", "Print again")
        case .confirm: Phrase("标签已打出", "Label is there")
        case .help: Phrase("怎么扫", "What to scan")
        }
    }

    /// What a control code does.
    static func effect(of code: ControlCode) -> Phrase {
        switch code {
        case .cancel: Phrase("放下刚才开始的事，例如不称了", "Drops what was begun, such as a weighing")
        case .handOut:
            Phrase("接着扫取件标签，或用键盘输入取件码", "Then scan the pickup label, or type its code")
        case .reprint: Phrase("再打一张最近的标签", "Prints the last label once more")
        case .confirm: Phrase("回答屏幕的问题：打出来了，或已换好纸", "Yes to the question: it is out, or changed")
        case .help: Phrase("屏幕提示现在可以扫什么", "Shows what can be scanned")
        }
    }
}
