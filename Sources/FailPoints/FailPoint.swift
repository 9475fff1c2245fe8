#if DEBUG
internal import Glibc
internal import Synchronization
#endif

/// The hops of one scanned parcel at which the fault tests kill a program, just before and after.
///
/// The hops are those of the architecture article: H1 line to frame, H2 code to decision, H3 the
/// transaction, H4 the kiosk, H5 the label, H6 the upload, H7 the county's ingest.
public enum FailPoint: String, CaseIterable, Sendable {
    case h1Before = "h1-before"
    case h1After = "h1-after"
    case h2Before = "h2-before"
    case h2After = "h2-after"
    case h3Before = "h3-before"
    case h3After = "h3-after"
    case h4Before = "h4-before"
    case h4After = "h4-after"
    case h5Before = "h5-before"
    case h5After = "h5-after"
    case h6Before = "h6-before"
    case h6After = "h6-after"
    case h7Before = "h7-before"
    case h7After = "h7-after"

    /// The environment variable that arms one: `h3-before:2` kills at its second passage.
    public static let variable = "CUNZHAN_FAILPOINT"
}

#if DEBUG
private struct Armed {
    let point: FailPoint
    let passage: Int

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let point = FailPoint(rawValue: String(parts[0])),
            let passage = Int(parts[1]), passage > 0
        else { return nil }
        self.point = point
        self.passage = passage
    }
}

private let armed: Armed? = getenv(FailPoint.variable).flatMap { Armed(String(cString: $0)) }
private let passages = Mutex(0)
#endif

/// Kills the program with SIGKILL if this passage is the one that was armed.
///
/// Compiled to nothing in release builds.
public func failPoint(_ point: FailPoint) {
    #if DEBUG
    guard let armed, armed.point == point else { return }
    let passage = passages.withLock { count in
        count += 1
        return count
    }
    if passage == armed.passage { kill(getpid(), SIGKILL) }
    #endif
}
