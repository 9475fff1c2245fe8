import CountyProgramme
import Foundation
import Testing

/// What the check finds in the two plans, against a list made by reading them.
struct FindingTests {
    struct Anomaly: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        let findings: [String]
        let reason: String
        var testDescription: String { "\(id) \(pack)" }
    }

    static let anomalies: [Anomaly] = TestData.rows("anomalies.csv").map { row in
        Anomaly(
            id: row[0], pack: row[1], findings: row[2].split(separator: " ").map(String.init),
            reason: row[3])
    }

    static let reports: [String: CheckReport] = Dictionary(
        uniqueKeysWithValues: PlanPacks.ids.compactMap { id in
            (try? PlanPacks.report(id)).map { (id, $0) }
        })

    @Test(arguments: anomalies)
    func anomalyIsFoundOrGivenAReason(_ anomaly: Anomaly) throws {
        let report = try #require(Self.reports[anomaly.pack])
        guard !anomaly.findings.isEmpty else {
            #expect(!anomaly.reason.isEmpty)
            return
        }
        for id in anomaly.findings {
            let finding = try #require(report.findings.first { $0.id == id }, "\(id)")
            #expect(!finding.evidence.isEmpty)
            #expect(finding.decision == nil)
        }
    }

    @Test(arguments: PlanPacks.ids)
    func everyFindingHasItsPlaceAndAnIdOfItsOwn(id: String) throws {
        let report = try #require(Self.reports[id])
        #expect(Set(report.findings.map(\.id)).count == report.findings.count)
        #expect(!report.isSettled)
        for finding in report.findings {
            let places = finding.evidence.compactMap(\.source)
            #expect(!places.isEmpty, "\(finding.id)")
            #expect(places.allSatisfy { $0.line > 0 && !$0.phrase.isEmpty }, "\(finding.id)")
        }
    }

    /// Findings no one had listed are named here, so that a new one is looked at.
    @Test(arguments: PlanPacks.ids)
    func othersAreKnown(id: String) throws {
        let report = try #require(Self.reports[id])
        let listed = Set(Self.anomalies.filter { $0.pack == id }.flatMap(\.findings))
        let others = report.findings.map(\.id).filter { !listed.contains($0) }
        let known = TestData.rows("others.csv").filter { $0[0] == id }.map { $0[1] }
        #expect(others.sorted() == known.sorted())
    }

    @Test(arguments: [
        ("luoshan", "claim.investment", "6850 万元"), ("luoshan", "fund.national", "500 万元"),
        ("luoshan", "growth.sales", "58.9595%"), ("luoshan", "sum.sales", "9150 万元"),
        ("luoshan", "claim.parcels", "27.7233 万件/日"), ("luoshan", "numbering.budget", "8"),
        ("xixian", "growth.sales", "68.0698%"), ("xixian", "sum.roads", "3927.8 公里"),
        ("xixian", "share.share-social-1", "14.7727%"), ("xixian", "claim.three-years", "9900 人次"),
        ("xixian", "claim.conversion", "7500 人"), ("xixian", "claim.half-of-villages", "174 个"),
        ("wuhua", "claim.terms-1-3", "1992000 元"), ("wuhua", "claim.renovation", "400000 元"),
        ("wuhua", "claim.stations-timetable", "425 个"), ("xixian", "sister.calendar", "-12 月"),
        ("xixian", "issue.issued", "11/31"),
    ])
    func computedValue(pack: String, id: String, computed: String) throws {
        let finding = try #require(Self.reports[pack]?.findings.first { $0.id == id })
        #expect(finding.computed?.description == computed)
    }

    @Test func sharesThatAgreeAreNotFound() throws {
        let report = try #require(Self.reports["xixian"])
        for id in ["share.upper", "share.county", "share.share-county-1", "share.share-social-5"] {
            #expect(!report.findings.contains { $0.id == id })
        }
        #expect(report.used.contains("share-county-1"))
    }
}

/// Lists beside the tests.
enum TestData {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    /// The lines of a CSV file without quotes, the heading left out.
    static func rows(_ name: String) -> [[String]] {
        let path = folder.appending(path: "Data/\(name)")
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
