/// What has to be known of a scale besides its protocol.
public struct ScaleOptions: Sendable, Hashable {
    /// The unit of the numbers where the device sends none.
    public var unit: MassUnit
    /// Least time between two weight requests, in milliseconds, where the profile asks for more
    /// than the protocol does.
    public var pollGapMilliseconds: Int?
    /// What the plate of the model says; a station may say it of its own scale.
    public var limits: ScaleLimits

    /// Makes options.
    public init(
        unit: MassUnit = .kg, pollGapMilliseconds: Int? = nil, limits: ScaleLimits = ScaleLimits()
    ) {
        self.unit = unit
        self.pollGapMilliseconds = pollGapMilliseconds
        self.limits = limits
    }
}
