public import DeviceProtocols

extension PrinterOptions {
    /// What makes the printer measure paper that was just put in, in its own language; empty where
    /// there is nothing to measure.
    ///
    /// - TSPL: `GAPDETECT` with the length of label and gap in dots as the expected measures, after
    ///   `SIZE` and `GAP` (source: TSPL/TSPL2 programming manuals of TSC).
    /// - ZPL: `~JC` (source: Zebra ZPL II programming guide).
    /// - CPCL: `GAP-SENSE`, then an empty label whose `FORM` runs to the next gap: the language has
    ///   no command that measures (source: Zebra CPCL programming guide).
    /// - ESC/POS: nothing, its paper has no gaps.
    ///
    /// A roll without gaps needs no measuring in any of them.
    public func calibration(for medium: LabelMedium) -> [UInt8] {
        guard case .labels(let width, let height, let gap) = medium else { return [] }
        let per = dotsPerMillimetre
        let commands: [String] =
            switch language {
            case .tspl:
                [
                    "SIZE \(width) mm,\(height) mm", "GAP \(gap) mm,0 mm",
                    "GAPDETECT \(height.dots(per: per)),\(gap.dots(per: per))",
                ]
            case .zpl: ["~JC"]
            case .cpcl: ["! UTILITIES", "GAP-SENSE", "PRINT", "! 0 200 200 1 1", "FORM", "PRINT"]
            case .escpos: []
            }
        return commands.flatMap { Array($0.utf8) + [0x0D, 0x0A] }
    }
}
