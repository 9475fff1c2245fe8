/// Every string of the county's pages, Chinese first, English second.
enum PageText {
    private static let table: [String: (chinese: String, english: String)] = [
        "alive": ("在线站点", "Stations online"),
        "appName": ("村站", "Cunzhan"),
        "arrivals": ("最新到站", "Latest arrivals"),
        "byHour": ("今日包裹（按小时）", "Parcels today, by hour"),
        "carrier": ("快递公司", "Carrier"),
        "conflict": ("记录有矛盾，工作人员正在核对。", "Records contradict each other; staff will check."),
        "expected": ("待到站", "Expected"),
        "handedOut": ("今日签收", "Handed out today"),
        "held": ("待确认", "To be confirmed"),
        "home": ("县域寄递物流公开页", "Public pages of the county's parcel network"),
        "inStock": ("在站待取", "Waiting for pickup"),
        "linkDown": ("连接中断，正在重连", "Connection lost, trying again"),
        "machine": ("机器接口", "For programs"),
        "missing": ("没有这个单号的记录", "No record of this number"),
        "missingHint": (
            "请核对单号；刚下单的包裹可能还没有到县。",
            "Check the number; a new parcel may not have reached the county."
        ),
        "noArrivals": ("暂无到站包裹", "No arrivals yet"),
        "noStations": (
            "还没有站点，请用 countyctl station add 添加", "No stations yet: countyctl station add"
        ),
        "number": ("单号", "Number"),
        "privacy": ("本页不含任何个人信息。", "This page holds no personal data."),
        "received": ("今日到站", "Received today"),
        "state.expected": ("已通知站点，等待到站", "Announced, on its way to the station"),
        "state.handed-out": ("已签收", "Signed for"),
        "state.held": ("在站保管，待确认", "In custody at the station, to be confirmed"),
        "state.in-stock": ("已到站，等待取件", "At the station, waiting for pickup"),
        "state.withdrawn": ("已改投其他地点", "No longer expected here"),
        "stationAlive": ("在线", "online"),
        "stationForked": ("记录分叉", "forked"),
        "stationNew": ("未入网", "not enrolled"),
        "stationRevoked": ("已停用", "revoked"),
        "stationSilent": ("失联", "silent"),
        "stations": ("服务站点", "Service points"),
        "step.announced": ("县级中心已登记", "Registered at the county centre"),
        "step.handed-out": ("已签收", "Signed for by the receiver"),
        "step.held": ("站点代为保管（待确认）", "Taken into custody by the station"),
        "step.received": ("已到站", "Arrived at the station"),
        "track": ("包裹查询", "Parcel tracking"),
        "trackButton": ("查询", "Track"),
        "trackHint": ("输入运单号", "Waybill number"),
        "unknownCarrier": ("未知快递", "Unknown carrier"),
        "wall": ("村级站点物流大屏", "Village stations, live"),
    ]

    /// For templates: `{{t.alive.zh}}`; dots in names become hyphens there.
    static let forTemplates: [String: [String: String]] = Dictionary(
        uniqueKeysWithValues: table.map { name, text in
            (name.replacing(".", with: "-"), ["zh": text.chinese, "en": text.english])
        })

    /// One string in both languages; a name not in the table is a mistake a test finds.
    static func both(_ name: String) -> [String: String] {
        let text = table[name] ?? (name, name)
        return ["zh": text.chinese, "en": text.english]
    }
}
