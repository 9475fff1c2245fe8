import DataFolder
import DeviceProtocols
import Testing

@Suite struct KeyboardScannerTests {
    private static let profiles = CheckoutFiles.profileIDs.compactMap {
        try? CheckoutFiles.data.profile(id: $0)
    }

    private func find(_ devices: [(vendor: String, product: String)]) -> [KeyboardScanner] {
        KeyboardScanner.find(among: devices, profiles: Self.profiles)
    }

    @Test func newlandInKeyboardMode() throws {
        let found = try #require(find([("1EAB", "1D03")]).first)
        #expect(found.vendor == "1eab" && found.product == "1d03")
        #expect(found.profileID == "scanners/newland-nls-fm430")
        #expect(found.name.contains("FM430"))
        #expect(found.hintChinese.contains("串口") && found.hintEnglish.contains("CDC"))
        // A model nobody has described: the maker's numbering still tells.
        let other = try #require(find([("1eab", "7703")]).first)
        #expect(other.profileID == "scanners/generic-newland")
        #expect(!other.name.contains("FM430"))
    }

    @Test func otherModesAndDevicesAreNotMeant() {
        #expect(find([("1eab", "1d06"), ("1eab", "1d10"), ("1a86", "7523"), ("", "")]).isEmpty)
    }

    @Test func oneFindingForEachDevice() {
        let found = find([("0c2e", "0204"), ("1a86", "7523"), ("065a", "0001"), ("05f9", "2206")])
        #expect(found.map(\.vendor) == ["0c2e", "065a", "05f9"])
        #expect(found.allSatisfy { !$0.hintChinese.isEmpty && !$0.hintEnglish.isEmpty })
    }

    /// What is a serial port in one profile is no keyboard in another.
    @Test func serialIdsAreNotKeyboards() {
        for profile in Self.profiles {
            for match in profile.usb where !match.product.contains("?") {
                #expect(
                    find([(match.vendor, match.product)]).isEmpty, "\(match) of \(profile.id)")
            }
        }
    }
}
