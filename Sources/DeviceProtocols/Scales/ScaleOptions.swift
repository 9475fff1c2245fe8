/// What has to be known of a scale besides its protocol.
public struct ScaleOptions: Sendable, Hashable {
    /// The unit of the numbers where the device sends none.
    public var unit: MassUnit
    /// Least time between two weight requests, in milliseconds, where the profile asks for more
    /// than the protocol does.
    public var pollGapMilliseconds: Int?
    /// What the plate of the model says; a station may say it of its own scale.
    public var limits: ScaleLimits
    /// What differs between devices with Mettler-Toledo's continuous output.
    public var continuous = MTContinuousOptions()
    /// How a Yaohua indicator in command mode is asked.
    public var yaohuaCommand = YaohuaCommandOptions()
    /// What differs between scales with the cash register protocol of CAS.
    public var ecr = CASECROptions()
    /// What differs between counting scales that send packed decimals.
    public var bcd = BCDOptions()

    /// How a weight is asked for where the profile says it; empty where the protocol does, or where
    /// the device sends on its own.
    public var poll: [UInt8] = []
    /// Whether the device beeps when it is asked.
    public var beepsWhenPolled = false
    /// Whether the device answers a load but once, when it is at rest.
    ///
    /// Its one answer is a weight at rest, and tells that the load is another one than before: five
    /// equal frames and a zero in between never come from it.
    public var answersNewWeightsOnly = false
    /// How frames look, for the protocol `columns`; the alternatives may come mixed.
    public var layouts: [ColumnLayout] = []

    /// Makes options.
    public init(
        unit: MassUnit = .kg, pollGapMilliseconds: Int? = nil, limits: ScaleLimits = ScaleLimits()
    ) {
        self.unit = unit
        self.pollGapMilliseconds = pollGapMilliseconds
        self.limits = limits
    }
}
