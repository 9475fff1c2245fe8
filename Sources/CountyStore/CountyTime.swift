/// Hours as the county counts them: whole hours of China Standard Time since 1970.
///
/// UTC+8 all year; summer time was last used in 1991.
public enum CountyHour {
    /// China Standard Time is ahead of UTC by so many milliseconds.
    public static let offset: Int64 = 8 * 3_600_000
    private static let length: Int64 = 3_600_000

    /// The hour a time falls into.
    ///
    /// - Parameter time: Milliseconds since 1970 UTC.
    /// - Returns: Whole hours since 1970 of China Standard Time.
    public static func of(_ time: Int64) -> Int64 {
        let local = time &+ offset
        return local >= 0 ? local / length : (local - length + 1) / length
    }

    /// The first hour of the day a time falls into.
    ///
    /// - Parameter time: Milliseconds since 1970 UTC.
    /// - Returns: Whole hours since 1970 of China Standard Time.
    public static func firstOfDay(_ time: Int64) -> Int64 {
        let hour = of(time)
        return hour - ((hour % 24) + 24) % 24
    }
}
