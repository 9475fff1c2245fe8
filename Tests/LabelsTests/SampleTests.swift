import Identifiers
import Labels
import Testing

@Suite struct SampleTests {
    @Test(arguments: Fixtures.templateNames.filter { $0.hasPrefix("pickup") })
    func samplesHoldARealPickupCode(name: String) throws {
        let sample = try Fixtures.template(name).sample
        guard case .text(let code)? = sample["pickup_code"] else {
            Issue.record("no pickup code")
            return
        }
        #expect(sample["pickup_barcode"] == PickupCode(code).map { .text($0.barcode) })
    }
}
