internal import Crypto
internal import FoundationEssentials
import StationJournal

/// Makes a terminal a station: sends the one-time code with a key made here.
public struct EnrolmentExchange: Sendable {
    private let state: String
    private let clock = StationClock()

    /// An exchange for the terminal whose state is kept in this folder.
    public init(state: String) {
        self.state = state
    }

    /// Enrols the terminal and keeps the result.
    ///
    /// Asked again after a lost answer it uses the same key, and the county answers the same.
    ///
    /// - Parameters:
    ///   - county: `https://host:port`.
    ///   - pins: The county's pins as printed with the code: they are checked before the code
    ///     is sent.
    ///   - code: The one-time code.
    /// - Returns: What was kept.
    /// - Throws: `StationFault`.
    public func enrol(county: String, pins: String, code: String) async throws -> Enrolment {
        if let known = try Enrolment.load(from: state) {
            throw StationFault(
                exitCode: 73, "本机已登记为 \(known.station)（\(state)）。如需重新登记，请先移走该文件夹。",
                "already enrolled as \(known.station) in \(state); move that folder away first")
        }
        let key = try Enrolment.keyOrNew(in: state)
        let client = try CountyClient(
            county: county, pins: pins, key: key, now: { clock.now().wall })
        let request = EnrolmentRequest(
            code: code, publicKey: key.publicKey.rawRepresentation.base64EncodedString())
        let counter = try Enrolment.nextCounter(in: state)
        let grant: EnrolmentGrant
        do throws(CountyError) {
            let answer = try await client.send(
                "POST", "/station/v1/enrol", counter: counter,
                body: try encoded(request))
            grant = try CountyClient.decode(EnrolmentGrant.self, answer)
        } catch {
            throw StationFault(enrolling: error)
        }
        return try keep(grant, county: county, counter: counter)
    }

    private func encoded(_ request: EnrolmentRequest) throws(CountyError) -> [UInt8] {
        guard let data = try? JSONEncoder().encode(request) else { throw .unreachable("encoding") }
        return Array(data)
    }

    private func keep(
        _ grant: EnrolmentGrant, county: String, counter: Int64
    ) throws -> Enrolment {
        let enrolment = Enrolment(
            station: grant.station, epoch: grant.epoch, name: grant.name, county: county,
            pins: grant.pins, requestCounter: counter, storeExists: false)
        try enrolment.save(to: state)
        return enrolment
    }
}

extension StationFault {
    fileprivate init(enrolling error: CountyError) {
        switch error {
        case .unreachable(let why), .notACounty(let why):
            self.init(
                exitCode: 69, "联系不上县中心：\(why)。请检查网址、网络和指纹后重试。",
                "the county cannot be reached: \(why); check address, network and pin, try again")
        case .busy:
            self.init(exitCode: 75, "县中心正忙，请稍后重试。", "the county is busy; try again later")
        case .refused(_, let code, _):
            self.init(
                exitCode: 77, "县中心拒绝登记（\(code)）。登记码只能用一次，24 小时内有效；请重新索取。",
                "the county refused (\(code)); a code works once, within 24 hours: ask for another")
        }
    }
}
