import DataFolder
import DeviceProtocols
import Foundation
import Testing

@Suite struct CompatibilityPageTests {
    private static let path =
        CheckoutFiles.root + "/Sources/Station/Station.docc/Compatibility.md"

    @Test func thePageIsThatOfTheProfiles() throws {
        let page = CompatibilityPage.markdown(try CheckoutFiles.profiles.get())
        let committed = try? String(contentsOfFile: Self.path, encoding: .utf8)
        #expect(committed == page, "profiles have changed: run 'make docs' and commit the page")
    }

    @Test func everyProfileHasARow() throws {
        let profiles = try CheckoutFiles.profiles.get()
        let rows = CompatibilityPage.markdown(profiles.reversed()).split(separator: "\n")
            .filter { $0.hasPrefix("| ") && $0.hasSuffix("` |") }
        #expect(rows.count == profiles.count)
        for profile in profiles {
            #expect(rows.contains { $0.contains("`\(profile.id)`") && $0.contains(profile.model) })
        }
        // A bar in a text must not make a column.
        let columns = rows.map { $0.replacing("\\|", with: "").count { $0 == "|" } }
        #expect(Set(columns) == [9])
    }
}
