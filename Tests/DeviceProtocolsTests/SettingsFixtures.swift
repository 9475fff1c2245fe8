@testable import DeviceProtocols

/// Settings blocks of each dialect, as a profile holds them.
enum SettingsFixtures {
    static let blocks: [(dialect: SettingsDialect, list: [String])] = [
        (
            .honeywell,
            [
                "{key: suffix, name: {zh: 后缀, en: suffix}, tag: SUFBK2, value: 990D0A}",
                "{key: beep, name: {zh: 声, en: beep}, tag: BEPBEP, value: \"1\"}",
            ]
        ),
        (
            .newland,
            [
                "{key: suffix, name: {zh: 后缀, en: suffix}, tag: TSUSET, value: 0D0A}",
                "{key: code11, name: {zh: 码, en: code 11}, tag: C11ENA, value: \"1\"}",
            ]
        ),
        (
            .newlandOld,
            ["{key: retries, name: {zh: 次数, en: retries}, tag: \"5503\", value: \"2\"}"]
        ),
        (
            .ssi,
            [
                "{key: aim, name: {zh: 标识, en: AIM}, tag: \"2d\", value: \"01\"}",
                "{key: multi, name: {zh: 多包, en: packets}, tag: f04e, value: \"01\"}",
            ]
        ),
        (.aclas, ["{key: protocol, name: {zh: 协议, en: p}, set: \"'<AL>' HT\", value: AL}"]),
        (
            .ohaus,
            [
                """
                {key: protocol, name: {zh: 协议, en: p}, set: "'PSI' CR LF", value: PSI,
                        ask: "'I2' CR LF", answer: "'I2 A'"}
                """
            ]
        ),
        (
            .tspl,
            [
                """
                {key: density, name: {zh: 浓度, en: density}, set: "'DENSITY 8' CR LF", value: "8",
                        ask: "'OUT DENSITY' CR LF"}
                """
            ]
        ),
        (
            .zpl,
            [
                "{key: tone, name: {zh: 浓度, en: tone}, tag: print.tone, value: \"15.0\"}",
                "{key: mode, name: {zh: 撕, en: tear}, tag: media.printmode, value: tear off}",
            ]
        ),
    ]

    static func profileText(_ dialect: SettingsDialect, _ list: [String], limit: Int = 5) -> String
    {
        """
        class: scanner
        maker: M
        model: X
        protocol: serial
        line: {baud: [9600]}
        settings:
          dialect: \(dialect.rawValue)
          flash_writes_per_day: \(limit)
          source: s
          list:
        \(list.map { "    - \($0)" }.joined(separator: "\n"))
        evidence: datasheet
        source: s
        examples:
          - {bytes: "00", lines: ['x']}
        """
    }

    static func settings(_ dialect: SettingsDialect) throws -> DeviceSettings {
        let list = blocks.first { $0.dialect == dialect }?.list ?? []
        let profile = try DeviceProfile.parse(
            profileText(dialect, list), file: "x", id: "scanners/x")
        guard let settings = profile.settings else { throw Missing() }
        return settings
    }

    struct Missing: Error {}
}

/// Drives a machine against a device that answers at once, with a clock of its own.
struct SettingsDrive {
    var now = Duration.zero
    var sent: [[UInt8]] = []
    var flashWrites = 0

    /// Runs to the end; `device` gives the answer to what was sent.
    mutating func run(
        _ machine: inout SettingsMachine, stopAfter steps: Int = 10_000,
        _ device: ([UInt8]) -> [UInt8]
    ) -> SettingsReport? {
        for _ in 0..<steps {
            switch machine.step(at: now) {
            case .send(let bytes, let writes):
                sent.append(bytes)
                flashWrites += writes
                let answer = device(bytes)
                if !answer.isEmpty { machine.receive(answer, at: now) }
            case .wait(let until): now = max(now, until)
            case .finished(let report): return report
            }
        }
        return nil
    }
}
