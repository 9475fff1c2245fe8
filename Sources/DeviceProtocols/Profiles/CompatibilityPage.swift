/// The article that lists every device with a profile: generated, never written by hand.
public enum CompatibilityPage {
    /// The article's text.
    /// - Parameter profiles: All profiles, in any order.
    /// - Returns: Markdown for the documentation catalogue.
    public static func markdown(_ profiles: [DeviceProfile]) -> String {
        let models = profiles.filter { !$0.isGeneric }
        let aliases = models.reduce(0) { $0 + $1.aliases.count }
        var page = """
            # 兼容设备 Compatible devices

            Every device with a profile, generated from `Devices/` by `make docs`.

            本页由设备文件生成：\(models.count) 种型号，另有 \(aliases) 种与其中之一完全相同的型号。
            \(models.count) models, and \(aliases) more that are the same as one of them.

            证明等级 evidence: `datasheet` 按资料编写，未接过真机 (written from documents; no real device
            was here); `recorded` 有真机录制 (proven by a recording); `in-service` 柜台上使用过 (proven at a
            counter).

            一种型号不在表里，多半可用其协议的通用文件。A model that is not listed most likely works with the
            generic profile of its protocol.

            """
        for deviceClass in DeviceClass.allCases {
            let members = profiles.filter { $0.deviceClass == deviceClass }
            page += "\n## \(heading(deviceClass))\n\n" + table(members)
        }
        return page
    }

    private static func heading(_ deviceClass: DeviceClass) -> String {
        switch deviceClass {
        case .scanner: "扫码枪 Scanners"
        case .scale: "电子秤 Scales"
        case .printer: "标签打印机 Printers"
        }
    }

    private static func table(_ profiles: [DeviceProfile]) -> String {
        let head = [
            "厂家 maker", "型号 model", "同类型号 aliases", "协议 protocol", "USB", "证明 evidence",
            "来源 source", "文件 profile",
        ]
        let rows = profiles.sorted { ($0.isGeneric ? 0 : 1, $0.id) < ($1.isGeneric ? 0 : 1, $1.id) }
            .map { profile in
                [
                    profile.maker, profile.model, profile.aliases.joined(separator: ", "),
                    profile.protocolName, profile.usb.map(usb).joined(separator: ", "),
                    profile.evidence.rawValue, profile.source, "`\(profile.id)`",
                ]
            }
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| " + $0.map(cell).joined(separator: " | ") + " |\n" }.joined()
    }

    private static func usb(_ match: USBMatch) -> String {
        "\(match.vendor):\(match.product)" + (match.serialPrefix.map { " \($0)…" } ?? "")
    }

    /// A text that ends no cell and no row.
    private static func cell(_ text: String) -> String {
        text.split { $0.isNewline }.joined(separator: " ").replacing("|", with: "\\|")
    }
}
