/// What is tried on a port, in which order: the likeliest first, each setting once.
struct SearchPlan {
    /// A question at one setting, and the profiles that know an answer to it.
    struct Question {
        let line: LineSetting
        let send: [UInt8]
        var probes: [(entry: FindingCatalogue.Entry, probe: DeviceProbe)]

        var effect: DeviceProbe.Effect { probes.map(\.probe.effect).max() ?? .none }
        var wait: Duration {
            .milliseconds(probes.map(\.probe.waitMilliseconds).max() ?? 0)
        }
        var after: [UInt8] { probes.lazy.map(\.probe.after).first { !$0.isEmpty } ?? [] }
    }

    /// Settings that are listened at, at most.
    static let settingsMax = 16
    /// Rates of one profile that are asked at, at most: a question costs half a second.
    static let askedRatesMax = 3
    /// Questions asked on one port, at most.
    static let questionsMax = 48

    let entries: [FindingCatalogue.Entry]
    let traits: PortTraits

    /// The settings at which a device may speak by itself.
    func settings(last: [LineSetting]) -> [LineSetting] {
        var ranks: [LineSetting: (usb: Int, weight: Int)] = [:]
        for entry in entries where entry.profile.deviceClass != .printer {
            let usb = traits.strength(of: entry.profile).rawValue
            for (index, baud) in entry.profile.line.bauds.enumerated() {
                let setting = LineSetting(entry.profile.line, baud: baud)
                let old = ranks[setting] ?? (0, 0)
                // A profile's usual rate counts for more than those it may be set to.
                ranks[setting] = (max(old.usb, usb), old.weight + (index == 0 ? 4 : 1))
            }
        }
        let sorted = ranks.sorted { left, right in
            let isLate = (last.contains(left.key), last.contains(right.key))
            if isLate.0 != isLate.1 { return isLate.1 }
            if left.value.usb != right.value.usb { return left.value.usb > right.value.usb }
            if left.value.weight != right.value.weight {
                return left.value.weight > right.value.weight
            }
            return left.key.description < right.key.description
        }
        return sorted.prefix(Self.settingsMax).map(\.key)
    }

    /// Who may speak by itself at a setting.
    func listeners(at setting: LineSetting) -> [Listener] {
        entries.filter { entry in
            entry.profile.line.bauds.contains {
                LineSetting(entry.profile.line, baud: $0) == setting
            }
        }.compactMap { Listener($0) }
    }

    /// The questions no worse than `effect`, each once per setting.
    func questions(_ effect: DeviceProbe.Effect) -> [Question] {
        struct Key: Hashable {
            let line: LineSetting
            let send: [UInt8]
        }
        var order: [Key: (rate: Int, usb: Int)] = [:]
        var questions: [Key: Question] = [:]
        for entry in entries {
            let usb = traits.strength(of: entry.profile).rawValue
            for probe in entry.profile.probes where probe.effect <= effect {
                for (rate, baud) in entry.profile.line.bauds.prefix(Self.askedRatesMax).enumerated()
                {
                    let line = LineSetting(entry.profile.line, baud: baud)
                    let key = Key(line: line, send: probe.send)
                    questions[key, default: Question(line: line, send: probe.send, probes: [])]
                        .probes.append((entry, probe))
                    let old = order[key] ?? (rate, usb)
                    order[key] = (min(old.rate, rate), max(old.usb, usb))
                }
            }
        }
        let keys = questions.keys.sorted { left, right in
            let first = rank(questions[left], order[left])
            let second = rank(questions[right], order[right])
            if first != second { return first.lexicographicallyPrecedes(second) }
            return left.send.lexicographicallyPrecedes(right.send)
        }
        return keys.prefix(Self.questionsMax).compactMap { questions[$0] }
    }

    /// What USB speaks for first, then the harmless.
    ///
    /// Seven bits before eight: to a scale that takes single letters for commands, the text of any
    /// other question is some of them, and it has answered to its own by then.
    ///
    /// Control bytes before text, which a receipt
    /// printer would print: it has answered by then. Then each device's usual rate, and whole lines
    /// before single letters, so that no line begins with the rest of another question.
    private func rank(_ question: Question?, _ order: (rate: Int, usb: Int)?) -> [Int] {
        guard let question, let order else { return [] }
        let isLine = question.send.last == ASCIIControl.lf || question.send.last == ASCIIControl.cr
        let isText = question.send.first.map { $0 >= 0x20 && $0 < 0x7F } ?? false
        return [
            -order.usb, question.effect == .none ? 0 : question.effect == .beep ? 1 : 2,
            question.line.dataBits, isText ? 1 : 0, order.rate, isLine ? 0 : 1, -question.line.baud,
            -question.line.dataBits,
        ]
    }
}
