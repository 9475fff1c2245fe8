/// The station's counters in Prometheus' text format, version 0.0.4.
///
/// They count and name devices; nothing of a parcel or a person is in them.
enum StationMetrics {
    /// One sample: labels in order, and the value as text.
    struct Sample {
        var suffix = ""
        var labels: [(String, String)] = []
        var value: String
    }

    /// Samples of one name.
    struct Family {
        let name: String
        let type: String
        let help: String
        let samples: [Sample]

        var text: String {
            let lines = samples.map { sample in
                let labels = sample.labels.map { "\($0)=\"\(escaped($1))\"" }
                let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
                return "\(name)\(sample.suffix)\(list) \(sample.value)\n"
            }
            return "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n" + lines.joined()
        }
    }

    /// A label's value: backslash, quote and line break are written as escapes.
    static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n", "\r\n": text += "\\n"
            default: text.append(character)
            }
        }
    }

    static func text(of devices: [DeviceStatus], _ board: KioskState) -> String {
        (states(devices) + counters(devices) + [latency(devices)] + station(board)).map(\.text)
            .joined()
    }

    private static func states(_ devices: [DeviceStatus]) -> [Family] {
        [
            Family(
                name: "cunzhan_device_info", type: "gauge", help: "The configured devices.",
                samples: devices.map {
                    Sample(
                        labels: [("device", $0.name), ("class", $0.kind), ("profile", $0.profile)],
                        value: "1")
                }),
            Family(
                name: "cunzhan_device_state", type: "gauge",
                help: "1 for the state the device's line is in.",
                samples: devices.flatMap { device in
                    DeviceState.allCases.map { state in
                        Sample(
                            labels: [("device", device.name), ("state", state.rawValue)],
                            value: device.state == state ? "1" : "0")
                    }
                }),
        ]
    }

    private static func counters(_ devices: [DeviceStatus]) -> [Family] {
        func family(
            _ name: String, _ help: String, _ value: (DeviceCounts) -> Int
        ) -> Family {
            Family(
                name: "cunzhan_device_\(name)_total", type: "counter", help: help,
                samples: devices.map {
                    Sample(labels: [("device", $0.name)], value: "\(value($0.counts))")
                })
        }
        let malformed = Family(
            name: "cunzhan_device_malformed_total", type: "counter",
            help: "Bursts of bytes that belong to no frame, by reason.",
            samples: devices.flatMap { device in
                device.counts.malformed.sorted { $0.key < $1.key }.map {
                    Sample(labels: [("device", device.name), ("reason", $0)], value: "\($1)")
                }
            })
        return [
            family("received_bytes", "Bytes read.") { $0.bytes },
            family("dropped_bytes", "Bytes lost because the program was too slow.") {
                $0.droppedBytes
            },
            family("frames", "Complete frames.") { $0.frames },
            malformed,
            family("resyncs", "Good frames found again after malformed bytes.") { $0.resyncs },
            family("duplicates", "Scans dropped as read twice.") { $0.duplicates },
            family("openings", "How often the line was opened.") { $0.openings },
            family("reconnects", "How often the line was opened again after a loss.") {
                $0.reconnects
            },
            family("abandoned_polls", "Polls given up without the answer of a step.") {
                $0.abandonedPolls
            },
        ]
    }

    private static func latency(_ devices: [DeviceStatus]) -> Family {
        let samples = devices.flatMap { device -> [Sample] in
            guard let histogram = device.scanLatency else { return [] }
            let bounds = LatencyHistogram.bounds.map(seconds) + ["+Inf"]
            var seen = 0
            let buckets = zip(bounds, histogram.buckets).map { bound, count in
                seen += count
                return Sample(
                    suffix: "_bucket", labels: [("device", device.name), ("le", bound)],
                    value: "\(seen)")
            }
            let labels = [("device", device.name)]
            return buckets + [
                Sample(suffix: "_sum", labels: labels, value: seconds(histogram.sum)),
                Sample(suffix: "_count", labels: labels, value: "\(histogram.count)"),
            ]
        }
        return Family(
            name: "cunzhan_scan_latency_seconds", type: "histogram",
            help: "Time from the byte that completed a scan to the desk.", samples: samples)
    }

    private static func station(_ board: KioskState) -> [Family] {
        [
            Family(
                name: "cunzhan_journal_pending_entries", type: "gauge",
                help: "Journal entries the county has not acknowledged.",
                samples: [Sample(value: "\(board.link.queue)")]),
            Family(
                name: "cunzhan_county_online", type: "gauge",
                help: "1 when the last contact with the county succeeded.",
                samples: [Sample(value: board.link.state == .online ? "1" : "0")]),
        ]
    }

    /// Seconds of microseconds, exact.
    static func seconds(_ microseconds: Int64) -> String {
        let rest = String(microseconds % 1_000_000)
        let fraction = String(repeating: "0", count: 6 - rest.count) + rest
        let trimmed = fraction.reversed().drop { $0 == "0" }.reversed()
        let whole = microseconds / 1_000_000
        return trimmed.isEmpty ? "\(whole)" : "\(whole).\(String(trimmed))"
    }
}
