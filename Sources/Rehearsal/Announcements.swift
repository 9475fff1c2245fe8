public import Identifiers
public import SeededRandom

/// A parcel as a courier's list announces it to the county.
///
/// All of it is made up: names are 村民甲, 村民乙 …, phones stand in a range no operator has.
public struct Announcement: Sendable, Hashable {
    /// The waybill number, in a shape of its carrier.
    public var number: String
    /// The carrier.
    public var carrier: Carrier
    /// The receiver's full name, as only the county gets it.
    public var receiver: String
    /// The receiver's phone.
    public var phone: String
    /// To be weighed at the station.
    public var weigh: Bool

    /// The lines of the county's import file, header first.
    public static func csv(_ announcements: [Announcement]) -> String {
        let rows = announcements.map {
            "\($0.number),\($0.carrier.rawValue),\($0.receiver),\($0.phone),\($0.weigh ? 1 : 0)"
        }
        return (["number,carrier,receiver,phone,weigh"] + rows).joined(separator: "\n") + "\n"
    }

    /// So many distinct announcements of several carriers, every eighth to be weighed.
    public static func sample(
        _ count: Int, using random: inout SeededGenerator
    ) -> [Announcement] {
        var numbers: Set<String> = []
        var announcements: [Announcement] = []
        while announcements.count < count {
            let index = announcements.count
            let (carrier, number) = number(index, using: &random)
            guard numbers.insert(number).inserted else { continue }
            announcements.append(
                Announcement(
                    number: number, carrier: carrier, receiver: receiver(index),
                    phone: "1200000" + padded(index % 10_000, 4), weigh: index % 8 == 3))
        }
        return announcements
    }

    private static func number(
        _ index: Int, using random: inout SeededGenerator
    ) -> (Carrier, String) {
        func digits(_ count: Int) -> String {
            String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
        }
        switch index % 6 {
        case 0: return (.zto, "75" + digits(12))
        case 1: return (.yto, "YT" + digits(13))
        case 2: return (.sf, "SF" + digits(13))
        case 3: return (.jd, "JDVA" + digits(11))
        case 4: return (.jt, "JT" + digits(13))
        default: return (.sto, "773" + digits(12))
        }
    }

    private static func receiver(_ index: Int) -> String {
        let stems = Array("甲乙丙丁戊己庚辛壬癸")
        return "村民" + String(stems[index % stems.count])
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
