internal import DeviceProtocols

extension ScaleOptions {
    /// The speech of a simulated scale; nil where there is none.
    ///
    /// `dialect` is how it is told its settings: one of them may be its protocol.
    func speech(
        of protocolName: String, model: String, switching dialect: SettingsDialect?
    ) -> (any ScaleSpeech)? {
        switch (dialect, protocolName) {
        case (.aclas, "cas-ecr"): PinnacleScale(CASECRScale(unit: unit, options: ecr))
        case (.ohaus, "columns"): OhausScale(options: self, model: model)
        default: speech(of: protocolName, model: model)
        }
    }

    /// One case for each protocol.
    private func speech(of protocolName: String, model: String) -> (any ScaleSpeech)? {
        switch protocolName {
        case "toledo-8217": Toledo8217Scale(unit: unit)
        case "yaohua-a12e": YaohuaA12EScale()
        case "yaohua-0": YaohuaContinuousScale(format: .digits)
        case "yaohua-1": YaohuaContinuousScale(format: .reversed)
        case "yaohua-2": YaohuaContinuousScale(format: .display)
        case "yaohua-command":
            YaohuaCommandScale(address: yaohuaCommand.address ?? UInt8(ascii: "A"))
        case "mt-continuous": MTContinuousScale(unit: unit, options: continuous)
        case "cas-ecr": CASECRScale(unit: unit, options: ecr)
        case "dialog06": Dialog06Scale()
        case "bcd": BCDScale(unit: unit, options: bcd)
        case "mt-sics": MTSICSScale(model: model, unit: unit)
        case "sma": SMAScale(model: model, unit: unit)
        case "columns": ColumnScale(options: self)
        default: nil
        }
    }
}
