import DeviceProtocols
import SeededRandom

@testable import DeviceSimulator

/// A device at the end of an imagined line, searched in imagined time.
struct SearchedLine {
    /// What stands at the far end.
    enum Device {
        /// It says these bursts one after the other, again and again, and hears nothing.
        case speaks([[UInt8]], everyMilliseconds: Int)
        /// A simulated device.
        case model(any DeviceModel)
    }

    /// How the device's own line is set.
    let setting: LineSetting
    private var device: Device
    private var noise = SeededGenerator(seed: 20_261_121)
    private var open: LineSetting?
    private var now = 0
    /// What is on its way: when it arrives, and what the device sent.
    private var underWay: [(at: Int, bytes: [UInt8])] = []
    private var nextBurst = 0
    private var burst = 0
    /// All that was written to the device.
    private(set) var written: [[UInt8]] = []

    init(_ device: Device, at setting: LineSetting) {
        self.device = device
        self.setting = setting
    }

    /// Searches to the end; nil when it has none.
    mutating func run(_ search: DeviceSearch) -> Finding? {
        var search = search
        for _ in 0..<200_000 {
            switch search.step(at: .milliseconds(now)) {
            case .finish(let finding): return finding
            case .open(let settings):
                open = LineSetting(settings, baud: settings.bauds[0])
                underWay = []
                nextBurst = now + 30
                search.opened(at: .milliseconds(now))
            case .write(let bytes):
                written.append(bytes)
                if case .model(var model) = device {
                    let heard = bytes == misread(bytes) ? bytes : misread(bytes)
                    take(model.receive(heard, at: now), delay: 15)
                    device = .model(model)
                }
            case .wait(let until):
                listen(until: Int(until / .milliseconds(1)), &search)
            }
        }
        return nil
    }

    private mutating func listen(until: Int, _ search: inout DeviceSearch) {
        speak(until: until)
        guard let first = underWay.first, first.at <= until else {
            now = max(now, until)
            return
        }
        underWay.removeFirst()
        now = max(now, first.at)
        search.heard(misread(first.bytes), at: .milliseconds(now))
    }

    /// Lets the device say what it says by itself until then, one utterance at most.
    private mutating func speak(until: Int) {
        guard underWay.isEmpty else { return }
        switch device {
        case .speaks(let bursts, let period):
            guard nextBurst <= until else { return }
            underWay.append((max(now, nextBurst), bursts[burst % bursts.count]))
            burst += 1
            nextBurst = max(now, nextBurst) + period
        case .model(var model):
            while underWay.isEmpty, let tick = model.nextTick, tick <= until {
                now = max(now, tick)
                take(model.tick(at: now), delay: 0)
            }
            device = .model(model)
        }
    }

    private mutating func take(_ effects: [SimulatorEffect], delay: Int) {
        for effect in effects {
            switch effect {
            case .send(let bytes), .stream(let bytes):
                if !bytes.isEmpty { underWay.append((now + delay, bytes)) }
            case .event: break
            }
        }
    }

    /// What arrives of bytes when both ends are set differently.
    private mutating func misread(_ bytes: [UInt8]) -> [UInt8] {
        guard let open, open != setting else { return bytes }
        if open.baud != setting.baud {
            // Another rate makes other bytes, and mostly not the same ones again; a few are enough.
            return bytes.prefix(4).map { _ in
                UInt8.random(in: 0...255, using: &noise)
            }
        }
        return bytes.map { byte in
            if open.dataBits == 7 { return byte & 0x7F }
            guard setting.dataBits == 7 else { return byte }
            let isOdd = byte.nonzeroBitCount.isMultiple(of: 2) == (setting.parity == .odd)
            return setting.parity == .none || !isOdd ? byte : byte | 0x80
        }
    }
}
