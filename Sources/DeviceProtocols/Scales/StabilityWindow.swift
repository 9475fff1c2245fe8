/// Computes stability for formats that carry no flag: `moving` until enough equal frames in a row.
struct StabilityWindow: Sendable {
    /// Equal frames in a row that make a weight stable; the last of them is the first stable one.
    static let equalFrames = 5

    private var last: ScaleReading?
    private var run = 0

    /// The reading with its state set from the frames seen so far.
    mutating func judge(_ reading: ScaleReading) -> ScaleReading {
        isStable(reading) ? reading.with(state: .stable) : reading
    }

    /// Whether a reading ends a run that is long enough.
    mutating func isStable(_ reading: ScaleReading) -> Bool {
        run = reading == last ? min(run + 1, Self.equalFrames) : 1
        last = reading
        return run == Self.equalFrames
    }

    /// Forgets the run: after a fault or a silence it has to be earned again.
    mutating func reset() {
        last = nil
        run = 0
    }
}
