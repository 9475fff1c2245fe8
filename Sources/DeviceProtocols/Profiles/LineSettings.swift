/// How a serial line has to be set for a device.
public struct LineSettings: Sendable, Hashable {
    /// Parity bit.
    public enum Parity: String, Sendable, Hashable, CaseIterable {
        case none, even, odd
    }

    /// Flow control.
    public enum FlowControl: String, Sendable, Hashable, CaseIterable {
        case none, rtscts, xonxoff
    }

    /// Bits per second; the usual rate first, then those worth trying.
    public var bauds: [Int]
    /// Data bits, 7 or 8.
    public var dataBits: Int
    /// Parity bit.
    public var parity: Parity
    /// Stop bits, 1 or 2.
    public var stopBits: Int
    /// Flow control.
    public var flow: FlowControl
    /// State of the DTR line after opening; some interfaces are powered by it.
    public var dtr: Bool
    /// State of the RTS line after opening; without meaning under `rtscts`.
    public var rts: Bool
    /// Silence to keep after opening, in milliseconds, before the device is spoken to.
    public var settleMilliseconds: Int

    /// Makes settings; the defaults are the commonest ones, 9600 8N1.
    public init(
        bauds: [Int] = [9600], dataBits: Int = 8, parity: Parity = .none, stopBits: Int = 1,
        flow: FlowControl = .none, dtr: Bool = true, rts: Bool = true, settleMilliseconds: Int = 0
    ) {
        self.bauds = bauds
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
        self.flow = flow
        self.dtr = dtr
        self.rts = rts
        self.settleMilliseconds = settleMilliseconds
    }
}
