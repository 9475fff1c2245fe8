import StrictYAML

extension ScaleOptions {
    init(reading mapping: inout YAMLMapping) throws {
        self.init(
            unit: try mapping.optionalChoice("unit") ?? .kg,
            pollGapMilliseconds: try mapping.optionalInt("poll_gap_ms", in: 50...10_000),
            limits: try ScaleLimits(reading: &mapping))
    }
}
