/// A room, or a machine in it, taken for a time of a day.
public struct RoomBooking: Sendable, Hashable {
    /// The room or machine.
    public let room: String
    /// The day.
    public let day: Day
    /// Minutes since midnight, from the first up to but without the last.
    public let minutes: Range<Int>
    /// For what.
    public let purpose: String

    /// A booking of these parts.
    public init(room: String, day: Day, minutes: Range<Int>, purpose: String) {
        self.room = room
        self.day = day
        self.minutes = minutes
        self.purpose = purpose
    }
}

/// The bookings of the centre's rooms: no room twice at a time.
public struct RoomBook: Sendable, Equatable {
    /// The bookings, in the order made.
    public private(set) var bookings: [RoomBooking] = []
    private var places: [Day: [Int]] = [:]

    /// An empty book.
    public init() {}

    /// Books a room, unless it is taken or no time is asked for.
    ///
    /// - Returns: the bookings in the way; empty when it was booked.
    public mutating func book(_ booking: RoomBooking) -> [RoomBooking] {
        let inTheWay = (places[booking.day] ?? []).map { bookings[$0] }.filter {
            $0.room == booking.room && $0.minutes.overlaps(booking.minutes)
        }
        if inTheWay.isEmpty, !booking.minutes.isEmpty {
            places[booking.day, default: []].append(bookings.count)
            bookings.append(booking)
        }
        return inTheWay
    }
}
