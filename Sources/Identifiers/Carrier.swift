/// The carriers whose parcels come to a village station.
public enum Carrier: String, Sendable, Hashable, CaseIterable, Codable {
    /// 顺丰
    case sf
    /// 圆通
    case yto
    /// 中通
    case zto
    /// 申通
    case sto
    /// 韵达
    case yunda
    /// 中国邮政, EMS and its parcels
    case ems
    /// 京东
    case jd
    /// 极兔
    case jt
    /// 德邦
    case deppon
    /// 菜鸟
    case cainiao

    /// The name in Chinese, as its couriers say it.
    public var chineseName: String {
        switch self {
        case .sf: "顺丰"
        case .yto: "圆通"
        case .zto: "中通"
        case .sto: "申通"
        case .yunda: "韵达"
        case .ems: "中国邮政"
        case .jd: "京东"
        case .jt: "极兔"
        case .deppon: "德邦"
        case .cainiao: "菜鸟"
        }
    }

    /// The name in English.
    public var englishName: String {
        switch self {
        case .sf: "SF Express"
        case .yto: "YTO Express"
        case .zto: "ZTO Express"
        case .sto: "STO Express"
        case .yunda: "Yunda Express"
        case .ems: "China Post EMS"
        case .jd: "JD Logistics"
        case .jt: "J&T Express"
        case .deppon: "Deppon Express"
        case .cainiao: "Cainiao"
        }
    }
}

/// A carrier whose numbers have the form of the one scanned.
public struct CarrierCandidate: Sendable, Hashable {
    /// The carrier.
    public let carrier: Carrier
    /// Its place among the candidates; 1 is the best.
    public let rank: Int

    /// A candidate with its place.
    public init(carrier: Carrier, rank: Int) {
        self.carrier = carrier
        self.rank = rank
    }
}
