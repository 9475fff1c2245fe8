/// What has to be said of a reading before money is reckoned from it.
public enum TradeRemark: String, Sendable, Hashable, CaseIterable, Codable {
    /// Less than the scale's Min: the relative error may be anything.
    case belowMinimum = "below-minimum"
    /// More than the scale's Max.
    case aboveMaximum = "above-maximum"
    /// No whole multiple of the verification interval: the scale is set or calibrated wrongly.
    case notAMultiple = "not-a-multiple"
    /// The verification has expired.
    case verificationExpired = "verification-expired"
    /// The station does not know what day it is, so nobody can tell whether the verification holds.
    case verificationUnjudged = "verification-unjudged"

    /// Whether the reading must not be used for trade (不可用于结算).
    ///
    /// False for what only could not be judged.
    public var forbidsTrade: Bool { self != .verificationUnjudged }
}

/// Judges whether a scale's reading may be used for trade.
public struct TradeCheck: Sendable, Hashable {
    /// What the scale's plate says.
    public var limits: ScaleLimits
    /// The last day of the verification (检定有效期); nil where nobody wrote it down.
    public var verifiedUntil: CivilDate?

    /// A check of these parts.
    public init(limits: ScaleLimits = ScaleLimits(), verifiedUntil: CivilDate? = nil) {
        self.limits = limits
        self.verifiedUntil = verifiedUntil
    }

    /// What has to be said of a reading; nothing of one without a number, which is no weight anyway.
    ///
    /// - Parameters:
    ///   - reading: The reading.
    ///   - today: The day; nil when the clock is not to be trusted.
    /// - Returns: The remarks, in the order of ``TradeRemark``.
    public func remarks(on reading: ScaleReading, today: CivilDate?) -> [TradeRemark] {
        guard let mass = reading.massMilligrams else { return [] }
        var remarks: [TradeRemark] = []
        if let minimum = limits.minimum, mass < minimum { remarks.append(.belowMinimum) }
        if let maximum = limits.maximum, mass > maximum { remarks.append(.aboveMaximum) }
        if isOffStep(mass, reading.unit) { remarks.append(.notAMultiple) }
        if let verifiedUntil {
            switch today {
            case nil: remarks.append(.verificationUnjudged)
            case let today? where today > verifiedUntil: remarks.append(.verificationExpired)
            default: break
            }
        }
        return remarks
    }

    /// Pounds and ounces are not judged: in milligrams their steps are rounded.
    private func isOffStep(_ mass: Int64, _ unit: MassUnit?) -> Bool {
        guard let interval = limits.interval, interval > 0, unit == .kg || unit == .g else {
            return false
        }
        return mass % interval != 0
    }
}
