import Glibc
import Testing

@testable import SerialLines

@Suite struct LineErrorTests {
    @Test(arguments: [
        (ENOENT, LineError.notFound("/dev/none")), (ENXIO, .notFound("/dev/none")),
        (EACCES, .notPermitted("/dev/none", group: nil)),
        (EBUSY, .busy("/dev/none", holder: nil)), (EWOULDBLOCK, .busy("/dev/none", holder: nil)),
        (EMFILE, .system("/dev/none", doing: "opening the line", code: EMFILE)),
    ])
    func anErrorNumberBecomesWhatTheUserCanActOn(code: Int32, error: LineError) {
        #expect(LineError.opening("/dev/none", code: code) == error)
    }

    @Test(arguments: [
        (LineError.notFound("P"), "plug the device in"),
        (.ambiguous("P", paths: ["/dev/a", "/dev/b"]), "/dev/a and /dev/b"),
        (.busy("P", holder: "tio (7)"), "tio (7)"), (.busy("P", holder: nil), "another program"),
        (.notPermitted("P", group: nil), "group dialout"),
        (.notPermitted("P", group: "uucp"), "group uucp"),
        (.unsupported("P", setting: "7E1"), "7E1"), (.unreachable("P", reason: "r"), "r; check"),
        (.writeTimedOut("P", written: 3, total: 9), "3 of 9"),
        (.writeInterrupted("P", written: 3, total: 9), "3 of 9"),
        (.cancelled("P", written: 3, total: 9), "3 of 9"), (.notOpen("P"), "not open"),
        (.writeQueueFull("P", limit: 5), "5 bytes"),
        (.system("P", doing: "reading", code: EIO), "reading: Input/output error"),
    ])
    func everyMessageNamesThePlaceAndTheMatter(error: LineError, part: String) {
        #expect("\(error)".hasPrefix("P: "))
        #expect("\(error)".contains(part))
        #expect(error.chinese.hasPrefix("P："))
        // What the devices and numbers are is the same in both languages.
        for detail in ["/dev/a", "tio (7)", "uucp", "dialout", "7E1"] {
            #expect("\(error)".contains(detail) == error.chinese.contains(detail))
        }
    }
}
