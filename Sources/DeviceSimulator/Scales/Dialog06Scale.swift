internal import DeviceProtocols

/// A checkout scale with Dialog 06 (source: Mettler-Toledo DIVA service manual).
///
/// It weighs at rest only, not below its minimum, and the same load only once; it never asks for
/// checksums.
struct Dialog06Scale: ScaleSpeech {
    /// Why there is no weight, as record 09 tells it.
    private enum Status: String {
        case none = "00"
        case unknownRecord = "10"
        case wrongPrice = "11"
        case inMotion = "20"
        case notMoved = "21"
        case notFinished = "22"
        case belowMinimum = "30"
        case belowZero = "31"
        case overload = "32"
    }

    private static let minimum = 20
    private static let longestRecord = 40
    private static let ack: UInt8 = 0x06
    private static let nak: UInt8 = 0x15

    private var record: [UInt8] = []
    private var isInRecord = false
    /// The unit price of a weighing that was begun.
    private var price: String?
    private var status = Status.none
    /// The weight that was given last, while it lies there.
    private var given: DecimalWeight?

    init() {}

    var isContinuous: Bool { false }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight), .moving(let weight): digits(weight)
        case .overload, .underload: []
        case .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var answer: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x04: isInRecord = false
            case 0x02:
                record = []
                isInRecord = true
            case 0x05: answer += result(plate.look(at: now))
            case 0x03 where isInRecord:
                isInRecord = false
                answer += answerToRecord()
            default:
                if isInRecord, record.count < Self.longestRecord { record.append(byte) }
            }
        }
        return answer.isEmpty ? [] : [.send(answer)]
    }

    private mutating func answerToRecord() -> [UInt8] {
        let fields = record.split(separator: 0x1B, omittingEmptySubsequences: false)
        switch fields.first.map({ String(decoding: $0, as: UTF8.self) }) {
        case "01", "03", "04", "05":
            let text = fields.count > 1 ? String(decoding: fields[1], as: UTF8.self) : ""
            guard (5...6).contains(text.count), let number = Int(text), number > 0 else {
                return refuse(.wrongPrice)
            }
            price = text
            return [Self.ack]
        case "08": return [0x02] + Array("09".utf8) + [0x1B] + status.rawValue.utf8 + [0x03]
        default: return refuse(.unknownRecord)
        }
    }

    /// Record 02, or NAK.
    private mutating func result(_ sight: LoadedPlate.Sight) -> [UInt8] {
        guard case .stable(let weight) = sight else {
            given = nil
            return refuse(
                sight == .overload ? .overload : sight == .underload ? .belowZero : .inMotion)
        }
        if weight != given { given = nil }
        guard weight.thousandths >= 0 else { return refuse(.belowZero) }
        guard weight.thousandths >= Self.minimum else { return refuse(.belowMinimum) }
        guard given == nil else { return refuse(.notMoved) }
        guard let price, let number = Int(price) else { return refuse(.notFinished) }
        guard let digits = digits(weight) else { return refuse(.overload) }
        let total = String((weight.thousandths * number + 500) / 1000)
        let padded = String(repeating: "0", count: max(0, 6 - total.count)) + total
        given = weight
        status = .none
        self.price = nil
        return [0x02] + Array("02".utf8) + [0x1B, 0x33, 0x1B] + digits + [0x1B] + price.utf8
            + [0x1B] + padded.utf8.suffix(6) + [0x03]
    }

    private mutating func refuse(_ status: Status) -> [UInt8] {
        self.status = status
        return [Self.nak]
    }

    /// Five digits, three of them behind the point.
    private func digits(_ weight: DecimalWeight) -> [UInt8]? {
        let positive = DecimalWeight(thousandths: abs(weight.thousandths))
        return positive.text(width: 6, decimals: 3)?.utf8.filter { $0 != 0x2E }
    }
}
