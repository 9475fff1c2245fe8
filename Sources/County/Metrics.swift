internal import CountyStore

/// The county's counters in Prometheus' text format, version 0.0.4.
struct Metrics: Sendable {
    let store: CountyStore
    let answers: AnswerCounter
    let now: @Sendable () -> Int64

    private struct Family {
        let name: String
        let type: String
        let help: String
        /// Label text such as `{state="held"}`, and value.
        let samples: [(labels: String, value: Int64)]

        var text: String {
            let head = "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            return head + samples.map { "\(name)\($0.labels) \($0.value)\n" }.joined()
        }
    }

    func text() async throws -> String {
        let tallies = try await store.tallies()
        let stations = try await store.stations()
        let refusals = try await store.refusals()
        let states: [StationState] = [.new, .active, .revoked, .forked]
        let now = now()
        let families = [
            Family(
                name: "cunzhan_entries_total", type: "counter",
                help: "Journal entries received, by verdict.",
                samples: ["applied", "applied-conflict", "duplicate", "unreadable"].map {
                    ("{verdict=\"\($0)\"}", tallies["entries.\($0)"] ?? 0)
                }),
            Family(
                name: "cunzhan_parcels", type: "gauge", help: "Parcels known, by state.",
                samples: ParcelState.allCases.map {
                    ("{state=\"\($0.rawValue)\"}", tallies["parcels.\($0.rawValue)"] ?? 0)
                }),
            Family(
                name: "cunzhan_stations", type: "gauge", help: "Stations, by state.",
                samples: states.map { state in
                    (
                        "{state=\"\(state.rawValue)\"}",
                        Int64(stations.count { $0.state == state })
                    )
                }),
            Family(
                name: "cunzhan_stations_online", type: "gauge",
                help: "Stations in touch within the last ten minutes.",
                samples: [("", Int64(stations.count { WallPage.isAlive($0, at: now) }))]),
            Family(
                name: "cunzhan_refusals_total", type: "counter",
                help: "Requests of stations refused, by reason.",
                samples: Refusal.allCases.map {
                    ("{reason=\"\($0.rawValue)\"}", refusals[$0] ?? 0)
                }),
            Family(
                name: "cunzhan_http_answers_total", type: "counter",
                help: "Answers since the start of the daemon, by status.",
                samples: answers.byStatus.map { ("{status=\"\($0.status)\"}", $0.count) }),
            Family(
                name: "cunzhan_store_stopped", type: "gauge",
                help: "1 when the store accepts nothing before a restart.",
                samples: [("", store.isStopped ? 1 : 0)]),
        ]
        return families.map(\.text).joined()
    }
}
