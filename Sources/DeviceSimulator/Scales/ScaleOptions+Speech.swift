internal import DeviceProtocols

extension ScaleOptions {
    /// The speech of a simulated scale, one case for each protocol; nil where there is none.
    func speech(of protocolName: String, model: String) -> (any ScaleSpeech)? {
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
